"""What a daily digest tells of, each heap of records by one question; the records behind a line come from the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, text, union_all
from sqlalchemy.orm import Session

from domain.approvals import StageState
from domain.asset.expiries import Expiry
from domain.change.risk import Risk
from domain.changes import ChangeState
from domain.digests import Pile
from domain.incident.sla import ClockState, Measure
from domain.incidents import State
from domain.majors import ACTIVE
from storage.approvals import ApprovalStage
from storage.asset import expiring
from storage.assets import Asset, Reader
from storage.changes import OPEN, Change
from storage.figure.scopes import Scope
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.majors import Major

NAMED = 3
"""Records a digest names of each heap."""

EXPIRES_WITHIN = timedelta(days=14)

_STILL_OPEN = text("incidents.state IN ('new', 'in_progress', 'on_hold')")
_NOT_OVER = text(f"changes.{OPEN.text}")


@dataclass(frozen=True)
class Item:
    """A record, and the moment it is told with: when it was missed, is due, was raised, begins or ends.

    Of an asset it is the date `on` which something (`what`) ends or has ended.
    """

    record: Incident | Change | Asset
    at: datetime | None
    what: Expiry | None = None
    on: date | None = None


@dataclass(frozen=True)
class Heap:
    """Some of the records, the ones that matter most first, and how many there are in all."""

    items: Sequence[Item]
    count: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """At what a digest looks: a team's or a service's records as everybody may see them, and how far ahead.

    `assets` is whoever sees no asset that a team keeps to itself.
    """

    scope: Scope
    soon: datetime
    assets: Reader


def heap(tx: Session, pile: Pile, look: Look, *, after: int = 0, limit: int = NAMED) -> Heap:
    """Some of the records of this kind, from behind so many."""
    if pile in _OF_ASSETS:
        found, count = _OF_ASSETS[pile](tx, look, after, limit)
        return Heap([Item(asset, None, what, on) for asset, what, on in found], count)
    record, moment, conditions, order = _HEAPS[pile](look)
    query: Any = select(record, moment, func.count().over()).where(*conditions)
    for join in _JOINS.get(pile, ()):
        query = query.join(*join)
    rows = tx.execute(query.order_by(*order, record.id).offset(after).limit(limit)).all()
    return Heap([Item(each, at) for each, at, _ in rows], rows[0][2] if rows else 0)


def is_any(tx: Session, pile: Pile, look: Look) -> bool:
    """Whether there is a record of this kind: neither counted nor put in order."""
    if pile in _OF_ASSETS:
        return bool(_OF_ASSETS[pile](tx, look, 0, 1)[1])
    record, _, conditions, _ = _HEAPS[pile](look)
    query: Any = select(record.id).where(*conditions)
    for join in _JOINS.get(pile, ()):
        query = query.join(*join)
    return tx.scalar(query.limit(1)) is not None


_Heap = tuple[type[Incident] | type[Change], Any, list[Any], list[Any]]


def _missed(look: Look) -> _Heap:
    first = _first(func.coalesce(Clock.missed_at, Clock.due_at), Clock.stopped_at.is_(None))
    return Incident, first, [*_open(look), _has_missed(look)], [first]


def _soon(look: Look) -> _Heap:
    near = [
        Clock.state == ClockState.RUNNING,
        Clock.missed_at.is_(None),
        Clock.due_at <= look.soon,
    ]
    some = select(Clock.id).where(Clock.incident_id == Incident.id, *near).correlate(Incident)
    first = _first(Clock.due_at, *near)
    return Incident, first, [*_open(look), some.exists(), ~_has_missed(look)], [first]


def _first(moment: Any, *such: Any) -> Any:
    """When the first of an incident's clocks that are such: asked of each, for to group them reads all others."""
    its = (Clock.incident_id == Incident.id, *such)
    return select(func.min(moment)).where(*its).correlate(Incident).scalar_subquery()


def _majors(look: Look) -> _Heap:
    active = Major.state.in_(ACTIVE)
    return Incident, Major.declared_at, [*_open(look), active], [Major.declared_at]


def _urgent(look: Look) -> _Heap:
    urgent = [Incident.priority <= 2, ~_is_major()]
    return Incident, Incident.raised_at, [*_open(look), *urgent], [Incident.priority]


def _unowned(look: Look) -> _Heap:
    """Older than the response target, and nobody has it."""
    response = select(Clock.id).where(
        Clock.incident_id == Incident.id,
        Clock.measure == Measure.RESPONSE,
        or_(Clock.due_at <= look.scope.at, Clock.missed_at.is_not(None)),
    )
    nobody = [Incident.assignee_id.is_(None), response.exists()]
    return Incident, Incident.raised_at, [*_open(look), *nobody], [Incident.raised_at]


def _approvals(look: Look) -> _Heap:
    """An emergency may be under way already, and wait to be approved all the same."""
    waits = ApprovalStage.state.in_((StageState.OPEN, StageState.BLOCKED))
    since = ApprovalStage.opened_at
    return Change, since, [_NOT_OVER, waits, *look.scope.of_changes], [since]


def _reviews(look: Look) -> _Heap:
    due = Change.review_due_at
    return Change, due, [OPEN, due <= look.scope.at, *look.scope.of_changes], [due]


def _major_reviews(look: Look) -> _Heap:
    overdue = [Major.reviewed_at.is_(None), Major.review_due_at <= look.scope.at]
    conditions = [*overdue, *look.scope.of_incidents]
    return Incident, Major.review_due_at, conditions, [Major.review_due_at]


def _changes(look: Look) -> _Heap:
    """What has its window, or a part of it, today."""
    start, end = look.scope.period.starts_at, look.scope.period.ends_at
    planned = [
        Change.state.in_((ChangeState.SCHEDULED, ChangeState.IMPLEMENTING)),
        Change.starts_at < end,
        Change.ends_at > start,
    ]
    return Change, Change.starts_at, [OPEN, *planned, *look.scope.of_changes], [Change.starts_at]


def _holds(look: Look) -> _Heap:
    ends = [Incident.state == State.ON_HOLD, look.scope.within(Incident.hold_until)]
    return Incident, Incident.hold_until, [*_open(look), *ends], [Incident.hold_until]


def _risky(look: Look) -> _Heap:
    """What was asked for and is not done yet, or is under way."""
    ahead = [Change.state.in_(_AHEAD), Change.risk >= Risk.HIGH]
    return Change, Change.starts_at, [OPEN, *ahead, *look.scope.of_changes], [Change.starts_at]


_AHEAD = (
    *(ChangeState.ASSESSMENT, ChangeState.APPROVAL),
    *(ChangeState.SCHEDULED, ChangeState.IMPLEMENTING),
)
_Assets = tuple[list[expiring.Ends], int]


def _expiring(tx: Session, look: Look, after: int, limit: int) -> _Assets:
    today = look.scope.period.first
    until = today + EXPIRES_WITHIN
    return expiring.expiring(tx, _shelf(look), today, until, after=after, limit=limit)


def _expired(tx: Session, look: Look, after: int, limit: int) -> _Assets:
    return expiring.expired(tx, _shelf(look), look.scope.period.first, after=after, limit=limit)


def _shelf(look: Look) -> expiring.Shelf:
    of = look.scope
    return expiring.Shelf(reader=look.assets, team_key=of.team_key, service=of.service)


def _open(look: Look) -> list[Any]:
    return [_STILL_OPEN, *look.scope.of_incidents]


def _has_missed(look: Look) -> ColumnElement[bool]:
    """It is told of as missed, and need not be told of again: rung, or still to be rung, as after a pause."""
    late = select(Clock.incident_id).where(Clock.missed_at.is_not(None), Clock.stopped_at.is_(None))
    at = look.scope.at
    unrung = select(Clock.incident_id).where(Clock.fire_at <= at, Clock.due_at <= at)
    return Incident.id.in_(union_all(late, unrung))


def _is_major() -> ColumnElement[bool]:
    return Incident.id.in_(select(Major.incident_id).where(Major.state.in_(ACTIVE)))


_HEAPS: Mapping[Pile, Callable[[Look], _Heap]] = {
    Pile.MISSED: _missed,
    Pile.SOON: _soon,
    Pile.MAJORS: _majors,
    Pile.URGENT: _urgent,
    Pile.UNOWNED: _unowned,
    Pile.APPROVALS: _approvals,
    Pile.REVIEWS: _reviews,
    Pile.MAJOR_REVIEWS: _major_reviews,
    Pile.CHANGES: _changes,
    Pile.HOLDS: _holds,
    Pile.RISKY: _risky,
}
_OF_ASSETS: Mapping[Pile, Callable[[Session, Look, int, int], _Assets]] = {
    Pile.EXPIRING: _expiring,
    Pile.EXPIRED: _expired,
}

_MAJORS = (Major, Major.incident_id == Incident.id)
_STAGES = (ApprovalStage, ApprovalStage.change_id == Change.id)
_JOINS: Mapping[Pile, Sequence[Any]] = {
    Pile.MAJORS: [_MAJORS],
    Pile.MAJOR_REVIEWS: [_MAJORS],
    Pile.APPROVALS: [_STAGES],
}
