"""Lengths of time as people write them."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

_LENGTH = re.compile(r"(?:(\d{1,3}) ?days?)?(?: ?(\d{1,4}) ?h)?(?: ?(\d{1,4}) ?min)?")


def length(text: str) -> timedelta:
    """Raises ValueError for what is no length, or none at all."""
    found = _LENGTH.fullmatch(text.strip())
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    if not (days or hours or minutes):
        raise ValueError(f"{text!r} is not a length of time, such as 45 min, 4 h 30 min or 3 days")
    return timedelta(days=days, hours=hours, minutes=minutes)


def _is_one(text: str) -> str:
    length(text)
    return text


Length = Annotated[str, AfterValidator(_is_one)]
