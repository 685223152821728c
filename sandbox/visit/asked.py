"""What the page asks for in one call, and as whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.company.ids import is_ts
from sandbox.company.people import Person
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.live import Live
from sandbox.visit.places import persona
from sandbox.world import World


@dataclass(frozen=True)
class Asked:
    """What the page wants, and as whom."""

    world: World
    live: Live
    given: Json

    @property
    def person(self) -> Person:
        return persona(self.world, self.given.get("as"))

    def text(self, name: str) -> str:
        value = self.given.get(name)
        if not isinstance(value, str):
            raise Refusal(f"{name}_missing")
        return value

    def stamp(self, name: str) -> str | None:
        """A time stamp, where one is given."""
        value = self.given.get(name) or None
        if value is not None and not is_ts(str(value)):
            raise Refusal(f"{name}_is_no_ts")
        return value

    def number(self, name: str, default: int) -> int:
        value = str(self.given.get(name) or default)
        if not value.isdigit():
            raise Refusal(f"{name}_is_no_number")
        return int(value)

    def thing(self, name: str) -> Json | None:
        value = self.given.get(name)
        if value is not None and not isinstance(value, dict):
            raise Refusal(f"{name}_must_be_an_object")
        return value


Answerer = Callable[[Asked], Awaitable[Json]]
"""One call of the page: what it is asked, what it answers. Raises Refusal."""
