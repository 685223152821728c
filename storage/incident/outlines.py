"""What there is to show of an incident: most have neither comments nor links, and are not asked for any."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, literal, or_, select
from sqlalchemy.orm import Session

from domain.numbers import Kind
from storage.base import dialect_of, one_of
from storage.incident.affected import AffectedAsset
from storage.incident.links import Link
from storage.incidents import Comment, Incident
from storage.majors import Major
from storage.outbox import Message, Owed
from storage.places import Place


class Outline(NamedTuple):
    """An incident with what there is one of, and whether there is any of the rest."""

    incident: Incident
    major: Major | None
    channel_id: str | None
    ts: str | None
    has_comments: bool
    has_kin: bool
    has_assets: bool

    @property
    def card(self) -> Place | None:
        return (self.channel_id, self.ts) if self.channel_id and self.ts else None


def of_incidents(tx: Session, incident_ids: Collection[int]) -> list[Outline]:
    """Of those of these there are."""
    asked = {"ids": incident_ids}
    return [Outline(*row) for row in tx.execute(_outlines(dialect_of(tx)), asked)]


@cache
def _outlines(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Incident,
            Major,
            Owed.channel_id,
            Owed.ts,
            exists().where(Comment.incident_id == Incident.id),
            or_(
                exists().where(Link.incident_id == Incident.id),
                exists().where(Link.to_kind == Kind.INCIDENT, Link.to_id == Incident.id),
            ),
            exists().where(AffectedAsset.incident_id == Incident.id),
        )
        .outerjoin(Major, Major.incident_id == Incident.id)
        .outerjoin(
            Owed,
            and_(
                Owed.subject_kind == Kind.INCIDENT,
                Owed.subject_id == Incident.id,
                Owed.message == Message.CARD,
                Owed.destination == literal("team:") + Incident.team_key,
            ),
        )
        .where(one_of(dialect, Incident.id))
    )
