"""What a check finds, and where it looks: the words the rest of this package is written in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True)
class Problem:
    """One reason why Slack would refuse: JSON pointer, sentence, name of the error."""

    pointer: str
    says: str
    error: str


@dataclass(frozen=True)
class Place:
    """Where a check stands, on which surface, and which error Slack answers with there."""

    pointer: str
    surface: Surface
    error: str

    def __truediv__(self, step: str | int) -> "Place":
        return Place(f"{self.pointer}/{step}", self.surface, self.error)

    def answering(self, error: str) -> "Place":
        return Place(self.pointer, self.surface, error)

    def says(self, sentence: str) -> Problem:
        return Problem(self.pointer, sentence, self.error)


Check = Callable[[object, Place], Iterator[Problem]]
"""A rule: takes any value whatever and tells what is wrong with it, if anything."""
