"""Open incidents, each question through an index of its own: lists, and what may be the same fault."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from domain.majors import ACTIVE
from domain.numbers import Kind
from storage.asset import names as asset_names
from storage.incident import affected
from storage.incident.affected import AffectedAsset
from storage.incidents import STILL_OPEN, Incident
from storage.majors import Major
from storage.outbox import Message, Owed
from storage.prepared import Prepared


def open_ones(
    tx: Session,
    *,
    viewer_id: str,
    viewer_teams: frozenset[str],
    sees_all: bool,
    mine: bool,
    after: tuple[int, int] | None,
    limit: int,
) -> Sequence[Incident]:
    """Open incidents the viewer may see, most urgent first, from behind `after` (priority, id).

    `mine` keeps those they reported or are assigned to.
    """
    query = select(Incident)
    if mine:
        query = query.where(Incident.id.in_(_open_of(viewer_id, after, limit)))
    else:
        query = query.where(*_open_behind(after))
        if not sees_all:
            query = query.where(may_be_listed(viewer_id, viewer_teams))
    return tx.scalars(query.order_by(Incident.priority, Incident.id).limit(limit)).all()


def _open_behind(after: tuple[int, int] | None) -> list[ColumnElement[bool]]:
    """As one comparison of rows: an index is entered at that place, not read up to it."""
    is_open: list[ColumnElement[bool]] = [STILL_OPEN]  # type: ignore[list-item]
    if after is not None:
        is_open.append(tuple_(Incident.priority, Incident.id) > after)
    return is_open


def _open_of(person_id: str, after: tuple[int, int] | None, limit: int) -> CompoundSelect[int]:
    """The first ones they have, and the first ones they reported: each through an index of its own."""
    firsts = (
        select(Incident.id)
        .where(whose == person_id, *_open_behind(after))
        .order_by(Incident.priority, Incident.id)
        .limit(limit)
        .subquery()
        for whose in (Incident.assignee_id, Incident.reporter_id)
    )
    return union(*(select(first.c.id) for first in firsts))


def lately_open(
    tx: Session,
    *,
    since: datetime,
    limit: int,
) -> Sequence[tuple[int, str, str | None, str, bool]]:
    """What the latest open incidents are about: id, title, service, affected_asset, and whether it is restricted."""
    return _lately_open.ask(tx, {"since": since, "at_most": limit})


def may_be_listed(viewer_id: Any, viewer_teams: Any) -> ColumnElement[bool]:
    return or_(
        Incident.restricted.is_(False),
        Incident.reporter_id == viewer_id,
        Incident.assignee_id == viewer_id,
        Incident.team_key.in_(viewer_teams),
    )


_lately_open = Prepared(
    select(
        Incident.id,
        Incident.title,
        Incident.service,
        Incident.affected_asset,
        Incident.restricted,
    )
    .where(STILL_OPEN, Incident.raised_at > bindparam("since"))
    .order_by(Incident.raised_at.desc())
    .limit(bindparam("at_most", type_=Integer()))
)


def restricted_without_card(tx: Session) -> Sequence[Incident]:
    """Open restricted incidents of which nobody has ever been owed a card."""
    has_card = (
        select(Owed.id)
        .where(
            Owed.subject_kind == Kind.INCIDENT,
            Owed.subject_id == Incident.id,
            Owed.message == Message.CARD,
        )
        .exists()
    )
    query = select(Incident).where(STILL_OPEN, Incident.restricted, ~has_card)
    return tx.scalars(query.order_by(Incident.id)).all()


def has_urgent_about(tx: Session, assets: Collection[str]) -> bool:
    """Whether an open P1 or major incident is about one of these assets, however their names are written."""
    if not assets:
        return False
    names = [asset.lower() for asset in assets]
    majors = select(Major.incident_id).where(Major.state.in_(ACTIVE))
    query = select(Incident.id).where(
        STILL_OPEN,
        func.lower(Incident.affected_asset).in_(names),
        or_(Incident.priority == 1, Incident.id.in_(majors)),
    )
    if tx.scalar(query.limit(1)) is not None:
        return True
    return affected.urgent_about(tx, [it.id for it in asset_names.meant(tx, assets).values()])


_ABOUT_THE_SAME = {
    "service": Incident.service == bindparam("it"),
    "affected_asset": func.lower(Incident.affected_asset) == func.lower(bindparam("it")),
}
ALIKE = {
    what: select(Incident.priority, Incident.id)
    .where(is_same, Incident.raised_at > bindparam("since"), STILL_OPEN, ~Incident.restricted)
    .order_by(Incident.priority, Incident.id)
    .limit(bindparam("limit"))
    for what, is_same in _ABOUT_THE_SAME.items()
}
_alike = {what: Prepared(query) for what, query in ALIKE.items()}

_ABOUT_ASSETS = (
    select(Incident.priority, Incident.id)
    .distinct()
    .join(AffectedAsset, AffectedAsset.incident_id == Incident.id)
    .where(
        AffectedAsset.asset_id.in_(bindparam("assets", expanding=True)),
        Incident.raised_at > bindparam("since"),
        STILL_OPEN,
        ~Incident.restricted,
    )
    .order_by(Incident.priority, Incident.id)
    .limit(bindparam("limit"))
)


def alike(
    tx: Session,
    *,
    service: str | None,
    affected_asset: str,
    assets: Collection[int],
    since: datetime,
    limit: int,
) -> Sequence[int]:
    """Open incidents raised since then about this service or one of these assets, or what is called so.

    The most urgent first, without restricted ones.
    """
    found: set[tuple[int, int]] = set()
    for what, it in (("service", service), ("affected_asset", affected_asset)):
        if it:  # two questions, each with an index of its own; asked as one, all that is open would be looked at
            asked = {"it": it, "since": since, "limit": limit}
            found |= {*_alike[what].ask(tx, asked)}
    if assets:
        asked = {"assets": [*assets], "since": since, "limit": limit}
        found |= {(row[0], row[1]) for row in tx.connection().execute(_ABOUT_ASSETS, asked)}
    return [incident_id for _, incident_id in sorted(found)[:limit]]
