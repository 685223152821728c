"""Audit rounds as people open them, answer in them and close them in Slack."""

from typing import Any

import pytest

from domain.errors import NotAllowed, NotFound
from domain.people import Person
from handlers import FORMS
from handlers.asset import audits, words
from handlers.inputs import Submission
from storage.asset.audits import AuditItem
from storage.assets import Asset
from tests.assets import AMY, again, make_asset
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do
from tests.people import ANN, BEN, MAX
from views.ids import Button, Form


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


async def says(scene: Scene, text: str, by: Person = AMY) -> str:
    await scene.play(words.asset, command=command(text, by, name="/asset"))
    return scene.reads()


async def press(
    scene: Scene, button: Button, value: str, by: Person, *, in_private: bool = False
) -> list[str]:
    pressed = click(value, by, action=button, in_private=in_private)
    return await scene.play(audits.ACTIONS[button], click=pressed)


def form(name: Form, by: Person, metadata: str = "", **values: Any) -> Submission:
    return Submission(form=name, metadata=metadata, values=filled(**values), actor=by, now=NOON)


async def opened(scene: Scene, by: Person = AMY, **values: Any) -> str:
    """The number of a round that somebody has just opened in the form."""
    given = {"team_key": ("option", "service-desk"), **values}
    submission = form(Form.OPEN_AUDIT, by, **given)
    await scene.play(FORMS[Form.OPEN_AUDIT], submission=submission)
    return scene.reads().splitlines()[1].partition(" ")[0]


def answer_of(do: Do, number: str, asset: Asset) -> str | None:
    audit_id = int(number.removeprefix("AUD-"))
    found: AuditItem = do(lambda tx: tx.get(AuditItem, (audit_id, asset.id)))
    return found.answer


async def test_a_round_is_opened_by_words_or_by_the_button(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, location="Berlin")
    assert "There is none that you can see" in await says(scene, "audit")
    assert "Open a round" in scene.reads()
    said = command("audit hardware service-desk at Berlin", AMY, name="/asset")
    assert await scene.play(words.asset, command=said) == ["form", "ack"]
    blocks = {it.get("block_id"): it for it in scene.said[0][1]["blocks"]}
    assert blocks["location"]["element"]["initial_value"] == "Berlin"
    assert blocks["team_key"]["element"]["initial_option"]["value"] == "service-desk"
    assert await press(scene, Button.OPEN_AUDIT, "new", ANN) == ["form", "ack"]
    number = await opened(scene, location="Berlin")
    assert f"{number} · Everything of Service desk in Berlin" in await says(scene, "audit")
    assert "0 of 1" in await says(scene, f"audit {number}")


async def test_words_that_are_none_of_ours_are_refused(scene: Scene, do: Do) -> None:
    with pytest.raises(NotFound, match="a round of toasters"):
        await says(scene, "audit toasters")
    with pytest.raises(NotAllowed, match="Leads open rounds"):
        await says(scene, "audit all", by=BEN)
    with pytest.raises(NotFound, match="no AUD-77"):
        await says(scene, "audit AUD-77")


async def test_a_tag_that_is_read_out_is_seen(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42")
    number = await opened(scene)
    assert "1 of 1" in await says(scene, f"audit {number} seen laptop-42", by=BEN)
    assert answer_of(do, number, asset) == "seen"
    with pytest.raises(NotFound, match="I find nothing for TOASTER"):
        await says(scene, f"audit {number} seen TOASTER", by=BEN)
    for said in ("eaten LAPTOP-42", "seen", "elsewhere LAPTOP-42", "elsewhere LAPTOP-42 at "):
        with pytest.raises(NotFound, match=f"audit {number} seen LAPTOP-42, .* at Berlin"):
            await says(scene, f"audit {number} {said}", by=BEN)
    assert "found elsewhere" in await says(
        scene, f"audit {number} elsewhere laptop-42 at Hamburg, room 7", by=BEN
    )
    assert again(do, asset).location == "Hamburg, room 7"


async def test_who_is_asked_may_read_it_out_and_not_see_the_round(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42", owner_id=MAX.id)
    number = await opened(scene)
    said = await says(scene, f"audit {number} seen laptop-42", by=MAX)
    assert f"It is written down in {number}: seen" in said
    assert answer_of(do, number, asset) == "seen"
    with pytest.raises(NotFound, match=number):
        await says(scene, f"audit {number}", by=MAX)
    told = await says(scene, f"audit {number} elsewhere laptop-42 at Hamburg", by=MAX)
    assert "Hardware, Hamburg" in told


async def test_each_thing_has_its_buttons(scene: Scene, do: Do) -> None:
    one, two, three = (
        make_asset(do, NOON, name, owner_id=MAX.id) for name in ("one", "two", "three")
    )
    number = await opened(scene)
    seen = await press(scene, Button.SEEN_IN_AUDIT, f"{number} {one.number}", MAX)
    assert seen == ["ack"]
    value = f"{number} {two.number}"
    beats = await press(scene, Button.NOT_HERE_IN_AUDIT, value, BEN, in_private=True)
    assert beats == ["ack", "instead"]
    assert "three" in scene.reads()
    assert "two" not in scene.reads()
    value = f"{number} {three.number}"
    assert await press(scene, Button.ELSEWHERE_IN_AUDIT, value, MAX) == ["form", "ack"]
    said = form(
        Form.ELSEWHERE_IN_AUDIT, MAX, scene.said[0][1]["private_metadata"], location="Hamburg"
    )
    assert await scene.play(FORMS[Form.ELSEWHERE_IN_AUDIT], submission=said) == ["ack"]
    assert again(do, three).location == "Hamburg"
    answers = [answer_of(do, number, it) for it in (one, two, three)]
    assert answers == ["seen", "not_here", "elsewhere"]


async def test_lists_go_on_after_the_last_thing(scene: Scene, do: Do) -> None:
    made = [make_asset(do, NOON, f"laptop {turn:02}") for turn in range(14)]
    number = await opened(scene)
    assert await press(scene, Button.ITEMS_OF_AUDIT, f"{number} left 0", BEN) == [
        "ack",
        "privately",
    ]
    assert "laptop 11" in scene.reads()
    assert "laptop 12" not in scene.reads()
    value = f"{number} left {made[11].id}"
    beats = await press(scene, Button.ITEMS_OF_AUDIT, value, BEN, in_private=True)
    assert beats == ["ack", "instead"]
    assert "laptop 13" in scene.reads()
    with pytest.raises(NotFound, match="another version"):
        await press(scene, Button.ITEMS_OF_AUDIT, f"{number} right 0", BEN)


async def test_who_may_only_look_is_not_offered_to_close_it(scene: Scene, do: Do) -> None:
    make_asset(do, NOON)
    number = await opened(scene)
    for may_close, by in ((True, AMY), (True, ANN), (False, BEN)):
        await press(scene, Button.SHOW_AUDIT, number, by)
        assert (Button.CLOSE_AUDIT in str(scene.said[-1][1])) is may_close
    with pytest.raises(NotAllowed, match=f"opened {number} and closes it"):
        await press(scene, Button.CLOSE_AUDIT, number, BEN)
    await press(scene, Button.CLOSE_AUDIT, number, ANN)
    assert "closed by" in scene.reads()


async def test_it_is_closed_and_its_result_sent_as_a_file(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, tag="LAPTOP-42")
    number = await opened(scene)
    await press(scene, Button.ALL_SEEN_IN_AUDIT, number, BEN)
    assert await press(scene, Button.SHOW_AUDIT, number, AMY) == ["ack", "privately"]
    assert "✅ 1 seen" in scene.reads()
    assert await press(scene, Button.CLOSE_AUDIT, number, AMY) == ["ack", "privately"]
    assert "closed by" in scene.reads()
    assert await press(scene, Button.AUDIT_AS_CSV, number, AMY) == ["ack", "document"]
    name, text = scene.said[-1][1]
    assert name == f"{number}.csv"
    assert "LAPTOP-42" in text.splitlines()[1]
