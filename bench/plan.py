"""How much is done in a run, and what it found."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """How much is done. Counts are of requests in one block; `stored` are the incidents in two databases compared,
    `history` those in two that go back as far as that takes, `stock` the assets in one, `imported` the rows of two
    files compared."""

    rounds: int
    acks: int
    raises: Mapping[int, int]
    changes: Mapping[int, int]
    bare_raises: Mapping[int, int]
    dispatches: int
    dispatch_rounds: int
    stored: tuple[int, int]
    asks: int
    sweeps: int
    history: tuple[int, int]
    stock: int
    stock_asks: int
    imported: tuple[int, int]


DEFAULT = Plan(
    rounds=5,
    acks=400,
    raises={1: 300, 16: 800},
    changes={1: 200, 16: 400},
    bare_raises={1: 400, 16: 800},
    dispatches=300,
    dispatch_rounds=15,
    stored=(1_000, 1_000_000),
    asks=100,
    sweeps=5,
    history=(100_000, 1_000_000),
    stock=200_000,
    stock_asks=200,
    imported=(10_000, 100_000),
)
QUICK = Plan(
    rounds=2,
    acks=200,
    raises={1: 120, 16: 400},
    changes={1: 80, 16: 160},
    bare_raises={1: 200, 16: 400},
    dispatches=200,
    dispatch_rounds=8,
    stored=(1_000, 100_000),
    asks=50,
    sweeps=3,
    history=(60_000, 300_000),
    stock=20_000,
    stock_asks=100,
    imported=(1_000, 10_000),
)

Key = tuple[object, ...]


@dataclass
class Measured:
    """What a run found: one figure for each round, under what it is of.

    ("wait", quantile, ack, way), ("raises", in flight, way, database), ("core", in flight, database),
    ("changes", "ask" or "vote", in flight, database), its floor without how many are in flight,
    ("imported", "rows", "writing" or "memory", database): rows a second and MiB;
    ("ready", database), ("memory", moment), ("dispatch",), ("stored", what, database), ("figures", what, database)
    and the same with "rows" for the floor that loads them, ("assets", what, quantile,
    database); times in milliseconds,
    memory in MiB. Of what is stored and of figures the floor is the database with less in it.
    """

    bot: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(list))
    floor: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(list))
    doubts: list[str] = field(default_factory=list)
