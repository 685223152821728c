"""Raising what may be raised already: asked once, nothing typed lost, followed instead or raised anyway."""

import json
from typing import Any

import pytest

from domain.errors import WrongState
from domain.people import Person
from handlers import reports
from handlers.inputs import Click, OpenView, Submission, Values
from storage import watchers
from storage.incidents import Incident
from tests.handlers.scene import NOON, Scene, filled
from tests.makers import Do, make_incident
from tests.people import BEN, DEV, MAX, ZOE
from tests.visitor import visible_text
from views.ids import Button, Field, Form

TYPED = {
    "title": "The VPN is down",
    "description": "Since nine. <!here>",
    "service": ("option", "Web shop"),
    "impact": ("option", "2"),
    "urgency": ("option", "1"),
}


async def submit(do: Do, metadata: str = "", *, by: Person = ZOE, **values: Any) -> Scene:
    scene = Scene(do)
    submission = Submission(
        form=Form.RAISE_INCIDENT,
        metadata=metadata,
        values=filled(**{**TYPED, **values}),
        actor=by,
        now=NOON,
    )
    await scene.play(reports.submit_report, submission=submission)
    return scene


def press(action: str, value: str, view: Any, values: Values, by: Person = ZOE) -> Click:
    opened = OpenView(id="V1", metadata=view["private_metadata"], values=values)
    return Click(action=action, value=value, actor=by, now=NOON, in_private=False, view=opened)


def shown_in(scene: Scene) -> Any:
    [(beat, view)] = scene.said
    assert beat == "ack"
    return view


def watch_buttons(view: Any) -> list[str]:
    found = [it.get("accessory") or {} for it in view["blocks"]]
    return [it["value"] for it in found if it.get("action_id") == Button.WATCH_INSTEAD]


async def test_what_is_new_is_raised_at_once(do: Do) -> None:
    make_incident(do, NOON, title="The printer is on fire")
    scene = await submit(do)
    assert scene.done
    assert scene.said == [("ack", None)]


async def test_what_looks_the_same_is_shown_and_nothing_raised_yet(do: Do) -> None:
    incident = make_incident(do, NOON, title="VPN not working")
    scene = await submit(do)
    view = shown_in(scene)
    assert not scene.done
    assert f"{incident.number} · VPN not working" in visible_text(view)
    assert "🔵 New · raised a moment ago" in visible_text(view)
    assert view["submit"]["text"] == "Raise anyway"
    assert watch_buttons(view) == [incident.number]


async def test_what_was_typed_is_still_there(do: Do) -> None:
    make_incident(do, NOON, title="VPN not working")
    view = shown_in(await submit(do))
    fields = {it["block_id"]: it["element"] for it in view["blocks"] if it["type"] == "input"}
    assert fields[Field.TITLE]["initial_value"] == TYPED["title"]
    assert fields[Field.DESCRIPTION]["initial_value"] == TYPED["description"]
    assert fields[Field.SERVICE]["initial_option"]["value"] == "Web shop"
    assert fields[Field.IMPACT]["initial_option"]["value"] == "2"


async def test_raised_anyway(do: Do) -> None:
    make_incident(do, NOON, title="VPN not working")
    view = shown_in(await submit(do))
    scene = await submit(do, view["private_metadata"])
    assert scene.done
    assert scene.said == [("ack", None)]


async def test_the_message_it_came_from_is_not_forgotten(do: Do) -> None:
    make_incident(do, NOON, title="VPN not working")
    metadata = json.dumps({"source": ["C1", "1.000001", None]})
    view = shown_in(await submit(do, metadata))
    scene = await submit(do, view["private_metadata"])
    assert scene.done[-1][1].source == ("C1", "1.000001", None)


async def test_another_choice_in_the_form_keeps_what_is_shown(do: Do) -> None:
    incident = make_incident(do, NOON, title="VPN not working")
    view = shown_in(await submit(do))
    scene = Scene(do)
    values = filled(**{**TYPED, "impact": ("option", "1")})
    await scene.play(reports.show_priority, click=press(Field.IMPACT, "1", view, values))
    (_, again), _ = scene.said
    assert watch_buttons(again) == [incident.number]
    assert again["private_metadata"] == view["private_metadata"]
    assert "P1 · critical" in visible_text(again)


async def test_watching_it_instead(do: Do) -> None:
    incident = make_incident(do, NOON, title="VPN not working")
    view = shown_in(await submit(do))
    scene = Scene(do)
    click = press(Button.WATCH_INSTEAD, incident.number, view, filled(**TYPED))
    assert await scene.play(reports.watch_instead, click=click) == ["ack", "form again"]
    assert list(do(watchers.of_incident, incident.id)) == [ZOE.id]
    assert "You hear how it goes on, and nothing new was raised" in scene.reads()
    with pytest.raises(WrongState, match=r"You watch .* already"):
        await scene.play(reports.watch_instead, click=click)


async def test_ones_own_is_told_apart(do: Do) -> None:
    make_incident(do, NOON, by=ZOE, title="VPN not working")
    view = shown_in(await submit(do))
    assert watch_buttons(view) == []
    assert "you raised it" in visible_text(view)


@pytest.mark.parametrize(("by", "is_shown"), [(DEV, False), (BEN, True), (MAX, True)])
async def test_a_private_one_is_shown_to_those_who_may_see_it(
    do: Do, by: Person, is_shown: bool
) -> None:
    incident: Incident = make_incident(do, NOON, title="VPN not working", restricted=True)
    scene = await submit(do, by=by)
    assert bool(scene.done) is not is_shown
    assert (incident.number in visible_text(scene.said[0][1] or {"blocks": []})) is is_shown
