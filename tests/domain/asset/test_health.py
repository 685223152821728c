"""Is it ok? The order in which what is known decides."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.asset.health import Fact, Health, Known, is_it_ok
from domain.asset.signals import Signal
from domain.assets import Status


@dataclass(frozen=True)
class Said:
    """What monitoring said last."""

    state: Signal
    heard_at: datetime
    source: str = "Prometheus"

    @property
    def since(self) -> datetime:
        return self.heard_at - timedelta(hours=2)


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AN_HOUR_AGO = NOON - timedelta(hours=1)
LAST_WEEK = NOON - timedelta(days=7)

WORST = Known(
    status=Status.FAULTY,
    status_since=LAST_WEEK,
    outages=[Fact(what="INC-1 · Nobody can pay", since=AN_HOUR_AGO)],
    troubles=[Fact(what="INC-2 · Slow", since=AN_HOUR_AGO)],
    changes=[Fact(what="CHG-3 · New keys", since=AN_HOUR_AGO)],
    upstream=[Fact(what="AST-4 · web shop db", since=AN_HOUR_AGO)],
    thinner=[Fact(what="AST-5 · spare", since=AN_HOUR_AGO)],
    heard=Said(Signal.UP, NOON),
    seen_at=LAST_WEEK,
)

STEPS: list[tuple[Health, str, dict[str, Any]]] = [
    (Health.DOWN, "INC-1", {"outages": ()}),
    (Health.DEGRADED, "INC-2", {"troubles": ()}),
    (Health.UNDER_CHANGE, "CHG-3", {"changes": ()}),
    (Health.FAULTY, "faulty", {"status": Status.IN_USE}),
    (Health.AT_RISK, "depends on AST-4", {"upstream": ()}),
    (Health.AT_RISK, "beside AST-5", {"thinner": ()}),
    (Health.OK, "Prometheus hears", {"heard": Said(Signal.SILENT, NOON)}),
    (Health.OK, "looked at it", {"seen_at": None}),
    (Health.UNKNOWN, "Prometheus has been silent", {"heard": None}),
    (Health.UNKNOWN, "nobody has confirmed", {}),
]


def test_the_worst_that_is_known_decides() -> None:
    known = WORST
    for health, because, better in STEPS:
        answer = is_it_ok(known)
        assert (answer.health, because in answer.because) == (health, True)
        known = replace(known, **better)


def test_an_answer_says_since_when() -> None:
    assert is_it_ok(WORST).since == AN_HOUR_AGO
    assert is_it_ok(Known(status=Status.IN_MAINTENANCE, status_since=LAST_WEEK)).since == LAST_WEEK


def test_what_was_heard_of_last_counts() -> None:
    heard = Said(Signal.UP, LAST_WEEK)
    known = Known(status=Status.IN_USE, status_since=LAST_WEEK, heard=heard, seen_at=NOON)
    assert is_it_ok(known).since == NOON


@pytest.mark.parametrize(
    ("status", "health"),
    [
        (Status.IN_STOCK, Health.NOT_IN_USE),
        (Status.STOLEN, Health.MISSING),
        (Status.SOLD, Health.NOT_IN_USE),
        (Status.STANDBY, Health.UNKNOWN),
    ],
)
def test_what_is_not_in_operations_is_neither_well_nor_ill(status: Status, health: Health) -> None:
    assert is_it_ok(Known(status=status, status_since=NOON)).health is health


@pytest.mark.parametrize(
    ("state", "health"), [(Signal.DOWN, Health.DOWN), (Signal.DEGRADED, Health.DEGRADED)]
)
def test_what_monitoring_reports_is_as_bad_as_an_outage(state: Signal, health: Health) -> None:
    heard = Said(state, NOON)
    known = Known(status=Status.IN_MAINTENANCE, status_since=LAST_WEEK, heard=heard)
    answer = is_it_ok(known)
    assert (answer.health, answer.since) == (health, heard.since)
    assert answer.because == f"Prometheus reports it {state}"
    outage = Fact(what="INC-1 · Nobody can pay", since=AN_HOUR_AGO)
    assert is_it_ok(replace(known, outages=[outage])).because == outage.what
