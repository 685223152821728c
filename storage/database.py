"""The only way to a transaction: `write` commits before it answers, `read` changes nothing.

Work is a plain function of a session. It runs on a database thread (SQLite) or inside psycopg's async engine
(PostgreSQL); either way it is done, committed and safe on disk within two seconds, or it has been rolled back and
Unavailable is raised. What is read where nobody waits for it may take longer.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ResourceClosedError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from domain.errors import FromNewer, Unavailable, WrongState

T = TypeVar("T")
Work = Callable[[Session], T]

TIME_LIMIT = 2.0
"""Seconds a transaction may take, waiting included: Slack allows three from click to ack."""

AT_LEISURE = 60.0
"""Seconds a look may take that nobody waits for; no single statement of it longer than TIME_LIMIT on PostgreSQL."""


class Database(Protocol):
    """Work may be run a second time where the first came to nothing, so it changes nothing but the database."""

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction of its own and commit it. Raises Unavailable, or what `work` raises."""
        ...

    async def read(self, work: Work[T], *, within: float = TIME_LIMIT) -> T:
        """Run `work` on a view of what is committed. Raises Unavailable after `within` seconds, or as `work` does."""
        ...

    async def close(self) -> None: ...


def make_folder_of(url: URL) -> None:
    """The folder of SQLite's file. Where it cannot be made SQLite says that it cannot open the file."""
    if url.get_backend_name() == "sqlite" and url.database:
        with suppress(OSError):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def read_url(text: str) -> URL:
    """The database's address in the driver's spelling. Raises ValueError with a sentence."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise ValueError(
            "DATABASE_URL is not an address. Use sqlite:///steward.db or postgresql://user:password@host/name."
        ) from None
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"DATABASE_URL names {other}. Steward runs on sqlite and postgresql.")


def explained(error: Exception) -> Exception:
    """What went wrong in a transaction, in the words of the floors above."""
    match error:
        case StaleDataError():
            return WrongState("Somebody was faster. Look again: it has changed a moment ago.")
        case IntegrityError():
            return error
        case (
            OperationalError()
            | InterfaceError()
            | PoolTimeout()
            | TimeoutError()
            | ResourceClosedError()
        ):
            return unavailable()
        case DBAPIError() if error.connection_invalidated:
            return unavailable()
        case OSError():
            return unavailable()
        case LookupError() if _UNKNOWN_WORD in str(error):
            return FromNewer(
                "A newer version of Steward has written this, and the one that answers you cannot read it. "
                "Try again once all of Steward is of one version."
            )
        case _:
            return error


_UNKNOWN_WORD = "is not among the defined enum values"
"""As SQLAlchemy says it of a column that `storage.base.words` made."""


def unavailable() -> Unavailable:
    return Unavailable("Steward cannot reach its database right now. Nothing was changed.")


def unclear() -> Unavailable:
    return Unavailable(
        "The database is slow and the answer is not in yet. "
        "It is safe to try again: nothing happens twice."
    )
