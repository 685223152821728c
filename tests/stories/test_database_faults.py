"""A database that is locked or gone for a while: the form says so and keeps what was typed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
import pytest
from sqlalchemy.engine import make_url

from sandbox.delivery import Timing
from tests.stories.conftest import until


@contextmanager
def gone(database_url: str) -> Iterator[None]:
    """Take the database away: another process holds SQLite's file, PostgreSQL lets nobody in."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
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
        yield
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
            started = monotonic()
            sent = await max_.submit()
            assert monotonic() - started < 3
            assert "cannot reach its database" in sent.errors["Title"]
            assert await max_.entered("Description") == "It smokes."

        assert (await max_.submit()).closed
        await max_.sees_direct(containing="INC-1", within=10)
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
    await ben.sees("service-desk", containing="In progress", within=10)


async def test_readiness_tells_of_a_database_that_is_gone(company, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a locked SQLite file can still be read")
    assert (await company.http("GET", "/readyz"))[0] == 200
    with gone(database_url):
        status, text = await company.http("GET", "/readyz")
        assert (status, "database does not answer" in text) == (503, True)
        assert (await company.http("GET", "/healthz"))[0] == 200
    assert (await company.http("GET", "/readyz"))[0] == 200


async def test_a_reply_waits_in_slack_until_the_database_is_back(
    open_company, database_url: str
) -> None:
    def put_off() -> float:
        told = {"kind": "event", "outcome": "unavailable"}
        metrics = company.steward.metrics.registry
        return metrics.get_sample_value("steward_requests_total", told) or 0

    async with open_company(timing=Timing(events_again_after=(0.2, 1.0, 5.0))) as company:
        ben = await company.enter("Ben Okafor")
        await ben.says("service-desk", "/incident no coffee")
        await ben.modal("Raise an incident")
        await ben.submit()
        card = await ben.sees("service-desk", containing="no coffee")
        with gone(database_url):
            await ben.says("service-desk", "There is tea.", thread_ts=card["ts"])
            await until(lambda: put_off() > 0)
        await company.settle()
        await ben.sees("service-desk", containing="1 comment", within=10)
