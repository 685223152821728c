"""What Slack's own client refuses to send: a form with empty, too short or misshapen answers."""

import re
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from sandbox.shapes import Json
from sandbox.visit.elements import STATEFUL

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def errors_before_sending(view: Json, values: Json) -> dict[str, str]:
    """Sentences by block id, the way the form itself says them before anything leaves the client."""
    errors = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        key, _, _ = STATEFUL.get(element["type"], ("value", "", None))
        value = values[block["block_id"]][element["action_id"]][key]
        problem = _problem(block, element, value)
        if problem:
            errors[block["block_id"]] = problem
    return errors


def _problem(block: Json, element: Json, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    match element["type"]:
        case "plain_text_input":
            return _length(element, str(value))
        case "number_input":
            return _number(element, str(value))
        case "email_text_input" if not MAIL.fullmatch(str(value)):
            return "Please enter an email address."
        case "url_text_input" if not re.match(r"https?://\S+$", str(value)):
            return "Please enter a link, beginning with http."
        case "file_input":
            return _files(element, value)
    return None


def _files(element: Json, files: list[Json]) -> str | None:
    most, kinds = element.get("max_files", 10), element.get("filetypes")
    if len(files) > most:
        return f"Please choose at most {most} file{'s' if most > 1 else ''}."
    if kinds and not all(_kinds_of(each) & set(kinds) for each in files):
        return f"Please choose only files of these kinds: {', '.join(kinds)}."
    return None


def _kinds_of(file: Json) -> set[str]:
    """Both what Slack calls it and how its name ends: a form may ask for either."""
    return {file["filetype"], PurePath(file["name"]).suffix.lower().removeprefix(".")}


def _length(element: Json, text: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please write at least {least} characters."
    return f"Please write at most {most} characters." if len(text) > most else None


def _number(element: Json, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
