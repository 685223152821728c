"""Cursors: an opaque word for where the next page begins."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import numbers, texts

Thing = TypeVar("Thing")
PAGES = texts("cursor") | numbers("limit")


def page_of(
    call: ApiCall, things: Iterable[Thing], default: int, most: int
) -> tuple[list[Thing], Json]:
    """One page, and the metadata that leads to the next."""
    limit = call.number("limit", default)
    if not limit >= 1:
        raise SlackError("invalid_limit")
    start = _start(call.text("cursor"))
    page = list(islice(things, start, start + min(limit, most) + 1))
    has_more = len(page) > min(limit, most)
    page = page[: min(limit, most)]
    cursor = _cursor(start + len(page)) if has_more else ""
    return page, {"next_cursor": cursor}


def _cursor(start: int) -> str:
    return b64encode(f"next:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, start = b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(start)
    except (Error, ValueError):
        pass
    raise SlackError("invalid_cursor")


def with_cursor(answer: Json, metadata: Json) -> dict[str, Any]:
    return answer | {"response_metadata": metadata}
