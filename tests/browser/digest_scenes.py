"""A morning and a week of Northwind's service desk, as its channel is told of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.asset.expiries import Expiry
from domain.change.risk import Risk
from domain.digests import Pile
from domain.figure.capacity import Utilisation
from domain.figure.kpis import Line, Report, Value
from domain.figure.parts import Part
from domain.figure.targets import Target
from domain.figure.trends import OF_A_WEEK
from domain.figures import BY_NAME, FIGURES
from domain.incident.holds import HoldReason
from domain.periods import week_of
from storage.digest.facts import Heap, Item
from storage.digest.sheets import Daily, Tight, Topic, Weekly
from storage.figure.kpis import Behind
from storage.incidents import Incident
from tests.people import ORGANISATION, SERVICE_DESK
from tests.views.changes import a_change
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset
from views import digests
from views.blocks import Content
from views.digest import weekly

BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime.fromisoformat("2026-03-02T08:00:00+00:00")
"""On a Monday, in Berlin."""

MAX, PRIYA = "U1", "U2"
RAISED = (14, 18, 12, 21, 17, 24, 19, 26)
RESOLVED = (12, 17, 15, 18, 16, 20, 23, 25)
HOUR = timedelta(hours=1)
DESK = Topic(team=SERVICE_DESK, service="", reference="7")

_WEEK: dict[str, tuple[float | None, float | None, float | None, int]] = {
    "incidents_raised": (26, 19, 18.5, 26),
    "incidents_resolved": (25, 23, 17.5, 25),
    "backlog": (31, 30, 28, 31),
    "mtta_median": (12 * 60, 19 * 60, 17 * 60, 25),
    "first_response_median": (24 * 60, 41 * 60, 38 * 60, 24),
    "mttr_median": (5 * 3600, 4 * 3600, 4.5 * 3600, 25),
    "sla_response_attainment": (96.2, 88.9, 91.3, 26),
    "sla_resolution_attainment": (84.0, 91.3, 90.0, 25),
    "hold_share": (6.4, 5.1, 5.8, 25),
    "reopen_rate": (8.0, 4.3, 5.1, 25),
    "csat": (92.3, 85.7, 87.5, 13),
    "changes_finished": (6, 4, 4.5, 6),
    "change_success_rate": (83.3, 75.0, 80.0, 6),
    "change_failure_rate": (16.7, 25.0, 20.0, 6),
    "emergency_share": (0.0, 25.0, 10.0, 6),
    "capacity_utilisation": (86.4, 84.9, 81.2, 168),
    "backlog_on_hold": (4, 5, 4, 4),
    "backlog_arrivals": (28, 21, 20, 55),
    "backlog_closures": (27, 24, 19, 55),
    "csat_response_rate": (52.0, 48.0, 50.0, 25),
    "backlog_under_1_day": (9, 11, 10, 31),
    "backlog_1_to_3_days": (12, 9, 10, 31),
    "backlog_3_to_7_days": (7, 8, 6, 31),
    "backlog_30_days_and_more": (3, 2, 2, 31),
}
"""Now, before, as a rule, and of how many."""


def morning() -> Content:
    """Something of every part."""
    heaps = {
        Pile.MISSED: _incidents(("VPN drops every ten minutes", PRIYA, NINE - 3 * HOUR, 41)),
        Pile.SOON: _incidents(
            ("New laptop for Monday's starter", MAX, NINE + 2 * HOUR, 57),
            ("Invoices cannot be printed", MAX, NINE + 5 * HOUR, 55),
        ),
        Pile.URGENT: _incidents(
            ("Nobody can pay by card", PRIYA, None, 60), ("Payroll export is empty", MAX, None, 52)
        ),
        Pile.APPROVALS: _changes(("Replace the core switch", NINE - 20 * HOUR, 12)),
        Pile.CHANGES: _changes(
            ("Renew the shop's certificate", NINE + 4 * HOUR, 14),
            ("Move mail to the new server", NINE + 12 * HOUR, 9),
        ),
        Pile.EXPIRING: Heap(
            [
                Item(_asset("Office suite", "LIC-7"), None, Expiry.LICENCE, date(2026, 3, 6)),
                Item(_asset("Plotter", "PLT-2"), None, Expiry.SUPPORT, date(2026, 3, 12)),
            ],
            2,
        ),
    }
    yesterday = {
        **{name: _line(name, n, n) for name, n in _COUNTS.items()},
        "sla_response_attainment": _line("sla_response_attainment", 100.0, 9),
        "sla_resolution_attainment": _line("sla_resolution_attainment", 87.5, 8),
        "mtta_median": _line("mtta_median", 11 * 60, 9),
        "mttr_median": _line("mttr_median", 3.5 * 3600, 8),
    }
    return digests.daily(
        Daily(
            topic=DESK,
            day=NINE.date(),
            zone=BERLIN,
            at=NINE,
            is_late=False,
            heaps=heaps,
            in_conflict=frozenset({9}),
            freezes=[],
            yesterday={name: yesterday[name] for name in digests.FIGURES},
        )
    )


_COUNTS = {"incidents_raised": 9, "incidents_resolved": 8, "incidents_reopened": 1}


def week() -> Content:
    period = week_of(NINE.date(), BERLIN).before
    report = Report(
        team_key="service-desk",
        service=None,
        priority=None,
        period=period,
        at=NINE,
        lines=tuple(_of_the_week(it.name) for it in FIGURES),
    )
    history: dict[str, Sequence[Value]] = {
        name: [_value(_WEEK[name][2], 9)] for name in OF_A_WEEK if name in _WEEK
    }
    history["incidents_raised"] = [_value(n, n) for n in RAISED]
    history["incidents_resolved"] = [_value(n, n) for n in RESOLVED]
    sheet = Weekly(
        topic=DESK,
        day=NINE.date(),
        at=NINE,
        is_late=False,
        report=report,
        weeks=[period.first - timedelta(weeks=back) for back in range(7, -1, -1)],
        history=history,
        oldest=[
            Behind(item.record, age * 86_400)
            for item, age in zip(_incidents(*_OLDEST).items, (62, 47, 33), strict=True)
            if isinstance(item.record, Incident)
        ],
        failed_assets=[("LB-1 · Balancer", 1)],
        quotes=[(5, "Sorted before I had made coffee."), (2, "Nobody told me it was done.")],
        tight=[Tight("NAS-1 · File server disk", _FILLING)],
        assets=[("VPN gateway", 5), ("Printer 3", 3), ("PLT-2", 2)],
        risks={
            Pile.MISSED: _incidents(("VPN drops every ten minutes", PRIYA, NINE - 3 * HOUR, 41)),
            Pile.RISKY: _changes(("Replace the core switch", NINE + 60 * HOUR, 12)),
            Pile.EXPIRED: Heap(
                [Item(_asset("Scanner", "SCN-1"), None, Expiry.SUPPORT, date(2026, 1, 31))], 1
            ),
        },
    )
    return weekly.weekly(sheet, ORGANISATION, "week 2026-02-23 P0 team service-desk")


_OLDEST: tuple[tuple[str, str, datetime | None, int], ...] = (
    ("Meeting room screen flickers", MAX, None, 12),
    ("Door badge of the annex", PRIYA, None, 19),
    ("Archive is slow", MAX, None, 27),
)
_FILLING = Utilisation(n=168, mean=86.4, p95=88.9, peak=89.3, full_in=23.5)
_TARGETS = {
    it.figure: it
    for it in (
        Target(figure="backlog", number=35, is_least=False),
        Target(figure="mttr_median", number=4 * 3600, is_least=False),
        Target(figure="sla_response_attainment", number=95, is_least=True),
        Target(figure="sla_resolution_attainment", number=90, is_least=True),
    )
}


def _of_the_week(name: str) -> Line:
    now, before, _, n = _WEEK.get(name, (None, None, None, 0))
    by_priority = {}
    if name.startswith("sla_") and name.endswith("attainment"):
        by_priority = {2: _value(75.0, 4), 3: _value(92.9, 14), 4: _value(100.0, 8)}
    if name == "backlog":
        by_priority = {2: _value(3, 31), 3: _value(17, 31), 4: _value(11, 31)}
    parts = {}
    if name == "hold_share":
        reasons = {HoldReason.REQUESTER: _value(4.1, 7), HoldReason.VENDOR: _value(2.3, 2)}
        parts = {Part.REASON: reasons}
    return Line(
        figure=BY_NAME[name],
        now=_value(now, n),
        before=_value(before, n),
        by_priority=by_priority,
        parts=parts,
        is_provisional=name == "reopen_rate",
        target=_TARGETS.get(name),
    )


def _line(name: str, number: float, n: int) -> Line:
    return Line(figure=BY_NAME[name], now=_value(number, n))


def _value(number: float | None, n: int) -> Value:
    return Value(number=number, n=n)


def _incidents(*told: tuple[str, str, datetime | None, int]) -> Heap:
    items = []
    for title, who, at, record_id in told:
        incident = a_sheet(title=title, assignee_id=who).incident
        incident.id = record_id
        items.append(Item(incident, at))
    return Heap(items, len(items))


def _changes(*told: tuple[str, datetime, int]) -> Heap:
    items = []
    for title, at, record_id in told:
        about: dict[str, Any] = {"starts_at": at, "ends_at": at + HOUR, "implementer_id": PRIYA}
        change = a_change(
            title=title, risk=int(Risk.HIGH if record_id == 12 else Risk.LOW), **about
        )
        change.id = record_id
        items.append(Item(change, at))
    return Heap(items, len(items))


def _asset(name: str, tag: str) -> Any:
    return an_asset(name=name, tag=tag)
