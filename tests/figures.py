"""Figures as tests ask for them: of a period, for the operator unless somebody else is named."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.figure import kpis
from domain.figure.kpis import OPERATOR, Reader, Report
from domain.periods import Period, week_of
from tests.makers import Do

BERLIN = ZoneInfo("Europe/Berlin")


def week(at: datetime) -> Period:
    """The week of this moment, in Berlin."""
    return week_of(at.astimezone(BERLIN).date(), BERLIN)


def report(
    do: Do, period: Period, at: datetime, *, reader: Reader = OPERATOR, **about: Any
) -> Report:
    told: Report = do(kpis.figures, period=period, reader=reader, at=at, **about)
    return told


def numbers(
    do: Do, period: Period, at: datetime, *, reader: Reader = OPERATOR, **about: Any
) -> dict[str, float | None]:
    """Each figure's number by its name."""
    told = report(do, period, at, reader=reader, compare=False, **about)
    return {line.figure.name: line.now.number for line in told.lines}


def behind(do: Do, name: str, period: Period, at: datetime, **about: Any) -> list[str]:
    """The numbers of all records behind a figure."""
    about = {"reader": OPERATOR, **about}
    page, after = do(kpis.records, name, period=period, at=at, **about)
    found = [*page]
    while after is not None:
        page, after = do(kpis.records, name, period=period, at=at, after=after, **about)
        found += page
    return [it.record.number for it in found]
