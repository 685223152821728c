"""Freeze and maintenance windows: once or recurring, in their own zone, half-open."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.change.windows import Window, free_slots, is_maintained, overlap

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
WEB = frozenset({"web-1"})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(begins: str, hours: float, rule: str | None = None, **more: Any) -> Window:
    return Window(
        name="it",
        zone=BERLIN,
        begins=datetime.fromisoformat(begins),
        lasts=hours * HOUR,
        rule=rule,
        **more,
    )


def span(start: str, hours: float) -> tuple[datetime, datetime]:
    return utc(start), utc(start) + hours * HOUR


def freezes(one: Window, at: tuple[datetime, datetime], service: str | None) -> bool:
    """Whether it freezes what this service does to the web server then."""
    return one.concerns(service, WEB) and any(one.spans(*at))


SUNDAY_NIGHT = window("2026-01-04 22:00", 4, "FREQ=WEEKLY;BYDAY=SU")


def test_back_to_back_is_no_overlap() -> None:
    assert not overlap(span("2026-03-02 10:00", 1), span("2026-03-02 11:00", 1))
    assert overlap(span("2026-03-02 10:00", 1), span("2026-03-02 10:59", 1))


@pytest.mark.parametrize(
    ("start", "inside"),
    [
        ("2026-03-08 21:00", True),
        ("2026-03-09 00:00", True),
        ("2026-03-09 01:00", False),
        ("2026-03-08 20:00", False),
        ("2026-07-05 20:00", True),
        ("2026-07-05 19:00", False),
        ("2026-03-10 21:00", False),
    ],
)
def test_a_recurring_window_keeps_its_local_time(start: str, inside: bool) -> None:
    assert freezes(SUNDAY_NIGHT, span(start, 1), None) is inside


def test_over_the_night_the_clocks_change_it_is_as_long_as_the_wall_says() -> None:
    (found,) = SUNDAY_NIGHT.spans(*span("2026-10-25 12:00", 24))
    assert found == (utc("2026-10-25 21:00"), utc("2026-10-26 01:00"))
    spring = window("2026-03-29 01:00", 4)
    assert [end - start for start, end in spring.spans(*span("2026-03-28", 48))] == [3 * HOUR]


@pytest.mark.parametrize(
    ("scope", "concerned"),
    [
        ({}, True),
        ({"services": frozenset({"Web shop"})}, True),
        ({"services": frozenset({"Payroll"})}, False),
        ({"assets": WEB}, True),
        ({"assets": frozenset({"db-1"})}, False),
        ({"services": frozenset({"Payroll"}), "assets": WEB}, True),
    ],
)
def test_a_freeze_reaches_what_it_names(scope: dict[str, Any], concerned: bool) -> None:
    freeze = window("2026-12-20 00:00", 24 * 14, **scope)
    assert freezes(freeze, span("2026-12-24 10:00", 1), "Web shop") is concerned


@pytest.mark.parametrize(
    ("start", "hours", "inside"),
    [
        ("2026-03-08 21:00", 4, True),
        ("2026-03-08 21:00", 4.5, False),
        ("2026-03-08 20:59", 1, False),
        ("2026-03-09 09:00", 1, False),
    ],
)
def test_maintenance_lies_completely_inside(start: str, hours: float, inside: bool) -> None:
    assert is_maintained([SUNDAY_NIGHT], span(start, hours), None, WEB) is inside


def test_windows_that_touch_are_one() -> None:
    two = [window("2026-03-08 22:00", 2), window("2026-03-09 00:00", 2)]
    assert is_maintained(two, span("2026-03-08 21:30", 3), None, WEB)


def test_a_time_that_is_lost_when_the_clocks_go_forward_is_no_time() -> None:
    lost = window("2026-03-29 02:10", 0.5)
    assert list(lost.spans(*span("2026-03-28", 72))) == [
        (utc("2026-03-29 01:10"), utc("2026-03-29 01:40"))
    ]
    swallowed = window("2026-03-29 02:30", 0.75)
    assert list(swallowed.spans(*span("2026-03-28", 72))) == []


def test_names_of_assets_are_the_same_however_they_are_capitalised() -> None:
    freeze = window("2026-12-20 00:00", 24, assets=frozenset({"Web-1"}))
    assert freeze.concerns(None, {"WEB-1"})
    assert freeze.concerns(None, frozenset({" web-1"}))


@pytest.mark.parametrize(("at", "over"), [("2026-01-19 00:59", False), ("2026-01-19 01:00", True)])
def test_it_is_over_when_its_last_time_is(at: str, over: bool) -> None:
    sundays = window("2026-01-04 22:00", 4, "FREQ=WEEKLY;COUNT=3")
    assert sundays.is_over(utc(at)) is over


@given(
    minutes=st.integers(0, 2 * 365 * 24 * 60),
    hours=st.integers(1, 24 * 40),
)
def test_the_times_found_for_a_while_are_those_that_touch_it(minutes: int, hours: int) -> None:
    """Looked up in the middle or counted from the beginning, it is the same."""
    start = utc("2026-01-01") + timedelta(minutes=minutes)
    end = start + hours * HOUR
    for window_ in (SUNDAY_NIGHT, window("2026-01-31 12:00", 24 * 9, "FREQ=MONTHLY;BYMONTHDAY=-1")):
        every = window_.spans(utc("2025-01-01"), utc("2029-01-01"))
        assert list(window_.spans(start, end)) == [it for it in every if overlap(it, (start, end))]


def test_what_has_no_window_is_free() -> None:
    assert is_maintained([], span("2026-03-08 21:00", 4), None, WEB)


def slots(after: str, **how: Any) -> list[datetime]:
    usual: dict[str, Any] = {
        "freezes": [],
        "maintenance": [],
        "taken": [],
        "service": None,
        "assets": WEB,
    }
    return [start for start, _ in free_slots(HOUR, after=utc(after), **{**usual, **how})]


def test_the_next_slots_begin_on_the_quarter_and_follow_each_other() -> None:
    starts = slots("2026-03-02 10:07")
    assert starts == [utc(f"2026-03-02 {at}") for at in ("10:15", "11:15", "12:15")]


def test_they_leave_out_freezes_and_what_is_taken() -> None:
    freeze = window("2026-03-02 12:00", 2)
    starts = slots("2026-03-02 10:00", freezes=[freeze], taken=[span("2026-03-02 14:00", 1)])
    assert starts == [utc(f"2026-03-02 {at}") for at in ("10:00", "13:00", "15:00")]


def test_they_lie_in_maintenance_windows() -> None:
    starts = slots("2026-03-02 10:00", maintenance=[SUNDAY_NIGHT])
    assert starts[0] == utc("2026-03-08 21:00")
    assert all(start.weekday() in (6, 0) for start in starts)


def test_where_nothing_is_free_nothing_is_offered() -> None:
    assert slots("2026-03-02 10:00", freezes=[window("2026-01-01 00:00", 24 * 365)]) == []


BEGINS = st.integers(0, 14 * 96).map(lambda quarter: utc("2026-03-02") + quarter * HOUR / 4)
TAKEN = st.lists(
    st.tuples(BEGINS, st.integers(1, 200)).map(lambda it: (it[0], it[0] + it[1] * HOUR / 10))
)


@given(
    minutes=st.integers(0, 600),
    hours=st.integers(1, 30),
    taken=TAKEN,
    maintenance=st.sampled_from(
        [[], [SUNDAY_NIGHT], [window("2026-03-02 06:00", 12, "FREQ=DAILY")]]
    ),
    frozen=st.sampled_from([[], [window("2026-03-04 00:00", 60)]]),
)
def test_a_slot_that_is_offered_is_free_and_none_is_left_out(
    minutes: int,
    hours: int,
    taken: list[tuple[datetime, datetime]],
    maintenance: list[Window],
    frozen: list[Window],
) -> None:
    """Each quarter of an hour looked at by itself finds the same."""
    after, lasts = utc("2026-03-02") + timedelta(minutes=minutes), hours * HOUR / 4
    found = free_slots(
        lasts,
        after=after,
        freezes=frozen,
        maintenance=maintenance,
        taken=taken,
        service=None,
        assets=WEB,
    )

    def is_free(at: datetime) -> bool:
        slot = (at, at + lasts)
        return (
            not any(freezes(it, slot, None) for it in frozen)
            and not any(overlap(slot, it) for it in taken)
            and is_maintained(maintenance, slot, None, WEB)
        )

    expected, at = [], utc("2026-03-02")
    while len(expected) < 3 and at - after < timedelta(days=60):
        if at >= after and is_free(at):
            expected.append((at, at + lasts))
            at += lasts - lasts % (HOUR / 4)
        else:
            at += HOUR / 4
    assert found == expected
