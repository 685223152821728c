"""Record numbers as people say them: INC-12."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of record; the value begins their numbers."""

    INCIDENT = "INC"
    CHANGE = "CHG"
    ASSET = "AST"
    TOKEN = "TOK"
    EXCEPTION = "EXC"
    DELEGATION = "DEL"
    SUBSCRIPTION = "SUB"
    AUDIT = "AUD"
    IMPORT = "IMP"


LARGEST = 2**63 - 1
_NUMBER = re.compile(r"\s*([A-Za-z]{3})[\s\-–]?([0-9]{1,19})\s*")
_ANYWHERE = re.compile(r"(?<![\w\-])[A-Za-z]{3}[\s\-–]?[0-9]{1,19}(?![\w\-])")
_LEADING = re.compile(r"\s*([A-Za-z]{3}[\s\-–]?[0-9]{1,19})(?![\w\-])(.*)", re.DOTALL)


def number(kind: Kind, record_id: int) -> str:
    """`INC-12`."""
    return f"{kind}-{record_id}"


def read_number(text: str, kind: Kind) -> int | None:
    """The id in `text` when it is a number of this kind: `INC-12`, `inc 12`, `INC12`; else None."""
    found = _NUMBER.fullmatch(text)
    if found is None or found[1].upper() != kind:
        return None
    record_id = int(found[2])
    return record_id if 0 < record_id <= LARGEST else None


def numbers_in(text: str, kind: Kind) -> list[int]:
    """The ids of all numbers of this kind that stand in `text`, in order."""
    found = (read_number(each[0], kind) for each in _ANYWHERE.finditer(text))
    return [record_id for record_id in found if record_id]


def leading_number(text: str, kind: Kind) -> tuple[int, str] | None:
    """The id of the number of this kind that `text` begins with, and what stands after it."""
    found = _LEADING.fullmatch(text)
    record_id = read_number(found[1], kind) if found else None
    return (record_id, found[2].strip()) if found and record_id else None
