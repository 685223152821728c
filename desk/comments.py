"""What is said in a thread, and what stands there, whoever's card it hangs from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from domain.errors import Unavailable
from domain.text import clean, cut
from storage import places
from storage.change.comments import ChangeComment
from storage.incidents import Comment
from storage.outbox import CLOCKS_APART, Owed

LENGTH = 12_000
"""Characters kept of one comment: Slack itself cuts a message at 40,000, and nobody reads past a few thousand."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message: where it stands, what it says (as plain text), when it was written and last edited.

    `thread_ts` is its own `ts` where it stands in no thread. Slack tells of messages in no certain order, now and
    then late: what counts is when they were written.
    """

    channel_id: str
    thread_ts: str
    ts: str
    text: str
    at: datetime
    edited_at: datetime | None = None


def kept(text: str) -> str:
    """As much of a reply as is kept."""
    return cut(clean(text), LENGTH)


def reworded(comment: Comment | ChangeComment, said: Said, *, at: datetime) -> bool:
    """Whether it reads another way now. An edit that a later one overtook, or of what is deleted, changes nothing."""
    text, edited_at = kept(said.text), said.edited_at or at
    if comment.deleted_at or (comment.edited_at and edited_at < comment.edited_at):
        return False
    if comment.text == text:
        comment.edited_at = said.edited_at or comment.edited_at
        return False
    comment.text, comment.edited_at = text, edited_at
    return True


def standing_at(tx: Session, channel_id: str, ts: str) -> Owed | None:
    """The message that stands there. Raises Unavailable while one may be whose place has not been written down."""
    owed = places.at_place(tx, channel_id, ts)
    if owed is None and ts:
        posted_at = datetime.fromtimestamp(float(ts), UTC)
        if places.is_placing(tx, channel_id, by=posted_at + CLOCKS_APART):
            raise Unavailable("A card is being posted, and this may be it.")
        owed = places.at_place(tx, channel_id, ts)  # written down between the two looks
    return owed
