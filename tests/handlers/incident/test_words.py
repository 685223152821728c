"""Words after /incident: each does what its button does, and what is no word is what is broken."""

from typing import Any

import pytest

from domain.errors import NotAllowed, NotFound, WrongState
from domain.incidents import State
from handlers import steward
from handlers.incident import words
from storage.incidents import Incident
from tests.assets import make_asset, relate
from tests.handlers.scene import NOON, Scene, click, command
from tests.makers import Do, make_incident, make_resolved
from tests.people import BEN, MAX
from views.ids import Form, More

OPENS = {
    "assign": Form.ASSIGN_INCIDENT,
    "move": Form.MOVE_INCIDENT,
    "hold": Form.HOLD_INCIDENT,
    "resolve": Form.RESOLVE_INCIDENT,
    "cancel": Form.CANCEL_INCIDENT,
    "priority": Form.SET_PRIORITY,
}


def now(do: Do, incident: Incident) -> Incident:
    found: Incident = do(lambda tx: tx.get(Incident, incident.id))
    return found


async def say(do: Do, text: str, by: Any = BEN, **more: Any) -> Scene:
    scene = Scene(do)
    await scene.play(words.incident, command=command(text, by, **more))
    return scene


@pytest.mark.parametrize("word", ["ack", "acknowledge", "take", "ACK", "Take"])
async def test_a_word_and_a_number_do_it_at_once_and_show_it(do: Do, word: str) -> None:
    incident = make_incident(do, NOON)
    scene = await say(do, f"{word} {incident.number}")
    assert now(do, incident).assignee_id == BEN.id
    assert "🟡 In progress" in scene.reads()


@pytest.mark.parametrize("spelt", ["INC-{}", "inc {}", "inc{}", " INC-{} please"])
async def test_the_number_may_be_spelt_in_any_way(do: Do, spelt: str) -> None:
    incident = make_incident(do, NOON)
    await say(do, "ack " + spelt.format(incident.id))
    assert now(do, incident).state is State.IN_PROGRESS


@pytest.mark.parametrize("word", OPENS)
async def test_what_asks_for_more_opens_its_form(do: Do, word: str) -> None:
    incident = make_incident(do, NOON)
    scene = await say(do, f"{word} {incident.number}")
    assert [beat for beat, _ in scene.said] == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == OPENS[word]


async def test_an_agent_who_is_named_gets_it_without_a_form(do: Do) -> None:
    incident = make_incident(do, NOON)
    await say(do, f"assign {incident.number} @ben.okafor", mentions=(BEN.id,))
    assert now(do, incident).assignee_id == BEN.id


async def test_a_name_that_nobody_has_is_not_taken_for_none(do: Do) -> None:
    incident = make_incident(do, NOON)
    with pytest.raises(NotFound, match="I know nobody called @benn"):
        await say(do, f"assign {incident.number} @benn")


async def test_watching_and_no_longer(do: Do) -> None:
    incident = make_incident(do, NOON)
    await say(do, f"watch {incident.number}")
    with pytest.raises(WrongState, match=r"You watch .* already"):
        await say(do, f"watch {incident.number}")
    await say(do, f"unwatch {incident.number}")
    with pytest.raises(WrongState, match="You do not watch"):
        await say(do, f"unwatch {incident.number}")


async def test_confirming_is_its_reporters_word(do: Do) -> None:
    incident = make_resolved(do, NOON)
    with pytest.raises(NotAllowed):
        await say(do, f"confirm {incident.number}")
    await say(do, f"confirm {incident.number}", by=MAX)
    assert now(do, incident).state is State.CLOSED


async def test_why_and_timeline_are_told(do: Do) -> None:
    incident = make_incident(do, NOON)
    assert "Response: due" in (await say(do, f"why {incident.number}")).reads()
    assert "raised it" in (await say(do, f"timeline {incident.number}")).reads()


@pytest.mark.parametrize("word", sorted(words.WORDS))
async def test_a_word_without_a_number_asks_which_one(do: Do, word: str) -> None:
    with pytest.raises(WrongState, match=f"Which one.*/incident {word} INC-12"):
        await say(do, word)


@pytest.mark.parametrize("word", sorted(words.WORDS))
async def test_what_is_not_there_is_not_there(do: Do, word: str) -> None:
    with pytest.raises(NotFound, match="There is no INC-999999 that you can see"):
        await say(do, f"{word} INC-999999")


@pytest.mark.parametrize(
    "text", ["hold on, the printer burns", "take five", "the INC-1 again", "resolve this INC-1"]
)
async def test_anything_else_is_what_is_broken(do: Do, text: str) -> None:
    scene = await say(do, text, by=MAX)
    assert scene.said[0][1]["callback_id"] == Form.RAISE_INCIDENT


async def test_steward_incident_is_the_same(do: Do) -> None:
    incident = make_incident(do, NOON)
    scene = Scene(do)
    text = f"incident ack {incident.number}"
    await scene.play(steward.steward, command=command(text, BEN, name="/steward"))
    assert now(do, incident).assignee_id == BEN.id


@pytest.mark.parametrize("chosen", More)
async def test_every_choice_in_a_menu_is_answered(do: Do, chosen: More) -> None:
    db = make_asset(do, NOON, "db")
    relate(do, NOON, make_asset(do, NOON, "app"), db)
    incident = make_incident(do, NOON, assets=(db.id,))
    if chosen is More.UNWATCH:
        await say(do, f"watch {incident.number}")
    if chosen is More.UNLINK:
        await say(do, f"link {incident.number} relates {make_incident(do, NOON).number}")
    scene = Scene(do)
    beats = await scene.play(words.choose, click=click(f"{chosen} {incident.number}", BEN))
    assert "ack" in beats


async def test_a_menu_of_another_version_says_so(do: Do) -> None:
    with pytest.raises(NotFound, match="another version"):
        await Scene(do).play(words.choose, click=click("dance INC-1", BEN))
