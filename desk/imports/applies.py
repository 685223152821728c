"""A file of assets as it is brought in: the whole of it or nothing, and a second time nothing (ITSM semantics, 5.5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.imports.batches import Step, Steps
from desk.imports.dry_runs import DryRun, Progress, dry_run
from desk.imports.rows import DETAILS, Outcome, Planned
from domain.access import Can, may
from domain.asset.details import Details
from domain.assets import Status
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.imports.files import Sheet
from domain.imports.rows import CLASS_FIELD_KEYS, Columns
from domain.organisation import Organisation
from domain.people import Person
from storage import assets, people
from storage.assets import Asset
from storage.imports import records
from storage.imports.records import Import
from storage.imports.spools import Spool

IMPORT = Person(id="import", name="An import")
"""Who brings in what a file says on the command line: whoever has the database."""


def bring_in(
    tx: Session,
    sheet: Sheet,
    columns: Columns,
    *,
    token: str | None = None,
    confirmed: bool = False,
    progress: Progress = lambda done, of: None,
    file_name: str = "",
    listed: int | None = None,
    organisation: Organisation,
    by: Person = IMPORT,
    at: datetime,
) -> DryRun:
    """Look the file over and do what it says. With a `token` only what the dry run with it has shown.

    `by` has been asked already whether they may: this is the work that follows. Raises what the three of it raise.
    """
    with Spool[Planned]() as spool:
        run = dry_run(tx, sheet, columns, organisation=organisation, listed=listed, spool=spool)
        check(run, token=token, confirmed=confirmed)
        steps = worked_out(tx, run, spool, progress=progress, at=at)
    return apply(tx, run, steps, sheet=sheet, columns=columns, file_name=file_name, by=by, at=at)


def check_may_import(by: Person) -> None:
    """Raises NotAllowed for who is no asset manager."""
    if by is not IMPORT and not may(by, Can.IMPORT_ASSETS):
        raise NotAllowed(
            "An asset manager brings in files of assets. Ask one of them; "
            "where the configuration names none, Steward's admins are."
        )


def check(run: DryRun, *, token: str | None, confirmed: bool) -> None:
    """Raises WrongState where anything stands against it, or where it wants a second word and was not `confirmed`."""
    if token is not None and token != run.token:
        raise WrongState(
            "The file or the assets are no longer what that dry run looked at. "
            "Look at what it would do now, and use the new token."
        )
    against = run.count(Outcome.ERROR) + run.count(Outcome.CONFLICT)
    if against:
        rows = "1 row stands" if against == 1 else f"{against:,} rows stand"
        raise WrongState(f"{rows} against it. Nothing was changed: it is all of the file or none.")
    if run.doubts and not confirmed:
        raise WrongState(
            f"{' '.join(run.doubts)} Nothing was changed. If that is what you mean, confirm it."
        )


def worked_out(
    tx: Session,
    run: DryRun,
    spool: Spool[Planned],
    *,
    progress: Progress = lambda done, of: None,
    at: datetime,
) -> Steps:
    """What a checked dry run has put into the `spool`, ready to be done; in the view it was looked over in.

    What a file says is taken as it is: guards of single steps do not hold it up.
    """
    steps = Steps(tx, run.version)
    todo = run.count(Outcome.CREATE) + run.count(Outcome.UPDATE)
    for rows in spool.slices() if todo or run.heard else ():
        known = assets.several(tx, [it.asset_id for it in rows if it.asset_id is not None])
        tx.expunge_all()  # what becomes of them is not written now
        steps.add(tx, [step for row in rows if (step := _step(row, known, at))])
        progress(steps.count, todo)
    return steps


def apply(
    tx: Session,
    run: DryRun,
    steps: Steps,
    *,
    sheet: Sheet,
    columns: Columns,
    file_name: str = "",
    by: Person = IMPORT,
    at: datetime,
) -> DryRun:
    """Do what was worked out, as one import with a number; nothing where nothing is new.

    Raises WrongState where any asset was changed since that was looked at.
    """
    if not steps.count and not run.heard:
        return run
    steps.check(tx)
    people.meet(tx, by)
    made = records.add(
        tx,
        Import(
            at=at,
            by_id=by.id,
            source=columns.source.key,
            file_name=file_name[:200],
            digest=sheet.digest,
            added=run.count(Outcome.CREATE),
            changed=run.count(Outcome.UPDATE),
            unchanged=run.count(Outcome.UNCHANGED),
        ),
    )
    steps.take(tx, made, why=f"Line {{line}} of {made.number}.", at=at)
    return replace(run, import_number=made.number)


def _step(row: Planned, known: Mapping[int, Asset], at: datetime) -> Step | None:
    """None where there is nothing to write down."""
    told: dict[str, Any] = {
        "line": row.line,
        "source_key": row.source_key,
        "said": row.said,
        "said_before": row.said_before,
    }
    if row.outcome is Outcome.CREATE:
        return Step(asset=_new(row, at), event=Event.ASSET_ADDED, **told)
    asset = known.get(row.asset_id or 0)
    if asset is not None and row.outcome is Outcome.UPDATE:
        before = asset.facts
        _change(asset, row, at)
        return Step(asset=asset, event=Event.ASSET_EDITED, before=before, **told)
    return Step(asset=asset, event=None, **told) if asset is not None and row.is_heard else None


def _new(row: Planned, at: datetime) -> Asset:
    said = _columns(row)
    holder_id = said.pop("holder_id", None)
    usual = Status.IN_USE if holder_id else Status.IN_STOCK
    status = Status(said.pop("status", None) or usual)
    return Asset(
        **said,
        status=status,
        status_since=at,
        added_at=at,
        holder_id=holder_id,
        held_since=at if holder_id else None,
    )


def _change(asset: Asset, row: Planned, at: datetime) -> None:
    said = _columns(row)
    if "fields" in said:
        said["fields"] = _without_nothing({**asset.fields, **said["fields"]})
    for name, value in said.items():
        setattr(asset, name, value)
    if "status" in said:
        asset.status_since = at
    if "holder_id" in said:
        asset.held_since = at if asset.holder_id else None
        if asset.holder_id:  # one has it at a time
            asset.placed_at, asset.placed_in_id = "", None
        asset.accepted_at = asset.return_by = None


def _columns(row: Planned) -> dict[str, Any]:
    """The columns of the record as the row would have them."""
    empty = Details(name="")
    new = {name: value for name, (_, value) in row.changes.items()}
    said = {
        name: getattr(empty, name) if value is None and name in DETAILS else value
        for name, value in new.items()
        if name in DETAILS or name in ("status", "holder_id")
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
