"""Which assets an incident is about, and what is open about an asset."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, bindparam, delete, func, insert, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.majors import ACTIVE
from storage.base import BigId, Moment, Record, among
from storage.incidents import Incident
from storage.majors import Major

MOST = 500
"""So many are looked at; more than these say nothing new."""

_STILL_OPEN = text("incidents.state IN ('new', 'in_progress', 'on_hold')")


class AffectedAsset(Record, kw_only=True):
    """An incident is about this asset, as somebody said."""

    __tablename__ = "affected_assets"
    __table_args__ = (Index("ix_affected_assets_asset", "asset_id", "incident_id"),)

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    named_by: Mapped[str] = mapped_column(String(30))
    named_at: Mapped[datetime] = mapped_column(Moment)


def name(
    tx: Session, incident_id: int, asset_ids: Collection[int], *, by: str, at: datetime
) -> None:
    """It is about these from now on, of which none was named before."""
    rows = [
        {"incident_id": incident_id, "asset_id": it, "named_by": by, "named_at": at}
        for it in asset_ids
    ]
    if rows:
        tx.execute(insert(AffectedAsset), rows)


def take_back(tx: Session, incident_id: int, asset_ids: Collection[int]) -> None:
    its = (AffectedAsset.incident_id == incident_id, AffectedAsset.asset_id.in_(asset_ids))
    tx.execute(delete(AffectedAsset).where(*its))


def of_incident(tx: Session, incident_id: int) -> Sequence[int]:
    """The assets it is about, in the order they were named."""
    return tx.scalars(_OF_INCIDENT, {"its_id": incident_id}).all()


_OF_INCIDENT = (
    select(AffectedAsset.asset_id)
    .where(AffectedAsset.incident_id == bindparam("its_id"))
    .order_by(AffectedAsset.named_at, AffectedAsset.asset_id)
)


def of_incidents(tx: Session, ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The assets each of these is about; those about none are left out."""
    query = select(AffectedAsset.incident_id, AffectedAsset.asset_id)
    found: dict[int, set[int]] = {}
    if ids:
        for incident_id, asset_id in tx.execute(query.where(AffectedAsset.incident_id.in_(ids))):
            found.setdefault(incident_id, set()).add(asset_id)
    return {incident_id: frozenset(its) for incident_id, its in found.items()}


def open_about(tx: Session, ids: Collection[int]) -> Sequence[tuple[int, Incident, bool]]:
    """For each of these assets its open incidents and whether they are major, the oldest first, no restricted ones."""
    if not ids:
        return []
    query = (
        select(AffectedAsset.asset_id, Incident, func.coalesce(Major.state.in_(ACTIVE), False))
        .join(Incident, Incident.id == AffectedAsset.incident_id)
        .outerjoin(Major, Major.incident_id == Incident.id)
        .where(AffectedAsset.asset_id.in_(ids), _STILL_OPEN, ~Incident.restricted)
        .order_by(Incident.raised_at, Incident.id)
        .limit(MOST)
    )
    return [(asset_id, it, bool(is_major)) for asset_id, it, is_major in tx.execute(query).all()]


def latest_about(
    tx: Session, ids: Collection[int], *, limit: int, also_over: bool = False
) -> Sequence[int]:
    """Open incidents about these assets, or all of them: the latest first, also the restricted ones."""
    its = select(AffectedAsset.incident_id).where(among(tx, AffectedAsset.asset_id, ids))
    open_only = () if also_over else (_STILL_OPEN,)
    query = select(Incident.id).where(Incident.id.in_(its), *open_only)
    return tx.scalars(query.order_by(Incident.id.desc()).limit(limit)).all()


def urgent_about(tx: Session, ids: Collection[int]) -> bool:
    """Whether an open P1 or major incident is about one of these assets."""
    if not ids:
        return False
    query = (
        select(AffectedAsset.incident_id)
        .join(Incident, Incident.id == AffectedAsset.incident_id)
        .outerjoin(Major, Major.incident_id == Incident.id)
        .where(
            AffectedAsset.asset_id.in_(ids),
            _STILL_OPEN,
            or_(Incident.priority == 1, Major.state.in_(ACTIVE)),
        )
    )
    return tx.scalar(query.limit(1)) is not None
