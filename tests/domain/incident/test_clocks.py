"""SLA clocks: the vectors that were checked by others, the rules one by one, and a count minute by minute."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendars import Calendar, always_open
from domain.incident.clocks import (
    Course,
    Hold,
    Term,
    breach_from,
    due_at,
    elapsed,
    missed_at,
    united,
    warns_at,
)
from domain.incident.sla import MISSED, rings_at
from tests.domain.calendars import DAYS, calendar, is_open_on_the_wall, office

HOUR = 3600
VECTORS = Path(__file__).parents[3] / "shared" / "reference" / "sla-vectors.md"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MONDAY = utc("2025-06-02 09:00")


def course(
    hours: float | None,
    *terms: Term,
    start: datetime = MONDAY,
    within: Calendar | None = None,
    holds: tuple[Hold, ...] = (),
    stop: datetime | None = None,
) -> Course:
    target = None if hours is None else int(hours * HOUR)
    first = Term(at=start, target=target, calendar=within or office())
    return Course(terms=[first, *terms], holds=holds, stop=stop)


def change(at: str, hours: float, within: Calendar | None = None) -> Term:
    return Term(at=utc(at), target=int(hours * HOUR), calendar=within or office())


# What others checked


def vectors() -> Iterator[Any]:
    if not VECTORS.exists():
        yield pytest.param(None, None, marks=pytest.mark.skip("the vectors are not here"))
        return
    blocks = re.findall(r"```json\n(.*?)\n```", VECTORS.read_text("utf-8"), re.DOTALL)
    calendars, listed = (json.loads(block) for block in blocks[:2])
    for vector in listed:
        yield pytest.param(calendars, vector, id=vector["id"])


@pytest.mark.parametrize(("calendars", "vector"), list(vectors()))
def test_the_clock_agrees_with_the_vector(calendars: Any, vector: Any) -> None:
    known = {
        name: calendar(
            it["tz"],
            it["weekly"],
            holidays=it.get("holidays", ()),
            yearly=it.get("yearly", ()),
            overrides=it.get("overrides"),
        )
        for name, it in calendars.items()
    }
    its = _course(known, vector)
    seen = _moment(vector.get("stop") or vector.get("as_of"))
    expected = vector["expect"]
    warnings = {int(percent): _moment(at) for percent, at in expected.get("warnings", {}).items()}
    assert due_at(its) == _moment(expected["due"])
    assert breach_from(its) == _moment(expected["breach_from"])
    assert {percent: warns_at(its, percent) for percent in warnings} == warnings
    if seen is not None:
        assert elapsed(its, seen) == expected["elapsed_s"]
        assert missed_at(its, seen) == _moment(expected.get("missed_at"))


def _course(known: dict[str, Calendar], vector: Any) -> Course:
    terms = [
        Term(
            at=datetime.fromisoformat(vector["start"]),
            target=vector["target_s"],
            calendar=known[vector["calendar"]],
        )
    ]
    for it in vector.get("retarget", ()):
        then = known[it["calendar"]] if "calendar" in it else terms[-1].calendar
        at = datetime.fromisoformat(it["at"])
        terms.append(Term(at=at, target=it["target_s"], calendar=then))
    holds = [
        (datetime.fromisoformat(start), _moment(end)) for start, end in vector.get("holds", ())
    ]
    return Course(terms=terms, holds=holds, stop=_moment(vector.get("stop")))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# Rules one by one, for those who have no vectors at hand


def test_it_is_due_after_so_much_open_time() -> None:
    assert due_at(course(10)) == utc("2025-06-03 11:00")


def test_without_a_target_it_is_never_due() -> None:
    its = course(None)
    assert (due_at(its), breach_from(its), warns_at(its, 75)) == (None, None, None)
    assert missed_at(its, utc("2031-01-01")) is None


def test_used_up_at_closing_time_it_is_due_then_and_missed_from_the_next_opening() -> None:
    its = course(8)
    assert due_at(its) == utc("2025-06-02 17:00")
    assert breach_from(its) == utc("2025-06-03 09:00")
    assert missed_at(its, utc("2025-06-03 03:00")) is None


def test_a_hold_moves_the_due_time() -> None:
    its = course(4, holds=((utc("2025-06-02 10:00"), utc("2025-06-02 11:00")),))
    assert due_at(its) == utc("2025-06-02 14:00")


def test_on_hold_there_is_no_due_time() -> None:
    its = course(4, within=always_open(), holds=((utc("2025-06-02 10:00"), None),))
    assert due_at(its) is None
    assert elapsed(its, utc("2025-06-20")) == HOUR


def test_put_on_hold_after_it_was_due_it_stays_due() -> None:
    its = course(1, holds=((utc("2025-06-02 12:00"), None),))
    assert due_at(its) == utc("2025-06-02 10:00")


def test_stopped_while_on_hold_there_is_no_due_time() -> None:
    stop = utc("2025-06-03 10:00")
    assert due_at(course(4, holds=((utc("2025-06-02 10:00"), stop),), stop=stop)) is None


def test_a_lower_target_than_has_elapsed_is_missed_as_it_begins() -> None:
    its = course(16, change("2025-06-02 15:00", 4))
    assert due_at(its) == utc("2025-06-02 13:00")
    assert missed_at(its, utc("2025-06-02 14:59")) is None
    assert missed_at(its, utc("2025-06-02 15:00")) == utc("2025-06-02 15:00")


def test_a_miss_stays_a_miss_when_the_target_is_lowered_afterwards() -> None:
    its = course(4, change("2025-06-02 15:00", 40))
    assert due_at(its) == utc("2025-06-06 17:00")
    assert missed_at(its, utc("2025-06-02 16:00")) == utc("2025-06-02 13:00")


def test_what_has_accrued_keeps_the_calendar_it_accrued_under() -> None:
    its = course(8, change("2025-06-07 10:00", 4, always_open()), start=utc("2025-06-06 16:00"))
    assert due_at(its) == utc("2025-06-07 13:00")


def test_a_target_with_an_odd_second_warns_at_the_next_whole_one() -> None:
    its = Course(terms=[Term(at=MONDAY, target=7, calendar=office())])
    assert warns_at(its, 50) == MONDAY + timedelta(seconds=4)


def test_overlapping_holds_are_one() -> None:
    at = [MONDAY + timedelta(hours=hours) for hours in range(5)]
    assert united([(at[2], None), (at[0], at[1]), (at[1], at[3])]) == [(at[0], None)]


# Laws

ZONES = {
    "UTC": "2025-06-04",
    "Europe/Berlin": "2025-03-30",
    "America/New_York": "2025-11-02",
    "Australia/Lord_Howe": "2025-04-06",
    "Asia/Kathmandu": "2025-06-04",
}
HOURS = st.sampled_from(["00:00", *(f"{hour:02}:00" for hour in range(5, 23))])
WINDOWS = st.lists(st.tuples(HOURS, HOURS).filter(lambda it: it[0] != it[1]), max_size=2)
QUARTER = timedelta(minutes=15)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A clock around a night on which the clocks change, everything on the quarter of an hour."""
    zone, night = draw(st.sampled_from(sorted(ZONES.items())))
    begins = utc(night) - timedelta(days=2)
    moments = st.integers(0, 4 * 24 * 4).map(lambda number: begins + number * QUARTER)
    calendars = st.fixed_dictionaries(
        {day: st.just([("00:00", "24:00")]) | WINDOWS for day in DAYS}
    ).map(lambda week: calendar(zone, week))
    targets = st.integers(1, 60).map(lambda quarters: quarters * 900)
    starts = sorted(draw(st.sets(moments, min_size=1, max_size=3)))
    terms = [Term(at=at, target=draw(targets), calendar=draw(calendars)) for at in starts]
    ends = draw(st.lists(st.tuples(moments, moments | st.none()), max_size=3))
    holds = [(start, end) for start, end in ends if end is None or start < end]
    return Course(terms=terms, holds=holds)


def counts(its: Course, at: datetime) -> bool:
    now = [term for term in its.terms if term.at <= at]
    held = any(start <= at and (end is None or at < end) for start, end in its.holds)
    return bool(now) and not held and is_open_on_the_wall(now[-1].calendar, at)


@settings(max_examples=80)
@given(courses())
def test_the_clock_agrees_with_a_count_quarter_by_quarter(its: Course) -> None:
    assert its.target is not None
    at, total = its.start, 0
    due = breach = missed = None
    for number in range(6 * 24 * 4):
        target = [term.target for term in its.terms if term.at <= at][-1]
        if number % 24 == 0:
            assert elapsed(its, at) == total
        runs = counts(its, at)
        if due is None and total >= its.target:
            due = at
        if breach is None and due and runs:
            breach = at
        if missed is None and target is not None and (total > target or (total == target and runs)):
            missed = at
        total += 900 * runs
        at += QUARTER
    assert due is None or due_at(its) == due
    assert breach is None or breach_from(its) == breach
    assert missed is None or missed_at(its, at + QUARTER) == missed


@given(courses(), st.integers(0, 400))
def test_time_never_runs_backwards(its: Course, quarters: int) -> None:
    at = its.start + quarters * QUARTER
    assert 0 <= elapsed(its, at) <= elapsed(its, at + QUARTER) <= elapsed(its, at) + 900


@given(courses())
def test_warnings_come_in_order_and_before_the_miss(its: Course) -> None:
    found = [warns_at(its, percent) for percent in (50, 75, 90, 100)]
    known = [at for at in found if at is not None]
    assert known == sorted(known)
    assert found[-1] == due_at(its)
    if (breach := breach_from(its)) is not None:
        assert known[-1] <= breach


@given(courses())
def test_alarms_ring_in_order_and_within_hours(its: Course) -> None:
    rings = [rings_at(its, percent) for percent in (50, 75, 90, MISSED)]
    known = [at for at in rings if at is not None]
    assert known == sorted(known)
    for at in known:
        in_force = [term for term in its.terms if term.at <= at][-1]
        assert in_force.calendar.is_open(at)
