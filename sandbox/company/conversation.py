"""The messages of one channel in their order, its threads, and how a reader gets them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.company.ids import micros
from sandbox.shapes import Json


@dataclass(frozen=True)
class Page:
    """Messages that stand next to each other, oldest first, and whether more stand on either side."""

    messages: list[Json]
    has_earlier: bool
    has_later: bool


@dataclass
class Conversation:
    messages: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # what stands in the channel itself, no replies
    changes: int = 0  # grows with every message that comes, changes or goes

    def add(self, message: Json) -> None:
        """Append; stamps only ever grow, so the order of arrival is the order of time."""
        self.changes += 1
        self.messages[message["ts"]] = message
        if is_reply(message):
            self.threads.setdefault(message["thread_ts"], []).append(message["ts"])
        if is_line(message):
            self.lines.append(message["ts"])

    def change(self, message: Json) -> None:
        """Put another message in the place of the one with this stamp."""
        self.changes += 1
        self.messages[message["ts"]] = message

    def remove(self, ts: str) -> None:
        self.changes += 1
        message = self.messages.pop(ts)
        if is_reply(message):
            replies = self.threads[message["thread_ts"]]
            replies.remove(ts)
            if not replies:
                del self.threads[message["thread_ts"]]
        at = bisect_left(self.lines, micros(ts), key=micros)
        if self.lines[at : at + 1] == [ts]:
            del self.lines[at]

    def in_channel(self, *, newest_first: bool = True) -> Iterator[Json]:
        """What stands in the channel itself: no replies but those also sent to it."""
        for ts in reversed(self.lines) if newest_first else self.lines:
            yield self.messages[ts]

    def in_thread(self, thread_ts: str) -> Iterator[Json]:
        """The parent first, then its replies."""
        for ts in self._thread(thread_ts):
            yield self.messages[ts]

    def since(self, ts: str) -> Iterator[Json]:
        """What stands in the channel after this moment, newest first."""
        for at in range(
            len(self.lines) - 1, bisect_right(self.lines, micros(ts), key=micros) - 1, -1
        ):
            yield self.messages[self.lines[at]]

    def page(
        self,
        limit: int,
        *,
        thread_ts: str | None = None,
        before: str | None = None,
        after: str | None = None,
        around: str | None = None,
    ) -> Page:
        """The newest messages, or those next to a stamp: before it, after it, on both sides of it."""
        stamps = self._thread(thread_ts) if thread_ts else self.lines
        start, end = _span(stamps, limit, before, after, around)
        messages = [self.shown(self.messages[ts]) for ts in stamps[start:end]]
        return Page(messages, start > 0, end < len(stamps))

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

    def _thread(self, thread_ts: str) -> list[str]:
        parent = [thread_ts] if thread_ts in self.messages else []
        return parent + self.threads.get(thread_ts, [])


def is_reply(message: Json) -> bool:
    thread_ts = message.get("thread_ts")
    return thread_ts is not None and thread_ts != message["ts"]


def is_line(message: Json) -> bool:
    """Whether it stands in the channel itself: replies do when they were also sent there."""
    return not is_reply(message) or message.get("subtype") == "thread_broadcast"


def between(
    messages: Iterator[Json], oldest: str | None, latest: str | None, *, inclusive: bool
) -> Iterator[Json]:
    low = micros(oldest) - inclusive if oldest else -1
    high = micros(latest) + inclusive if latest else None
    for message in messages:
        at = micros(message["ts"])
        if at > low and (high is None or at < high):
            yield message


def _span(
    stamps: Sequence[str], limit: int, before: str | None, after: str | None, around: str | None
) -> tuple[int, int]:
    if around is not None:
        middle = bisect_left(stamps, micros(around), key=micros)
        start = max(0, min(middle - limit // 2, len(stamps) - limit))
        return start, min(start + limit, len(stamps))
    if after is not None:
        start = bisect_right(stamps, micros(after), key=micros)
        return start, min(start + limit, len(stamps))
    end = len(stamps) if before is None else bisect_left(stamps, micros(before), key=micros)
    return max(0, end - limit), end
