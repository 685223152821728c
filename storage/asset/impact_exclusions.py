"""What an incident or a change would take along by the relations, and does not, as somebody said."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.numbers import Kind
from storage.base import BigId, Moment, Record, words


class ImpactExclusion(Record, kw_only=True):
    """This asset is not hit by the incident or the change, nor what would only be hit through it."""

    __tablename__ = "impact_exclusions"

    subject_kind: Mapped[Kind] = mapped_column(words(Kind, 10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    why: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(String(30))
    said_at: Mapped[datetime] = mapped_column(Moment)


def of(tx: Session, kind: Kind, subject_id: int) -> Mapping[int, str]:
    """The assets that are not hit by this record, and why."""
    its = (ImpactExclusion.subject_kind == kind, ImpactExclusion.subject_id == subject_id)
    query = select(ImpactExclusion.asset_id, ImpactExclusion.why).where(*its)
    return {asset_id: why for asset_id, why in tx.execute(query).all()}  # noqa: C416  rows are no pairs to mypy


def keep(
    tx: Session,
    kind: Kind,
    subject_id: int,
    asset_ids: Collection[int],
    *,
    why: str,
    by: str,
    at: datetime,
) -> None:
    rows = [
        {
            "subject_kind": kind,
            "subject_id": subject_id,
            "asset_id": it,
            "why": why,
            "said_by": by,
            "said_at": at,
        }
        for it in asset_ids
    ]
    if rows:
        tx.execute(insert(ImpactExclusion), rows)


def take_back(tx: Session, kind: Kind, subject_id: int, asset_ids: Collection[int]) -> None:
    its = (
        ImpactExclusion.subject_kind == kind,
        ImpactExclusion.subject_id == subject_id,
        ImpactExclusion.asset_id.in_(asset_ids),
    )
    tx.execute(delete(ImpactExclusion).where(*its))
