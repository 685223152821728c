"""What comes from Slack, as small typed values. Nothing is decided here."""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from inspect import signature
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from domain.numbers import Kind, number, read_number
from domain.people import Person
from views.blocks import Content
from views.ids import Field

P = ParamSpec("P")
T = TypeVar("T")
Choice = TypeVar("Choice", bound=IntEnum)
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command; `text` is what stands after it, as plain text, `mentions` are the people named in it.

    `channel` is the id of the channel it was typed in.
    """

    name: str
    text: str
    actor: Person
    now: datetime
    mentions: tuple[str, ...] = ()
    channel: str = ""

    @property
    def words(self) -> tuple[str, str]:
        """The first word in small letters, and the rest."""
        first, _, rest = self.text.partition(" ")
        return first.lower(), rest.strip()

    def pressed(self, kind: Kind, record_id: int) -> "Click":
        """The press this command stands for, as if a button of that record had been pressed."""
        value = number(kind, record_id)
        return Click(
            action=self.name,
            value=value,
            actor=self.actor,
            now=self.now,
            in_private=False,
            view=None,
        )


@dataclass(frozen=True, kw_only=True)
class OpenView:
    """The modal something was pressed in."""

    id: str
    metadata: str
    values: "Values"


@dataclass(frozen=True, kw_only=True)
class Click:
    """A button pressed or a choice made. `in_private`: in a message only the presser sees."""

    action: str
    value: str
    actor: Person
    now: datetime
    in_private: bool
    view: OpenView | None

    def id_of(self, kind: Kind) -> int:
        """The record of this kind the button is about; 0, which none has, when its value ends with no such number."""
        return read_number(self.value.rpartition(" ")[2], kind) or 0

    @property
    def incident_id(self) -> int:
        return self.id_of(Kind.INCIDENT)

    @property
    def change_id(self) -> int:
        return self.id_of(Kind.CHANGE)

    @property
    def asset_id(self) -> int:
        return self.id_of(Kind.ASSET)

    @property
    def chosen(self) -> str:
        """What was chosen in a menu, before the record's number."""
        return self.value.partition(" ")[0]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A filled-in form."""

    form: str
    metadata: str
    values: "Values"
    actor: Person
    now: datetime

    def id_of(self, kind: Kind) -> int:
        """The record of this kind the form is about; 0 when its metadata ends with no such number."""
        return read_number(self.metadata.rpartition(" ")[2], kind) or 0

    @property
    def incident_id(self) -> int:
        return self.id_of(Kind.INCIDENT)

    @property
    def change_id(self) -> int:
        return self.id_of(Kind.CHANGE)

    @property
    def asset_id(self) -> int:
        return self.id_of(Kind.ASSET)


@dataclass(frozen=True, kw_only=True)
class Typing:
    """What has been typed so far into a field that offers choices for it."""

    field: str
    text: str
    actor: Person
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ShortcutUse:
    """A shortcut; `message` is the one it was used on, as Slack's message object with its `channel`."""

    name: str
    actor: Person
    now: datetime
    message: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event Slack tells of. `actor` is who caused it."""

    event: Mapping[str, Any]
    actor: Person
    now: datetime


class Values:
    """What stands in a form's fields. A field that is missing or empty reads as nothing."""

    def __init__(self, state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._state = state

    def has(self, field: Field) -> bool:
        """Whether the form has this field at all."""
        return field in self._state

    def text(self, field: Field) -> str:
        return self._of(field).get("value") or ""

    def choice(self, field: Field) -> str | None:
        option = self._of(field).get("selected_option") or {}
        return option.get("value")

    def one_of(self, field: Field, choices: type[Word]) -> Word | None:
        """What was chosen of named choices; nothing where it is a name of another version."""
        value = self.choice(field)
        return next((choice for choice in choices if choice == value), None)

    def number(self, field: Field, choices: type[Choice], otherwise: Choice) -> Choice:
        """What was chosen of numbered choices."""
        value = self.choice(field)
        return next((choice for choice in choices if str(int(choice)) == value), otherwise)

    def moment(self, field: Field) -> datetime | None:
        chosen = self._of(field).get("selected_date_time")
        return datetime.fromtimestamp(int(chosen), UTC) if chosen else None

    def day(self, field: Field) -> date | None:
        chosen = self._of(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def time_of_day(self, field: Field) -> str:
        """Such as 09:00."""
        return self._of(field).get("selected_time") or ""

    def person(self, field: Field) -> str | None:
        return self._of(field).get("selected_user") or None

    def ticked(self, field: Field) -> tuple[str, ...]:
        """The values of the boxes that are ticked, or of all that was chosen."""
        options = self._of(field).get("selected_options") or []
        return tuple(str(option.get("value")) for option in options)

    def numbered(self, field: Field, kind: Kind) -> tuple[int, ...]:
        """The ids of the records of this kind that were chosen."""
        return tuple(it for said in self.ticked(field) if (it := read_number(said, kind)))

    def people(self, field: Field) -> list[str]:
        return list(self._of(field).get("selected_users") or [])

    def count(self, field: Field) -> int | None:
        """A whole number that was typed; nothing where none stands there."""
        typed = self.text(field).strip()
        return int(typed) if re.fullmatch(r"-?[0-9]{1,9}", typed) else None

    def file(self, field: Field) -> Mapping[str, Any] | None:
        """Slack's object of the first file that was chosen."""
        files = self._of(field).get("files") or []
        return files[0] if files else None

    def is_ticked(self, field: Field) -> bool:
        return bool(self._of(field).get("selected_options"))

    def _of(self, field: Field) -> Mapping[str, Any]:
        return self._state.get(field, {}).get(field) or {}


class Do(Protocol):
    """Run a verb in a transaction of its own; when it answers, its work is committed."""

    async def __call__(
        self,
        verb: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...


class Read(Protocol):
    """Ask something of the committed state."""

    async def __call__(
        self,
        question: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...


class Ack(Protocol):
    """Tell Slack that the request is dealt with.

    A command may get an answer that only its sender sees, a filled-in form another form in its place, and what was
    typed into a field the choices there are.
    """

    async def __call__(self, content: Mapping[str, Any] | None = None, /) -> None: ...


class Show(Protocol):
    """What a person sees at once. Everybody else's view is the sender's business."""

    async def form(self, view: Mapping[str, Any], /) -> None:
        """Open a modal. Works within three seconds of what the person did."""
        ...

    async def form_again(self, view: Mapping[str, Any], on: OpenView, /) -> None:
        """Bring an open modal up to date; what was typed stays."""
        ...

    async def privately(self, content: Content, /) -> None:
        """Answer a press with a message only the presser sees."""
        ...

    async def document(self, name: str, text: str, /) -> None:
        """Send a file to the presser's direct messages."""
        ...

    async def instead(self, content: Content, /) -> None:
        """Replace the private message that was pressed."""
        ...


Handler = Callable[..., Awaitable[None]]


async def hand_over(handler: Handler, **offered: Any) -> None:
    """Let another handler answer: it gets what it names of what is offered."""
    await handler(**{name: offered[name] for name in signature(handler).parameters})


_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def people_in(slack_text: str) -> tuple[str, ...]:
    """The ids of those whom a text mentions, in order."""
    return tuple(_MENTION.findall(slack_text))


_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def plain_text(slack_text: str) -> str:
    """Message text as Slack sends it (escaped, with references in angle brackets), as a person would read it."""
    return html.unescape(_REFERENCE.sub(_spoken, slack_text))


def _spoken(reference: re.Match[str]) -> str:
    target, label = reference[1], reference[2]
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!date^"):
        return label or ""
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if label and label not in target:
        return f"{label} ({target})"
    return target.removeprefix("mailto:")
