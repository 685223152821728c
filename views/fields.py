"""What people fill in: the fields of forms, in Block Kit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domain.organisation import Organisation
from domain.text import cut
from views.blocks import Block, Option, option_of, plain
from views.ids import Field


def text_input(
    field: Field,
    label: str,
    *,
    limit: int,
    initial: str = "",
    hint: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        element["initial_value"] = cut(initial, limit)
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return _input(field, label, element, hint=hint, optional=optional)


def choice(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: str | None = None,
    placeholder: str = "",
    optional: bool = False,
    tells_at_once: bool = False,
) -> Block:
    """One of several; `tells_at_once` sends a press with every change."""
    shown = {value: option_of(value, text) for value, text in options}
    element: Block = {
        "type": "static_select",
        "action_id": field,
        "options": list(shown.values()),
    }
    if initial in shown:
        element["initial_option"] = shown[initial]
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return _input(field, label, element, optional=optional, tells_at_once=tells_at_once)


def choices(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: Sequence[str] = (),
    hint: str = "",
) -> Block:
    """Any of up to a hundred, or none."""
    shown = {value: option_of(value, text) for value, text in options}
    element: Block = {
        "type": "multi_static_select",
        "action_id": field,
        "options": list(shown.values()),
    }
    if chosen := [shown[value] for value in initial if value in shown]:
        element["initial_options"] = chosen
    return _input(field, label, element, hint=hint, optional=True)


def service(organisation: Organisation, chosen: str | None) -> list[Block]:
    """The service it is about, as a list to be spread: a select has at least one option."""
    if not organisation.services:
        return []
    names = [(service.name, service.name) for service in organisation.services]
    return [
        choice(
            Field.SERVICE,
            "Service",
            names,
            initial=chosen,
            placeholder="Which service is it about?",
            optional=True,
        )
    ]


def suggested_choices(
    field: Field,
    label: str,
    *,
    initial: Sequence[Option],
    placeholder: str,
    searched_from: int,
    most: int,
    tells_at_once: bool,
) -> Block:
    """Any of what is offered for what was typed, once that is `searched_from` letters long; or none."""
    element: Block = {
        "type": "multi_external_select",
        "action_id": field,
        "placeholder": plain(placeholder),
        "min_query_length": searched_from,
        "max_selected_items": most,
    }
    if initial:
        element["initial_options"] = [option_of(value, text) for value, text in initial]
    return _input(field, label, element, optional=True, tells_at_once=tells_at_once)


def offered(options: Sequence[Option]) -> Mapping[str, Any]:
    """What a type-ahead input gets in answer to what was typed."""
    return {"options": [option_of(value, text) for value, text in options]}


def person_choice(
    field: Field, label: str, *, initial: str | None, hint: str = "", optional: bool = False
) -> Block:
    element: Block = {"type": "users_select", "action_id": field}
    if initial:
        element["initial_user"] = initial
    return _input(field, label, element, hint=hint, optional=optional)


def day_choice(field: Field, label: str, *, initial: date | None) -> Block:
    """A day, or none."""
    element: Block = {"type": "datepicker", "action_id": field}
    if initial:
        element["initial_date"] = initial.isoformat()
    return _input(field, label, element, optional=True)


def people_choice(field: Field, label: str, *, most: int, hint: str) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": field, "max_selected_items": most}
    return _input(field, label, element, hint=hint)


def number_input(
    field: Field, label: str, *, initial: int | None, most: int, hint: str = ""
) -> Block:
    """A whole number from 0 to `most`, or none."""
    element: Block = {
        "type": "number_input",
        "action_id": field,
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": str(most),
    }
    if initial is not None:
        element["initial_value"] = str(initial)
    return _input(field, label, element, hint=hint, optional=True)


def moment_choice(
    field: Field,
    label: str,
    *,
    initial: datetime | None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A day and a time of day, in the zone of whoever fills it in."""
    element: Block = {"type": "datetimepicker", "action_id": field}
    if initial:
        element["initial_date_time"] = int(initial.timestamp())
    return _input(field, label, element, hint=hint, optional=optional)


def time_choice(field: Field, label: str, *, initial: str) -> Block:
    """A time of day, such as 09:00."""
    element: Block = {"type": "timepicker", "action_id": field, "initial_time": initial}
    return _input(field, label, element)


def tick(field: Field, label: str, text: str, *, describes: str, ticked: bool) -> Block:
    option = {**option_of("yes", text), "description": plain(describes)}
    element: Block = {"type": "checkboxes", "action_id": field, "options": [option]}
    if ticked:
        element["initial_options"] = [option]
    return _input(field, label, element, optional=True)


def ticks(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: Sequence[str] = (),
    hint: str = "",
) -> Block:
    """Any of several."""
    shown = {value: option_of(value, text) for value, text in options}
    element: Block = {"type": "checkboxes", "action_id": field, "options": list(shown.values())}
    if ticked := [shown[value] for value in initial if value in shown]:
        element["initial_options"] = ticked
    return _input(field, label, element, hint=hint)


def file_input(field: Field, label: str, kinds: Sequence[str], *, hint: str) -> Block:
    """One file whose name ends in one of these ways."""
    element: Block = {
        "type": "file_input",
        "action_id": field,
        "filetypes": list(kinds),
        "max_files": 1,
    }
    return _input(field, label, element, hint=hint)


def _input(
    field: Field,
    label: str,
    element: Block,
    *,
    hint: str = "",
    optional: bool = False,
    tells_at_once: bool = False,
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    if tells_at_once:
        block["dispatch_action"] = True
    return block
