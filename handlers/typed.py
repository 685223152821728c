"""What was typed after a command about records with numbers: which word, about which one."""

import re
from collections.abc import Collection, Mapping

from domain.errors import WrongState
from domain.numbers import Kind, leading_number

_WORD_AND_REST = re.compile(r"([a-z]+)\b\s*(.*)", re.DOTALL | re.IGNORECASE)
_MEANT_AS_ONE = re.compile(r"([a-z]{3})\s*(?:[\-–]\s*\w*|[0-9]*)|[0-9]+", re.IGNORECASE)
_COMMANDS: Mapping[Kind, str] = {
    Kind.INCIDENT: "/incident",
    Kind.CHANGE: "/change",
    Kind.ASSET: "/asset",
}


def word_and_number(text: str, words: Collection[str], kind: Kind) -> tuple[str, int] | None:
    """The word and the record of `ack INC-1` or `INC-1 ack`, and `show` for `INC-1` alone; None where it says
    neither. Raises WrongState where a number is missing, is none, or is one of another kind.
    """
    alone = leading_number(text, kind)
    if alone is not None and (not alone[1] or alone[1].lower() in words):
        return alone[1].lower() or "show", alone[0]
    found = _WORD_AND_REST.fullmatch(text)
    word, rest = (found[1].lower(), found[2].strip()) if found else ("", "")
    if word not in words:
        _check_is_none(text, "", kind)
        return None
    about = leading_number(rest, kind)
    if about is not None:
        return word, about[0]
    if not rest:
        raise _which_one(f"{word} ", kind)
    _check_is_none(rest, f"{word} ", kind)
    return None


def _check_is_none(text: str, word: str, kind: Kind) -> None:
    """Raises WrongState where this was meant as a number, and nothing else can have been meant."""
    meant = _MEANT_AS_ONE.fullmatch(text)
    begins = (meant[1] or kind).upper() if meant else ""
    if begins == kind:
        raise _which_one(word, kind)
    if begins in _COMMANDS and not word and leading_number(text, Kind(begins)):
        raise WrongState(f"That is another kind of record: {_COMMANDS[Kind(begins)]} {text}")


def _which_one(word: str, kind: Kind) -> WrongState:
    return WrongState(f"Which one? Say its number, such as {_COMMANDS[kind]} {word}{kind}-12.")
