"""Promises lowered when time had begun to run out, worked out by hand (ITSM semantics, end of section 6.2)."""

from datetime import datetime, timedelta

import pytest

from desk import incidents
from desk.incident import priorities
from domain.incidents import CancelReason, Impact, Priority, Urgency
from storage.incidents import Incident
from tests.desk.incident.test_alarms import sweep
from tests.figures import behind, numbers, week
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, MAX

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
LATER = 60 * DAY


def judge(do: Do, incident: Incident, at: datetime, urgency: Urgency) -> None:
    said = {"impact": Impact.COMPANY, "why": "There is a way around it."}
    do(priorities.reassess, incident.id, urgency=urgency, **said, by=BEN, at=at)


def lowered(do: Do, noon: datetime) -> float | None:
    return numbers(do, week(noon), noon + LATER)["downgrades_after_warning"]


@pytest.mark.parametrize("rings", [timedelta(minutes=14), 9 * HOUR])
def test_who_promises_less_when_time_runs_out_is_counted(
    do: Do, noon: datetime, rings: timedelta
) -> None:
    """Whether a clock had only warned, or was missed already."""
    late = make_incident(do, noon, **P1)
    sweep(do, noon + rings)
    judge(do, late, noon + rings, Urgency.IMPAIRED)
    assert lowered(do, noon) == 1
    assert behind(do, "downgrades_after_warning", week(noon), noon + LATER) == [late.number]
    assert lowered(do, noon + 7 * DAY) == 0


def test_a_lead_who_sets_a_lower_one_is_counted_too(do: Do, noon: datetime) -> None:
    late = make_incident(do, noon, **P1)
    sweep(do, noon + HOUR)
    said = {"priority": Priority.P4, "why": "One branch only."}
    do(priorities.override, late.id, **said, by=ANN, at=noon + HOUR)
    assert lowered(do, noon) == 1


def test_what_is_lowered_in_time_or_raised_is_not(do: Do, noon: datetime) -> None:
    early = make_incident(do, noon, **P1)
    judge(do, early, noon + timedelta(minutes=1), Urgency.IMPAIRED)
    rises = make_incident(do, noon, **{**P1, "urgency": Urgency.IMPAIRED})
    sweep(do, noon + 30 * HOUR)
    judge(do, rises, noon + 30 * HOUR, Urgency.STOPPED)
    assert lowered(do, noon) == 0


def test_what_was_a_test_is_left_out(do: Do, noon: datetime) -> None:
    late = make_incident(do, noon, **P1)
    sweep(do, noon + 9 * HOUR)
    judge(do, late, noon + 9 * HOUR, Urgency.IMPAIRED)
    do(incidents.cancel, late.id, reason=CancelReason.TEST, by=MAX, at=noon + 10 * HOUR)
    assert lowered(do, noon) == 0
