"""What stands in a row of a file of assets, read: values as they are kept, and people, teams and services found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.assets import serial_key
from domain.imports.files import Row
from domain.imports.rows import CLASS_FIELD_KEYS, Columns, read_value, said_in
from domain.imports.sources import SOURCE_KEY
from domain.numbers import Kind, read_number
from domain.organisation import Organisation


class UnreadableRow(Exception):
    """Why a row cannot be read, in sentences; `called` is what it seems to be about."""

    def __init__(self, says: str, called: str = "") -> None:
        super().__init__(says)
        self.called = called


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A row that was understood."""

    line: int
    values: Mapping[str, Any]
    notes: tuple[str, ...]

    @property
    def called(self) -> str:
        tag, serial, name, model = map(self.values.get, ("tag", "serial", "name", "model"))
        is_serial = serial_key(str(serial or "")) is not None
        names = (tag, serial if is_serial else "", name, model)
        return next((str(it) for it in names if it), "")

    @property
    def source_key(self) -> str | None:
        return self.values.get(SOURCE_KEY) or None

    @property
    def number(self) -> int | None:
        """The asset's own number; 0 where it says one that is none."""
        said = self.values.get("asset_number")
        return (read_number(said, Kind.ASSET) or 0) if said else None

    @property
    def name(self) -> str:
        """What it goes by where nothing else is said."""
        return self.values.get("name") or self.values.get("model") or ""


def read(
    row: Row,
    columns: Columns,
    organisation: Organisation,
    people: Mapping[str, str | None],
) -> Reading:
    """The row with its values read. Raises UnreadableRow."""
    if row.wrong:
        raise UnreadableRow(row.wrong)
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
        raise UnreadableRow(" ".join(wrong), called)
    return Reading(line=row.line, values=values, notes=tuple(notes))


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
