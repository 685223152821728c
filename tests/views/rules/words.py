"""The words that the tables of Slack's rules are written in.

A rule is about one kind of part, or about several: how far it may go, and how it goes too far.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.views.places import problem, problems, put
from tests.views.samples import Json, mrkdwn, plain, without
from views.limits import Surface

Change = Callable[[Json], Json]
Kinds = str | list[str]


@dataclass(frozen=True)
class Rule:
    of: list[str]
    name: str
    keeps: Change
    """Makes of any sound part one that the rule just lets pass."""
    breaks: Change
    """Makes of it one that this rule refuses, and no other."""
    pointer: str
    says: str
    error: str = ""

    def __str__(self) -> str:
        return self.name

    def is_told(self, whole: Json, surface: Surface, at: str = "") -> bool:
        """With its place, and nothing else is."""
        told = problems(whole, surface)
        expected = problem(f"{at}{self.pointer}", self.says, surface, self.error)
        return expected in told and {each.says for each in told} == {self.says}


def as_it_is(part: Json) -> Json:
    return part


def bare(text: str) -> str:
    """Words with no text object around them."""
    return text


def rule(
    of: Kinds,
    name: str,
    breaks: Change,
    pointer: str,
    says: str,
    *,
    keeps: Change = as_it_is,
    error: str = "",
) -> Rule:
    return Rule([of] if isinstance(of, str) else of, name, keeps, breaks, pointer, says, error)


def field(
    of: Kinds,
    path: str,
    inside: Any,
    outside: Any,
    says: str,
    *,
    below: str = "",
    first: Change = as_it_is,
    error: str = "",
) -> Rule:
    """What may stand there, and what may not.

    `below` is where in the value the trouble lies; `first` takes away what would stand against it.
    """
    return rule(
        of,
        f"{path}{below} {says}",
        lambda part: put(first(part), path, outside),
        f"/{path}{below}",
        says,
        keeps=lambda part: put(first(part), path, inside),
        error=error,
    )


def longest(
    of: Kinds, path: str, most: int, words: Callable[[str], Any] = bare, **more: Any
) -> Rule:
    """So many code points at most."""
    says, below = f"must be less than {most + 1} characters", _text_of(words)
    return field(of, path, words("🔥" * most), words("x" * (most + 1)), says, below=below, **more)


def filled(of: Kinds, path: str, words: Callable[[str], Any] = bare, **more: Any) -> Rule:
    """Not empty."""
    says, below = "must be more than 0 characters", _text_of(words)
    return field(of, path, words(" "), words(""), says, below=below, **more)


def _text_of(words: Callable[[str], Any]) -> str:
    return "" if words is bare else "/text"


def plain_only(of: Kinds, path: str, **more: Any) -> Rule:
    """No markdown."""
    return field(of, path, plain(), mrkdwn(), "unsupported type: mrkdwn", below="/type", **more)


def no_fewer(of: Kinds, path: str, least: int, items: Callable[[int], Any], **more: Any) -> Rule:
    says = f"no fewer than {least} items allowed"
    return field(of, path, items(least), items(least - 1), says, **more)


def no_more(of: Kinds, path: str, most: int, items: Callable[[int], Any], **more: Any) -> Rule:
    says = f"no more than {most} items allowed"
    return field(of, path, items(most), items(most + 1), says, **more)


def not_below(of: Kinds, path: str, low: int, **more: Any) -> Rule:
    return field(of, path, low, low - 1, f"must be more than {low - 1}", **more)


def not_above(of: Kinds, path: str, high: int, **more: Any) -> Rule:
    return field(of, path, high, high + 1, f"must be less than {high + 1}", **more)


def among(of: Kinds, path: str, *allowed: str, **more: Any) -> Rule:
    """One of these words."""
    return field(of, path, allowed[-1], "whim", f"must be one of: {', '.join(allowed)}", **more)


def needs(of: Kinds, *fields: str) -> Rule:
    """One of these fields at least."""
    says = f"missing required field: {' or '.join(fields)}"
    return rule(of, says, lambda part: without(part, *fields), "", says)


def either(of: Kinds, first: str, second: str, values: tuple[Any, Any]) -> Rule:
    """One of two fields, not both."""
    says = f"must provide only one of: {first}, {second}"
    return rule(
        of,
        says,
        lambda part: {**part, first: values[0], second: values[1]},
        "",
        says,
        keeps=lambda part: {**without(part, second), first: values[0]},
    )
