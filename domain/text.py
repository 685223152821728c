"""What people typed, made safe to keep and to show, without changing what they said."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta

from domain.errors import FieldErrors

REASON_LENGTH = 1000

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_LONE_SURROGATES = r"\ud800-\udfff"
_DIRECTION_OVERRIDES = r"\u202a-\u202e\u2066-\u2069"
"""They turn the text after them, and so can disguise what stands beside a name or a number."""

_MENTION = re.compile(r"@([UW][A-Z0-9]{6,})\b")
"""How a text that is only text names somebody: by their Slack id."""

_GOES = re.compile(f"[{_CONTROLS}{_LONE_SURROGATES}{_DIRECTION_OVERRIDES}]+")
_SHOWS_NOTHING = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")


def clean(text: str) -> str:
    """`text` composed (NFC), with control characters, lone surrogates and direction overrides taken out.

    Line breaks stay and become `\\n`; right-to-left letters, emoji and joiners stay as they are.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _GOES.sub("", lines)).strip()


def clean_line(text: str) -> str:
    """`text` cleaned and brought onto one line."""
    return " ".join(clean(text).split())


def says_something(text: str) -> bool:
    """Whether a reader would see anything at all."""
    return any(
        not character.isspace()
        and character not in _SHOWS_NOTHING
        and unicodedata.category(character) not in {"Cf", "Cc", "Cs", "Mn", "Me"}
        for character in text
    )


def checked_text(field: str, text: str, limit: int, missing: str) -> str:
    """A required text of a form, cleaned. Raises FieldErrors with `missing` when it says nothing."""
    cleaned = clean(text)
    if not says_something(cleaned):
        raise FieldErrors({field: missing})
    if len(cleaned) > limit:
        raise FieldErrors({field: too_long(cleaned, limit)})
    return cleaned


def checked_reason(field: str, why: str, missing: str) -> str:
    """The same of why somebody does something."""
    return checked_text(field, why, REASON_LENGTH, missing)


def too_long(text: str, limit: int) -> str:
    """The sentence that refuses it."""
    return f"Keep this within {limit:,} characters; it has {len(text):,}."


def cut(text: str, length: int) -> str:
    """`text`, or its beginning and an ellipsis, within `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def mentioned(*texts: str | None) -> set[str]:
    """The ids of those whom these texts name."""
    return {person_id for text in texts if text for person_id in _MENTION.findall(text)}


def with_names(text: str, names: Mapping[str, str]) -> str:
    """`text`, with whoever is named in it by what they are called, where that is known. It stays text."""
    return _MENTION.sub(lambda it: f"@{names[it[1]]}" if it[1] in names else it[0], text)


def duration(length: timedelta) -> str:
    """`4 h 30 min`, `3 s`, `0 min`: hours, minutes and seconds, those that are none left out."""
    seconds = int(length.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
