"""A database that is locked or gone for a while: the form says so and keeps what was typed.

It says so in time, or Slack would say something else: it waits three seconds for an answer, and so does the sandbox.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import psycopg
import pytest
from sqlalchemy.engine import make_url

from sandbox.delivery.office import Timing
from tests.stories.conftest import until
from tests.visitor import PATIENCE

pytestmark = pytest.mark.in_time


@contextmanager
def gone(database_url: str) -> Iterator[None]:
    """Take the database away: another process holds SQLite's file, PostgreSQL lets nobody in."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    name = url.database
    server = url.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_the_form_says_so_and_can_be_sent_again(
    open_company, database_url: str, mode: str
) -> None:
    async with open_company(mode) as company:
        max_ = await company.enter("Max Weber")
        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        await max_.fill("Description", "It smokes.")

        with gone(database_url):
            sent = await max_.submit()
            assert "cannot reach its database" in sent.errors["Title"]
            assert await max_.entered("Description") == "It smokes."

        assert (await max_.submit()).closed
        await max_.sees_direct(containing="INC-1")
        await max_.says("general", "/incident mine")
        listed = await max_.sees_privately("general", containing="the printer is on fire")
        assert (await max_.read(listed)).count("the printer is on fire") == 1


async def test_a_press_says_so_in_private(company, database_url: str) -> None:
    max_, ben = await company.enter("Max Weber"), await company.enter("Ben Okafor")
    await max_.says("general", "/incident no network")
    await max_.modal("Raise an incident")
    await max_.submit()
    await ben.sees("service-desk", containing="no network")

    with gone(database_url):
        await ben.press("Acknowledge", in_channel="service-desk", containing="no network")
        await ben.sees_privately("service-desk", containing="cannot reach its database")

    await ben.press("Acknowledge", in_channel="service-desk", containing="no network")
    await ben.sees("service-desk", containing="In progress")


async def test_readiness_tells_of_a_database_that_is_gone(company, database_url: str) -> None:
    assert (await company.http("GET", "/readyz"))[0] == 200
    with gone(database_url):
        status, text = await company.http("GET", "/readyz")
        assert (status, "database cannot be written to" in text) == (503, True)
        assert (await company.http("GET", "/healthz"))[0] == 200
    assert (await company.http("GET", "/readyz"))[0] == 200


async def test_a_reply_waits_in_slack_until_the_database_is_back(
    open_company, database_url: str
) -> None:
    def put_off() -> float:
        told = {"kind": "event", "outcome": "unavailable"}
        metrics = company.steward.metrics.registry
        return metrics.get_sample_value("steward_requests_total", told) or 0

    async with open_company(timing=Timing(events_again_after=(0.2, 1.0, 10.0))) as company:
        ben = await company.enter("Ben Okafor")
        await ben.says("service-desk", "/incident no coffee")
        await ben.modal("Raise an incident")
        await ben.submit()
        card = await ben.sees("service-desk", containing="no coffee")
        with gone(database_url):
            await ben.says("service-desk", "There is tea.", thread_ts=card["ts"])
            await until(lambda: put_off() > 0)
        await company.settle()
        await ben.sees("service-desk", containing="1 comment")


async def test_a_bot_started_meanwhile_settles_in_when_the_database_is_back(
    open_company, database_url: str
) -> None:
    async with open_company(timing=Timing(events_again_after=(0.2, 1.0, 10.0))) as company:
        ben = await company.enter("Ben Okafor")
        await company.stop()
        with gone(database_url):
            await company.start()
            await ben.bot_is_there()
            await ben.says("general", "/incident list")
        assert (await company.http("GET", "/readyz"))[0] == 200
        await ben.says("general", "/incident no coffee")
        await ben.modal("Raise an incident")
        assert (await ben.submit()).closed
        await ben.sees("service-desk", containing="no coffee")
        await company.settle()
        while "is worked on by its team" in await last_answer(ben):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await ben.sees("service-desk", containing="In progress")


async def last_answer(agent) -> str:
    await agent.press("Acknowledge", in_channel="service-desk", containing="no coffee")
    return await agent.read((await agent.messages("service-desk"))[-1])


class Line:
    """A line to PostgreSQL that can go dead without a word, as a lost network does."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path
        self._flows = asyncio.Event()
        self._flows.set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    def go_dead(self) -> None:
        self._flows.clear()

    def come_back(self) -> None:
        self._flows.set()

    def carry(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self._carrying.add(asyncio.create_task(self._carry(near, answers)))

    async def end(self) -> None:
        """Whoever has not hung up by now is cut off."""
        self.come_back()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._carrying)

    async def _carry(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        far, asks = await asyncio.open_unix_connection(self._socket_path)
        self._writers += [answers, asks]
        await asyncio.gather(self._pump(near, asks), self._pump(far, answers))

    async def _pump(self, from_: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await from_.read(65536):
                await self._flows.wait()
                to.write(part)
        to.close()
        with suppress(ConnectionError):
            await to.wait_closed()


@asynccontextmanager
async def through_a_line(database_url: str) -> AsyncIterator[tuple[Line, str]]:
    url = make_url(database_url)
    line = Line(f"{url.query['host']}/.s.PGSQL.5432")
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    detour = url.set(host="127.0.0.1", port=port, query={"sslmode": "disable"})
    try:
        yield line, detour.render_as_string(hide_password=False)
    finally:
        server.close()
        await line.end()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_dead_line_to_the_database_is_told_of_in_time(
    open_company, database_url: str
) -> None:
    """Also to somebody who has to be looked up first: three seconds are there for everything together."""
    async with (
        through_a_line(database_url) as (line, detour),
        open_company(database_url=detour) as company,
    ):
        max_ = await company.enter("Max Weber")
        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        line.go_dead()
        sent = await max_.submit()
        assert "cannot reach its database" in sent.errors["Title"]
        stranger = await company.enter("Dev Patel")
        asked = await stranger.says("general", "/incident list")
        assert asked.acked
        await stranger.sees_privately("general", containing="cannot reach its database")
        status, _ = await company.http("GET", "/readyz")
        assert status == 503
        line.come_back()
        async with asyncio.timeout(PATIENCE):
            while (await company.http("GET", "/readyz"))[0] != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert (await max_.submit()).closed
        await max_.sees_direct(containing="INC-1")
