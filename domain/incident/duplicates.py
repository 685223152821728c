"""Whether somebody is already raising this: what two reports have in common.

Honest and small: words that both titles share, by their beginnings. It knows no synonyms and no other language's word
for the same thing; who is shown a likeness that is none raises theirs anyway.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Protocol, TypeVar

WITHIN = timedelta(hours=24)
"""What was raised earlier is compared no more."""

LOOKED_AT = 100
"""The latest open incidents a new one is compared with."""

SHOWN = 3

ALIKE = 0.5
"""More than this share of their words must two titles have in common, from 0 to 1."""

ALIKE_ABOUT_THE_SAME = 0.3
"""So much is enough where both are about the same service."""

STEM = 5
"""Letters by which words are the same: printer, printers and printing."""

_LITTLE = """
a an and any are at be been but by can cannot cant could did do does doesnt don dont for from get gets got had has have
help i im in into is isnt it its me my no not of off on once one or our out please since so some still that the their
there they this to today too up us very was we when while will with wont you your
"""
_BROKEN = """
again anymore broke broken crash crashed crashes crashing dead down error errors fail failed failing fails failure fault
fire incident issue issues longer nothing problem problems slow stopped stuck trouble urgent work worked working works
wrong
"""
SAY_NOTHING = frozenset(f"{_LITTLE} {_BROKEN}".split())
"""Words that any report may have: little ones, and those for being broken."""

_WORD = re.compile(r"[^\W_]+")
_QUOTE = re.compile(r"['’]")


class Subject(Protocol):
    """What a report is about."""

    @property
    def title(self) -> str: ...
    @property
    def service(self) -> str | None: ...
    @property
    def affected_asset(self) -> str: ...
    @property
    def assets(self) -> Collection[int]: ...


Known = TypeVar("Known", bound=Subject)


def likely(report: Subject, known: Iterable[Known]) -> list[Known]:
    """Those that may well be the same, the likeliest first, and of equals as they came; a few at most."""
    likeness_of = likeness_to(report)
    scored = [(likeness, each) for each in known if (likeness := likeness_of(each))]
    found = sorted(scored, key=lambda it: -it[0])
    return [each for _, each in found[:SHOWN]]


def likeness(one: Subject, other: Subject) -> float:
    """How much they have in common, from 0 to 1; 0 where it is too little to mention."""
    return likeness_to(one)(other)


def likeness_to(one: Subject) -> Callable[[Subject], float]:
    """How much others have in common with it; what it says itself is read once."""
    assets, asset, service = {*one.assets}, _plain(one.affected_asset), one.service
    title, said = one.title, words(one.title)

    def likeness_of(other: Subject) -> float:
        if assets and not assets.isdisjoint(other.assets):
            return 1.0
        if asset and asset == _plain(other.affected_asset):
            return 1.0
        if said.isdisjoint(words(other.title)):
            return 0.0
        same_service = service is not None and service == other.service
        share = in_common(title, other.title)
        return share if share > (ALIKE_ABOUT_THE_SAME if same_service else ALIKE) else 0.0

    return likeness_of


def in_touch_with(one: Subject) -> Callable[[str, str], bool]:
    """Whether a title, and the asset named beside it, have anything in common with it: hardly any has."""
    asset, said = _plain(one.affected_asset), words(one.title)

    def is_in_touch(title: str, affected_asset: str) -> bool:
        if not said.isdisjoint(words(title)):
            return True
        return bool(asset) and asset == _plain(affected_asset)

    return is_in_touch


def in_common(title: str, other: str) -> float:
    """The share of both titles' words that stand in both (Dice's coefficient)."""
    here, there = words(title), words(other)
    together = len(here) + len(there)
    return 2 * len(here & there) / together if together else 0.0


def _plain(asset: str) -> str:
    return asset.casefold().strip()


@lru_cache(maxsize=4096)
def words(title: str) -> frozenset[str]:
    """The beginnings of the words that say what a title is about, without accents and capitals."""
    letters = unicodedata.normalize("NFKD", _QUOTE.sub("", title.casefold()))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return frozenset(word[:STEM] for word in _WORD.findall(plain) if word not in SAY_NOTHING)
