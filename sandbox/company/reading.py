"""How far each person has read in each channel, and what is new to them there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.company.channels import Channel
from sandbox.company.conversation import Conversation
from sandbox.company.ids import micros
from sandbox.company.mentions import calls
from sandbox.company.store import Store

NEVER = "0000000000.000000"
MOST_COUNTED = 200
MOST_LOOKED_AT = 1000
QUIET = {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name"}


@dataclass(frozen=True)
class News:
    """How many messages of others came since, and how many of them call the reader."""

    unread: int = 0
    mentions: int = 0


class ReadingMarks:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = {id_: str(it["ts"]) for id_, it in store.all("read")}
        self._counted: dict[str, tuple[tuple[object, ...], News]] = {}

    def last_read(self, channel: Channel, user_id: str) -> str:
        return self._read.get(f"{user_id}/{channel.id}", NEVER)

    def mark(self, channel: Channel, user_id: str, ts: str) -> None:
        """Note that everything up to this stamp was read; a mark never goes back."""
        if micros(ts) > micros(self.last_read(channel, user_id)):
            self._read[f"{user_id}/{channel.id}"] = ts
            self._store.put("read", f"{user_id}/{channel.id}", {"ts": ts})

    def news(
        self, channel: Channel, conversation: Conversation, user_id: str, groups: Sequence[str] = ()
    ) -> News:
        """What came to someone in these groups since; counted anew only when something changed there."""
        key = f"{user_id}/{channel.id}"
        last_read = self.last_read(channel, user_id)
        state = (conversation.changes, last_read, *groups)
        counted, news = self._counted.get(key, ((), News()))
        if counted != state:
            news = _count(conversation, last_read, user_id, groups, every_one=channel.is_direct)
            self._counted[key] = (state, news)
        return news


def _count(
    conversation: Conversation,
    since: str,
    user_id: str,
    groups: Sequence[str],
    *,
    every_one: bool,
) -> News:
    unread = mentions = 0
    for looked_at, message in enumerate(conversation.since(since)):
        if unread == MOST_COUNTED or looked_at == MOST_LOOKED_AT:
            break
        if message.get("user") == user_id or message.get("subtype") in QUIET:
            continue
        unread += 1
        mentions += every_one or calls(message, user_id, groups)
    return News(unread, mentions)
