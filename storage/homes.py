"""People's Homes among what is owed: there is one row for whoever has ever opened theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Update,
    bindparam,
    cast,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.events import Event
from domain.numbers import Kind
from storage.base import BigId, Moment
from storage.changes import Change
from storage.incidents import Incident
from storage.journal import Entry
from storage.outbox import AFRESH, ONCE_MORE, Owed


def opened_by(tx: Session, person_ids: Collection[str]) -> Sequence[str]:
    """Who of these has ever opened their Home."""
    keys = [f"home:{person_id}" for person_id in person_ids]
    found = tx.scalars(select(Owed.key).where(Owed.key.in_(keys)))
    return [key.removeprefix("home:") for key in found]


def want_again(tx: Session, person_ids: Collection[str], at: datetime) -> None:
    """The Homes of these people are to be brought up to date, of those who have ever opened it."""
    if person_ids:
        asked = {"its_keys": [f"home:{it}" for it in person_ids], "at": at}
        tx.connection().execute(_AGAIN, asked)


def want_soon(
    tx: Session, kind: Kind, record_id: int, *, lead_id: str | None, at: datetime
) -> None:
    """The Homes of those whose this record is or once was, and of its team's lead, are to be brought up to date at
    this moment.

    What is due before stays so: however much happens, a Home waits no longer.
    """
    about = {"its_id": record_id, "lead_key": f"home:{lead_id}", "soon": at}
    tx.connection().execute(_SOON[kind], about)


def keep(tx: Session, person_id: str, facts: Mapping[str, Any]) -> None:
    """Something to remember of how this person's Home is looked at."""
    its_home = select(Owed).where(Owed.key == f"home:{person_id}").with_for_update()
    if home := tx.scalar(its_home):
        home.facts = {**(home.facts or {}), **facts}
        tx.flush()


def _in_one_order(*conditions: ColumnElement[bool]) -> Update:
    """Of these rows, locked in one order whoever asks, or two senders could wait for each other."""
    its_ids = select(Owed.id).where(*conditions).order_by(Owed.id).with_for_update()
    return update(Owed).where(Owed.id.in_(its_ids))


_AGAIN = _in_one_order(Owed.key.in_(bindparam("its_keys", expanding=True))).values(AFRESH)


def _whose(kind: Kind, had: str, *taken_by: Event, of: Iterable[InstrumentedAttribute[Any]]) -> Any:
    """The keys of the Homes of these people of a record, of those who once `had` it, and of its team's lead."""
    its_id = bindparam("its_id", type_=BigId)
    taken = (Entry.subject_kind == kind, Entry.subject_id == its_id, Entry.event.in_(taken_by))
    return union_all(
        *(select("home:" + each).where(each.class_.id == its_id) for each in of),
        select("home:" + Entry.before[had].as_string()).where(*taken),
        select(cast(bindparam("lead_key"), String)),
    )


_WHOSE = {
    Kind.INCIDENT: _whose(
        Kind.INCIDENT,
        "assignee",
        *(Event.INCIDENT_ASSIGNED, Event.INCIDENT_MOVED),
        of=(Incident.assignee_id, Incident.reporter_id),
    ),
    Kind.CHANGE: _whose(
        Kind.CHANGE,
        "implementer",
        Event.CHANGE_EDITED,
        of=(Change.implementer_id, Change.requester_id),
    ),
}
_SOON = {
    kind: _in_one_order(Owed.key.in_(keys)).values(
        {
            **ONCE_MORE,
            "due_at": func.coalesce(Owed.due_at, bindparam("soon", type_=Moment())),
            "given_up_at": None,
        }
    )
    for kind, keys in _WHOSE.items()
}
