"""What a handler is given, with lists for what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from inspect import signature
from typing import Any

from domain.people import Person
from handlers.inputs import Click, Command, OpenView
from handlers.values import Values
from tests.makers import Do
from tests.people import ORGANISATION
from tests.views.hostile import HOME
from tests.visitor import visible_text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Scene:
    """Runs a handler; `said` is, in order, what went to Slack: ("ack" | "form" | …, content)."""

    transactions: Do
    said: list[tuple[str, Any]] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)

    async def play(self, handler: Callable[..., Any], *needs: str, **given: Any) -> list[str]:
        """Let the handler answer; answers the beats it took."""
        self.said.clear()
        offered = {
            "do": self.do,
            "read": self.read,
            "study": self.read,
            "ack": self.ack,
            "show": self,
            "organisation": ORGANISATION,
            "home": HOME,
            "address": "https://steward.example",
            **given,
        }
        asked = handler.__annotations__.keys() - {"return"}
        await handler(**{name: offered[name] for name in asked})
        return [beat for beat, _ in self.said]

    def reads(self) -> str:
        """The last thing said, as a reader sees it."""
        return visible_text(self.said[-1][1])

    async def do(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if "organisation" in signature(verb).parameters:
            assert "organisation" in kwargs, verb.__name__
        answer = self.transactions(verb, *args, **kwargs)
        self.done.append((verb.__name__, *args))
        return answer

    async def read(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self.transactions(question, *args, **kwargs)

    async def ack(self, content: Any = None, /) -> None:
        self.said.append(("ack", content))

    async def form(self, view: Any, /) -> None:
        self.said.append(("form", view))

    async def form_again(self, view: Any, on: OpenView, /) -> None:
        self.said.append(("form again", view))

    async def privately(self, content: Any, /) -> None:
        self.said.append(("privately", content))

    async def document(self, name: str, text: str, /) -> None:
        self.said.append(("document", (name, text)))

    async def document_once_written(self, name: str, write: Callable[[], Any], /) -> None:
        self.said.append(("document", (name, await write())))

    async def instead(self, content: Any, /) -> None:
        self.said.append(("instead", content))


def command(
    text: str, by: Person, name: str = "/incident", mentions: tuple[str, ...] = ()
) -> Command:
    return Command(name=name, text=text, actor=by, now=NOON, mentions=mentions)


def click(value: str, by: Person, *, in_private: bool = False, action: str = "x") -> Click:
    return Click(action=action, value=value, actor=by, now=NOON, in_private=in_private, view=None)


def filled(**values: Any) -> Values:
    """A form's state: a text for a text field, a moment, ("option" | "user", value) or ("options", …) for a choice."""
    state = {}
    for name, value in values.items():
        match value:
            case ("option", chosen):
                held = {"selected_option": {"value": chosen}}
            case ("options", *chosen):
                held = {"selected_options": [{"value": it} for it in chosen]}
            case ("user", chosen):
                held = {"selected_user": chosen}
            case date() if not isinstance(value, datetime):
                held = {"selected_date": value.isoformat()}
            case datetime():
                held = {"selected_date_time": int(value.timestamp())}
            case text:
                held = {"value": text}
        state[name] = {name: held}
    return Values(state)
