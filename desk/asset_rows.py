"""A row of a file of assets: which asset it means, and what it would do to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from desk.asset_authority import held_by, is_same, plain
from desk.assets import details_of
from domain.asset_details import Details, checked
from domain.asset_files import Row
from domain.asset_rows import CLASS_FIELD_KEYS, Columns, read_class_field, read_value, said_in
from domain.asset_sources import SOURCE_KEY, Rank, Source
from domain.assets import STAGE_OF, AssetClass, Stage, Status, key_of, serial_key
from domain.errors import FieldErrors
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from storage import asset_imports as stored
from storage.assets import Asset

DETAILS = frozenset(it.name for it in fields(Details))
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


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A row that was understood."""

    line: int
    values: Mapping[str, Any]
    notes: tuple[str, ...]

    @property
    def called(self) -> str:
        names = (self.values.get(it) for it in ("tag", "serial", "name", "model"))
        return next((str(it) for it in names if it), "")

    @property
    def source_key(self) -> str | None:
        return self.values.get(SOURCE_KEY) or None


def planned(
    tx: Session,
    chunk: Sequence[Row],
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> Iterator[Planned]:
    """What each of these rows would do."""
    understood: list[_Read | Planned] = [
        _understood(row, columns, organisation, people) for row in chunk
    ]
    read = [it for it in understood if isinstance(it, _Read)]
    values = [it.values for it in read]
    known = stored.candidates(
        tx,
        ids={number for it in values if (number := _number(it)) is not None},
        tags={key for it in values if (key := key_of(it.get("tag") or ""))},
        serials={key for it in values if (key := serial_key(it.get("serial") or ""))},
        names={key for it in values if (key := key_of(_name(it)))},
        source=columns.source.key,
        keys={it.source_key for it in read if it.source_key},
    )
    for it in understood:
        yield it if isinstance(it, Planned) else _judged(it, known, columns.source)


def _understood(
    row: Row,
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> _Read | Planned:
    """The row with its values read, or why it cannot be."""
    if row.wrong:
        return Planned(line=row.line, outcome=Outcome.ERROR, says=row.wrong)
    said = said_in(row.cells, columns)
    values: dict[str, Any] = {}
    notes: list[str] = []
    wrong: list[str] = []
    for name, cell in said.items():
        if name in CLASS_FIELD_KEYS:
            values[name] = cell
            continue
        try:
            value = read_value(name, cell, columns.source, columns.days)
        except ValueError as error:
            wrong.append(str(error))
            continue
        if name in _RESOLVED and value is not None:
            found = _RESOLVED[name](str(value), organisation, people)
            if found is None:
                notes.append(f"{_SPOKEN[name]} “{str(value)[:60]}” is not known: passed over.")
                continue
            value = found
        values[name] = value
    if wrong:
        called = str(said.get("tag") or said.get("serial") or said.get("name") or "")[:100]
        return Planned(line=row.line, outcome=Outcome.ERROR, called=called, says=" ".join(wrong))
    return _Read(line=row.line, values=values, notes=tuple(notes))


def _person(said: str, _: Organisation, people: Mapping[str, str | None]) -> str | None:
    return people.get(said.casefold())


def _team(said: str, organisation: Organisation, _: Mapping[str, str | None]) -> str | None:
    wanted = said.casefold()
    return next(
        (it.key for it in organisation.teams if wanted in (it.key, it.name.casefold())), None
    )


def _service(said: str, organisation: Organisation, _: Mapping[str, str | None]) -> str | None:
    wanted = said.casefold()
    return next((it.name for it in organisation.services if it.name.casefold() == wanted), None)


_RESOLVED = {"owner_id": _person, "holder_id": _person, "team_key": _team, "service": _service}
_SPOKEN = {
    "owner_id": "The owner",
    "holder_id": "The holder",
    "team_key": "The team",
    "service": "The service",
}


def _judged(row: _Read, known: stored.Candidates, source: Source) -> Planned:
    """Which asset the row means, and what it would change about it."""
    values = row.values
    hits: dict[str, list[Asset]] = {}
    if (number := _number(values)) is not None:
        found = known.by_id.get(number)
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
        if not (key := key_of(_name(values))):
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


def _created(row: _Read, source: Source) -> Planned:
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


def _updated(row: _Read, asset: Asset, known: stored.Candidates, source: Source) -> Planned:
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
        if name in DETAILS and name != "fields"
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


def _stands(row: _Read, outcome: Outcome, says: str, asset: Asset | None = None) -> Planned:
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


def _number(values: Mapping[str, Any]) -> int | None:
    said = values.get("asset_number")
    return (read_number(said, Kind.ASSET) or 0) if said else None


def _name(values: Mapping[str, Any]) -> str:
    return values.get("name") or values.get("model") or ""
