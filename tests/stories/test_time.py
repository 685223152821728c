"""The workspace's clock is moved ahead, and the bot goes with it: what it writes, and what becomes due."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from storage.database import read_url
from storage.deliveries import Delivery
from storage.journal import Entry
from tests.stories.conftest import Company, until
from tests.visitor import Visitor

THREE_DAYS = timedelta(days=3)
SOON = timedelta(seconds=30)

Ask = Callable[..., object]


@pytest.fixture
def ask(database_url: str) -> Iterator[Ask]:
    """Look into the bot's database from outside."""
    engine = create_engine(read_url(database_url))

    def scalar(query: object) -> object:
        with Session(engine) as tx:
            return tx.scalar(query)  # type: ignore[call-overload]

    yield scalar
    engine.dispose()


async def raise_incident(by: Visitor) -> None:
    await by.says("general", "/incident the printer is on fire")
    await by.modal("Raise an incident")
    assert (await by.submit()).closed


async def test_what_happens_after_three_days_is_written_as_of_then(
    company: Company, ask: Ask
) -> None:
    max_ = await company.enter("Max Weber")
    await max_.orders("clock", advance=THREE_DAYS.total_seconds())
    await raise_incident(max_)
    receipt = await max_.sees_direct(containing="INC-1")
    written = ask(select(func.max(Entry.at)))
    assert isinstance(written, datetime)
    assert timedelta() <= written - datetime.now(UTC) - THREE_DAYS + SOON < 2 * SOON
    assert float(receipt["ts"]) >= written.timestamp()


async def test_what_becomes_due_meanwhile_is_done_at_once(company: Company, ask: Ask) -> None:
    """Deliveries are forgotten after two days, by a job that looks once an hour."""
    max_ = await company.enter("Max Weber")
    await raise_incident(max_)
    remembered = select(func.count()).select_from(Delivery)
    assert ask(remembered) == 1
    await max_.orders("clock", advance=THREE_DAYS.total_seconds())
    await until(lambda: ask(remembered) == 0)


async def test_who_runs_for_ten_years_is_told_that_public_holidays_come_to_an_end(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []

    def is_told() -> bool:
        told.append(capsys.readouterr().out)
        return "public holidays end soon" in "".join(told)

    company.sandbox.clock.advance(days=8 * 365)
    await company.stop()
    assert not is_told()
    await company.start()  # and knows ten more
    company.sandbox.clock.advance(days=8 * 365)
    await company.stop()
    assert not is_told()
    await company.start()
    company.sandbox.clock.advance(days=10 * 365)
    await until(is_told)
