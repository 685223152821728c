"""Time runs out: who is told, when, and that it is told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk import incidents, people
from desk.incident import alarms, assignments, clocks, holds, priorities, reminders
from desk.people import Told
from domain.calendars import Calendar, Window
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.sla import ClockState, Measure
from domain.incidents import Impact, Report, Urgency
from domain.organisation import Organisation
from storage.incident import clocks as stored
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.outbox import Owed
from tests.desk.incident.test_clocks import P1, P3, clock, resolve
from tests.makers import Do, history, make_incident
from tests.people import ANN, BEN, IVY, MAX, ORGANISATION

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRE = Report(title="The printer is on fire", **P3)
RECOUNTED = Event.CLOCK_RECOUNTED
TOLD = (Event.CLOCK_WARNED, Event.CLOCK_MISSED, Event.CLOCK_FAR_BEYOND)


def sweep(do: Do, at: datetime, organisation: Organisation = ORGANISATION) -> int:
    """What the job does: how many were rung."""
    due = do(alarms.due, at=at)
    return sum(do(alarms.ring, each, organisation=organisation, at=at) for each in due)


def told(do: Do, incident: Incident) -> list[tuple[str, int]]:
    """(measure, percent) of every alarm so far."""
    entries = [entry for entry in history(do, incident) if entry.event in TOLD]
    return [((entry.after or {})["measure"], (entry.after or {})["percent"]) for entry in entries]


def hearers(do: Do, incident: Incident) -> set[str]:
    """To whom the latest alarm went: destinations."""
    latest = [entry for entry in history(do, incident) if entry.event in TOLD][-1]
    rows = do(lambda tx: tx.scalars(select(Owed).where(Owed.entry_id == latest.id)).all())
    return {row.destination for row in rows}


def taken(do: Do, at: datetime, **report: object) -> Incident:
    """Ben has it from the first minute: only its resolution runs."""
    incident = make_incident(do, at, **report)
    do(assignments.acknowledge, incident.id, by=BEN, at=at)
    return incident


def test_nothing_is_said_before_its_time(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    assert sweep(do, noon + 2 * HOUR - timedelta(seconds=1)) == 0
    assert told(do, incident) == []


@pytest.mark.parametrize(
    ("hours", "percent", "who"),
    [
        (2, 50, {f"person:{BEN.id}"}),
        (3, 75, {f"person:{BEN.id}"}),
        (3.6, 90, {f"person:{BEN.id}", f"person:{ANN.id}"}),
        (4, 100, {f"person:{ANN.id}", f"person:{IVY.id}"}),
        (6, 150, {f"person:{ANN.id}"}),
    ],
)
def test_each_threshold_has_its_hearers(
    do: Do, noon: datetime, hours: float, percent: int, who: set[str]
) -> None:
    incident = taken(do, noon, **P1)
    assert sweep(do, noon + hours * HOUR) == 1
    assert told(do, incident) == [("resolution", percent)]
    assert hearers(do, incident) == who


def test_the_owner_of_the_service_hears_when_it_is_far_beyond(do: Do, noon: datetime) -> None:
    services = tuple(replace(it, owner_id=MAX.id) for it in ORGANISATION.services)
    incident = taken(do, noon, service="Laptops and printers", **P1)
    sweep(do, noon + 6 * HOUR, replace(ORGANISATION, services=services))
    assert f"person:{MAX.id}" in hearers(do, incident)


def test_what_is_told_as_missed_counts_as_missed(do: Do, noon: datetime) -> None:
    """Also where the alarm rings at the very instant, until that instant something stops it."""
    one, other = taken(do, noon, **P1), taken(do, noon, **P1)
    due = noon + 4 * HOUR
    sweep(do, due)
    assert told(do, one)[-1] == ("resolution", 100)
    late = clock(do, one)
    assert (late.state, late.missed_at) == (ClockState.MISSED_RUNNING, due)
    resolve(do, other, due)
    met = clock(do, other)
    assert (met.state, met.missed_at) == (ClockState.MET, None)


def test_each_is_told_once(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    for minute in range(0, 7 * 60, 10):
        sweep(do, noon + minute * MINUTE)
        sweep(do, noon + minute * MINUTE)
    assert [percent for _, percent in told(do, incident)] == [50, 75, 90, 100, 150]


def test_after_a_pause_only_the_highest_is_told_and_marked_late(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    sweep(do, noon + 3 * HOUR + 50 * MINUTE)
    (entry,) = [entry for entry in history(do, incident) if entry.event in TOLD]
    assert entry.after is not None
    assert (entry.after["percent"], entry.after["late"]) == (90, True)


def test_nobody_has_it_so_the_team_s_channel_is_told(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    sweep(do, noon + 8 * MINUTE)
    assert told(do, incident) == [("response", 50)]
    assert hearers(do, incident) == {"team:service-desk"}


def test_whoever_had_it_has_left_so_the_team_is_told(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    left = Told(id=BEN.id, name=BEN.name, zone=BEN.zone, locale="en-US", is_gone=True)
    do(people.learn, left, at=noon)
    sweep(do, noon + 2 * HOUR)
    assert hearers(do, incident) == {"team:service-desk"}


def test_a_restricted_one_never_reaches_the_channel(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True, **P1)
    sweep(do, noon + 8 * MINUTE)
    assert hearers(do, incident) == {f"person:{ANN.id}"}


def test_a_restricted_one_of_a_team_without_lead_reaches_its_agents(do: Do, noon: datetime) -> None:
    leaderless = tuple(replace(team, lead_id=None) for team in ORGANISATION.teams)
    incident = make_incident(do, noon, restricted=True, **P1)
    sweep(do, noon + 8 * MINUTE, replace(ORGANISATION, teams=leaderless))
    assert hearers(do, incident) == {f"person:{ANN.id}", f"person:{BEN.id}"}


def test_a_warning_at_closing_time_waits_for_the_morning(do: Do) -> None:
    """Monday at three in Berlin: 18 of the 24 hours are used up on Wednesday evening, as the office closes."""
    monday = datetime(2026, 3, 2, 14, tzinfo=UTC)
    incident = taken(do, monday, **P3)
    closing, opening = datetime(2026, 3, 4, 16, tzinfo=UTC), datetime(2026, 3, 5, 8, tzinfo=UTC)
    assert sweep(do, closing) == 0
    assert clock(do, incident).fire_at == opening
    assert sweep(do, opening) == 1


def test_a_hold_moves_what_is_ahead(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    asked = HoldRequest(reason=HoldReason.POSTPONED, until=noon + 50 * HOUR, message="")
    do(holds.hold, incident.id, asked, by=BEN, at=noon + HOUR)
    assert sweep(do, noon + 40 * HOUR) == 0
    do(holds.resume, incident.id, by=BEN, at=noon + 41 * HOUR)
    assert sweep(do, noon + 42 * HOUR) == 1
    assert told(do, incident) == [("resolution", 50)]


def test_a_reopened_one_is_not_warned_of_again(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    sweep(do, noon + 2 * HOUR)
    resolve(do, incident, noon + 2 * HOUR)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon + 5 * HOUR)
    assert sweep(do, noon + 5 * HOUR) == 0
    sweep(do, noon + 6 * HOUR)
    assert told(do, incident) == [("resolution", 50), ("resolution", 75)]


def test_who_snoozed_is_spared_warnings_and_not_the_miss(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=ANN, at=noon)
    do(reminders.snooze, incident.id, minutes="240", by=ANN, at=noon + HOUR)
    sweep(do, noon + 2 * HOUR)
    assert hearers(do, incident) == set()
    sweep(do, noon + 4 * HOUR)
    assert hearers(do, incident) == {f"person:{ANN.id}", f"person:{IVY.id}"}


def test_a_calendar_that_was_edited_moves_what_runs_and_says_so(do: Do, noon: datetime) -> None:
    do(clocks.keep_promises, at=noon)
    incident = taken(do, noon, **P3)
    before = clock(do, incident).due_at
    night_and_day = Calendar(
        name=ORGANISATION.office.name,
        zone=ZoneInfo("Europe/Berlin"),
        weekly={day: (Window(0, 1440),) for day in range(7)},
    )
    changed = with_calendar(night_and_day)
    do(clocks.keep_promises, organisation=changed, at=noon + HOUR)
    sweep(do, noon + HOUR, changed)
    after = clock(do, incident)
    assert (before, after.due_at) == (datetime(2026, 3, 5, 12, tzinfo=UTC), noon + 24 * HOUR)
    assert after.terms[-1]["calendar_version"] == night_and_day.version
    entry = history(do, incident)[-1]
    assert entry.event is Event.CLOCK_RECOUNTED
    assert (entry.before or {})["due"] == before.isoformat() if before else False


def test_edited_so_that_it_is_missed_both_is_written_down(do: Do, noon: datetime) -> None:
    """The office was closed until Thursday; now it is said to have been open all along."""
    closed = replace(ORGANISATION.office, holidays=frozenset({date(2026, 3, 2), date(2026, 3, 3)}))
    before = with_calendar(closed)
    do(clocks.keep_promises, organisation=before, at=noon)
    incident = do(incidents.raise_incident, FIRE, organisation=before, by=MAX, at=noon)
    was_due = clock(do, incident, Measure.RESPONSE).due_at
    wednesday = noon + 45 * HOUR
    do(clocks.keep_promises, at=wednesday)
    sweep(do, wednesday)
    entries = [entry for entry in history(do, incident) if entry.event in (*TOLD, RECOUNTED)]
    told_of = [entry for entry in entries if (entry.after or {})["measure"] == Measure.RESPONSE]
    assert [entry.event for entry in told_of] == [RECOUNTED, Event.CLOCK_FAR_BEYOND]
    now_due = clock(do, incident, Measure.RESPONSE).due_at
    assert was_due != now_due
    assert [(told_of[0].before or {})["due"], (told_of[0].after or {})["due"]] == [
        each.isoformat() for each in (was_due, now_due) if each
    ]


def test_edited_back_it_is_counted_as_before(do: Do, noon: datetime) -> None:
    do(clocks.keep_promises, at=noon)
    incident = taken(do, noon, **P3)
    was_due = clock(do, incident).due_at
    closed = replace(ORGANISATION.office, holidays=frozenset({date(2026, 3, 3)}))
    for hours, organisation in ((1, with_calendar(closed)), (2, ORGANISATION)):
        do(clocks.keep_promises, organisation=organisation, at=noon + hours * HOUR)
        sweep(do, noon + hours * HOUR, organisation)
    assert clock(do, incident).due_at == was_due
    events = [entry.event for entry in history(do, incident)]
    assert events.count(RECOUNTED) == 2


def test_the_calendar_it_was_under_before_is_followed_too(do: Do, noon: datetime) -> None:
    """Four office hours were counted before it became urgent; they turn out to have been a holiday."""
    do(clocks.keep_promises, at=noon)
    incident = taken(do, noon, **P3)
    urgent = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED, "why": "It spreads."}
    do(priorities.reassess, incident.id, by=BEN, at=noon + 2 * HOUR, **urgent)
    assert clock(do, incident).due_at == noon + 4 * HOUR
    closed = replace(ORGANISATION.office, holidays=frozenset({date(2026, 3, 2)}))
    do(clocks.keep_promises, organisation=with_calendar(closed), at=noon + 3 * HOUR)
    sweep(do, noon + 3 * HOUR, with_calendar(closed))
    assert clock(do, incident).due_at == noon + 6 * HOUR


def test_a_zone_that_changes_its_clocks_on_other_days_moves_what_runs(
    do: Do, noon: datetime
) -> None:
    """Berlin does without summer time from now on: what is due in April is due an hour later."""
    friday = datetime(2026, 3, 27, 12, tzinfo=UTC)
    do(clocks.keep_promises, at=friday)
    incident = taken(do, friday, **P3)
    before = clock(do, incident).due_at
    with files("tzdata.zoneinfo").joinpath("Etc", "GMT-1").open("rb") as file:
        always_winter = ZoneInfo.from_file(file, key="Europe/Berlin")
    changed = with_calendar(replace(ORGANISATION.office, zone=always_winter))
    do(clocks.keep_promises, organisation=changed, at=friday)
    sweep(do, friday, changed)
    assert before == datetime(2026, 4, 1, 11, tzinfo=UTC)
    assert clock(do, incident).due_at == datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_what_is_decided_no_edit_changes(do: Do, noon: datetime) -> None:
    do(clocks.keep_promises, at=noon)
    incident = taken(do, noon, **P3)
    resolve(do, incident, noon + HOUR)
    decided = [vars_of(it) for it in do(stored.of_incident, incident.id)]
    closed = with_calendar(replace(ORGANISATION.office, holidays=frozenset({date(2026, 3, 2)})))
    do(clocks.keep_promises, organisation=closed, at=noon + 2 * HOUR)
    assert sweep(do, noon + 50 * HOUR, closed) == 0
    assert [vars_of(it) for it in do(stored.of_incident, incident.id)] == decided


def vars_of(it: Clock) -> dict[str, object]:
    return {column.key: getattr(it, column.key) for column in Clock.__table__.columns}


def test_a_policy_that_is_gone_promises_nothing_any_more(do: Do, noon: datetime) -> None:
    do(clocks.keep_promises, at=noon)
    incident = taken(do, noon, **P1)
    without = replace(ORGANISATION, policies=())
    do(clocks.keep_promises, organisation=without, at=noon + HOUR)
    sweep(do, noon + HOUR, without)
    assert clock(do, incident).state is ClockState.CANCELLED
    assert sweep(do, noon + 50 * HOUR, without) == 0
    assert "no longer in the configuration" in (history(do, incident)[-1].why or "")


def test_two_sweeps_at_once_tell_it_once(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, **P1)
    due = do(alarms.due, at=noon + 2 * HOUR)
    rung = [do(alarms.ring, each, at=noon + 2 * HOUR) for each in [*due, *due]]
    assert rung == [True, False]
    assert len(told(do, incident)) == 1


def with_calendar(calendar: Calendar) -> Organisation:
    policies = tuple(
        replace(it, calendar=calendar) if it.calendar is ORGANISATION.office else it
        for it in ORGANISATION.policies
    )
    return replace(ORGANISATION, policies=policies, office=calendar)


def test_low_priorities_are_not_warned_of_at_half_time(do: Do, noon: datetime) -> None:
    incident = taken(do, noon, impact=Impact.COMPANY, urgency=Urgency.IMPAIRED)
    sweep(do, noon + 4 * HOUR)
    assert told(do, incident) == []
    sweep(do, noon + 6 * HOUR)
    assert told(do, incident) == [("resolution", 75)]
    assert clock(do, incident, Measure.RESPONSE).state is ClockState.MET
