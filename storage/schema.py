"""The schema's version: where a database stands, and bringing it up to date."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from domain.errors import FromNewer
from storage import (
    approvals,
    asked_once,
    assets,
    calendars,
    changes,
    delegations,
    deliveries,
    groups,
    incidents,
    journal,
    majors,
    outbox,
    people,
    reminders,
    tokens,
    war_rooms,
    webhooks,
    workspaces,
)
from storage.asset import (
    audits,
    expiries,
    findings,
    impact_exclusions,
    leavers,
    lines,
    relations,
    signals,
)
from storage.base import Record
from storage.change import affected as change_assets
from storage.change import causes, comments, exceptions, feeds
from storage.database import make_folder_of, read_url
from storage.digest import subscriptions
from storage.figure import capacity_samples
from storage.imports import files, origins, records
from storage.incident import affected, clocks, links, ratings, watchers

RECORDS = Record.metadata
TABLES = (
    affected,
    asked_once,
    approvals,
    audits,
    expiries,
    findings,
    files,
    leavers,
    origins,
    relations,
    lines,
    signals,
    assets,
    calendars,
    capacity_samples,
    causes,
    change_assets,
    comments,
    changes,
    clocks,
    delegations,
    deliveries,
    exceptions,
    feeds,
    groups,
    impact_exclusions,
    records,
    incidents,
    journal,
    links,
    majors,
    outbox,
    people,
    ratings,
    reminders,
    subscriptions,
    tokens,
    war_rooms,
    watchers,
    webhooks,
    workspaces,
)
"""The modules whose import puts their tables into RECORDS."""

_LOCK = 7_283_401
"""PostgreSQL advisory lock that keeps replicas from migrating at once."""


def bring_up_to_date(address: str) -> tuple[str | None, str]:
    """Take the database through the steps it lacks; answers its version before and after.

    Raises sqlalchemy.exc.SQLAlchemyError when it cannot be reached or a step fails, FromNewer where a newer Steward has
    been there before; then nothing was changed.
    """
    url = read_url(address)
    make_folder_of(url)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            before = version_of(connection)
            if before != newest_version():
                check_known(before)
                command.upgrade(_config(connection), "head")
            return before, newest_version()
    finally:
        engine.dispose()


def version_of(connection: Connection) -> str | None:
    """The step a database has reached, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def check_known(version: str | None) -> None:
    """Raises FromNewer where no step of ours leads to this version."""
    steps = ScriptDirectory.from_config(_config(None)).walk_revisions()
    if version is not None and version not in {step.revision for step in steps}:
        raise FromNewer(
            f"The database stands at version {version}, and this program knows it up to {newest_version()}: "
            "a newer one has brought it there. Start that one, or use a backup from before."
        )


def newest_version() -> str:
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None  # noqa: S101  there is a first step
    return head


def differences(connection: Connection) -> list[object]:
    """What the migrated database and the mapped classes disagree on; empty when they agree."""
    opts = {"compare_type": True, "include_name": lambda name, *_: not _is_own_way(name)}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, RECORDS))


def _is_own_way(name: str | None) -> bool:
    """Whether each database has its own way of it, and no class says it: assets by their letters, lives by lengths."""
    own = ("asset_fts", "ix_asset_search_grams", "ix_incidents_ended")
    return name is not None and name.startswith(own)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
