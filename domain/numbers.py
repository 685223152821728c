"""Record numbers as people say them: INC-12."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of record; the value begins their numbers."""

    INCIDENT = "INC"


LARGEST = 2**63 - 1
_NUMBER = re.compile(r"\s*([A-Za-z]{3})[\s\-–]?([0-9]{1,19})\s*")


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
