"""Months as people write them: 2026-02, February, February 2025, last month."""

import re
from datetime import date
from zoneinfo import ZoneInfo

from domain.periods import Period, month_of

NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SAID = "2026-02, February, February 2025 or last month"


def month_said(words: str, *, today: date, zone: ZoneInfo) -> Period:
    """The month that is meant: without words the last one; of a name without a year the latest that has begun.

    Raises ValueError with a sentence for what is none, and for one that is still to come.
    """
    said = " ".join(words.lower().split())
    this = month_of(today, zone)
    if said in ("", "last", "last month"):
        return this.before
    if said in ("month", "this month"):
        return this
    first = _first_day(said, today)
    if first is None:
        raise ValueError(f"{words.strip()[:60]!r} is not a month. You can write: {SAID}.")
    if first > today:
        raise ValueError(f"{first:%B %Y} has not begun. You can write: {SAID}.")
    return month_of(first, zone)


def _first_day(said: str, today: date) -> date | None:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", said, re.ASCII):
        return _date(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([a-z]{3,})\.?(?: (\d{4}))?", said, re.ASCII):
        month = next((at for at, name in enumerate(NAMES, 1) if name.startswith(found[1])), None)
        if month is None:
            return None
        year = int(found[2]) if found[2] else today.year - (month > today.month)
        return _date(year, month)
    return None


def _date(year: int, month: int) -> date | None:
    is_one = 1970 <= year < 2999 and 1 <= month <= 12
    return date(year, month, 1) if is_one else None
