"""Merging and linking by word and by form: at once where all is said, asking where it is not."""

from datetime import timedelta
from typing import Any

import pytest

from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.incident.links import LinkKind
from domain.incidents import State
from domain.people import Person
from handlers.incident import links, words
from handlers.inputs import Submission
from storage.incident import links as stored
from storage.incidents import Incident
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do, make_incident
from tests.people import BEN, DEV, MAX
from views.ids import Field, Form, More
from views.incident.link_forms import OFFERED

HOUR = timedelta(hours=1)
CHILD, FOLLOWS, RELATES = LinkKind.CHILD_OF, LinkKind.FOLLOWS, LinkKind.RELATES_TO


@pytest.fixture
def two(do: Do) -> tuple[Incident, Incident]:
    """An older incident and a newer one."""
    return make_incident(do, NOON), make_incident(do, NOON + HOUR)


def now(do: Do, incident: Incident) -> Incident:
    found: Incident = do(lambda tx: tx.get(Incident, incident.id))
    return found


def targets(do: Do, incident: Incident, kind: LinkKind) -> list[int]:
    return list(do(stored.targets, incident.id, kind))


async def say(do: Do, text: str, by: Person = BEN) -> Scene:
    scene = Scene(do)
    await scene.play(words.incident, command=command(text, by))
    return scene


async def choose(do: Do, more: More, incident: Incident, by: Person = BEN) -> Any:
    """The form that opens when this is chosen in its menu."""
    scene = Scene(do)
    await scene.play(words.choose, click=click(f"{more} {incident.number}", by))
    return scene.said[0][1]


async def submit(do: Do, handler: Any, incident: Incident, by: Person = BEN, **values: Any) -> Any:
    """Send the form; answers the form that came in its place, if one did."""
    scene = Scene(do)
    submission = Submission(
        form="x", metadata=incident.number, values=filled(**values), actor=by, now=NOON
    )
    await scene.play(handler, submission=submission)
    return scene.said[-1][1]


def fields(view: Any) -> dict[str, Any]:
    return {it["block_id"]: it["element"] for it in view["blocks"] if it["type"] == "input"}


# Merging


@pytest.mark.parametrize("text", ["merge {newer} {older}", "MERGE {newer} into {older}, please"])
async def test_the_newer_into_the_older_by_word_at_once(do: Do, two: Any, text: str) -> None:
    older, newer = two
    scene = await say(do, text.format(newer=newer.number, older=older.number))
    assert now(do, newer).state is State.MERGED
    assert f"{older.number} · The printer is on fire" in scene.reads()
    assert f"Merged into it:\n{newer.number}" in scene.reads()


async def test_the_older_into_the_newer_is_asked_about(do: Do, two: Any) -> None:
    older, newer = two
    scene = await say(do, f"merge {older.number} {newer.number}")
    assert [beat for beat, _ in scene.said] == ["form", "ack"]
    view = scene.said[0][1]
    assert f"{older.number} is older than {newer.number}" in str(view["blocks"])
    suggested = fields(view)[Field.MERGE_WAY]["initial_option"]["value"]
    assert suggested == f"{newer.number} {older.number}"
    assert now(do, older).state is State.NEW


async def test_without_a_target_the_form_asks_for_it(do: Do, two: Any) -> None:
    _, newer = two
    scene = await say(do, f"merge {newer.number}")
    assert scene.said[0][1]["callback_id"] == Form.MERGE_INCIDENT


async def test_the_form_merges(do: Do, two: Any) -> None:
    older, newer = two
    view = await choose(do, More.MERGE, newer)
    assert view["private_metadata"] == newer.number
    assert await submit(do, links.submit_merge, newer, merge_into=older.number) is None
    assert now(do, newer).state is State.MERGED


@pytest.mark.parametrize("reversed_", [True, False])
async def test_the_form_asks_once_which_one_stays(do: Do, two: Any, reversed_: bool) -> None:
    older, newer = two
    view = await submit(do, links.submit_merge, older, merge_into=newer.number)
    assert fields(view)[Field.MERGE_INTO]["initial_value"] == newer.number
    ways = [option["value"] for option in fields(view)[Field.MERGE_WAY]["options"]]
    chosen = {"merge_into": newer.number, "merge_way": ("option", ways[0 if reversed_ else 1])}
    assert await submit(do, links.submit_merge, older, **chosen) is None
    gone, stays = (newer, older) if reversed_ else (older, newer)
    assert (now(do, gone).merged_into_id, now(do, stays).state) == (stays.id, State.NEW)


async def test_another_number_typed_then_is_asked_about_anew(do: Do, two: Any) -> None:
    older, newer = two
    newest = make_incident(do, NOON + 2 * HOUR)
    chosen = ("option", f"{newer.number} {older.number}")
    view = await submit(do, links.submit_merge, older, merge_into=newest.number, merge_way=chosen)
    assert f"{older.number} is older than {newest.number}" in str(view["blocks"])
    assert {now(do, each).state for each in (older, newer, newest)} == {State.NEW}


@pytest.mark.parametrize("typed", ["", "the other one", "12", "CHG-2"])
async def test_what_is_no_number_is_told_by_its_field(do: Do, two: Any, typed: str) -> None:
    for handler, field in ((links.submit_merge, "merge_into"), (links.submit_link, "link_to")):
        values = {field: typed, "link_kind": ("option", "follows")}
        with pytest.raises(FieldErrors, match="Write the number of an incident") as refused:
            await submit(do, handler, two[1], **values)
        assert set(refused.value.errors) == {field}


async def test_a_form_is_not_shown_to_whom_it_would_refuse(do: Do, two: Any) -> None:
    for more in (More.MERGE, More.LINK, More.UNLINK):
        with pytest.raises(NotAllowed):
            await choose(do, more, two[0], by=MAX)
    hidden = make_incident(do, NOON, restricted=True)
    for more in (More.MERGE, More.LINK, More.UNLINK):
        with pytest.raises(NotFound):
            await choose(do, more, hidden, by=DEV)


# Links


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("link {five} follows {two}", FOLLOWS),
        ("link {five} relates {two}", RELATES),
        ("link {five} is related to {two}", RELATES),
        ("link {five} child of {two}", CHILD),
        ("child {five} {two}", CHILD),
        ("child {five} of {two}", CHILD),
    ],
)
async def test_a_link_by_word(do: Do, two: Any, text: str, kind: LinkKind) -> None:
    older, newer = two
    scene = await say(do, text.format(five=newer.number, two=older.number))
    assert targets(do, newer, kind) == [older.id]
    assert f"{newer.number} · The printer is on fire" in scene.reads()
    assert f"{older.number} · 🔵 New · The printer is on fire" in scene.reads()


async def test_how_must_be_said(do: Do, two: Any) -> None:
    older, newer = two
    with pytest.raises(WrongState, match=f"/incident link {newer.number} follows {older.number}"):
        await say(do, f"link {newer.number} {older.number}")


@pytest.mark.parametrize("word", ["link", "child"])
async def test_without_the_other_the_form_asks_for_it(do: Do, two: Any, word: str) -> None:
    scene = await say(do, f"{word} {two[1].number}")
    assert scene.said[0][1]["callback_id"] == Form.LINK_INCIDENT


@pytest.mark.parametrize("kind", OFFERED)
async def test_the_form_links(do: Do, two: Any, kind: LinkKind) -> None:
    older, newer = two
    view = await choose(do, More.LINK, newer)
    offered = [option["value"] for option in fields(view)[Field.LINK_KIND]["options"]]
    assert kind in offered
    chosen = {"link_kind": ("option", kind.value), "link_to": older.number}
    assert await submit(do, links.submit_link, newer, **chosen) is None
    assert targets(do, newer, kind) == [older.id]


async def test_a_form_without_a_choice_asks_for_one(do: Do, two: Any) -> None:
    with pytest.raises(FieldErrors, match="Choose how they hang together"):
        await submit(do, links.submit_link, two[1], link_to=two[0].number)
    with pytest.raises(FieldErrors, match="Choose one"):
        await submit(do, links.submit_unlinking, two[1])


@pytest.mark.parametrize("text", ["unlink {two} {five}", "unlink {five} follows {two}"])
async def test_a_link_is_taken_away_by_word(do: Do, two: Any, text: str) -> None:
    older, newer = two
    await say(do, f"link {newer.number} follows {older.number}")
    await say(do, text.format(five=newer.number, two=older.number))
    assert targets(do, newer, FOLLOWS) == []


async def test_a_child_is_detached_by_word(do: Do, two: Any) -> None:
    older, newer = two
    await say(do, f"child {newer.number} {older.number}")
    await say(do, f"detach {newer.number}")
    assert targets(do, newer, CHILD) == []


async def test_the_form_shows_what_can_be_taken_away(do: Do, two: Any) -> None:
    older, newer = two
    third = make_incident(do, NOON, title="The mail is down")
    await say(do, f"merge {third.number} {older.number}")
    with pytest.raises(WrongState, match="is linked with no other"):
        await choose(do, More.UNLINK, older)
    await say(do, f"child {newer.number} {older.number}")
    view = await choose(do, More.UNLINK, older)
    [option] = fields(view)[Field.LINK]["options"]
    assert option["text"]["text"] == f"Children {newer.number} · The printer is on fire"
    await submit(do, links.submit_unlinking, older, link=("option", option["value"]))
    assert targets(do, newer, CHILD) == []
