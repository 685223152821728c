"""Rules that repeat: read as RFC 5545 has them, with an end, and never slow."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.recurrence import HORIZON, checked_rule, occurrences

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime.fromisoformat("2026-01-04 22:00")


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=3", "FREQ=WEEKLY;BYDAY=SU;COUNT=3"),
        (" rrule:freq=weekly;byday=su;count=3", "FREQ=WEEKLY;BYDAY=SU;COUNT=3"),
        ("FREQ=WEEKLY;UNTIL=20260118", "FREQ=WEEKLY;UNTIL=20260118T235959"),
        ("FREQ=WEEKLY;UNTIL=20260118T220000", "FREQ=WEEKLY;UNTIL=20260118T220000"),
        ("FREQ=WEEKLY;UNTIL=20260118T210000Z", "FREQ=WEEKLY;UNTIL=20260118T220000"),
    ],
)
def test_what_is_written_in_any_of_these_ways_happens_three_times(rule: str, written: str) -> None:
    assert checked_rule(rule, SUNDAY, BERLIN) == written
    weeks = [SUNDAY + timedelta(weeks=week) for week in range(3)]
    assert list(occurrences(written, SUNDAY)) == weeks


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("every sunday", "is not a rule: 'EVERY SUNDAY' cannot stand there"),
        ("", "is not a rule"),
        ("FREQ=WEEKLY;", "is not a rule: '' cannot stand there"),
        ("FREQ=WEEKLY;COUNT=2;COUNT=3", "is not a rule: 'COUNT=3' cannot stand there"),
        ("FREQ=WEEKLY;BYHOUR=3;COUNT=2", "'BYHOUR=3' cannot stand there"),
        ("DTSTART:20260104\nRRULE:FREQ=DAILY;COUNT=2", "is not a rule"),
        ("BYDAY=SU;COUNT=2", "needs a FREQ of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=SECONDLY;COUNT=2", "needs a FREQ of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=WEEKLY;BYDAY=SU", r"has no end\. Add COUNT .* UNTIL=20311231"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "COUNT and UNTIL exclude each other"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "INTERVAL is a number from 1 to 9999"),
        ("FREQ=DAILY;COUNT=0", "COUNT is a number from 1 to 9999"),
        ("FREQ=DAILY;COUNT=-1", "COUNT is a number from 1 to 9999"),
        ("FREQ=DAILY;COUNT=99999", "COUNT is a number from 1 to 9999"),
        ("FREQ=DAILY;COUNT=9999", "more than 20 years"),
        ("FREQ=YEARLY;UNTIL=20991231", "more than 20 years"),
        ("FREQ=WEEKLY;UNTIL=never", "UNTIL=NEVER is not a day"),
        ("FREQ=WEEKLY;UNTIL=20260230", "there is no such day"),
        ("FREQ=WEEKLY;UNTIL=20251231", "never happens"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "cannot be read"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "begins is Sunday, 4 January 2026.*Monday, 5 January"),
        ("FREQ=DAILY;BYMONTHDAY=30;COUNT=2", "BYMONTHDAY goes with MONTHLY and YEARLY only"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "never happens"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9;COUNT=2", "never happens"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_told_how_it_could(rule: str, says: str) -> None:
    before = time.perf_counter()
    with pytest.raises(ValueError, match=says):
        checked_rule(rule, SUNDAY, BERLIN)
    assert time.perf_counter() - before < 10  # it would have run for ever, not for a moment more


def test_what_has_no_end_is_worked_out_for_twenty_years_and_no_more() -> None:
    days = occurrences("FREQ=DAILY", SUNDAY)
    assert len(days) == HORIZON.days + 1
    assert days[-1] == SUNDAY + HORIZON
