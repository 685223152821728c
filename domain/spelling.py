"""Words as they are searched for, and those that are one slip away from each other."""

import re
from collections.abc import Iterable

from domain.text import clean_line

SHORTEST = 4
"""Letters of a word that may be misspelt: of shorter ones too many others are one slip away."""

LONGEST = 40

_WORD = re.compile(r"[^\W_]+")
_NO_DIGITS = re.compile(r"\D+")


def words_in(text: str) -> list[str]:
    """Its words in small letters, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(clean_line(text).casefold())))


def repairable(words: Iterable[str]) -> list[str]:
    """Those a misspelling of which can be told from others."""
    return [word for word in words if SHORTEST <= len(word) <= LONGEST]


def halves(word: str) -> tuple[str, str]:
    """How a word begins and ends: one slip leaves one of both as it is."""
    half = (len(word) - 1) // 2
    return word[:half], word[len(word) - half :]


def is_one_slip(one: str, other: str) -> bool:
    """Whether they are the same but for a letter that is missing, too many, another, or swapped with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if len(left) <= 1 and len(right) <= 1:
        return True
    return len(left) == len(right) == 2 and left == right[::-1]


def is_same_number(one: str, other: str) -> bool:
    """Whether the same digits stand in both: another number in a tag is another thing, not a slip."""
    return _NO_DIGITS.sub("", one) == _NO_DIGITS.sub("", other)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count
