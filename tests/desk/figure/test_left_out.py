"""What counts nowhere: what was a test, withdrawn, or the same as something else (ITSM semantics, section 6.1)."""

from datetime import datetime, timedelta

from desk import changes, incidents, majors
from desk.incident import assignments, holds, merges
from domain.change.requests import Category
from domain.changes import Result
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Impact, Resolution, Urgency
from domain.majors import Severity
from tests.changes import ask, vote
from tests.desk.change.test_kpis import ended, say_caused
from tests.desk.incident.test_alarms import sweep
from tests.figures import behind, numbers, week
from tests.makers import Do, make_incident
from tests.people import BEN, CHLOE, IVY, MAX

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = 60 * DAY
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED, "service": "Web shop"}
ITS_WAY = {
    "incidents_cancelled": 1,
    "backlog_arrivals": 1,
    "backlog_closures": 1,
}
"""All that is told of what was cancelled: that it came and went."""


def test_a_test_is_told_as_cancelled_and_nothing_else(do: Do, noon: datetime) -> None:
    """It was late in every way, on hold, and an outage, before somebody said that it had been a test."""
    empty = numbers(do, week(noon), noon + LATER, service="Web shop")
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=CHLOE, at=noon + HOUR)
    do(majors.declare, incident.id, severity=Severity.SEV1, by=IVY, at=noon + HOUR)
    ask_for = HoldRequest(reason=HoldReason.VENDOR, until=noon + 9 * HOUR, message="Is it so?")
    do(holds.hold, incident.id, ask_for, by=CHLOE, at=noon + 2 * HOUR)
    sweep(do, noon + 5 * HOUR)
    do(majors.demote, incident.id, why="It was a test.", by=IVY, at=noon + 6 * HOUR)
    do(incidents.cancel, incident.id, reason=CancelReason.TEST, by=MAX, at=noon + 6 * HOUR)
    told = numbers(do, week(noon), noon + LATER, service="Web shop")
    assert {name: it for name, it in told.items() if it != empty[name]} == ITS_WAY


def test_what_was_withdrawn_has_not_waited_for_its_approval(do: Do, noon: datetime) -> None:
    kept, withdrawn = (ask(do, noon) for _ in range(2))
    for change, hours in ((kept, 1), (withdrawn, 3)):
        vote(do, change, CHLOE, noon + hours * HOUR)
    assert numbers(do, week(noon), noon + LATER)["approval_wait_p90"] == 3 * 3600
    do(changes.cancel, withdrawn.id, why="Not needed.", by=MAX, at=noon + 4 * HOUR)
    assert numbers(do, week(noon), noon + LATER)["approval_wait_p90"] == 3600


def test_a_change_has_not_failed_by_what_was_raised_in_error(do: Do, noon: datetime) -> None:
    change = ended(do, noon, Result.SUCCESSFUL)
    at = noon + DAY + 2 * HOUR
    error = say_caused(do, change, at, is_confirmed=True)
    assert numbers(do, week(noon), noon + LATER)["change_failure_rate"] == 100
    do(incidents.cancel, error, reason=CancelReason.RAISED_IN_ERROR, by=MAX, at=at + HOUR)
    assert numbers(do, week(noon), noon + LATER)["change_failure_rate"] == 0


def test_a_deployment_recovers_without_what_was_cancelled_or_merged(do: Do, noon: datetime) -> None:
    """Of three it caused one was none and one the same as the third, which is restored after 50 minutes."""
    change = ended(do, noon, Result.FAILED, category=Category.DEPLOYMENT)
    done_at = noon + DAY + HOUR
    real, error, same = (say_caused(do, change, done_at, is_confirmed=True) for _ in range(3))
    do(incidents.cancel, error, reason=CancelReason.RAISED_IN_ERROR, by=MAX, at=done_at + MINUTE)
    do(merges.merge, same, into=real, by=BEN, at=done_at + 2 * MINUTE)
    said = {"code": Resolution.FIXED, "summary": "Rolled back."}
    do(incidents.resolve, real, **said, by=BEN, at=done_at + 50 * MINUTE)
    told = numbers(do, week(noon), noon + LATER)
    assert told["deployment_recovery_median"] == 50 * 60


def test_a_deployment_recovers_with_what_its_incident_was_merged_into(
    do: Do, noon: datetime
) -> None:
    """Noticed after 10 minutes, merged twice, into what had been there before and is restored after 50."""
    older, between = (make_incident(do, noon).id for _ in range(2))
    change = ended(do, noon, Result.FAILED, category=Category.DEPLOYMENT)
    done_at = noon + DAY + HOUR
    caused = say_caused(do, change, done_at + 10 * MINUTE, is_confirmed=True)
    do(merges.merge, caused, into=between, by=BEN, at=done_at + 11 * MINUTE)
    do(merges.merge, between, into=older, by=BEN, at=done_at + 12 * MINUTE)
    assert numbers(do, week(noon), noon + LATER)["deployment_recovery_median"] is None
    said = {"code": Resolution.FIXED, "summary": "Rolled back."}
    do(incidents.resolve, older, **said, by=BEN, at=done_at + 50 * MINUTE)
    told = numbers(do, week(noon), noon + LATER)
    assert told["deployment_recovery_median"] == 40 * 60
    found = behind(do, "deployment_recovery_median", week(noon), noon + LATER)
    assert found == [change.number]
