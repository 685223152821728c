"""What is asked of a database day in, day out, must not cost more because much is stored in it."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from bench import stored
from bench.collector import spare_what_stands
from bench.load import Wrong
from bench.payloads import ORGANISATION
from bench.stored import DIGESTS, DUE, NOW, SOMEBODY, Stored, rearm
from desk import incidents
from desk.incident import alarms, reminders
from desk.incidents import PAGE
from scheduler.clocks import ring_alarms
from scheduler.digests import send_digests
from scheduler.reminders import remind
from storage import backlog, leases
from storage.database import Database, Work
from storage.opening import open_database

EARLIER = NOW - timedelta(minutes=1)


@dataclass(frozen=True)
class Side:
    """One of the two databases that are compared."""

    database: Database
    stored: Stored


def nothing_due(tx: Session, stored: Stored) -> object:
    return not alarms.due(tx, at=EARLIER) and not reminders.due(tx, at=EARLIER)


def open_list(tx: Session, stored: Stored) -> object:
    page, more = incidents.list_open(tx, mine=False, after=None, by=SOMEBODY)
    return len(page) == PAGE and more


def later_page(tx: Session, stored: Stored) -> object:
    page, more = incidents.list_open(tx, mine=False, after=(3, 0), by=SOMEBODY)
    return len(page) == PAGE and more


def mine(tx: Session, stored: Stored) -> object:
    page, more = incidents.list_open(tx, mine=True, after=None, by=SOMEBODY)
    return len(page) == PAGE and more


def details(tx: Session, stored: Stored) -> object:
    return incidents.show(tx, stored.theirs[0], organisation=ORGANISATION, by=SOMEBODY).card


def how_much_is_owed(tx: Session, stored: Stored) -> object:
    return backlog.counts(tx)


def whose_turn_it_is(tx: Session, stored: Stored) -> object:
    return leases.turns(tx)


QUESTIONS: Mapping[str, Callable[[Session, Stored], object]] = {
    "sweep, nothing due": nothing_due,
    "/incident list, first page": open_list,
    "/incident list, a later page": later_page,
    "/incident mine": mine,
    "/incident INC-1": details,
    "how much is owed": how_much_is_owed,
    "whose turn it is to get a message": whose_turn_it_is,
}
"""What is asked; an answer that is not true means that it was not what is measured."""

SWEEPS: Mapping[str, tuple[Callable[..., Awaitable[int]], int]] = {
    f"sweep, {DUE} alarms due": (ring_alarms, DUE),
    f"sweep, {DUE} reminders due": (remind, DUE),
    f"sweep, {DIGESTS:,} digests due": (send_digests, DIGESTS),
}
"""What is swept, and how many there are of it."""

WHAT = (*SWEEPS, *QUESTIONS)


@asynccontextmanager
async def built(addresses: Mapping[int, str]) -> AsyncIterator[Sequence[Side]]:
    """The databases with so many incidents in them, made and opened."""
    opened: list[Side] = []
    try:
        for count, address in addresses.items():
            await asyncio.to_thread(stored.build, address, count)
            opened.append(Side(open_database(address), Stored(count)))
        yield opened
    finally:
        for side in opened:
            await side.database.close()


async def milliseconds(
    sides: Sequence[Side], *, asks: int, sweeps: int
) -> Mapping[str, Sequence[float]]:
    """How long each takes in each database: the median of so many tries, the databases taking turns.

    Raises Wrong when something is not answered as it should be.
    """
    took: dict[str, list[list[float]]] = {what: [[] for _ in sides] for what in WHAT}
    for turn in range(sweeps):
        for index, side in _in_turn(sides, turn):
            await side.database.write(partial(rearm, stored=side.stored))
            for what, (job, due) in SWEEPS.items():
                spare_what_stands()
                started = time.perf_counter()
                if await job(side.database, ORGANISATION, NOW) != due:
                    raise Wrong(f"{what}: not so many were dealt with")
                took[what][index].append(time.perf_counter() - started)
    for what, question in QUESTIONS.items():
        spare_what_stands()
        for turn in range(asks):
            for index, side in _in_turn(sides, turn):
                started = time.perf_counter()
                answer = await side.database.read(_about(side.stored, question))
                took[what][index].append(time.perf_counter() - started)
                if not answer:
                    raise Wrong(f"{what}: the answer is {answer!r}")
    return {
        what: [statistics.median(each) * 1000 for each in times] for what, times in took.items()
    }


def _about(stored: Stored, question: Callable[[Session, Stored], object]) -> Work[object]:
    return lambda tx: question(tx, stored)


def _in_turn(sides: Sequence[Side], turn: int) -> Sequence[tuple[int, Side]]:
    there = list(enumerate(sides))
    return there if turn % 2 else there[::-1]
