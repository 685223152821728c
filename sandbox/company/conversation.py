"""The messages of one channel in their order, its threads, and how a reader gets them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.company.ids import micros
from sandbox.shapes import Json


@dataclass
class Conversation:
    messages: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)

    def add(self, message: Json) -> None:
        """Append; stamps only ever grow, so the order of arrival is the order of time."""
        self.messages[message["ts"]] = message
        if is_reply(message):
            self.threads.setdefault(message["thread_ts"], []).append(message["ts"])

    def remove(self, ts: str) -> None:
        message = self.messages.pop(ts)
        if is_reply(message):
            replies = self.threads[message["thread_ts"]]
            replies.remove(ts)
            if not replies:
                del self.threads[message["thread_ts"]]

    def in_channel(self, *, newest_first: bool = True) -> Iterator[Json]:
        """What stands in the channel itself: no replies but those also sent to it."""
        stamps = reversed(self.messages) if newest_first else iter(self.messages)
        for ts in stamps:
            message = self.messages[ts]
            if not is_reply(message) or message.get("subtype") == "thread_broadcast":
                yield message

    def in_thread(self, thread_ts: str) -> Iterator[Json]:
        """The parent first, then its replies."""
        if thread_ts in self.messages:
            yield self.messages[thread_ts]
        for ts in self.threads.get(thread_ts, ()):
            yield self.messages[ts]

    def shown(self, message: Json) -> Json:
        """The message as a reader gets it, with what its thread adds to a parent."""
        replies = self.threads.get(message["ts"])
        if not replies:
            return message
        users = list(dict.fromkeys(self.messages[ts].get("user", "") for ts in replies))
        return message | {
            "thread_ts": message["ts"],
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1],
            "is_locked": False,
            "subscribed": False,
        }


def is_reply(message: Json) -> bool:
    thread_ts = message.get("thread_ts")
    return thread_ts is not None and thread_ts != message["ts"]


def between(
    messages: Iterator[Json], oldest: str | None, latest: str | None, *, inclusive: bool
) -> Iterator[Json]:
    low = micros(oldest) - inclusive if oldest else -1
    high = micros(latest) + inclusive if latest else None
    for message in messages:
        at = micros(message["ts"])
        if at > low and (high is None or at < high):
            yield message
