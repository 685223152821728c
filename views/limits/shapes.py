"""The grammar of the rule tables: strings, numbers, arrays and forms that know their bounds.

Sentences follow the messages that Slack puts into `response_metadata.messages`, as far as they are
known. A null inside a block counts as a value of the wrong type; only a message's and a view's own
fields may be null.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from views.limits.problem import Check, Place, Problem

FieldsCheck = Callable[[Mapping[str, object], Place], Iterator[Problem]]
"""A rule about several fields of one object; each field may still hold anything."""

Fields = Mapping[str, Check]


def as_json(value: object) -> str | None:
    """The value as it would travel; nothing where it is no JSON, circular or nested too deep."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        return None


def string(
    at_least: int = 0, at_most: int | None = None, like: str = "", form: str = "valid"
) -> Check:
    """A string of so many code points; `like` is what it must match whole, `form` says that."""
    pattern = re.compile(like, re.ASCII)

    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield at.says("must provide a string")
        elif len(value) < at_least:
            yield at.says(f"must be more than {at_least - 1} characters")
        elif at_most is not None and len(value) > at_most:
            yield at.says(f"must be less than {at_most + 1} characters")
        elif like and not pattern.fullmatch(value):
            yield at.says(f"must be {form}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in allowed:
            yield at.says(f"must be one of: {', '.join(allowed)}")

    return check


def flag(value: object, at: Place) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield at.says("must provide a boolean")


def number(value: object, at: Place) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield at.says("must provide a number")


def positive_number(value: object, at: Place) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield at.says("must provide a number")
    elif value <= 0:
        yield at.says("must be more than 0")


def whole_number(at_least: int, at_most: int | None = None) -> Check:
    def check(value: object, at: Place) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield at.says("must provide an integer")
        elif value < at_least:
            yield at.says(f"must be more than {at_least - 1}")
        elif at_most is not None and value > at_most:
            yield at.says(f"must be less than {at_most + 1}")

    return check


def array(of: Check, at_least: int = 0, at_most: int | None = None) -> Check:
    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, list | tuple):
            yield at.says("must provide an array")
            return
        if len(value) < at_least:
            yield at.says(f"no fewer than {at_least} items allowed")
        if at_most is not None and len(value) > at_most:
            yield at.says(f"no more than {at_most} items allowed")
        for index, item in enumerate(value):
            yield from of(item, at / index)

    return check


@dataclass(frozen=True)
class Form:
    """An object: the fields it must have, those it may have, and the rules between them.

    Fields that no rule names are let through: Slack's own set grows faster than any copy of it.
    """

    required: Fields = field(default_factory=dict)
    optional: Fields = field(default_factory=dict)
    also: tuple[FieldsCheck, ...] = ()

    def __call__(self, value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield at.says("must provide an object")
            return
        for name, check in self.required.items():
            if name in value:
                yield from check(value[name], at / name)
            else:
                yield at.says(f"missing required field: {name}")
        for name, check in self.optional.items():
            if name in value:
                yield from check(value[name], at / name)
        for rule in self.also:
            yield from rule(value, at)


def of_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these rules it is under."""

    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield at.says("must provide an object")
        elif "type" not in value:
            yield at.says("missing required field: type")
        elif not isinstance(value["type"], str):
            yield (at / "type").says("must provide a string")
        elif value["type"] not in kinds:
            yield (at / "type").says(f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return check


def or_null(check: Check) -> Check:
    def check_unless_null(value: object, at: Place) -> Iterator[Problem]:
        if value is not None:
            yield from check(value, at)

    return check_unless_null


def some_of(*names: str) -> FieldsCheck:
    def check(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
        if not any(name in fields for name in names):
            yield at.says(f"missing required field: {' or '.join(names)}")

    return check


def not_both(first: str, second: str) -> FieldsCheck:
    def check(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
        if first in fields and second in fields:
            yield at.says(f"must provide only one of: {first}, {second}")

    return check


def without(*names: str) -> FieldsCheck:
    """Fields known to be refused here, unlike the unknown ones."""

    def check(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
        for name in names:
            if name in fields:
                yield at.says(f"invalid additional property: {name}")

    return check


def unique(name: str, key: str) -> FieldsCheck:
    """No two items of the array `name` say the same under `key`."""

    def check(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
        keyed = (
            (item.get(key), at / name / index / key)
            for index, item in enumerate(items(fields.get(name)))
            if isinstance(item, dict)
        )
        yield from repeated(keyed, key)

    return check


def repeated(named: Iterator[tuple[object, Place]], what: str) -> Iterator[Problem]:
    """Names that came before; an empty one is no name, Slack then makes one up."""
    seen: set[str] = set()
    for name, at in named:
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            yield at.says(f"{what} must be unique: {name}")
        seen.add(name)


def items(value: object) -> Collection[object]:
    """The items of what should be an array, none where it is not one."""
    return value if isinstance(value, list | tuple) else ()
