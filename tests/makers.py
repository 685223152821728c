"""What tests start from: transactions that leave nothing behind, and records made by the real verbs."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from desk import incidents, majors, people
from desk.journal import Subject
from desk.major import war_rooms
from desk.people import Told
from domain.incidents import Report, Resolution
from domain.majors import Severity
from domain.numbers import Kind
from domain.people import Person
from storage import majors as stored_majors
from storage import war_rooms as stored_rooms
from storage.incidents import Incident
from storage.journal import Entry
from storage.majors import Major
from storage.outbox import Message, Owed
from tests.people import ANN, BEN, EVERYONE, IN_CHANNELS, MAX, ORGANISATION

Do = Callable[..., Any]
"""`do(verb, *args, **kwargs)`: run a verb as the bot would, in a transaction and session of its own.

A verb that asks for the organisation gets Northwind's."""


@contextmanager
def scratch(engine: Engine) -> Iterator[Do]:
    """Transactions one after the other; at the end the database forgets them all."""
    with engine.connect() as connection:
        whole = connection.begin()

        def do(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if "organisation" in signature(verb).parameters:
                kwargs = {"organisation": ORGANISATION, **kwargs}
            with (
                Session(
                    connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                ) as tx,
                tx.begin(),
            ):
                return verb(tx, *args, **kwargs)

        yield do
        whole.rollback()


def settle_in(do: Do, at: datetime) -> None:
    """Everybody has a profile and is in their team's channel."""
    for person in EVERYONE:
        told = Told(id=person.id, name=person.name, zone=person.zone, locale="en-US")
        do(people.learn, told, at=at)
    for team_key, members in IN_CHANNELS.items():
        do(people.list_members, team_key, {member.id for member in members})


def make_incident(do: Do, at: datetime, *, by: Person = MAX, **report: Any) -> Incident:
    """An incident somebody has just raised."""
    said = Report(**{"title": "The printer is on fire", **report})
    raised: Incident = do(incidents.raise_incident, said, organisation=ORGANISATION, by=by, at=at)
    return raised


def make_resolved(do: Do, at: datetime, *, by: Person = BEN, **report: Any) -> Incident:
    """An incident that was raised, and resolved at once."""
    incident = make_incident(do, at, **report)
    resolved: Incident = do(
        incidents.resolve,
        incident.id,
        code=Resolution.FIXED,
        summary="Put out the fire.",
        by=by,
        at=at,
    )
    return resolved


def make_major(
    do: Do,
    at: datetime,
    *,
    by: Person = ANN,
    severity: Severity = Severity.SEV1,
    has_room: bool = True,
    **report: Any,
) -> Incident:
    """An incident that was raised and declared major at once, with its channel there."""
    incident = make_incident(do, at, **report)
    do(majors.declare, incident.id, severity=severity, by=by, at=at)
    if has_room:
        open_room(do, incident, at)
    return incident


def open_room(do: Do, incident: Incident, at: datetime) -> str:
    """The worker has made the incident's own channel; answers its id."""
    soon = at + timedelta(seconds=60)
    do(stored_rooms.claim, by="worker", at=at, lease_until=soon, limit=9)
    channel_id = f"C0ROOM{incident.id}"
    do(war_rooms.opened, incident.id, channel_id, by_worker="worker", lease_until=soon, at=at)
    do(stored_rooms.release_all)
    return channel_id


def major_of(do: Do, incident: Incident) -> Major:
    """What it is as a major incident now."""
    found: Major = do(stored_majors.of_incident, incident.id)
    return found


def owed(do: Do, record: Subject) -> dict[tuple[str, str], int]:
    """What is to be said about the record: how often each (message, destination) was wanted.

    Notices are counted together: each is a row of its own.
    """
    about = (Owed.subject_kind == record.kind, Owed.subject_id == record.id)
    rows = do(lambda tx: tx.scalars(select(Owed).where(*about)).all())
    wanted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        wanted[row.message.value, row.destination] += row.wanted
    return dict(wanted)


def notices(do: Do, record: Subject) -> set[str]:
    """Who gets a private sentence about the record, by Slack id."""
    told = {place for message, place in owed(do, record) if message == Message.NOTICE}
    return {place.removeprefix("person:") for place in told}


def history(do: Do, incident: Incident) -> list[Entry]:
    """What the journal says of the incident, from the beginning."""
    about = (Entry.subject_kind == Kind.INCIDENT, Entry.subject_id == incident.id)
    query = select(Entry).where(*about).order_by(Entry.id)
    return list(do(lambda tx: tx.scalars(query).all()))
