"""Arguments on their way in: out of a query, a form or JSON, and held against what the method takes."""

import json
import re
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.web_api.method import Kind, Method

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
WORDS_FOR_FLAGS = ("true", "false", "1", "0", "")
WHOLE_OR_NOT = re.compile(r"-?\d+(?:\.\d+)?")


async def read(request: web.Request, *, reads_json: bool) -> tuple[Json, str | None]:
    """The arguments from the address and the body, and the token from wherever it stands. Raises SlackError."""
    args: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            body = _object(await request.text())
            args |= body if reads_json else {}
        elif request.content_type in FORMS:
            form = await request.post()
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
        else:
            raise SlackError("invalid_post_type")
    in_arguments = args.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return args, token.strip() if scheme.lower() == "bearer" else in_arguments


def check(method: Method, args: Json) -> None:
    """Refuse what is missing or is not what the method takes; what it does not know it ignores, as Slack does."""
    problems = [f"missing required field: {name}" for name in method.required if _lacks(args, name)]
    problems += _of_other_kinds(method, args)
    if problems:
        raise invalid_arguments(*problems)


def unknown(method: Method, args: Json) -> tuple[str, ...]:
    return tuple(name for name in args if name not in method.takes)


def _lacks(args: Json, name: str) -> bool:
    return args.get(name) is None


def _of_other_kinds(method: Method, args: Json) -> Iterator[str]:
    for name, kind in method.takes.items():
        value = args.get(name)
        if value is not None:
            problem = _problem(kind, value)
            if problem:
                yield f"{problem} [json-pointer:/{name}]"


def _problem(kind: Kind, value: Any) -> str | None:
    match kind:
        case "text" if isinstance(value, dict | list):
            return "must provide a string"
        case "number" if value != "" and not WHOLE_OR_NOT.fullmatch(str(value)):
            return "must provide a number"
        case "flag" if str(value).lower() not in WORDS_FOR_FLAGS:
            return "must provide a boolean"
        case "list" if isinstance(value, dict | bool):
            return "must provide an array"
        case "structure" if isinstance(value, bool | int | float):
            return "must provide an object"
    return None


def _object(text: str) -> Json:
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
