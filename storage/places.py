"""Where messages stand in Slack, and what stands where."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.numbers import Kind
from storage.outbox import ABOUT_IT, OWED, Message, Owed

Place = tuple[str, str]
"""Where a message stands in Slack: (channel id, ts)."""


def place_of(owed: Owed | None) -> Place | None:
    return (owed.channel_id, owed.ts) if owed and owed.channel_id and owed.ts else None


def at_place(tx: Session, channel_id: str, ts: str) -> Owed | None:
    """The message that stands at this place in Slack."""
    return tx.scalar(select(Owed).where(Owed.channel_id == channel_id, Owed.ts == ts).limit(1))


def team_at(tx: Session, channel_id: str) -> str | None:
    """The key of the team whose cards stand in this channel, if it is a team's own."""
    cards = (Owed.channel_id == channel_id, Owed.destination.startswith("team:"))
    query = select(Owed.destination).where(*cards).order_by(Owed.ts.desc()).limit(1)
    found = tx.scalar(query)
    return found.removeprefix("team:") if found else None


def is_placing(tx: Session, channel_id: str, *, by: datetime) -> bool:
    """Whether a message may have been posted in this channel by then whose place has not been written down."""
    is_here = or_(Owed.channel_id == channel_id, Owed.channel_id.is_(None))
    query = select(Owed.id).where(OWED, Owed.ts.is_(None), Owed.tried_at <= by, is_here)
    return tx.scalar(query.limit(1)) is not None


def card_of(tx: Session, kind: Kind, subject_id: int) -> Owed | None:
    """The record's card in its team's channel."""
    return tx.scalar(_CARD_OF, {"kind": kind, "its_id": subject_id})


_CARD_OF = select(Owed).where(
    *ABOUT_IT, Owed.message == Message.CARD, Owed.destination.startswith("team:")
)


def status_of(tx: Session, kind: Kind, subject_id: int) -> Owed | None:
    """The status message in the record's own channel."""
    return tx.scalar(
        select(Owed).where(
            Owed.subject_kind == kind,
            Owed.subject_id == subject_id,
            Owed.message == Message.STATUS,
        )
    )
