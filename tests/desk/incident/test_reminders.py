"""What comes due by itself: holds that end, requesters who do not answer, closing, and incidents nobody touches."""

from datetime import datetime, timedelta

import pytest

from desk import incidents
from desk.incident import assignments, holds, reminders
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import State
from domain.people import SYSTEM
from storage.incidents import Incident
from tests.makers import Do, history, make_incident, make_resolved, notices
from tests.people import BEN, DEV, MAX

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sweep(do: Do, at: datetime) -> int:
    return sum(do(reminders.remind, each, at=at) for each in do(reminders.due, at=at))


def state(do: Do, incident: Incident) -> State:
    found: State = do(incidents.show, incident.id, by=MAX).incident.state
    return found


def events(do: Do, incident: Incident) -> list[Event]:
    return [entry.event for entry in history(do, incident)]


def held(
    do: Do, at: datetime, reason: HoldReason = HoldReason.REQUESTER, days: int = 30
) -> Incident:
    incident = make_incident(do, at)
    asked = HoldRequest(reason=reason, until=at + days * DAY, message="Which printer is it?")
    do(holds.hold, incident.id, asked, by=BEN, at=at)
    return incident


def test_who_is_waited_for_is_asked(do: Do, noon: datetime) -> None:
    incident = held(do, noon)
    assert notices(do, incident) == {MAX.id}
    assert history(do, incident)[-1].why == "Which printer is it?"


@pytest.mark.parametrize(
    ("reason", "days", "message", "field"),
    [
        (None, 1, "", "hold_reason"),
        (HoldReason.VENDOR, None, "", "hold_until"),
        (HoldReason.VENDOR, 0, "", "hold_until"),
        (HoldReason.VENDOR, -1, "", "hold_until"),
        (HoldReason.VENDOR, 400, "", "hold_until"),
        (HoldReason.REQUESTER, 1, " \u200b", "hold_message"),
    ],
)
def test_a_hold_that_cannot_be_is_told_by_its_field(
    do: Do, noon: datetime, reason: HoldReason | None, days: int | None, message: str, field: str
) -> None:
    incident = make_incident(do, noon)
    until = None if days is None else noon + days * DAY
    asked = HoldRequest(reason=reason, until=until, message=message)
    with pytest.raises(FieldErrors) as refused:
        do(holds.hold, incident.id, asked, by=BEN, at=noon)
    assert set(refused.value.errors) == {field}
    assert state(do, incident) is State.NEW


def test_only_agents_put_on_hold(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    asked = HoldRequest(reason=HoldReason.VENDOR, until=noon + DAY, message="")
    for stranger in (MAX, DEV):
        with pytest.raises(NotAllowed):
            do(holds.hold, incident.id, asked, by=stranger, at=noon)


def test_a_hold_comes_to_its_end_by_itself(do: Do, noon: datetime) -> None:
    incident = held(do, noon, HoldReason.VENDOR, days=2)
    assert sweep(do, noon + 2 * DAY - HOUR) == 0
    assert sweep(do, noon + 2 * DAY) == 1
    assert state(do, incident) is State.IN_PROGRESS
    last = history(do, incident)[-1]
    assert (last.event, last.actor_id) == (Event.INCIDENT_RESUMED, SYSTEM.id)


def test_resumed_by_hand_it_does_not_end_a_second_time(do: Do, noon: datetime) -> None:
    incident = held(do, noon, HoldReason.VENDOR, days=2)
    do(holds.resume, incident.id, by=BEN, at=noon + HOUR)
    assert sweep(do, noon + 3 * DAY) == 0
    with pytest.raises(WrongState, match="is not on hold"):
        do(holds.resume, incident.id, by=BEN, at=noon + 3 * DAY)


def test_a_requester_who_does_not_answer_is_reminded_and_then_it_is_resolved(
    do: Do, noon: datetime
) -> None:
    """Noon is a Monday: reminded on Tuesday and Thursday, resolved on the Monday after."""
    incident = held(do, noon)
    when = []
    for hours in range(0, 10 * 24, 6):
        at = noon + hours * HOUR
        if sweep(do, at):
            when.append((events(do, incident)[-1], (at - noon).days))
    assert when[:3] == [
        (Event.HOLD_REMINDED, 1),
        (Event.HOLD_REMINDED, 3),
        (Event.INCIDENT_RESOLVED, 7),
    ]
    assert "no answer" in (do(incidents.show, incident.id, by=MAX).incident.resolution_summary)


def test_what_nobody_answered_closes_like_any_other(do: Do, noon: datetime) -> None:
    incident = held(do, noon)
    for day in range(8):
        sweep(do, noon + day * DAY)
    assert state(do, incident) is State.RESOLVED
    sweep(do, noon + 14 * DAY)
    assert state(do, incident) is State.CLOSED


def test_after_downtime_the_requester_is_asked_once_and_has_a_day_to_answer(
    do: Do, noon: datetime
) -> None:
    """Nobody was there for two weeks: neither a flood of reminders nor an end without one."""
    incident = held(do, noon)
    late = noon + 14 * DAY
    assert [sweep(do, late) for _ in range(4)] == [1, 0, 0, 0]
    assert events(do, incident)[-1] is Event.HOLD_REMINDED
    assert sweep(do, late + 23 * HOUR) == 0
    sweep(do, late + DAY)
    assert state(do, incident) is State.RESOLVED


def test_nobody_is_reminded_of_a_hold_that_ends_first(do: Do, noon: datetime) -> None:
    incident = held(do, noon, days=1)
    assert sweep(do, noon + DAY) == 1
    assert state(do, incident) is State.IN_PROGRESS
    assert Event.HOLD_REMINDED not in events(do, incident)


@pytest.mark.parametrize("restricted", [False, True])
def test_resolved_incidents_close_after_the_reopen_window(
    do: Do, noon: datetime, restricted: bool
) -> None:
    incident = make_resolved(do, noon, restricted=restricted)
    sweep(do, noon + 7 * DAY - HOUR)
    assert state(do, incident) is State.RESOLVED
    sweep(do, noon + 7 * DAY)
    assert state(do, incident) is State.CLOSED


def test_a_reopened_one_does_not_close(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon + DAY)
    sweep(do, noon + 8 * DAY)
    assert state(do, incident) is State.IN_PROGRESS


def test_its_reporter_confirms_and_nobody_else(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    with pytest.raises(NotAllowed, match="Whoever reported"):
        do(incidents.confirm, incident.id, by=BEN, at=noon)
    do(incidents.confirm, incident.id, by=MAX, at=noon)
    assert state(do, incident) is State.CLOSED
    with pytest.raises(WrongState, match="stays closed"):
        do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon)


def test_an_incident_nobody_touches_is_asked_after(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    sweep(do, noon + 2 * DAY)
    assert Event.INCIDENT_STALE not in events(do, incident)
    sweep(do, noon + 3 * DAY)
    assert events(do, incident)[-1] is Event.INCIDENT_STALE
    assert BEN.id in notices(do, incident)
