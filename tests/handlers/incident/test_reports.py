"""Raising what may be raised already: asked once, nothing typed lost, followed instead or raised anyway."""

import json
from typing import Any

import pytest

from desk import incidents
from domain.errors import WrongState
from domain.incident.links import LinkKind
from domain.people import Person
from handlers import incidents as steps
from handlers.incident import reports
from handlers.inputs import Click, OpenView, Submission
from handlers.values import Values
from storage.incident import links, watchers
from storage.incidents import Incident
from tests.handlers.scene import NOON, Scene, click, filled
from tests.makers import Do, make_incident, make_resolved
from tests.people import BEN, DEV, MAX, ZOE
from tests.visitor import visible_text
from views.ids import Button, Field, Form

PRINTERS = "Laptops and printers"
TYPED: dict[str, Any] = {
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


# What is over has come back


def make_closed(do: Do, **report: Any) -> Incident:
    incident = make_resolved(do, NOON, **report)
    closed: Incident = do(incidents.confirm, incident.id, by=MAX, at=NOON)
    return closed


def fields_of(view: Any) -> dict[str, Any]:
    """What stands in the form when it opens."""
    initial = ("initial_value", "initial_option", "initial_options")
    return {
        it["block_id"]: next(
            (it["element"][name] for name in initial if name in it["element"]), None
        )
        for it in view["blocks"]
        if it["type"] == "input"
    }


async def follow_up(do: Do, old: Incident, by: Person = MAX) -> Any:
    scene = Scene(do)
    pressed = click(old.number, by)
    assert await scene.play(reports.open_follow_up, click=pressed) == ["form", "ack"]
    return scene.said[0][1]


async def test_the_form_of_a_follow_up_knows_what_it_is_about(do: Do) -> None:
    old = make_closed(do, title="The till is stuck", service=PRINTERS, affected_asset="TILL-3")
    view = await follow_up(do, old)
    stands = fields_of(view)
    assert stands[Field.TITLE] == "The till is stuck"
    assert stands[Field.SERVICE]["value"] == PRINTERS
    assert stands[Field.AFFECTED_ASSET] == "TILL-3"
    assert stands[Field.DESCRIPTION] is None
    assert not stands[Field.RESTRICTED]
    assert f"It follows {old.number}, which stays as it is" in visible_text(view)


async def test_of_what_was_restricted_it_is_restricted_unless_they_say_otherwise(do: Do) -> None:
    old = make_closed(do, restricted=True)
    assert fields_of(await follow_up(do, old))[Field.RESTRICTED]


async def test_submitted_it_follows(do: Do) -> None:
    old = make_closed(do)
    view = await follow_up(do, old)
    scene = await submit(do, view["private_metadata"], by=MAX)
    assert scene.said == [("ack", None)]
    assert len(do(links.sources, old.id, LinkKind.FOLLOWS)) == 1


async def test_it_still_follows_when_it_was_asked_whether_it_is_another(do: Do) -> None:
    """And when the priority was told anew meanwhile."""
    old = make_closed(do)
    make_incident(do, NOON, title="VPN not working")
    view = shown_in(await submit(do, (await follow_up(do, old))["private_metadata"]))
    assert f"It follows {old.number}" in visible_text(view)
    scene = Scene(do)
    chosen = press(Field.IMPACT, "1", view, filled(**{**TYPED, "impact": ("option", "1")}))
    await scene.play(reports.show_priority, click=chosen)
    again = scene.said[0][1]
    assert f"It follows {old.number}" in visible_text(again)
    await submit(do, again["private_metadata"])
    assert len(do(links.sources, old.id, LinkKind.FOLLOWS)) == 1


async def test_reopened_too_late_the_reason_goes_on_in_the_follow_up(do: Do) -> None:
    """The form was open when the window ran out."""
    old = make_closed(do, title="The till is stuck")
    scene = Scene(do)
    submission = Submission(
        form=Form.REOPEN_INCIDENT,
        metadata=old.number,
        values=filled(reopen_reason="It sticks again."),
        actor=MAX,
        now=NOON,
    )
    assert await scene.play(steps.submit_reopening, submission=submission) == ["ack"]
    view = shown_in(scene)
    assert fields_of(view)[Field.DESCRIPTION] == "It sticks again."
    await submit(do, view["private_metadata"], by=MAX)
    assert len(do(links.sources, old.id, LinkKind.FOLLOWS)) == 1
