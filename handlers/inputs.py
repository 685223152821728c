"""What comes from Slack, as small typed values. Nothing is decided here."""

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import NotFound
from domain.numbers import Kind, number, read_number
from domain.people import Person
from domain.text import cut
from handlers.values import Values


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

    @property
    def person(self) -> str | None:
        """Who is named in it first, nobody where no name stands in it. Raises NotFound for a name that nobody has."""
        if self.mentions:
            return self.mentions[0]
        if unknown := _NAME.search(self.text):
            raise NotFound(
                f"I know nobody called {cut(unknown[0], 60)}. "
                "Choose a person from the list that Slack shows once you type @."
            )
        return None

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
    values: Values


class AboutRecord(ABC):
    """What comes with a record's number at its end."""

    @property
    @abstractmethod
    def about(self) -> str: ...

    def id_of(self, kind: Kind) -> int:
        """The record of this kind it is about; 0, which none has, when it ends with no such number."""
        return read_number(self.about.rpartition(" ")[2], kind) or 0

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
class Click(AboutRecord):
    """A button pressed or a choice made. `in_private`: in a message only the presser sees."""

    action: str
    value: str
    actor: Person
    now: datetime
    in_private: bool
    view: OpenView | None

    @property
    def about(self) -> str:
        return self.value

    @property
    def chosen(self) -> str:
        """What was chosen in a menu, before the record's number."""
        return self.value.partition(" ")[0]


@dataclass(frozen=True, kw_only=True)
class Submission(AboutRecord):
    """A filled-in form."""

    form: str
    metadata: str
    values: Values
    actor: Person
    now: datetime

    @property
    def about(self) -> str:
        return self.metadata


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


_NAME = re.compile(r"(?<!\S)@\S+")
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
