"""A recorded visit as a file: one JSON object a line, which a person can read and edit.

    {"visit": 1, "seed": "company", "began": "2026-11-25T09:00:00Z"}
    {"at": "0:00:04", "as": "Max Weber", "do": "command", "in": "#general", "says": "/incident no toner", "then": {…}}

`at` is the workspace's time since the visit began; `then` is what was seen afterwards. Empty lines and lines that begin
with `#` are passed over.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.seeds import SEEDS
from sandbox.shapes import Json
from sandbox.visit import api

FORM = 1
PASSED_OVER = {"read", "options"}
"""Calls that are not kept: how far somebody has read, and what is asked again while a choice is made."""

KNOWN = frozenset(api.DONE) - PASSED_OVER
_OF_THE_LINE = {"at", "as", "do", "then"}
_MOMENT = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


class BadVisit(Exception):
    """A sentence on what is wrong with the file, and in which line."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One line: somebody (`by`; nobody for what no person does) does something, said as a person would say it."""

    number: int
    at: timedelta
    by: str | None
    does: str
    said: Json
    then: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    seed: str
    acts: Sequence[Act]


def header(seed: str, began: datetime) -> str:
    return _line({"visit": FORM, "seed": seed, "began": f"{began:%Y-%m-%dT%H:%M:%SZ}"})


def written(act: Act) -> str:
    by = {"as": act.by} if act.by else {}
    then = {"then": act.then} if act.then else {}
    return _line({"at": _spoken(act.at), **by, "do": act.does, **act.said, **then})


def read(path: Path) -> Visit:
    """Raises BadVisit."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadVisit(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadVisit(f"{path} is no recorded visit: it is not UTF-8 text.") from error
    kept = [
        (number, text)
        for number, text in enumerate(lines, start=1)
        if text.strip() and not text.lstrip().startswith("#")
    ]
    if not kept:
        raise BadVisit(f"{path} is no recorded visit: it is empty.")
    told = [(number, _told(path, number, text)) for number, text in kept]
    return Visit(_seed(path, *told[0]), list(_acts(path, told[1:])))


def _told(path: Path, number: int, text: str) -> Json:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise _bad(path, number, f"this is no JSON ({error})") from error
    if not isinstance(told, dict):
        raise _bad(path, number, "a line is a JSON object")
    return told


def _seed(path: Path, number: int, told: Json) -> str:
    if told.get("visit") != FORM:
        raise _bad(path, number, f'a recorded visit begins with {{"visit": {FORM}, …}}')
    seed = told.get("seed")
    if seed not in SEEDS:
        raise _bad(path, number, f"there is no seed {seed!r}; there are {', '.join(SEEDS)}")
    return str(seed)


def _acts(path: Path, told: Sequence[tuple[int, Json]]) -> Iterator[Act]:
    last = timedelta()
    for number, line in told:
        moment = _MOMENT.fullmatch(str(line.get("at")))
        if moment is None:
            raise _bad(path, number, '"at" is a moment since the beginning, such as "0:01:30"')
        hours, minutes, seconds = (int(part) for part in moment.groups())
        at = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if at < last:
            raise _bad(path, number, "this is earlier than the line before it")
        last = at
        does = line.get("do")
        if does not in KNOWN:
            raise _bad(path, number, f"nobody can {does!r}; there are {', '.join(sorted(KNOWN))}")
        by, then = line.get("as"), line.get("then", {})
        if not (by is None or isinstance(by, str)):
            raise _bad(path, number, '"as" is the name of a persona')
        if not isinstance(then, dict):
            raise _bad(path, number, '"then" is a JSON object')
        said = {key: it for key, it in line.items() if key not in _OF_THE_LINE}
        yield Act(number=number, at=at, by=by, does=str(does), said=said, then=then)


def _bad(path: Path, number: int, says: str) -> BadVisit:
    return BadVisit(f"{path}, line {number}: {says}.")


def _spoken(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)
