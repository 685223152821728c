"""Days as people say them."""

from calendar import isleap
from datetime import date, datetime, time

from dateutil.parser import ParserError, parse

from domain.text import clean_line

_WORDS = {"today": 0, "yesterday": 1}


def spoken_day(day: date) -> str:
    """As it is read: 1 Mar 2027."""
    return f"{day.day} {day:%b %Y}"


def past_day(said: str, today: date) -> date:
    """`2026-03-01`, `1 March`, `1 Mar 2025`, `yesterday`; without a year the last such day there was.

    Raises ValueError with a sentence.
    """
    said = clean_line(said)
    wrong = ValueError(f"“{said[:60]}” is no day. Write it as 2026-03-01 or 1 March.")
    said = said.lower()
    ago = _WORDS.get(said)
    if ago is not None:
        return date.fromordinal(today.toordinal() - ago)
    if not any(map(str.isdigit, said)):
        raise wrong
    midnights = [datetime.combine(date(year, 1, 1), time()) for year in (2000, 2004)]
    try:
        one, other = (parse(said, dayfirst=not said[:4].isdigit(), default=it) for it in midnights)
    except (ParserError, ValueError, OverflowError):
        raise wrong from None
    if one.year == other.year:
        if one.date() > today:
            raise ValueError(f"{spoken_day(one.date())} is still to come.")
        return one.date()
    years = range(today.year, today.year - 9, -1)
    there_were = [one.date().replace(year=it) for it in years if _has(it, one)]
    return next(day for day in there_were if day <= today)


def _has(year: int, day: date) -> bool:
    """29 February is not in every year."""
    return (day.month, day.day) != (2, 29) or isleap(year)
