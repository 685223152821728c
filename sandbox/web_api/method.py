"""What is fixed about a method: the arguments it takes, how often it may be called, whom it answers, and what with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

from sandbox.company.rate_limits import Rate
from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.web_api.call import ApiCall

Kind = Literal["text", "number", "flag", "list", "structure"]
Arguments = dict[str, Kind]
Caller = Literal["bot", "app", "any", "none"]


class Tier(Enum):
    """Slack's tiers. A burst of one minute's worth is tolerated, as Slack tolerates bursts it does not specify."""

    ONE = Rate(per_minute=1, burst=1)
    TWO = Rate(per_minute=20, burst=20)
    THREE = Rate(per_minute=50, burst=50)
    FOUR = Rate(per_minute=100, burst=100)
    SPECIAL = Rate(per_minute=300, burst=300)
    POSTING = Rate(per_minute=60, burst=5, each_channel=True)
    NONE = None

    @property
    def spoken(self) -> str:
        return SPOKEN[self]


SPOKEN = {
    Tier.ONE: "1 (1 a minute)",
    Tier.TWO: "2 (20 a minute)",
    Tier.THREE: "3 (50 a minute)",
    Tier.FOUR: "4 (100 a minute)",
    Tier.SPECIAL: "special (300 a minute)",
    Tier.POSTING: "special (1 a second to one channel, 5 at once)",
    Tier.NONE: "none",
}

EVERYWHERE = frozenset(
    {
        "account_inactive",
        "invalid_arguments",
        "invalid_auth",
        "invalid_json",
        "invalid_post_type",
        "json_not_object",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "token_revoked",
    }
)
"""Errors any method may answer with, and which therefore stand in no method's own list."""


@dataclass(frozen=True)
class Method:
    """`scopes`: one of them is enough. `ignores`: arguments that are taken and change nothing here.

    `errors` is all it may answer with besides what is answered everywhere; `instead` is what it says where
    a check that methods share has another word. `lacks` tells, in a sentence, what of Slack is not played.
    """

    run: Callable[["ApiCall"], Json | Awaitable[Json]]
    _: KW_ONLY
    tier: Tier
    takes: Arguments = field(default_factory=dict)
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    ignores: tuple[str, ...] = ()
    lacks: str = ""
    caller: Caller = "bot"
    reads_json: bool = True

    def answers_with(self, error: str) -> bool:
        return error in self.errors or error in EVERYWHERE


Methods = Mapping[str, Method]


def texts(*names: str) -> Arguments:
    return dict.fromkeys(names, "text")


def numbers(*names: str) -> Arguments:
    return dict.fromkeys(names, "number")


def flags(*names: str) -> Arguments:
    return dict.fromkeys(names, "flag")


def lists(*names: str) -> Arguments:
    """Lists of words: as such, as JSON, or with commas between."""
    return dict.fromkeys(names, "list")


def structures(*names: str) -> Arguments:
    """Objects and lists of objects: as such, or as JSON in a string."""
    return dict.fromkeys(names, "structure")
