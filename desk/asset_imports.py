"""A file of assets, looked at before anything is done: what it would add and change, and what stands against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from desk.assets import details_of
from domain.asset_details import Details, checked
from domain.asset_files import Row, Sheet
from domain.asset_rows import CLASS_FIELD_KEYS, Columns, read_class_field, read_value, said_in
from domain.assets import STAGE_OF, AssetClass, Stage, Status, key_of, serial_key
from domain.errors import FieldErrors
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from storage import asset_imports as stored
from storage.assets import Asset

CHUNK = 500
"""Rows that are looked up together."""

_DETAILS = frozenset(it.name for it in fields(Details))
_ORDER = list(Stage)


class Outcome(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What a row would do. `changes` has (old, new) by field; `says` why it does nothing, `notes` what it skips."""

    line: int
    outcome: Outcome
    called: str = ""
    asset_id: int | None = None
    number: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    says: str = ""
    notes: tuple[str, ...] = ()

    @property
    def goes_back(self) -> bool:
        """Whether it would take the asset to an earlier stage of its life."""
        old, new = self.changes.get("status", (None, None))
        if old is None or new is None:
            return False
        return _ORDER.index(STAGE_OF[Status(new)]) < _ORDER.index(STAGE_OF[Status(old)])


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What the whole file would do. `not_seen` are the first assets that are not in it, by number and title.

    `token` stands for just this file, this mapping and the assets as they are now.
    """

    rows: Sequence[Planned]
    not_seen: Sequence[tuple[str, str]]
    not_seen_count: int
    token: str

    def of(self, outcome: Outcome) -> list[Planned]:
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands against it."""
        return not self.of(Outcome.CONFLICT) and not self.of(Outcome.ERROR)


def dry_run(tx: Session, sheet: Sheet, columns: Columns, *, organisation: Organisation) -> DryRun:
    """Look at every row; nothing is changed. Raises UnreadableFile."""
    people = stored.people_by_name(tx)
    planned: list[Planned] = []
    rows = sheet.rows()
    while chunk := list(islice(rows, CHUNK)):
        planned += _planned(tx, chunk, columns, organisation, people)
    planned = _without_twins(planned)
    seen = {row.asset_id for row in planned if row.asset_id}
    first, count = stored.not_among(tx, seen)
    return DryRun(
        rows=planned,
        not_seen=[(asset.number, asset.title) for asset in first],
        not_seen_count=count,
        token=_token(sheet, columns, stored.version_of_data(tx)),
    )


def _token(sheet: Sheet, columns: Columns, version: tuple[int, int]) -> str:
    seen = f"{sheet.text}\x00{columns.fields}\x00{version}"
    return sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:12]


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


def _planned(
    tx: Session,
    chunk: Sequence[Row],
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> Iterator[Planned]:
    understood: list[_Read | Planned] = [
        _understood(row, columns, organisation, people) for row in chunk
    ]
    values = [it.values for it in understood if isinstance(it, _Read)]
    known = stored.candidates(
        tx,
        ids={number for it in values if (number := _number(it)) is not None},
        tags={key for it in values if (key := key_of(it.get("tag") or ""))},
        serials={key for it in values if (key := serial_key(it.get("serial") or ""))},
        names={key for it in values if (key := key_of(_name(it)))},
    )
    for it in understood:
        yield it if isinstance(it, Planned) else _judged(it, known)


def _understood(
    row: Row,
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> "_Read | Planned":
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
            value = read_value(name, cell)
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


def _judged(row: _Read, known: "stored.Candidates") -> Planned:
    """Which asset the row means, and what it would change about it."""
    values = row.values
    hits: dict[str, list[Asset]] = {}
    if (number := _number(values)) is not None:
        found = known.by_id.get(number)
        if found is None:
            return _stands(row, Outcome.ERROR, f"There is no {values['asset_number']}.")
        hits["number"] = [found]
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
        return _updated(row, asset) if asset else _created(row)
    except FieldErrors as errors:
        return _stands(row, Outcome.ERROR, " ".join(errors.errors.values()), asset)
    except ValueError as error:
        return _stands(row, Outcome.ERROR, str(error), asset)


def _created(row: _Read) -> Planned:
    values = {**row.values, "name": row.values.get("name") or row.called}
    details = checked(_detailed(Details(name=""), values))
    shown = {name: value for name in values if (value := _of(details, values, name)) is not None}
    return Planned(
        line=row.line,
        outcome=Outcome.CREATE,
        called=row.called,
        changes={name: (None, value) for name, value in shown.items()},
        notes=row.notes,
    )


def _updated(row: _Read, asset: Asset) -> Planned:
    known = details_of(asset)
    details = checked(_detailed(known, row.values))
    before = {"status": asset.status, "holder_id": asset.holder_id}
    changes = {}
    for name in row.values:
        old = before[name] if name in before else _of(known, row.values, name)
        new = _of(details, row.values, name)
        if name != "asset_number" and not _is_same(name, old, new):
            changes[name] = (old, new)
    return Planned(
        line=row.line,
        outcome=Outcome.UPDATE if changes else Outcome.UNCHANGED,
        called=row.called,
        asset_id=asset.id,
        number=asset.number,
        changes=changes,
        notes=row.notes,
    )


def _is_same(name: str, old: Any, new: Any) -> bool:
    """Also where a tag or a serial number is only written otherwise."""
    key = _KEYS.get(name)
    if key is not None and old and new and key(old) is not None:
        return key(old) == key(new)
    return (old or None) == (new or None)


_KEYS = {"tag": key_of, "serial": serial_key}


def _detailed(known: Details, values: Mapping[str, Any]) -> Details:
    """`known` with what the row says. Raises ValueError about the fields of its class."""
    empty = Details(name="")
    said = {
        name: getattr(empty, name) if value is None else value
        for name, value in values.items()
        if name in _DETAILS and name != "fields"
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
    return getattr(details, name) if name in _DETAILS else values.get(name)


def _without_twins(planned: Sequence[Planned]) -> list[Planned]:
    """Two rows that mean the same asset, or would add the same one, stand against each other."""
    lines: dict[object, list[int]] = {}
    for row in planned:
        for it in _meant(row):
            lines.setdefault(it, []).append(row.line)
    return [_with_twin(row, lines) for row in planned]


def _with_twin(row: Planned, lines: Mapping[object, Sequence[int]]) -> Planned:
    others = sorted({line for it in _meant(row) for line in lines[it]} - {row.line})
    if not others:
        return row
    told = ", ".join(map(str, others[:5]))
    return replace(
        row, outcome=Outcome.CONFLICT, changes={}, says=f"It means the same as line {told}."
    )


def _meant(row: Planned) -> list[object]:
    """By what a row would be taken for the same as another."""
    if row.asset_id is not None:
        return [row.asset_id]
    if row.outcome is not Outcome.CREATE:
        return []
    new = {name: value for name, (_, value) in row.changes.items()}
    tag, serial = key_of(new.get("tag") or ""), serial_key(new.get("serial") or "")
    maker = key_of(new.get("manufacturer") or "")
    keys: list[object] = [("tag", tag)] if tag else []
    keys += [("serial", serial, maker)] if serial else []
    name = ("name", key_of(new["name"]), new.get("asset_class"), new.get("environment"))
    return keys or [name]


def _stands(row: _Read, outcome: Outcome, says: str, asset: Asset | None = None) -> Planned:
    return Planned(
        line=row.line,
        outcome=outcome,
        called=row.called,
        asset_id=asset.id if asset else None,
        number=asset.number if asset else "",
        says=says,
        notes=row.notes,
    )


def _number(values: Mapping[str, Any]) -> int | None:
    said = values.get("asset_number")
    return (read_number(said, Kind.ASSET) or 0) if said else None


def _name(values: Mapping[str, Any]) -> str:
    return values.get("name") or values.get("model") or ""
