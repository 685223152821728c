"""What digests tell, gathered anew each time, and the records behind each of their lines (ITSM semantics, 6.3)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.change import conflicts
from desk.figure import kpis
from domain.calendars import Span
from domain.change.windows import Window
from domain.digests import AHEAD, LATE, NEEDS_SOMEONE, OF_THE_DAY, TODAYS, Pile
from domain.errors import NotFound
from domain.figure.kpis import EVERYBODY, Line
from domain.organisation import Organisation
from domain.periods import day_of
from storage import backlog
from storage.assets import Reader
from storage.changes import Change
from storage.digest import facts
from storage.digest.facts import Look
from storage.digest.sheets import Daily, Health, Page, Topic
from storage.figure.scopes import Scope

SOON = timedelta(hours=8)
"""Open hours ahead in which what is due needs someone."""

YESTERDAY = (
    *("incidents_raised", "incidents_resolved", "incidents_reopened"),
    *("sla_response_attainment", "sla_resolution_attainment", "mtta_median", "mttr_median"),
)
"""The figures a daily digest tells of the day before."""

PAGE = 8
"""Records on one page of a list behind a line."""


def daily(
    tx: Session,
    topic: Topic,
    *,
    day: date,
    zone: ZoneInfo,
    due: datetime | None,
    organisation: Organisation,
    at: datetime,
) -> Daily:
    """The facts as they are now, of this local date. `due`: when it was to be sent, None for a preview."""
    look = look_of(topic, day, zone, organisation, at=at)
    heaps = {pile: facts.heap(tx, pile, look) for pile in OF_THE_DAY}
    planned = heaps[Pile.CHANGES].items
    return Daily(
        topic=topic,
        day=day,
        zone=zone,
        at=at,
        is_late=due is not None and at - due > LATE,
        heaps={pile: heap for pile, heap in heaps.items() if heap.count},
        in_conflict=frozenset(
            item.record.id
            for item in planned
            if isinstance(item.record, Change)
            and conflicts.of_change(tx, item.record, organisation=organisation, at=at)
        ),
        freezes=_freezes(organisation, look),
        yesterday=_yesterday(tx, topic, day, zone, organisation, at),
        health=_health(tx, at),
    )


def is_told(
    tx: Session,
    topic: Topic,
    *,
    day: date,
    zone: ZoneInfo,
    organisation: Organisation,
    at: datetime,
) -> bool:
    """Whether there is anything to tell on this date: what needs someone is told on any day, anything else on working
    days alone. The cheap questions come first.
    """
    look = look_of(topic, day, zone, organisation, at=at)
    if any(facts.is_any(tx, pile, look) for pile in NEEDS_SOMEONE):
        return True
    if not organisation.office.is_working_date(day):
        return False
    others = (*TODAYS, *AHEAD)
    if any(facts.is_any(tx, pile, look) for pile in others) or _freezes(organisation, look):
        return True
    yesterday = _yesterday(tx, topic, day, zone, organisation, at)
    return any(line.now.n for line in yesterday.values())


def _freezes(organisation: Organisation, look: Look) -> list[tuple[Window, Span]]:
    """Those that touch the day, and not only services of others; of an asset nobody asks here whose it is."""
    period, of = look.scope.period, look.scope
    its_own = {it.name for it in organisation.services if it.team == of.team_key}
    services = {of.service} if of.service else its_own
    return [
        (freeze, span)
        for freeze in organisation.freezes
        if freeze.assets or not freeze.services or freeze.services & services
        for span in freeze.spans(period.starts_at, period.ends_at)
    ]


def behind(
    tx: Session,
    which: str,
    topic: Topic,
    *,
    day: date,
    zone: ZoneInfo,
    after: int,
    organisation: Organisation,
    at: datetime,
) -> Page:
    """A page of the records behind a line of a digest, as they are now, from behind so many.

    Raises NotFound for a line there is none of.
    """
    if which in YESTERDAY:
        return _behind_figure(tx, which, topic, day, zone, after, organisation, at)
    pile = next((pile for pile in Pile if pile == which), None)
    if pile is None:
        raise NotFound("This digest is of another version of Steward. Ask for a new one.")
    look = look_of(topic, day, zone, organisation, at=at)
    found = facts.heap(tx, pile, look, after=after, limit=PAGE)
    more = after + PAGE if found.count > after + PAGE else None
    return Page(
        which=which, records=[it.record for it in found.items], back=_back(after), more=more
    )


def _behind_figure(
    tx: Session,
    which: str,
    topic: Topic,
    day: date,
    zone: ZoneInfo,
    after: int,
    organisation: Organisation,
    at: datetime,
) -> Page:
    records, more = kpis.records(
        tx,
        which,
        team=topic.team.key,
        service=topic.service or None,
        period=day_of(day, zone).before,
        reader=EVERYBODY,
        organisation=organisation,
        at=at,
        after=after,
    )
    return Page(which=which, records=records, back=_back(after), more=more)


def _back(after: int) -> int | None:
    """Where the page before begins."""
    return max(0, after - PAGE) if after else None


def look_of(
    topic: Topic, day: date, zone: ZoneInfo, organisation: Organisation, *, at: datetime
) -> Look:
    """At what a digest of this local date looks: what everybody may see."""
    scope = Scope(
        period=day_of(day, zone),
        at=at,
        reader=EVERYBODY,
        team_key=topic.team.key,
        service=topic.service or None,
    )
    kept_to_themselves = frozenset(it.key for it in organisation.teams if it.restricts_assets)
    return Look(
        scope=scope,
        soon=organisation.office.after_open(at, SOON),
        assets=Reader(person_id="", hidden=kept_to_themselves),
    )


def _health(tx: Session, at: datetime) -> Health:
    """This digest is itself on its way: what has waited no longer than one may be late is no trouble."""
    _, given_up, oldest = backlog.counts(tx)
    return Health(given_up=given_up, waits_since=oldest if oldest and at - oldest > LATE else None)


def _yesterday(
    tx: Session, topic: Topic, day: date, zone: ZoneInfo, organisation: Organisation, at: datetime
) -> Mapping[str, Line]:
    report = kpis.figures(
        tx,
        team=topic.team.key,
        service=topic.service or None,
        period=day_of(day, zone).before,
        reader=EVERYBODY,
        organisation=organisation,
        at=at,
        compare=False,
        only=YESTERDAY,
    )
    return {line.figure.name: line for line in report.lines}
