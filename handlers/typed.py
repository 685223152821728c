"""What was typed after a command about records with numbers: which word, about which one."""

import re
from collections.abc import Collection, Mapping

from domain.errors import WrongState
from domain.numbers import Kind, leading_number, number
from domain.spelling import is_one_slip

_WORD_AND_REST = re.compile(r"([a-z]+)\b\s*(.*)", re.DOTALL | re.IGNORECASE)
_NAMES = re.compile(r"(?:@\S+\s*)+")
_MEANT_AS_ONE = re.compile(r"([a-z]{3})\s*(?:[\-–]\s*\w*|[0-9]*)|[0-9]+", re.IGNORECASE)
_COMMANDS: Mapping[Kind, str] = {
    Kind.INCIDENT: "/incident",
    Kind.CHANGE: "/change",
    Kind.ASSET: "/asset",
}
_OTHER = {Kind.INCIDENT: Kind.CHANGE, Kind.CHANGE: Kind.INCIDENT}


def word_and_number(text: str, words: Collection[str], kind: Kind) -> tuple[str, int] | None:
    """The word and the record of `ack INC-1` or `INC-1 ack`, and `show` for `INC-1` alone; None where it says
    neither. A name may stand before the number, a name or another number behind both. Raises WrongState where a
    number is missing, is none, or is one of another kind, and for a word and a number of which the word is none.
    """
    alone = leading_number(text, kind)
    if alone is not None:
        return _behind(alone, words, kind)
    word, rest = _split(text)
    if word not in words:
        _check_is_none(text, "", kind)
        about = leading_number(rest, kind)
        if word and about is not None and not about[1]:
            raise _no_such(word, about[0], words, kind)
        return None
    rest = _NAMES.sub("", rest, count=1) if rest.startswith("@") else rest
    about = leading_number(rest, kind)
    if about is not None:
        return word, about[0]
    if not rest:
        raise _which_one(f"{word} ", kind)
    _check_is_none(rest, f"{word} ", kind)
    return None


def _behind(alone: tuple[int, str], words: Collection[str], kind: Kind) -> tuple[str, int] | None:
    """What stands behind a number: nothing, a word, or a word and what belongs to it; anything else is a title."""
    record_id, rest = alone
    word, more = _split(rest)
    if not rest:
        return "show", record_id
    if word in words and (not more or _belongs(more)):
        return word, record_id
    if word and not more and word not in words:
        raise _no_such(word, record_id, words, kind)
    return None


def _belongs(more: str) -> bool:
    return more.startswith("@") or any(leading_number(more, kind) for kind in _OTHER)


def _split(text: str) -> tuple[str, str]:
    """The word it begins with, in small letters, and the rest."""
    found = _WORD_AND_REST.fullmatch(text)
    return (found[1].lower(), found[2].strip()) if found else ("", "")


def _check_is_none(text: str, word: str, kind: Kind) -> None:
    """Raises WrongState where this was meant as a number, and nothing else can have been meant."""
    meant = _MEANT_AS_ONE.fullmatch(text)
    begins = (meant[1] or kind).upper() if meant else ""
    if begins == kind:
        raise _which_one(word, kind)
    if begins not in _COMMANDS or not leading_number(text, Kind(begins)):
        return
    if not word:
        raise WrongState(f"That is another kind of record: {_COMMANDS[Kind(begins)]} {text}")
    if begins == _OTHER[kind]:
        raise WrongState(
            f"{text} is another kind of record. Say a number such as {_COMMANDS[kind]} {word}{kind}-12."
        )


def _which_one(word: str, kind: Kind) -> WrongState:
    return WrongState(f"Which one? Say its number, such as {_COMMANDS[kind]} {word}{kind}-12.")


def _no_such(word: str, record_id: int, words: Collection[str], kind: Kind) -> WrongState:
    """Two words of which one is a number are no title."""
    command, about = _COMMANDS[kind], number(kind, record_id)
    near = next((it for it in words if is_one_slip(word, it)), None)
    instead = f"Did you mean {command} {near} {about}?"
    if near is None:
        instead = f"{command} help lists those there are, {command} {about} shows it."
    return WrongState(
        f"I know no word “{word}”. {instead} If it was to be a title, say it in more words."
    )
