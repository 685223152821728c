"""Everything that is shown of figures."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from domain.figure.kpis import Line, Report, Unit, Value
from domain.figures import BY_NAME, FIGURES
from domain.periods import week_of
from storage.figure.kpis import Behind
from tests.people import ORGANISATION
from tests.views.changes import a_change
from tests.views.hostile import NOON, a_sheet
from views.figure import kpis, records

ASKED = "week 2026-03-02 P0 all"


def a_report(number: float | None = 1234.5, n: int = 7, **about: Any) -> Report:
    """Every figure has this number."""
    value = Value(number=number, n=n)
    return Report(
        **{
            "team_key": None,
            "service": None,
            "priority": None,
            "period": week_of(NOON.date(), ZoneInfo("Europe/Berlin")),
            "at": NOON,
            "lines": tuple(
                Line(
                    figure=it,
                    now=value,
                    before=Value(number=1, n=9),
                    is_provisional=it.unit is Unit.PERCENT,
                )
                for it in FIGURES
            ),
            **about,
        }
    )


def messages_about_figures() -> Iterator[Mapping[str, Any]]:
    yield kpis.figures(a_report(), ORGANISATION, ASKED)
    yield kpis.figures(a_report(None, 0), ORGANISATION, ASKED)
    for name, record in (("backlog", a_sheet().incident), ("deployments", a_change())):
        for more in (8, None):
            yield records.page(
                BY_NAME[name],
                [Behind(record, 5_400)],
                period_name="week 10 of 2026",
                asked=ASKED,
                after=16,
                back=8,
                more=more,
            )
    yield records.page(
        BY_NAME["csat"], [], period_name="March 2026", asked=ASKED, after=0, back=None, more=None
    )
