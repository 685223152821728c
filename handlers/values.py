"""What stands in a form, field by field."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from domain.numbers import Kind, read_number
from views.ids import Field

Choice = TypeVar("Choice", bound=IntEnum)


Word = TypeVar("Word", bound=StrEnum)


class Values:
    """What stands in a form's fields. A field that is missing or empty reads as nothing."""

    def __init__(self, state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._state = state

    def has(self, field: Field) -> bool:
        """Whether the form has this field at all."""
        return field in self._state

    def text(self, field: Field) -> str:
        return self._of(field).get("value") or ""

    def choice(self, field: Field) -> str | None:
        option = self._of(field).get("selected_option") or {}
        return option.get("value")

    def one_of(self, field: Field, choices: type[Word]) -> Word | None:
        """What was chosen of named choices; nothing where it is a name of another version."""
        value = self.choice(field)
        return next((choice for choice in choices if choice == value), None)

    def number(self, field: Field, choices: type[Choice], otherwise: Choice) -> Choice:
        """What was chosen of numbered choices."""
        value = self.choice(field)
        return next((choice for choice in choices if str(int(choice)) == value), otherwise)

    def moment(self, field: Field) -> datetime | None:
        chosen = self._of(field).get("selected_date_time")
        return datetime.fromtimestamp(int(chosen), UTC) if chosen else None

    def day(self, field: Field) -> date | None:
        chosen = self._of(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def time_of_day(self, field: Field) -> str:
        """Such as 09:00."""
        return self._of(field).get("selected_time") or ""

    def person(self, field: Field) -> str | None:
        return self._of(field).get("selected_user") or None

    def ticked(self, field: Field) -> tuple[str, ...]:
        """The values of the boxes that are ticked, or of all that was chosen."""
        options = self._of(field).get("selected_options") or []
        return tuple(str(option.get("value")) for option in options)

    def numbered(self, field: Field, kind: Kind) -> tuple[int, ...]:
        """The ids of the records of this kind that were chosen."""
        return tuple(it for said in self.ticked(field) if (it := read_number(said, kind)))

    def people(self, field: Field) -> list[str]:
        return list(self._of(field).get("selected_users") or [])

    def count(self, field: Field) -> int | None:
        """A whole number that was typed; nothing where none stands there."""
        typed = self.text(field).strip()
        return int(typed) if re.fullmatch(r"-?[0-9]{1,9}", typed) else None

    def file(self, field: Field) -> Mapping[str, Any] | None:
        """Slack's object of the first file that was chosen."""
        files = self._of(field).get("files") or []
        return files[0] if files else None

    def is_ticked(self, field: Field) -> bool:
        return bool(self._of(field).get("selected_options"))

    def _of(self, field: Field) -> Mapping[str, Any]:
        return self._state.get(field, {}).get(field) or {}
