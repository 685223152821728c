"""The door for monitoring, over real HTTP."""

import json
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select

from desk import assets, tokens
from domain.assets import Status
from domain.tokens import Lifetime, Scope
from storage.figure.capacity_samples import CapacitySample
from tests.assets import AMY, details
from tests.bot.programs import JSON, NOW, Answered, Door, door
from tests.people import BEN, ORGANISATION, ZOE

__all__ = ["door"]

SIGNALS = "/api/v1/signals"
REPORT = {
    "source": "Prometheus",
    "signals": [
        {"asset": "LAPTOP-42", "state": "down", "says": "No answer", "at": NOW.isoformat()},
        {"asset": "TOASTER", "state": "up"},
    ],
}


async def report(door: Door, body: Any = REPORT, secret: str = "") -> Answered:
    given = {"Authorization": f"Bearer {secret or door.secret}", "Content-Type": JSON}
    return await door.ask("POST", SIGNALS, data=json.dumps(body), headers=given)


@pytest.fixture
async def laptop(door: Door) -> None:
    """Max, for whom the token asks, carries out nothing and looks after nothing: Ben's team does, and Amy all."""
    await door.database.write(
        lambda tx: assets.add(
            tx,
            details(tag="LAPTOP-42"),
            status=Status.RECEIVED,
            organisation=ORGANISATION,
            by=AMY,
            at=NOW,
        )
    )


async def test_each_signal_is_answered_as_it_is_described(door: Door, laptop: None) -> None:
    answer = await report(door)
    assert answer.status == 200
    assert (answer.body["taken"], answer.body["refused"]) == (0, 2)
    first, second = answer.body["signals"]
    assert "does not look after AST-1" in first["refused"]
    assert "There is no such asset" in second["refused"]
    described = (await door.ask("GET", "/api/openapi.json")).body
    schema = {
        "$ref": "#/components/schemas/SignalAnswers",
        "components": described["components"],
    }
    jsonschema.Draft202012Validator(schema).validate(answer.body)
    schema["$ref"] = "#/components/schemas/NewSignals"
    jsonschema.Draft202012Validator(schema).validate(REPORT)


async def for_ben(door: Door) -> str:
    """The secret of a token that asks for Ben, whose team looks after it."""
    made = await door.database.write(
        lambda tx: tokens.make(
            tx,
            name="Probe",
            scopes=[Scope.REPORT_SIGNALS],
            lifetime=Lifetime.YEAR,
            asks_for=BEN.id,
            by=ZOE,
            at=NOW,
        )
    )
    return str(made.secret)


async def test_what_is_taken_is_on_its_card(door: Door, laptop: None) -> None:
    secret = await for_ben(door)
    for _ in range(2):
        answer = await report(door, secret=secret)
        first, _ = answer.body["signals"]
        assert (answer.body["taken"], first["number"], first["state"]) == (1, "AST-1", "down")
        assert first["since"] == "2026-03-02T12:00:00Z"
    shown = await door.database.read(
        lambda tx: assets.show(tx, 1, organisation=ORGANISATION, by=BEN)
    )
    assert shown.answer.because == "Prometheus reports it down"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"signals": REPORT["signals"]}, "source"),
        ({"source": "x", "signals": []}, "signals"),
        ({"source": "x", "signals": [{"asset": "A", "state": "silent"}]}, "signals.0.state"),
        ({"source": "x", "signals": [{"asset": "", "state": "up"}]}, "signals.0.asset"),
        (
            {"source": "x", "signals": [{"asset": "A", "state": "up", "at": "2026-03-02T12:00"}]},
            "signals.0.at",
        ),
    ],
)
async def test_what_is_no_report_is_refused_field_by_field(
    door: Door, body: Any, field: str
) -> None:
    answer = await report(door, body)
    assert (answer.status, list(answer.says)) == (422, [field])


async def test_who_may_not_is_told_which_scope_it_needs(door: Door) -> None:
    secret = await door.token("Reads", Scope.READ_CHANGES)
    answer = await report(door, secret=secret)
    assert (answer.status, answer.body["scope"]) == (403, "signals:write")
    assert (await report(door, secret="stw_wrong")).status == 401
    assert (await door.ask("GET", SIGNALS)).status == 405


async def test_how_full_it_is_comes_along(door: Door, laptop: None) -> None:
    full = {"asset": "LAPTOP-42", "state": "up", "resource": "disk", "used": 412, "capacity": 500}
    answer = await report(door, {"source": "Prometheus", "signals": [full]}, await for_ben(door))
    assert (answer.status, answer.body["taken"]) == (200, 1)
    kept = await door.database.read(lambda tx: tx.scalars(select(CapacitySample)).all())
    assert [(it.resource, it.used, it.capacity) for it in kept] == [("disk", 412, 500)]


@pytest.mark.parametrize(
    "said", [{"capacity": 5}, {"resource": "disk"}, {"used": -1}, {"used": 1.5}, {"used": 2**60}]
)
async def test_what_is_no_level_is_refused(door: Door, laptop: None, said: dict[str, Any]) -> None:
    signal = {"asset": "LAPTOP-42", "state": "up", **said}
    answer = await report(door, {"source": "Prometheus", "signals": [signal]})
    assert answer.status == 422
