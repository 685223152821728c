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


@dataclass(slots=True)
class Place:
    """Where a check stands, on which surface, and which error Slack answers with there.

    One is made for every value that is looked at, so it neither freezes nor writes its pointer out
    before there is a problem to tell.
    """

    step: str | int
    surface: Surface
    error: str
    above: "Place | None" = None

    def __truediv__(self, step: str | int) -> "Place":
        return Place(step, self.surface, self.error, self)

    def answering(self, error: str) -> "Place":
        return Place(self.step, self.surface, error, self.above)

    def says(self, sentence: str) -> Problem:
        return Problem(self.pointer, sentence, self.error)

    @property
    def pointer(self) -> str:
        return str(self.step) if self.above is None else f"{self.above.pointer}/{self.step}"


Check = Callable[[object, Place], Iterator[Problem]]
"""A rule: takes any value whatever and tells what is wrong with it, if anything."""
