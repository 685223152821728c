"""Physical audits: rounds in which people say of things whether they are where they should be (ITSM semantics, 5.7)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.assets import GONE, LINE_LENGTH, STATUSES, AssetClass, Stage
from domain.errors import FieldErrors
from domain.text import clean_line, says_something, too_long

MOST = 20_000
"""So many things fit into one round."""

CAN_BE_SEEN = frozenset({AssetClass.HARDWARE, AssetClass.NETWORK})
"""Of these classes are things that one can stand before."""

NOT_LOOKED_FOR = frozenset({*GONE, *STATUSES[Stage.MISSING]})
"""What is gone, or known to be missing, is not asked about."""


class Answer(StrEnum):
    """What was said of a thing in a round. `elsewhere`: it is there, but not where it was written down."""

    SEEN = "seen"
    ELSEWHERE = "elsewhere"
    NOT_HERE = "not_here"


FOUND = frozenset({Answer.SEEN, Answer.ELSEWHERE})


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Of which things a round is; without any of these, of all that can be seen."""

    team_key: str | None = None
    asset_class: AssetClass | None = None
    location: str = ""


def checked(scope: Scope) -> Scope:
    """The scope with its place cleaned. Raises FieldErrors."""
    location = clean_line(scope.location)
    errors = {}
    if len(location) > LINE_LENGTH:
        errors["location"] = too_long(location, LINE_LENGTH)
    if scope.asset_class is not None and scope.asset_class not in CAN_BE_SEEN:
        errors["asset_class"] = "Nobody can stand before one of these. Choose hardware or network."
    if errors:
        raise FieldErrors(errors)
    return Scope(team_key=scope.team_key, asset_class=scope.asset_class, location=location)


def checked_place(said: str, field: str = "location") -> str:
    """Where something is. Raises FieldErrors about this field."""
    place = clean_line(said)
    if not says_something(place):
        raise FieldErrors({field: "Say where it is."})
    if len(place) > LINE_LENGTH:
        raise FieldErrors({field: too_long(place, LINE_LENGTH)})
    return place
