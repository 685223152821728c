"""Digests to look at: a morning with more of everything than fits, a quiet one, and the lists around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.asset.expiries import Expiry
from domain.change.windows import Window
from domain.digests import OF_THE_DAY, OPEN_RISKS, DigestKind, Pile
from domain.figure.kpis import Line, Report, Unit, Value
from domain.figure.trends import OF_A_WEEK
from domain.figures import BY_NAME
from storage.digest.facts import NAMED, Heap, Item
from storage.digest.sheets import Daily, Health, Page, Topic, Weekly
from storage.digest.subscriptions import Subscription
from storage.figure.kpis import Behind
from tests.people import ANN, ORGANISATION, SERVICE_DESK
from tests.views.changes import a_change
from tests.views.hostile import NOON, a_sheet
from tests.views.shown_assets import an_asset
from tests.views.shown_figures import ASKED, a_report
from views import digests
from views.digest import subscriptions, weekly
from views.digest.weekly_lines import OF_A_SERVICE

BERLIN = ZoneInfo("Europe/Berlin")
MANY = 500
DAY = date(2026, 3, 2)
ABOUT_CHANGES = (Pile.APPROVALS, Pile.REVIEWS, Pile.CHANGES, Pile.RISKY)
ABOUT_ASSETS = (Pile.EXPIRING, Pile.EXPIRED)


def a_daily(count: int = MANY, **facts: Any) -> Daily:
    """A morning with so many records in every heap."""
    freeze = Window(
        name="End of the quarter",
        zone=BERLIN,
        begins=NOON.replace(tzinfo=None),
        lasts=timedelta(days=2),
    )
    heaps = a_heap_of_each(count, OF_THE_DAY, **facts)
    return Daily(
        topic=Topic(team=SERVICE_DESK, service="", reference="7"),
        day=DAY,
        zone=BERLIN,
        at=NOON,
        is_late=False,
        heaps=heaps if count else {},
        in_conflict=frozenset({a_change().id}),
        freezes=[(freeze, (NOON, NOON + timedelta(days=2)))] if count else [],
        yesterday={name: a_figure(name, count) for name in digests.FIGURES},
    )


def a_heap_of_each(count: int, piles: Sequence[Pile], **facts: Any) -> dict[Pile, Heap]:
    incident, change, asset = a_sheet(**facts).incident, a_change(), an_asset()

    def item(pile: Pile) -> Item:
        if pile in ABOUT_ASSETS:
            return Item(asset, None, Expiry.WARRANTY, DAY)
        return Item(change if pile in ABOUT_CHANGES else incident, NOON)

    return {pile: Heap([item(pile)] * min(count, NAMED), count) for pile in piles}


def a_weekly(report: Report, count: int = MANY, **facts: Any) -> Weekly:
    """A week with so many incidents in each of the eight, and so many records in every heap."""
    return Weekly(
        topic=Topic(team=SERVICE_DESK, service="", reference="7"),
        day=DAY,
        at=NOON,
        is_late=False,
        report=report,
        weeks=[DAY - timedelta(weeks=back) for back in range(8, 0, -1)] if count else [],
        history={name: [Value(number=count, n=count)] * 8 for name in OF_A_WEEK} if count else {},
        availability=[("w" * 75, report.line(name)) for name in OF_A_SERVICE] * 6 if count else [],
        assets=[("a" * 200, count)] * 5 if count else [],
        risks=a_heap_of_each(count, OPEN_RISKS, **facts) if count else {},
    )


def a_figure(name: str, n: int) -> Line:
    figure = BY_NAME[name]
    number = {Unit.PERCENT: 80.0, Unit.SECONDS: 1500.0}.get(figure.unit, n)
    return Line(figure=figure, now=Value(number=number if n else None, n=n))


def a_subscription(**facts: Any) -> Subscription:
    usual: dict[str, Any] = {
        "channel_id": "C0SERVICEDESK",
        "kind": DigestKind.DAILY,
        "team_key": "service-desk",
        "service": "",
        "days": [0, 1, 2, 3, 4],
        "local_time": "09:00",
        "zone": "Europe/Berlin",
        "also_quiet": False,
        "made_by": ANN.id,
        "made_at": NOON,
        "fire_at": NOON,
    }
    made = Subscription(**{**usual, **facts})
    made.id = 7
    return made


def messages_about_digests() -> Iterator[Mapping[str, Any]]:
    unwell = replace(a_daily(), health=Health(given_up=12345, waits_since=NOON))
    for sheet in (a_daily(), a_daily(1), a_daily(0), unwell):
        yield digests.daily(sheet)
        yield digests.daily(replace(sheet, is_late=True))
    for report, count in ((a_report(), MANY), (a_report(), 1), (a_report(None, 0), 0)):
        for week in (a_weekly(report, count), replace(a_weekly(report, count), is_late=True)):
            yield weekly.weekly(week, ORGANISATION, ASKED)
    incident = a_sheet().incident
    behind = [(pile, incident) for pile in Pile]
    for which, record in (*behind, *((it, Behind(incident, 0)) for it in digests.FIGURES)):
        yield digests.page(
            Page(which=which, records=[record] * 8, back=None, more=8), "7", "2026-03-02"
        )
    yield digests.page(
        Page(which="changes", records=[a_change()], back=0, more=None), "7", "2026-03-02"
    )
    yield digests.page(
        Page(which="expired", records=[an_asset()] * 8, back=0, more=None), "7", "2026-03-02"
    )
    yield digests.page(Page(which="missed", records=[], back=None, more=None), "7", "2026-03-02")
    for error in ("is_archived", "restricted_action"):
        yield digests.trouble({"digests": "C0SERVICEDESK", "error": error})
    paused = a_subscription(fire_at=None, paused_at=NOON, paused_because="is_archived")
    yield subscriptions.subscribed(a_subscription(also_quiet=True), ORGANISATION)
    yield subscriptions.listing(
        [a_subscription(), paused] * 4, ORGANISATION, is_first=False, more=8
    )
    yield subscriptions.listing([], ORGANISATION, is_first=True, more=None)
    yield subscriptions.done(a_subscription(), ORGANISATION)


def forms_about_digests() -> list[Mapping[str, Any]]:
    return [
        subscriptions.form(
            "C0SERVICEDESK", [SERVICE_DESK], ORGANISATION, chosen=SERVICE_DESK, zone="Europe/Berlin"
        )
    ]
