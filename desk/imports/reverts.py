"""An import taken back as a whole: every asset is as it was before, unless somebody has changed the same since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.imports.applies import IMPORT, check_may_import
from desk.imports.batches import AT_ONCE, Step, Steps
from desk.imports.dry_runs import Progress
from domain.assets import Status
from domain.errors import NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.people import Person
from storage import assets, people
from storage.asset import relations
from storage.assets import Asset
from storage.imports import origins as asset_origins
from storage.imports import records
from storage.imports.comparisons import version_of_data
from storage.imports.origins import Origin
from storage.imports.records import Done, Import, Listed
from storage.journal import Entry

LISTED = 20
"""Conflicts that are told one by one."""

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Why an asset cannot be as it was: `fields` of it were changed in the meantime, last by `by_id`."""

    number: str
    fields: tuple[str, ...]
    by_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Revert:
    """What taking an import back does: `voided` are the assets it had added, `restored` those it had changed.

    `conflicts` are the first that stand against it, `against` counts all. `import_number` is there once it is done.
    """

    of: str
    voided: int
    restored: int
    conflicts: Sequence[Conflict]
    against: int
    import_number: str = ""


def latest(tx: Session, *, before: int | None = None, by: Person = IMPORT) -> Sequence[Listed]:
    """The latest imports, the newest first; those before the one with this id. Raises NotAllowed."""
    check_may_import(by)
    return records.latest(tx, before=before, limit=PAGE)


def look(tx: Session, import_id: int, *, by: Person = IMPORT) -> Revert:
    """What taking it back would do; nothing is changed. Raises NotFound, NotAllowed, WrongState."""
    check_may_import(by)
    of = _to_revert(tx, import_id).number
    voided = restored = against = 0
    conflicts: list[Conflict] = []
    for done in records.done_by(tx, import_id, size=AT_ONCE):
        later = records.later_entries(tx, done)
        for it in done:
            if it.entry is None:
                continue
            if conflict := _conflict(it.entry, later.get(it.row.asset_id, ())):
                against += 1
                conflicts += [conflict] if len(conflicts) < LISTED else []
            elif it.entry.event is Event.ASSET_ADDED:
                voided += 1
            else:
                restored += 1
        tx.expunge_all()
    return Revert(
        of=of,
        voided=voided,
        restored=restored,
        conflicts=conflicts,
        against=against,
    )


def revert(
    tx: Session,
    import_id: int,
    *,
    progress: Progress = lambda done, of: None,
    by: Person = IMPORT,
    at: datetime,
) -> Revert:
    """Take it back: what it changed is as it was, what it added is voided and keeps its number; all of it or nothing.

    It is an import of its own, with a number. Raises NotFound, NotAllowed, WrongState naming what stands against it.
    """
    seen = look(tx, import_id, by=by)
    check(seen)
    steps = worked_out(tx, import_id, seen, progress=progress, at=at)
    return undo(tx, import_id, seen, steps, by=by, at=at)


def check(seen: Revert) -> None:
    """Raises WrongState naming what stands against it."""
    if seen.against:
        some = "; ".join(f"{it.number} ({', '.join(it.fields)})" for it in seen.conflicts[:5])
        more = f" and {seen.against - 5:,} more" if seen.against > 5 else ""
        raise WrongState(
            f"{seen.of} cannot be taken back: these were changed since: {some}{more}. Nothing was changed."
        )


def worked_out(
    tx: Session,
    import_id: int,
    seen: Revert,
    *,
    progress: Progress = lambda done, of: None,
    at: datetime,
) -> Steps:
    """All that taking it back does, ready to be done; in the view it was looked at in. Raises NotFound."""
    source = _to_revert(tx, import_id).source
    steps = Steps(tx, version_of_data(tx))
    for done in records.done_by(tx, import_id, size=AT_ONCE):
        known = assets.several(tx, [it.row.asset_id for it in done])
        origins = asset_origins.of_assets(tx, [it.row.asset_id for it in done])
        tx.expunge_all()  # what becomes of them is not written now
        steps.add(
            tx,
            [
                _step(it, known[it.row.asset_id], origins.get(it.row.asset_id, {}).get(source), at)
                for it in done
            ],
        )
        progress(steps.count, seen.voided + seen.restored)
    return steps


def undo(
    tx: Session, import_id: int, seen: Revert, steps: Steps, *, by: Person, at: datetime
) -> Revert:
    """Do what was worked out. Raises WrongState where it was taken back, or any asset changed, since."""
    steps.check(tx)
    known = _to_revert(tx, import_id, lock=True)
    relations.alone(tx)
    people.meet(tx, by)
    made = records.add(
        tx,
        Import(
            at=at,
            by_id=by.id,
            source=known.source,
            file_name=known.file_name,
            digest=known.digest,
            added=0,
            changed=seen.voided + seen.restored,
            unchanged=0,
            reverts_id=import_id,
        ),
    )
    steps.take(tx, made, why=f"Took back {seen.of} as {made.number}.", at=at)
    return replace(seen, import_number=made.number)


def _to_revert(tx: Session, import_id: int, *, lock: bool = False) -> Import:
    made = records.find(tx, import_id, lock=lock)
    if made is None:
        raise NotFound(
            f"There is no {number(Kind.IMPORT, import_id)}. `steward import list` shows the latest."
        )
    if made.reverts_id is not None:
        raise WrongState(
            f"{made.number} took back {number(Kind.IMPORT, made.reverts_id)}. To have that again, bring in its file."
        )
    if undone := records.reverted_by(tx, import_id):
        raise WrongState(f"{made.number} was taken back already, as {undone.number}.")
    return made


_SPOKEN = {
    **{"owner_id": "owner", "holder_id": "holder", "team_key": "team", "asset_class": "class"},
    **dict.fromkeys(("placed_at", "placed_in_id"), "place"),
    **dict.fromkeys(("seen_at", "accepted_at", "audit"), "confirmation"),
    **dict.fromkeys(("kind", "from", "to"), "relations"),
}
"""How people call what was changed, where that is not its own name."""


def _conflict(entry: Entry, later: Sequence[Entry]) -> Conflict | None:
    """Whether anything the import did to the asset was done over. What it added is its whole doing."""
    done = (entry.before or {}).keys() | (entry.after or {}).keys()
    fields: dict[str, None] = {}
    last: Entry | None = None
    for it in later:
        touched = (it.before or {}).keys() | (it.after or {}).keys()
        if entry.event is not Event.ASSET_ADDED:
            touched &= done
        if touched or entry.event is Event.ASSET_ADDED:
            fields |= dict.fromkeys(
                _SPOKEN.get(name, name.replace("_", " ")) for name in sorted(touched)
            )
            last = it
    if last is None:
        return None
    return Conflict(
        number=number(Kind.ASSET, entry.subject_id),
        fields=tuple(fields),
        by_id=last.actor_id,
        at=last.at,
    )


def _step(done: Done, asset: Asset, origin: Origin | None, at: datetime) -> Step:
    """The asset as it was before, and the tool has said what it had said before, so that it may say it again."""
    before = asset.facts
    event = None
    if done.entry is not None and done.entry.event is Event.ASSET_ADDED:
        asset.status, asset.status_since = Status.VOIDED, at
        event = Event.ASSET_VOIDED
    elif done.entry is not None:
        _put_back(asset, done.entry.before or {}, done.entry.after or {}, at)
        event = Event.ASSET_EDITED
    return Step(
        asset=asset,
        event=event,
        before=before,
        source_key=origin.source_key if origin else None,
        said=done.row.said_before if origin else None,
        said_before=origin.said if origin else None,
        is_unheard=done.row.said_before is None,
    )


def _put_back(
    asset: Asset, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime
) -> None:
    for name in after.keys() | before.keys():
        assets.set_fact(asset, name, before.get(name))
    if "status" in before:
        asset.status_since = at
    if "holder_id" in after.keys() | before.keys():
        asset.held_since = at if asset.holder_id else None
