"""What a mishap can be told, checked as the page's panel and a test's call give it."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.errors import Refusal
from sandbox.shapes import Json

What = Literal["count", "number", "text", "method", "channel", "message", "person", "choice"]
REQUIRED = object()


@dataclass(frozen=True)
class Takes:
    """One thing: what it is, and what holds when it is left out. `or_none`: it may be said to be none."""

    what: What
    default: Any = REQUIRED
    choices: tuple[str, ...] = ()
    or_none: bool = False

    def checked(self, name: str, given: Json) -> Any:
        """What was said under this name. Raises Refusal for what it cannot be."""
        value = given.get(name)
        if value is None and not (self.or_none and name in given):
            if self.default is REQUIRED:
                raise Refusal(f"{name}_missing")
            return self.default
        if value is not None and not self._takes(value):
            raise Refusal(f"{name}_invalid")
        return value

    def to_json(self, name: str) -> Json:
        told: Json = {"name": name, "what": self.what, "required": self.default is REQUIRED}
        if self.default is not REQUIRED:
            told["default"] = self.default
        return told | ({"choices": list(self.choices)} if self.choices else {})

    def _takes(self, value: Any) -> bool:
        match self.what:
            case "count":
                return type(value) is int and value >= 1
            case "number":
                return type(value) in (int, float) and 0 <= value < float("inf")
            case "choice":
                return value in self.choices
        return isinstance(value, str)
