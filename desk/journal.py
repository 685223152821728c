"""What happened and who must hear of it, written in one breath with the fact itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from domain.events import HEARERS, QUIET, Event, Hearer
from domain.numbers import Kind
from domain.people import Person
from storage import journal, outbox
from storage.incident import watchers
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


def record(
    tx: Session,
    subject: Subject,
    event: Event,
    *,
    by: Person,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str | None = None,
    on_behalf_of: str | None = None,
    new_cards: Sequence[Mapping[str, Any]] = (),
    tell: Collection[str] = (),
) -> int:
    """Journal the event, owe its hearers a sentence, and owe every card of the record its present state.

    `tell` are destinations that hear of it beside those whom the event always reaches. Answers the entry's id.
    """
    entry_id = journal.add(
        tx,
        {
            "at": at,
            "actor_id": by.id,
            "event": event,
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "before": before,
            "after": after,
            "why": why,
            "on_behalf_of": on_behalf_of,
        },
    )
    if event not in QUIET:
        outbox.want_cards_again(tx, subject.kind, subject.id, at)
    told = {f"person:{person_id}" for person_id in _hearers(tx, subject, event, by)} | {*tell}
    outbox.want(tx, [*new_cards, *(_notice(subject, entry_id, it) for it in sorted(told))], at)
    return entry_id


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
