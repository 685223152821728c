"""What may stand against a change: other changes around the same time, and open incidents about the same."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.change.claims import COMPETING
from domain.change.requests import LONGEST_WINDOW
from domain.changes import STARTS_EARLY, ChangeState
from domain.majors import ACTIVE
from storage.changes import OPEN, Change
from storage.incident.affected import AffectedAsset
from storage.incidents import Incident
from storage.majors import Major

MOST_CHANGES = 1000
MOST_INCIDENTS = 5
"""So many of each kind are looked at; more than these say nothing new."""

_STILL_OPEN = text("incidents.state IN ('new', 'in_progress', 'on_hold')")


def around(tx: Session, span: Span, *, but: int | None, at: datetime) -> Sequence[Change]:
    """Changes with a claim to a part of this time, the soonest first.

    One that is being carried out has a claim until it is finished, also beyond its window: where the time begins now
    such come last.
    """
    found = list(tx.scalars(asked_around(span, but)))
    if span[0] <= at + STARTS_EARLY:
        late = select(Change).where(
            OPEN,
            Change.state == ChangeState.IMPLEMENTING,
            Change.id != (but or 0),
            Change.ends_at <= span[0],
        )
        found += tx.scalars(late.order_by(Change.starts_at, Change.id).limit(MOST_CHANGES))
    return found


def asked_around(span: Span, but: int | None) -> Select[Change]:
    """The question for those whose windows touch the time; the index is read only as far as any window can reach."""
    start, end = span
    touching = (
        Change.starts_at < end,
        Change.starts_at > start - LONGEST_WINDOW,
        Change.ends_at > start,
    )
    return (
        select(Change)
        .where(OPEN, Change.state.in_(COMPETING), Change.id != (but or 0), *touching)
        .order_by(Change.starts_at, Change.id)
        .limit(MOST_CHANGES)
    )


def urgent_about(
    tx: Session, *, service: str | None, assets: Collection[str], asset_ids: Collection[int]
) -> Sequence[tuple[Incident, bool]]:
    """Open incidents about the service or one of the assets that are P1 or major, and whether they are major.

    `assets` is what these may be called. Without restricted ones.
    """
    found: dict[int, tuple[Incident, bool]] = {}
    if service is not None:
        found |= _urgent(tx, Incident.service == service)
    if assets:
        names = [func.lower(asset) for asset in assets]
        found |= _urgent(tx, func.lower(Incident.affected_asset).in_(names))
    if asset_ids:
        about = select(AffectedAsset.incident_id).where(AffectedAsset.asset_id.in_(asset_ids))
        found |= _urgent(tx, Incident.id.in_(about))
    return [found[incident_id] for incident_id in sorted(found)]


def _urgent(tx: Session, is_about: ColumnElement[bool]) -> dict[int, tuple[Incident, bool]]:
    is_major = Major.state.in_(ACTIVE)
    query = (
        select(Incident, func.coalesce(is_major, False))
        .outerjoin(Major, Major.incident_id == Incident.id)
        .where(_STILL_OPEN, is_about, ~Incident.restricted, (Incident.priority == 1) | is_major)
        .order_by(Incident.priority, Incident.id)
        .limit(MOST_INCIDENTS)
    )
    return {incident.id: (incident, bool(is_it)) for incident, is_it in tx.execute(query).all()}
