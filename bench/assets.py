"""What people ask about assets, among many: each beside the very statements it sends, sent with nothing around them."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from bench.asset_stock import WELL_CONNECTED, name_of, tag_of
from bench.collector import spare_what_stands
from bench.load import Wrong
from bench.payloads import ORGANISATION
from bench.stored import SOMEBODY
from desk import assets
from desk.asset import relations
from storage.database import Database, read_url

SLIP_EACH = 10
"""Every so many pieces of what is typed have a slip in them."""

TYPING = "search as you type"

Sent = tuple[str, Any]
Ask = Callable[[Session], object]


def _by_key(number: int) -> Ask:
    return lambda tx: assets.look_up(tx, tag_of(number), organisation=ORGANISATION, by=SOMEBODY)


def _as_typed(said: str) -> Ask:
    return lambda tx: assets.suggest(tx, said, organisation=ORGANISATION, by=SOMEBODY)


def _card(number: int) -> Ask:
    return lambda tx: assets.show(tx, number, organisation=ORGANISATION, by=SOMEBODY)


def _impact(number: int) -> Ask:
    def ask(tx: Session) -> object:
        found = relations.impact(tx, number, organisation=ORGANISATION, by=SOMEBODY)
        return found.hit

    return ask


def _numbers(count: int, seed: str) -> Iterator[int]:
    chance = random.Random(seed)
    while True:
        yield chance.randint(1, count)


def _pieces(count: int) -> Iterator[str]:
    """What somebody has typed so far of a name, from the third letter on; now and then a letter is left out."""
    chance = random.Random("typing")
    turn = 0
    while True:
        name = name_of(chance.randint(1, count))
        for length in range(3, len(name) + 1):
            turn += 1
            piece = name[:length]
            has_slip = turn % SLIP_EACH == 0 and length > 6
            yield piece[:4] + piece[5:] if has_slip else piece


def _well_connected(count: int) -> Iterator[int]:
    hubs = min(WELL_CONNECTED, count // 2) // 2
    return (2 * it for it in _numbers(hubs, "hubs"))


QUESTIONS: Mapping[str, Callable[[int], Iterator[Ask]]] = {
    "key look-up": lambda count: map(_by_key, _numbers(count, "keys")),
    TYPING: lambda count: map(_as_typed, _pieces(count)),
    "status card, well connected": lambda count: map(_card, _well_connected(count)),
    "impact, well connected": lambda count: map(_impact, _well_connected(count)),
}
"""Each with another asset, or another piece of a name, every time."""


@dataclass(frozen=True)
class Took:
    """Seconds of each ask, ours and those of the same statements with nothing around them."""

    ours: Sequence[float]
    bare: Sequence[float]

    def ours_at(self, part: int) -> float:
        """Milliseconds within which `part` percent were answered."""
        return _quantile(self.ours, part)

    def bare_at(self, part: int) -> float:
        return _quantile(self.bare, part)


async def measure(database: Database, address: str, count: int, asks: int) -> Mapping[str, Took]:
    """Ask everything so often. Raises Wrong where nothing is found that is there."""
    engine = create_engine(read_url(address))
    try:
        return {
            what: await _of(database, engine, what, [next(make) for _ in range(asks)])
            for what, make in ((it, begin(count)) for it, begin in QUESTIONS.items())
        }
    finally:
        engine.dispose()


async def _of(database: Database, engine: Engine, what: str, asked: Sequence[Ask]) -> Took:
    ours, bare, empty = [], [], 0
    spare_what_stands()
    for ask in asked:
        statements = _statements(engine, ask)
        started = time.perf_counter()
        answer = await database.read(partial(_call, ask))
        ours.append(time.perf_counter() - started)
        bare.append(_bare(engine, statements))
        empty += not answer
    if empty > len(asked) // 4:
        raise Wrong(f"{what}: nothing was found {empty} times of {len(asked)}")
    return Took(ours, bare)


def _quantile(seconds: Sequence[float], part: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[part - 1] * 1000


def _call(ask: Ask, tx: Session) -> object:
    return ask(tx)


def _statements(engine: Engine, ask: Ask) -> list[Sent]:
    """What it sends. It also has the database look at what is needed before anything is measured."""
    sent: list[Sent] = []

    def note(*told: Any) -> None:
        sent.append((told[2], told[3]))

    with engine.connect() as connection, _listening(connection, note), Session(connection) as tx:
        ask(tx)
    return sent


@contextmanager
def _listening(connection: Any, note: Callable[..., None]) -> Iterator[None]:
    event.listen(connection, "before_cursor_execute", note)
    yield
    event.remove(connection, "before_cursor_execute", note)


def _bare(engine: Engine, statements: Sequence[Sent]) -> float:
    with engine.connect() as connection:
        started = time.perf_counter()
        for statement, given in statements:
            connection.exec_driver_sql(statement, given).fetchall()
        return time.perf_counter() - started
