"""A row of a file of assets: which asset it means, and what it would do to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from desk.assets import details_of
from desk.imports.authority import held_by, is_same, plain
from desk.imports.readings import Reading, UnreadableRow, read
from domain.asset.details import Details, checked
from domain.assets import STAGE_OF, AssetClass, Stage, Status, key_of, serial_key
from domain.errors import FieldErrors
from domain.imports.files import Row
from domain.imports.rows import CLASS_FIELD_KEYS, Columns, read_class_field
from domain.imports.sources import SOURCE_KEY, Rank, Source
from domain.organisation import Organisation
from storage.assets import Asset
from storage.imports import comparisons

DETAILS = frozenset(it.name for it in fields(Details)) - {"fields"}
"""What every asset has; what only its class has stands in `fields`, and is named by CLASS_FIELD_KEYS."""

_ORDER = list(Stage)


class Outcome(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What a row would do. `changes` has (old, new) by field, and `kept` those that somebody else's word stands
    against; `says` is why it does nothing, `notes` what it skips.

    `version` is the asset's. `said` is what it has from the tool then, as plain facts, and `said_before` what it had;
    `source_key` is the tool's own key. By what is `meant` it would be taken for the same as another row.
    """

    line: int
    outcome: Outcome
    called: str = ""
    asset_id: int | None = None
    version: int = 0
    number: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    says: str = ""
    notes: tuple[str, ...] = ()
    source_key: str | None = None
    said: Mapping[str, Any] | None = None
    said_before: Mapping[str, Any] | None = None
    meant: tuple[object, ...] = ()

    @property
    def goes_back(self) -> bool:
        """Whether it would take the asset to an earlier stage of its life."""
        old, new = self.changes.get("status", (None, None))
        if old is None or new is None:
            return False
        return _ORDER.index(STAGE_OF[Status(new)]) < _ORDER.index(STAGE_OF[Status(old)])

    @property
    def is_heard(self) -> bool:
        """Whether it has anything from the tool that it had not, be it only that the tool knows it."""
        return self.said is not None and self.said != self.said_before

    def against(self, says: str) -> "Planned":
        """The same, with something that stands against it."""
        return replace(self, outcome=Outcome.CONFLICT, changes={}, kept={}, said=None, says=says)


def planned(
    tx: Session,
    chunk: Sequence[Row],
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> Iterator[Planned]:
    """What each of these rows would do."""
    understood = [_understood(row, columns, organisation, people) for row in chunk]
    readings = [it for it in understood if isinstance(it, Reading)]
    values = [it.values for it in readings]
    known = comparisons.candidates(
        tx,
        ids={it.number for it in readings if it.number is not None},
        tags={key for it in values if (key := key_of(it.get("tag") or ""))},
        serials={key for it in values if (key := serial_key(it.get("serial") or ""))},
        names={key for it in readings if (key := key_of(it.name))},
        source=columns.source.key,
        keys={it.source_key for it in readings if it.source_key},
    )
    for it in understood:
        yield it if isinstance(it, Planned) else _judged(it, known, columns.source)


def _understood(
    row: Row,
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> Reading | Planned:
    try:
        return read(row, columns, organisation, people)
    except UnreadableRow as wrong:
        return Planned(line=row.line, outcome=Outcome.ERROR, called=wrong.called, says=str(wrong))


def _judged(row: Reading, known: comparisons.Candidates, source: Source) -> Planned:
    """Which asset the row means, and what it would change about it."""
    values = row.values
    hits: dict[str, list[Asset]] = {}
    if row.number is not None:
        found = known.by_id.get(row.number)
        if found is None:
            return _stands(row, Outcome.ERROR, f"There is no {values['asset_number']}.")
        hits["number"] = [found]
    if row.source_key:
        found = known.by_source_key.get(row.source_key)
        hits[f"key in {source.label}"] = [found] if found else []
    if key := serial_key(values.get("serial") or ""):
        hits["serial number"] = known.of_serial(key, key_of(values.get("manufacturer") or ""))
    if key := key_of(values.get("tag") or ""):
        hits["tag"] = [known.by_tag[key]] if key in known.by_tag else []
    if not hits:
        if not (key := key_of(row.name)):
            says = "It says nothing by which an asset is known: no tag, serial number or name."
            return _stands(row, Outcome.ERROR, says)
        hits["name"] = known.of_name(key, values.get("asset_class"), values.get("environment"))
    for how, assets in hits.items():
        if len(assets) > 1:
            some = ", ".join(it.number for it in assets[:5])
            return _stands(row, Outcome.CONFLICT, f"Its {how} is that of {some}.")
    meant = {assets[0].id: (how, assets[0]) for how, assets in hits.items() if assets}
    if len(meant) > 1:
        told = " and ".join(f"its {how} that of {it.number}" for how, it in meant.values())
        return _stands(row, Outcome.CONFLICT, f"It means two: {told}.")
    asset = next((it for _, it in meant.values()), None)
    try:
        return _updated(row, asset, known, source) if asset else _created(row, source)
    except FieldErrors as errors:
        return _stands(row, Outcome.ERROR, " ".join(errors.errors.values()), asset)
    except ValueError as error:
        return _stands(row, Outcome.ERROR, str(error), asset)


def _created(row: Reading, source: Source) -> Planned:
    values = {**source.usual, **row.values, "name": row.values.get("name") or row.called}
    details = checked(_detailed(Details(name=""), values))
    shown = {name: value for name in values if (value := _of(details, values, name)) is not None}
    shown.pop(SOURCE_KEY, None)
    return Planned(
        line=row.line,
        outcome=Outcome.CREATE,
        called=row.called,
        changes={name: (None, value) for name, value in shown.items()},
        notes=row.notes,
        source_key=row.source_key,
        said={name: plain(value) for name, value in shown.items()} if source.is_tool else None,
        meant=_known_by(details, row.source_key)
        or (("name", key_of(details.name), details.asset_class, details.environment),),
    )


def _updated(row: Reading, asset: Asset, known: comparisons.Candidates, source: Source) -> Planned:
    """With what this source may change: what else it says is only told."""
    origins = known.origins.get(asset.id, {})
    own = origins.get(source.key)
    now = details_of(asset)
    before = {"status": asset.status, "holder_id": asset.holder_id}
    then = checked(_detailed(now, row.values))
    changes, kept, said, notes = {}, {}, {}, list(row.notes)
    for name in row.values:
        if name in ("asset_number", SOURCE_KEY):
            continue
        old = before[name] if name in before else _of(now, row.values, name)
        new = _of(then, row.values, name)
        rank, who = held_by(name, old, origins)
        if is_same(name, old, new):
            if Rank.NOTHING < rank <= source.rank_of(name):
                said[name] = plain(new)
        elif rank > source.rank_of(name):
            kept[name] = (old, new)
            notes.append(f"{name} stays as {who} has it.")
        else:
            changes[name] = (old, new)
            said[name] = plain(new)
            if source.is_tool and rank is Rank.HAND:
                notes.append(
                    f"{name} was written here by somebody; {source.label} knows it better."
                )
    if kept:  # a field of another class may only come with the class
        allowed = {name: it for name, it in row.values.items() if name not in kept}
        then = checked(_detailed(now, allowed))
    is_rekeyed = not changes.keys().isdisjoint(("tag", "serial", "manufacturer"))
    return Planned(
        line=row.line,
        outcome=Outcome.UPDATE if changes else Outcome.UNCHANGED,
        called=row.called,
        asset_id=asset.id,
        version=asset.version,
        number=asset.number,
        changes=changes,
        kept=kept,
        notes=tuple(notes),
        source_key=row.source_key or (own.source_key if own else None),
        said={**(own.said if own else {}), **said} if source.is_tool else None,
        said_before=own.said if own else None,
        meant=(asset.id, *(_known_by(then) if is_rekeyed else ())),
    )


def _known_by(details: Details, source_key: str | None = None) -> tuple[object, ...]:
    """What no other asset may be known by."""
    tag, serial = key_of(details.tag or ""), serial_key(details.serial or "")
    keys: list[object] = [("tag", tag)] if tag else []
    keys += [("serial", serial, key_of(details.manufacturer) or "")] if serial else []
    keys += [("key", source_key)] if source_key else []
    return tuple(keys)


def _detailed(known: Details, values: Mapping[str, Any]) -> Details:
    """`known` with what the row says. Raises ValueError about the fields of its class."""
    empty = Details(name="")
    said = {
        name: getattr(empty, name) if value is None else value
        for name, value in values.items()
        if name in DETAILS
    }
    if "tags" in said:
        said["tags"] = tuple(said["tags"])
    asset_class: AssetClass = said.get("asset_class", known.asset_class)
    own = dict(known.fields) if asset_class is known.asset_class else {}
    for key in values.keys() & CLASS_FIELD_KEYS:
        own[key] = read_class_field(asset_class, key, values[key])
    return replace(known, **said, fields={key: it for key, it in own.items() if it is not None})


def _of(details: Details, values: Mapping[str, Any], name: str) -> Any:
    """The value of a field as it would be."""
    if name in CLASS_FIELD_KEYS:
        return details.fields.get(name)
    return getattr(details, name) if name in DETAILS else values.get(name)


def _stands(row: Reading, outcome: Outcome, says: str, asset: Asset | None = None) -> Planned:
    return Planned(
        line=row.line,
        outcome=outcome,
        called=row.called,
        asset_id=asset.id if asset else None,
        meant=(asset.id,) if asset else (),
        number=asset.number if asset else "",
        says=says,
        notes=row.notes,
    )
