"""Messages that must exist in Slack and be up to date: each row is one, whether it has been posted yet or not.

`wanted` counts how often something about the message changed, `shown` the count Slack has confirmed. Something is owed
while they differ, and then `due_at` says from when. A card is wanted again and again, a notice once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Index,
    Select,
    String,
    Text,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.numbers import Kind
from storage.base import BigId, Facts, Insert, Moment, Record, words
from storage.prepared import Prepared

OWED = text("due_at IS NOT NULL")
LEASED = text("leased_until IS NOT NULL")
GIVEN_UP = text("given_up_at IS NOT NULL")

CLOCKS_APART = timedelta(minutes=2)
"""How far our clock may be ahead of Slack's where a post is looked for by its time."""


class Message(StrEnum):
    """What is to be rendered."""

    CARD = "card"
    RECEIPT = "receipt"
    STATUS = "status"
    REQUEST = "request"
    NOTICE = "notice"
    HOME = "home"
    TROUBLE = "trouble"
    DIGEST = "digest"
    EXPIRIES = "expiries"
    AUDIT = "audit"
    ASSET_FILE = "asset_file"
    LEAVER = "leaver"
    FINDINGS = "findings"


FOLLOWS = (Message.CARD, Message.RECEIPT, Message.STATUS, Message.REQUEST)
"""These show their record as it is, for as long as it changes."""


class Owed(Record, kw_only=True):
    """One message, or a person's Home. `destination` is `team:<key>`, `person:<id>`, `channel:<id>` or `home:<id>`;
    `channel_id` is where it went, or is on its way to.

    `tried_at` stands while a post may have reached Slack without our hearing so; then it is looked for before
    it is posted again. `leased_by` is the sender that has it until `leased_until`; one that comes later than that
    changes nothing, for another may have it by then.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due", "destination", "due_at", "id", sqlite_where=OWED, postgresql_where=OWED
        ),
        Index("ix_outbox_leased", "leased_until", sqlite_where=LEASED, postgresql_where=LEASED),
        Index(
            "ix_outbox_given_up", "given_up_at", sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP
        ),
        Index("ix_outbox_posted", "channel_id", "ts"),
        Index("ix_outbox_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    message: Mapped[Message] = mapped_column(words(Message, 20))
    destination: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[Kind | None] = mapped_column(words(Kind, 10), default=None)
    subject_id: Mapped[int | None] = mapped_column(BigId, default=None)
    entry_id: Mapped[int | None] = mapped_column(BigId, default=None)
    facts: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)
    owed_at: Mapped[datetime] = mapped_column(Moment)
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    leased_by: Mapped[str | None] = mapped_column(String(40), default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    error: Mapped[str | None] = mapped_column(Text, default=None)
    channel_id: Mapped[str | None] = mapped_column(String(30), default=None)
    ts: Mapped[str | None] = mapped_column(String(30), default=None)


_BLANK = {
    "subject_kind": None,
    "subject_id": None,
    "entry_id": None,
    "facts": None,
    "wanted": 1,
    "shown": 0,
    "attempts": 0,
}


@Prepared
def _want(insert: Insert) -> Executable:
    statement = insert(Owed)
    again = {
        "wanted": Owed.wanted + 1,
        "due_at": statement.excluded.due_at,
        "attempts": 0,
        "given_up_at": None,
        "error": None,
    }
    return statement.on_conflict_do_update(index_elements=["key"], set_=again)


def want(tx: Session, messages: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Owe these messages from now on; one that exists already is to be brought up to date."""
    rows = [{**_BLANK, **message, "owed_at": at, "due_at": at} for message in messages]
    _want.send(tx, rows)


def want_cards_again(tx: Session, kind: Kind, subject_id: int, at: datetime) -> None:
    """Every message that follows this record is to be brought up to date."""
    tx.connection().execute(_CARDS_AGAIN, {"kind": kind, "its_id": subject_id, "at": at})


def want_all_cards_again(
    tx: Session, kind: Kind, subject_ids: Select[tuple[int]], at: datetime
) -> None:
    """The same for many records, which are asked for."""
    tx.connection().execute(
        update(Owed)
        .where(
            Owed.subject_kind == kind,
            Owed.subject_id.in_(subject_ids),
            Owed.message.in_(FOLLOWS),
        )
        .values(wanted=Owed.wanted + 1, due_at=at, attempts=0, given_up_at=None, error=None)
    )


def want_cards_in_turn(
    tx: Session, kind: Kind, subject_ids: Sequence[int], at: datetime, *, apart: timedelta
) -> None:
    """The same for many records, each so much later than the one before; what is due sooner stays so."""
    turns = [
        {"kind": kind, "its_id": it, "at": at + turn * apart} for turn, it in enumerate(subject_ids)
    ]
    if turns:
        tx.connection().execute(_CARDS_IN_TURN, turns)


def want_receipts_again(tx: Session, kind: Kind, subject_id: int, at: datetime) -> None:
    """The card's place is known: receipts show the way to it."""
    tx.connection().execute(_RECEIPTS_AGAIN, {"kind": kind, "its_id": subject_id, "at": at})


ABOUT_IT = (Owed.subject_kind == bindparam("kind"), Owed.subject_id == bindparam("its_id"))
ONCE_MORE = {"wanted": Owed.wanted + 1, "due_at": bindparam("at")}
AFRESH = {**ONCE_MORE, "attempts": 0, "given_up_at": None, "error": None}
_CARDS_AGAIN = update(Owed).where(*ABOUT_IT, Owed.message.in_(FOLLOWS)).values(AFRESH)
_IN_TURN = {
    **AFRESH,
    "due_at": case((Owed.due_at < bindparam("at"), Owed.due_at), else_=bindparam("at")),
}
_IS_CARD = or_(*(Owed.message == it for it in FOLLOWS))  # a list is not for many rows at once
_CARDS_IN_TURN = update(Owed).where(*ABOUT_IT, _IS_CARD).values(_IN_TURN)
_RECEIPTS_AGAIN = (
    update(Owed)
    .where(*ABOUT_IT, Owed.message == Message.RECEIPT, Owed.given_up_at.is_(None))
    .values(ONCE_MORE)
)
"""Built once: most of what happens asks for one of these, and so does every message that is shown."""


@Prepared
def _want_once(insert: Insert) -> Executable:
    return insert(Owed).on_conflict_do_nothing()


def want_once(tx: Session, message: Mapping[str, Any], at: datetime) -> None:
    """Owe this message unless it has been owed before."""
    want_all_once(tx, [message], at)


def want_all_once(tx: Session, messages: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Owe each of these messages unless it has been owed before."""
    rows = [{**_BLANK, **message, "owed_at": at, "due_at": at} for message in messages]
    _want_once.send(tx, rows)


def delivered(
    tx: Session, owed_id: int, *, count: int, channel_id: str, ts: str, by: str | None = None
) -> None:
    """Slack shows, at this place, what was wanted when `wanted` stood at `count`; anything newer stays due.

    Also when a sender whose lease ran out comes late and has put the older text over the newer one; then whoever
    has the lease now keeps it.
    """
    place = {"its_id": owed_id, "count": count, "its_channel": channel_id, "its_ts": ts}
    all_delivered(tx, [place], by=by)


def all_delivered(tx: Session, places: Sequence[Mapping[str, Any]], *, by: str | None) -> None:
    """The same for many: `its_id`, `count`, `its_channel` and `its_ts` of each."""
    _DELIVERED.send(tx, [{**place, "by": by} for place in places])


_IS_OURS = Owed.leased_by.is_not_distinct_from(bindparam("by"))
_IS_NEWER = Owed.wanted > bindparam("count")
_DELIVERED = Prepared(
    update(Owed)
    .where(Owed.id == bindparam("its_id"))
    .values(
        channel_id=bindparam("its_channel"),
        ts=bindparam("its_ts"),
        shown=bindparam("count"),
        due_at=case((_IS_NEWER, func.coalesce(Owed.due_at, Owed.owed_at)), else_=None),
        leased_until=case((_IS_OURS, None), else_=Owed.leased_until),
        leased_by=case((_IS_OURS, None), else_=Owed.leased_by),
        attempts=0,
        tried_at=None,
        error=None,
        given_up_at=None,
    )
)


def lost(tx: Session, owed_id: int, *, tried_at: datetime | None, by: str | None = None) -> bool:
    """The message is no longer in Slack: forget where it was, so that it is posted anew (`tried_at`: right now).

    `by` is the sender that found it gone; False when another has the message by now, and will find out itself.
    """
    still_ours = [] if by is None else [Owed.leased_by == by]
    return change(tx, owed_id, *still_ours, ts=None, tried_at=tried_at)


def want_again(tx: Session, owed_id: int, at: datetime) -> None:
    change(
        tx,
        owed_id,
        wanted=Owed.wanted + 1,
        due_at=at,
        attempts=0,
        given_up_at=None,
        error=None,
    )


def with_key(tx: Session, key: str) -> Owed | None:
    return tx.scalar(select(Owed).where(Owed.key == key))


def change(tx: Session, owed_id: int, *conditions: ColumnElement[bool], **values: Any) -> bool:
    """Whether the message was as the conditions say, and so was changed."""
    statement = update(Owed).where(Owed.id == owed_id, *conditions).values(**values)
    return tx.connection().execute(statement).rowcount == 1
