"""An import taken back as a whole: every asset is as it was before, unless somebody has changed the same since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.asset_applies import IMPORT, Progress, check_may_import
from desk.asset_steps import Step, record_steps
from domain.assets import Status
from domain.errors import NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.people import Person
from storage import asset_origins, asset_relations, assets, imports, people
from storage.asset_origins import Origin
from storage.assets import Asset
from storage.imports import Done, Import, Listed
from storage.journal import Entry

SLICE = 500
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
    return imports.latest(tx, before=before, limit=PAGE)


def look(tx: Session, import_id: int, *, by: Person = IMPORT) -> Revert:
    """What taking it back would do; nothing is changed. Raises NotFound, NotAllowed, WrongState."""
    check_may_import(by)
    of = _to_revert(tx, import_id).number
    voided = restored = against = 0
    conflicts: list[Conflict] = []
    for done in imports.done_by(tx, import_id, size=SLICE):
        later = imports.later_entries(tx, done)
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
    if not imports.claim(tx):
        raise WrongState("Another file is being brought in right now. Wait for it, and look again.")
    seen = look(tx, import_id, by=by)
    if seen.against:
        some = "; ".join(f"{it.number} ({', '.join(it.fields)})" for it in seen.conflicts[:5])
        more = f" and {seen.against - 5:,} more" if seen.against > 5 else ""
        raise WrongState(
            f"{seen.of} cannot be taken back: these were changed since: {some}{more}. Nothing was changed."
        )
    asset_relations.alone(tx)
    people.meet(tx, by)
    known = imports.find(tx, import_id)
    assert known is not None  # noqa: S101  it was looked at in this transaction
    source = known.source
    made = imports.add(
        tx,
        Import(
            at=at,
            by_id=by.id,
            source=source,
            file_name=known.file_name,
            digest=known.digest,
            added=0,
            changed=seen.voided + seen.restored,
            unchanged=0,
            reverts_id=import_id,
        ),
    )
    undoing, why = made.id, f"Took back {seen.of} as {made.number}."
    count = 0
    for done in imports.done_by(tx, import_id, size=SLICE):
        count += _undo(tx, done, undoing, source, why=why, by=by, at=at)
        progress(count, seen.voided + seen.restored)
        tx.expunge_all()
    return Revert(
        of=seen.of,
        voided=seen.voided,
        restored=seen.restored,
        conflicts=(),
        against=0,
        import_number=number(Kind.IMPORT, undoing),
    )


def _to_revert(tx: Session, import_id: int) -> Import:
    made = imports.find(tx, import_id, lock=True)
    if made is None:
        raise NotFound(
            f"There is no {number(Kind.IMPORT, import_id)}. `steward import list` shows the latest."
        )
    if made.reverts_id is not None:
        raise WrongState(
            f"{made.number} took back {number(Kind.IMPORT, made.reverts_id)}. To have that again, bring in its file."
        )
    if undone := imports.reverted_by(tx, import_id):
        raise WrongState(f"{made.number} was taken back already, as {undone.number}.")
    return made


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
            fields |= dict.fromkeys(sorted(touched))
            last = it
    if last is None:
        return None
    return Conflict(
        number=number(Kind.ASSET, entry.subject_id),
        fields=tuple(fields),
        by_id=last.actor_id,
        at=last.at,
    )


def _undo(
    tx: Session,
    done: Sequence[Done],
    undoing: int,
    source: str,
    *,
    why: str,
    by: Person,
    at: datetime,
) -> int:
    """Answers how many assets were changed."""
    known = assets.lock_several(tx, [it.row.asset_id for it in done if it.entry])
    origins = asset_origins.of_assets(tx, [it.row.asset_id for it in done])
    steps: list[Step] = []
    for it in done:
        if it.entry is None:
            continue
        asset = known[it.row.asset_id]
        before = asset.facts
        if it.entry.event is Event.ASSET_ADDED:
            asset.status, asset.status_since = Status.VOIDED, at
            event = Event.ASSET_VOIDED
        else:
            _put_back(asset, it.entry.before or {}, it.entry.after or {}, at)
            event = Event.ASSET_EDITED
        steps.append(Step(asset=asset, event=event, before=before, why=why))
    entries = record_steps(tx, steps, by=by, at=at) if steps else []
    of_asset = {step.asset.id: entry for step, entry in zip(steps, entries, strict=True)}
    rows = []
    for it in done:
        origin = origins.get(it.row.asset_id, {}).get(source)
        rows.append(
            {
                "import_id": undoing,
                "asset_id": it.row.asset_id,
                "entry_id": of_asset.get(it.row.asset_id),
                "said_before": origin.said if origin else None,
            }
        )
    imports.add_rows(tx, rows)
    _unsay(tx, done, origins, source)
    return len(steps)


def _put_back(
    asset: Asset, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime
) -> None:
    for name in after.keys() | before.keys():
        assets.set_fact(asset, name, before.get(name))
    if "status" in before:
        asset.status_since = at
    if "holder_id" in after.keys() | before.keys():
        asset.held_since = at if asset.holder_id else None


def _unsay(
    tx: Session, done: Sequence[Done], origins: Mapping[int, Mapping[str, Origin]], source: str
) -> None:
    """The tool has said what it had said before, so that it may say it again."""
    unheard = [it.row.asset_id for it in done if it.row.said_before is None]
    asset_origins.forget(tx, source, unheard)
    asset_origins.keep(
        tx,
        [
            {
                "asset_id": it.row.asset_id,
                "source": source,
                "source_key": origins[it.row.asset_id][source].source_key,
                "said": it.row.said_before,
            }
            for it in done
            if it.row.said_before is not None and source in origins.get(it.row.asset_id, {})
        ],
    )
