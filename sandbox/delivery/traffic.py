"""What went over the wire, both ways: the last of it in the order it began, with what was said and what came back."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from time import monotonic
from typing import Any, Literal, TypeVar

from sandbox.company.ids import new_id
from sandbox.shapes import Json

MOST_ENTRIES = 500
LONGEST_PAPER = 60_000  # characters
MOST_PAPER = 8_000_000  # characters in all
HIDDEN = "(hidden)"

ToApp = Literal["command", "action", "submission", "shortcut", "event", "close", "options"]
FromApp = Literal["call", "response"]
Answered = Callable[[int, str | None], None]
State = Literal["waiting", "acked", "failed"]


@dataclass(frozen=True)
class Try:
    """One time something was handed to the app: why once more (Slack's word), and what came of it."""

    at: float
    reason: str
    ms: int
    error: str | None


@dataclass
class Entry:
    """Something that goes over the wire, and how it went."""

    id: str
    kind: ToApp | FromApp
    what: str
    at: float
    number: int = 0
    ms: int | None = None
    state: State = "waiting"
    error: str | None = None
    papers: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> Json:
        """In one line."""
        told = asdict(self)
        del told["papers"]
        return {key: value for key, value in told.items() if key != "error" or value}

    def contains(self, text: str) -> bool:
        said = (self.kind, self.what, self.error or "", *self.papers.values())
        return not text or any(text in each.casefold() for each in said)

    def whole(self) -> Json:
        """With everything that was said."""
        return self.to_json() | {name: _read(paper) for name, paper in self.papers.items()}


@dataclass
class Delivery(Entry):
    """To the app: what a person did, or what happened."""

    by: str = ""
    attempts: int = 0
    tries: list[Try] = field(default_factory=list)

    def to_json(self) -> Json:
        told = super().to_json()
        told["as"] = told.pop("by")
        del told["tries"]
        return told

    def whole(self) -> Json:
        return super().whole() | {"tries": [asdict(each) for each in self.tries]}


@dataclass
class Request(Entry):
    """From the app: a call of the Web API, or an answer to a response URL."""

    status: int | None = None


E = TypeVar("E", bound=Entry)


class Traffic:
    """Remembers so many entries and so much paper, and no secret."""

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._secrets = secrets
        self._numbers = count(1)
        self._entries: deque[Entry] = deque()
        self._size = 0
        self.listeners: list[Callable[[Entry], None]] = []

    def deliver(self, kind: ToApp, what: str, by: str, at: float) -> Delivery:
        return self._begin(Delivery(new_id("Dl"), kind, what, at, by=by))

    @contextmanager
    def request(self, kind: FromApp, what: str, args: Any, at: float) -> Iterator[Answered]:
        """While the app waits for its answer; what is answered is told to the function given."""
        entry = self._begin(Request(new_id("Rq"), kind, what, at))
        self.note(entry, "payload", args)
        self.tell(entry)
        began = monotonic()

        def answered(status: int, text: str | None) -> None:
            entry.status = status
            self.note(entry, "answer", text or "")

        try:
            yield answered
        finally:
            entry.ms = round((monotonic() - began) * 1000)
            entry.error = _error(entry)
            entry.state = "failed" if entry.error else "acked"
            self.tell(entry)

    def note(self, entry: Entry, name: str, paper: Any) -> None:
        """Keep what was said, as text: what is kept cannot change any more."""
        if not self._entries or entry.number < self._entries[0].number:
            return
        text = paper if isinstance(paper, str) else json.dumps(paper, ensure_ascii=False)
        for secret in self._secrets():
            text = text.replace(secret, HIDDEN)
        if len(text) > LONGEST_PAPER:
            text = f"{text[:LONGEST_PAPER]}… (cut, {len(text):,} characters in all)"
        self._size += len(text) - len(entry.papers.get(name, ""))
        entry.papers[name] = text
        while self._size > MOST_PAPER and self._entries:
            self._forget_first()

    def tell(self, entry: Entry) -> None:
        """Say that something became of it."""
        for listener in self.listeners:
            listener(entry)

    def since(self, number: int, text: str = "") -> list[Entry]:
        """What began after the entry of that number, and has the text somewhere in it."""
        later = (entry for entry in self._entries if entry.number > number)
        return [entry for entry in later if entry.contains(text.casefold())]

    def find(self, id_: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.id == id_), None)

    def _begin(self, entry: E) -> E:
        entry.number = next(self._numbers)
        self._entries.append(entry)
        if len(self._entries) > MOST_ENTRIES:
            self._forget_first()
        return entry

    def _forget_first(self) -> None:
        forgotten = self._entries.popleft()
        self._size -= sum(map(len, forgotten.papers.values()))


def _error(request: Request) -> str | None:
    """Slack's word for what was refused, else the HTTP status that is none of success."""
    said = _read(request.papers.get("answer", ""))
    if isinstance(said, dict) and not said.get("ok"):
        return str(said.get("error"))
    is_good = request.status is not None and request.status < 400
    return None if is_good else f"http_{request.status or 500}"


def _read(paper: str) -> Any:
    """What it says; a text that is none of JSON's, or was cut, stays text."""
    try:
        return json.loads(paper)
    except ValueError:
        return paper
