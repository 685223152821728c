"""What is to be done at a moment of the workspace's time: kept over restarts, done once, in the order it is due."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sandbox.company.clock import Clock
from sandbox.company.ids import new_id
from sandbox.company.store import Store
from sandbox.shapes import Json

LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Due:
    """`at` is a Unix moment with its fraction, `what` names who does it, `about` is all they need to know."""

    id: str
    what: str
    at: float
    about: Json


class Agenda:
    """Who does what is said with `does`, before `start`; until then nothing is done."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._doers: dict[str, Callable[[Due], None]] = {}
        self._due = {id_: Due(**it) for id_, it in store.all("due")}
        self._timer: asyncio.TimerHandle | None = None
        self._is_started = False
        clock.listeners.append(self._look)

    def does(self, what: str, doer: Callable[[Due], None]) -> None:
        self._doers[what] = doer

    def start(self) -> None:
        """Begin, with what fell due while nobody was here."""
        self._is_started = True
        self._look()

    def put(self, what: str, at: datetime, about: Json) -> Due:
        """Note something; what is due already is done before this returns."""
        due = Due(new_id("Q"), what, at.timestamp(), about)
        self._due[due.id] = due
        self._store.put("due", due.id, asdict(due))
        self._look()
        return due

    def drop(self, id_: str) -> Due | None:
        """Strike it out; None when it is not there (any more)."""
        self._store.drop("due", id_)
        return self._due.pop(id_, None)

    def all(self, what: str) -> list[Due]:
        """What is still to be done, soonest first."""
        return sorted((it for it in self._due.values() if it.what == what), key=lambda it: it.at)

    def close(self) -> None:
        self._is_started = False
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        if not self._is_started:
            return
        now = self._clock().timestamp()
        for due in sorted(self._due.values(), key=lambda it: it.at):
            if due.at <= now and self.drop(due.id):
                self._doers[due.what](due)
        self._wait_for_the_next()

    def _wait_for_the_next(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._due and not self._clock.stands:
            soonest = min(it.at for it in self._due.values()) - self._clock().timestamp()
            wait = min(max(soonest, 0.001), LONGEST_WAIT)
            self._timer = asyncio.get_running_loop().call_later(wait, self._look)
