"""What calls a person: mentions, direct messages, replies in a talk they took part in; and how far they have looked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sandbox.company.channels import Channel
from sandbox.company.conversation import Conversation, is_reply
from sandbox.company.ids import micros
from sandbox.company.mentions import calls
from sandbox.company.reading import NEVER, QUIET
from sandbox.company.store import Store
from sandbox.shapes import Json

MOST = 30
MOST_LOOKED_THROUGH = 500  # of one channel

Why = Literal["direct", "mention", "thread"]


@dataclass(frozen=True)
class Notice:
    channel_id: str
    message: Json
    why: Why

    @property
    def at(self) -> int:
        return micros(self.message["ts"])


@dataclass(frozen=True)
class Reader:
    """Who is called, by their own name or by that of a group they are in."""

    id: str
    groups: tuple[str, ...] = ()


class Notices:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked = {id_: str(it["ts"]) for id_, it in store.all("looked")}
        self._found: dict[tuple[Reader, str], tuple[int, list[Notice]]] = {}

    def looked(self, user_id: str) -> str:
        return self._looked.get(user_id, NEVER)

    def look(self, user_id: str, ts: str) -> None:
        """Note that everything up to this stamp was looked at; a mark never goes back."""
        if micros(ts) > micros(self.looked(user_id)):
            self._looked[user_id] = ts
            self._store.put("looked", user_id, {"ts": ts})

    def of(self, reader: Reader, places: Iterable[tuple[Channel, Conversation]]) -> list[Notice]:
        """The newest first, so many at most."""
        found = [each for place in places for each in self._in(reader, *place)]
        return sorted(found, key=lambda each: each.at, reverse=True)[:MOST]

    def _in(self, reader: Reader, channel: Channel, conversation: Conversation) -> list[Notice]:
        """Looked for anew only when something changed there."""
        key = (reader, channel.id)
        changes, notices = self._found.get(key, (-1, []))
        if changes != conversation.changes:
            notices = list(islice(_calling(reader, channel, conversation), MOST))
            self._found[key] = (conversation.changes, notices)
        return notices


def _calling(reader: Reader, channel: Channel, conversation: Conversation) -> Iterator[Notice]:
    newest = reversed(conversation.messages.values())
    for message in islice(newest, MOST_LOOKED_THROUGH):
        if message.get("user") == reader.id or message.get("subtype") in QUIET | {"tombstone"}:
            continue
        why = _why(reader, channel, conversation, message)
        if why is not None:
            yield Notice(channel.id, message, why)


def _why(reader: Reader, channel: Channel, conversation: Conversation, message: Json) -> Why | None:
    if channel.is_direct:
        return "direct"
    if calls(message, reader.id, reader.groups):
        return "mention"
    if is_reply(message) and _took_part(conversation, message["thread_ts"], reader.id):
        return "thread"
    return None


def _took_part(conversation: Conversation, thread_ts: str, user_id: str) -> bool:
    stamps: Sequence[str] = [thread_ts, *conversation.threads.get(thread_ts, ())]
    return any(conversation.messages.get(ts, {}).get("user") == user_id for ts in stamps)
