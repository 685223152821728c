"""What happened and who must hear of it, written in one breath with the fact itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypedDict, Unpack
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.people import name_of
from domain.errors import WrongState
from domain.events import HEARERS, QUIET, Event, Hearer
from domain.numbers import Kind
from domain.people import Person
from storage import journal, outbox
from storage.incident import watchers
from storage.journal import Entry
from storage.outbox import Message


class Subject(Protocol):
    """A record that things happen to."""

    @property
    def kind(self) -> Kind: ...
    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def reporter_id(self) -> str: ...
    @property
    def assignee_id(self) -> str | None: ...


class Saying(TypedDict, total=False):
    """What may be said of an event beside who, when and what.

    `tell` are destinations that hear of it beside those whom the event always reaches.
    """

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    why: str | None
    on_behalf_of: str | None
    new_cards: Sequence[Mapping[str, Any]]
    tell: Collection[str]


def record(
    tx: Session,
    subject: Subject,
    event: Event,
    *,
    by: Person,
    at: datetime,
    **saying: Unpack[Saying],
) -> int:
    """Journal the event, owe its hearers a sentence, and owe every card of the record its present state.

    Answers the entry's id.
    """
    entry_id = journal.add(
        tx,
        {
            "at": at,
            "actor_id": by.id,
            "event": event,
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "before": saying.get("before"),
            "after": saying.get("after"),
            "why": saying.get("why"),
            "on_behalf_of": saying.get("on_behalf_of"),
        },
    )
    if event not in QUIET:
        outbox.want_cards_again(tx, subject.kind, subject.id, at)
    told = {f"person:{person_id}" for person_id in _hearers(tx, subject, event, by)}
    told |= {*saying.get("tell", ())}
    notices = [_notice(subject, entry_id, it) for it in sorted(told)]
    outbox.want(tx, [*saying.get("new_cards", ()), *notices], at)
    return entry_id


def overtaken(tx: Session, step: Entry, done: str, why: str, *, by: Person) -> WrongState:
    """The refusal `why`, with who took this step, how it is told, and when, in the reader's own time."""
    who = "You" if step.actor_id == by.id else name_of(tx, step.actor_id)
    when = step.at.astimezone(ZoneInfo(by.zone))
    return WrongState(f"{who} {done} it on {when.day} {when:%b at %H:%M}. {why}")


def card(subject: Subject, message: Message, destination: str) -> Mapping[str, Any]:
    """A message that follows the record from now on."""
    return {
        "key": f"{message}:{subject.number}:{destination}",
        "message": message,
        "destination": destination,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
    }


def _notice(subject: Subject, entry_id: int, destination: str) -> Mapping[str, Any]:
    return {
        "key": f"notice:{entry_id}:{destination.removeprefix('person:')}",
        "message": Message.NOTICE,
        "destination": destination,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "entry_id": entry_id,
    }


_PEOPLE: Mapping[Hearer, Callable[[Session, Subject], Iterable[str | None]]] = {
    Hearer.REPORTER: lambda _, subject: [subject.reporter_id],
    Hearer.ASSIGNEE: lambda _, subject: [subject.assignee_id],
    Hearer.WATCHERS: lambda tx, subject: watchers.of_incident(tx, subject.id),
}


def _hearers(tx: Session, subject: Subject, event: Event, by: Person) -> set[str]:
    """Whom the event always reaches; nobody is told what they did themselves."""
    people = {each for hearer in HEARERS[event] for each in _PEOPLE[hearer](tx, subject)}
    return {person_id for person_id in people if person_id and person_id != by.id}
