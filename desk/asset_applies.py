"""A file of assets as it is brought in: the whole of it or nothing, and a second time nothing (ITSM semantics, 5.7)."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.asset_imports import DryRun, Outcome, Planned, dry_run
from desk.asset_steps import record_step
from domain.asset_details import Details
from domain.asset_files import Sheet
from domain.asset_rows import CLASS_FIELD_KEYS, Columns
from domain.assets import Status
from domain.errors import WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from storage import assets
from storage.assets import Asset

IMPORT = Person(id="import", name="An import")
"""Who brings in what a file says: nobody decides it row by row."""

REPORTED_EVERY = 100

_DETAILS = frozenset(it.name for it in fields(Details)) - {"fields"}


def bring_in(
    tx: Session,
    sheet: Sheet,
    columns: Columns,
    *,
    token: str | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    organisation: Organisation,
    at: datetime,
) -> DryRun:
    """Add and change what the file says. With a `token` only what the dry run with it has shown.

    What a file says is taken as it is: guards of single steps do not hold it up. Raises WrongState where anything
    stands against it, and nothing is changed then. `progress` hears how many rows are done, of how many.
    """
    run = dry_run(tx, sheet, columns, organisation=organisation)
    if token is not None and token != run.token:
        raise WrongState(
            "The file or the assets are no longer what that dry run looked at. "
            "Look at what it would do now, and use the new token."
        )
    against = len(run.of(Outcome.ERROR)) + len(run.of(Outcome.CONFLICT))
    if against:
        rows = "1 row stands" if against == 1 else f"{against} rows stand"
        raise WrongState(f"{rows} against it. Nothing was changed: it is all of the file or none.")
    does = {Outcome.CREATE: _add, Outcome.UPDATE: _change}
    todo = [row for row in run.rows if row.outcome in does]
    for done, row in enumerate(todo, 1):
        does[row.outcome](tx, row, why=f"Line {row.line} of an import, {run.token}.", at=at)
        if done % REPORTED_EVERY == 0 or done == len(todo):
            progress(done, len(todo))
            tx.expunge_all()
    return run


def _add(tx: Session, row: Planned, *, why: str, at: datetime) -> None:
    said = _new(row)
    status = Status(said.pop("status", None) or Status.IN_STOCK)
    holder_id = said.pop("holder_id", None)
    asset = Asset(
        **said,
        status=status,
        status_since=at,
        added_at=at,
        holder_id=holder_id,
        held_since=at if holder_id else None,
    )
    tx.add(asset)
    record_step(tx, asset, Event.ASSET_ADDED, {}, by=IMPORT, at=at, why=why)


def _change(tx: Session, row: Planned, *, why: str, at: datetime) -> None:
    asset = assets.for_update(tx, row.asset_id or 0)
    assert asset is not None  # noqa: S101  the dry run has found it in this transaction
    before = asset.facts
    said = _new(row)
    if "fields" in said:
        said["fields"] = _without_nothing({**asset.fields, **said["fields"]})
    for name, value in said.items():
        setattr(asset, name, value)
    if "status" in said:
        asset.status_since = at
    if "holder_id" in said:
        asset.held_since = at if asset.holder_id else None
        asset.accepted_at = asset.return_by = None
    record_step(tx, asset, Event.ASSET_EDITED, before, by=IMPORT, at=at, why=why)


def _new(row: Planned) -> dict[str, Any]:
    """The columns of the record as the row would have them."""
    empty = Details(name="")
    new = {name: value for name, (_, value) in row.changes.items()}
    said = {
        name: getattr(empty, name) if value is None and name in _DETAILS else value
        for name, value in new.items()
        if name in _DETAILS or name in ("status", "holder_id")
    }
    if "tags" in said:
        said["tags"] = list(said["tags"])
    if "asset_class" not in said and row.outcome is Outcome.CREATE:
        said["asset_class"] = empty.asset_class
    own = {name: value for name, value in new.items() if name in CLASS_FIELD_KEYS}
    if own:
        said["fields"] = own if row.outcome is Outcome.UPDATE else _without_nothing(own)
    return said


def _without_nothing(own: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in own.items() if value is not None}
