"""Audit rounds: opened for a scope, those asked who have or own its things, looked at, and closed with what follows.

What is said of a single thing stands in `sightings`, what people are told in `audit_messages`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.asset import audit_messages
from desk.asset.audit_messages import ASKED_AT_ONCE, Items
from desk.asset.steps import Looked, reader_of
from desk.journal import record
from desk.people import name_of
from domain.access import Can, may
from domain.asset.audits import MOST, Answer, Scope, checked
from domain.asset.expiries import MORNING
from domain.assets import AssetClass
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from storage import people
from storage.asset import audits, findings
from storage.asset.audits import Audit, Counts

PAGE = 10

USUAL_TIME = timedelta(days=14)
"""How long a round takes where nobody says otherwise."""

AT_ONCE = 50
AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round as it stands, and whether who looks may close it."""

    audit: Audit
    counts: Counts
    may_close: bool


def open_round(
    tx: Session,
    scope: Scope,
    *,
    due_on: date | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Round:
    """Somebody wants all things of the scope seen; who has or owns them is asked. Raises FieldErrors, NotAllowed."""
    check_may_open(by, scope.team_key, organisation)
    scope = checked(scope)
    today = organisation.office.local_date(at)
    due_on = due_on or today + USUAL_TIME
    if due_on < today:
        raise FieldErrors({"due_on": "This day is past. Choose one to come."})
    found = audits.count_in(tx, scope, most=MOST)
    if not found:
        raise FieldErrors({"team_key": "There is nothing of that kind that could be seen."})
    if found > MOST:
        raise FieldErrors({"team_key": f"These are more than {MOST:,} things. Take a part of it."})
    audit = Audit(
        team_key=scope.team_key,
        asset_class=scope.asset_class,
        location=scope.location,
        due_on=due_on,
        fire_at=datetime.combine(due_on, MORNING, organisation.office.zone),
        opened_by=by.id,
        opened_at=at,
    )
    audits.add(tx, audit)
    record(tx, audit, Event.AUDIT_OPENED, by=by, at=at, after={"things": found})
    people.meet(tx, by)
    audit_messages.want(tx, audit, asked=audits.asked(tx, audit.id), at=at)
    return _as_seen(tx, audit, by)


def check_may_open(by: Person, team_key: str | None, organisation: Organisation) -> None:
    """Raises NotAllowed: leads look through what their own teams have, asset managers through all."""
    if may(by, Can.AUDIT_ASSETS, Looked(team_key=team_key or "")):
        return
    own = [it.name for it in organisation.teams if it.key in by.lead_of]
    if own:
        raise NotAllowed(
            f"You can open a round of what your own team looks after: {', '.join(own)}. "
            "An asset manager opens others."
        )
    raise NotAllowed(
        "Leads open rounds of what their team looks after, asset managers any. Ask one of them."
    )


def may_open_any(by: Person, organisation: Organisation) -> bool:
    return any(
        may(by, Can.AUDIT_ASSETS, Looked(team_key=key))
        for key in ("", *(it.key for it in organisation.teams))
    )


def listing(
    tx: Session, *, before: int | None = None, organisation: Organisation, by: Person
) -> tuple[list[Round], int | None]:
    """The latest rounds, and the last one's id where there are more."""
    found = audits.latest(tx, before=before, limit=PAGE + 1)
    shown = [_as_seen(tx, it, by) for it in found[:PAGE] if may_look(it, by)]
    return shown, found[PAGE - 1].id if len(found) > PAGE else None


def unseen(
    tx: Session, *, organisation: Organisation, by: Person, at: datetime
) -> Mapping[AssetClass, int]:
    """How many things of each class are to be seen again, for who may open a round of all."""
    if not may(by, Can.AUDIT_ASSETS, Looked(team_key="")):
        return {}
    return findings.unseen(tx, organisation.office.local_date(at), organisation.seen_every)


def show(tx: Session, audit_id: int, *, organisation: Organisation, by: Person) -> Round:
    """The round as it stands. Raises NotFound."""
    return _as_seen(tx, to_look(tx, audit_id, organisation=organisation, by=by), by)


def to_look(tx: Session, audit_id: int, *, organisation: Organisation, by: Person) -> Audit:
    """The round, if `by` may look at all of it. Raises NotFound."""
    audit = audits.find(tx, audit_id)
    if audit is None or not may_look(audit, by):
        raise NotFound(
            f"There is no {number(Kind.AUDIT, audit_id)} that you can see. /asset audit lists them."
        )
    return audit


def may_look(audit: Audit, by: Person) -> bool:
    """Whoever may close it, and the agents of its team."""
    return may_close(audit, by) or may(by, Can.EDIT_ASSET, Looked(team_key=audit.team_key or ""))


def may_close(audit: Audit, by: Person) -> bool:
    """Whoever opened it, and who could have."""
    looked = Looked(team_key=audit.team_key or "")
    return by.id == audit.opened_by or may(by, Can.AUDIT_ASSETS, looked)


def page(
    tx: Session,
    audit_id: int,
    *,
    answers: Collection[Answer | None],
    after: int = 0,
    organisation: Organisation,
    by: Person,
) -> tuple[Items, int | None]:
    """Things of the round that were answered like this, and the last one's id where there are more."""
    audit = to_look(tx, audit_id, organisation=organisation, by=by)
    reader = reader_of(by, organisation)
    found = audits.items(
        tx, audit_id, reader, answers=answers, after=after, limit=ASKED_AT_ONCE + 1
    )
    counts = audits.counts(tx, audit_id)
    shown = found[:ASKED_AT_ONCE]
    items = Items(audit=audit, items=shown, total=counts.total, answered=counts.total - counts.left)
    return items, shown[-1][1].id if len(found) > ASKED_AT_ONCE else None


def close(
    tx: Session, audit_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Round:
    """The round is over. What was not found stays as it is written down, and whoever looks after it is told."""
    audit = audits.for_update(tx, audit_id)
    audit = to_look(tx, audit_id, organisation=organisation, by=by)
    if not may_close(audit, by):
        raise NotAllowed(
            f"{name_of(tx, audit.opened_by)} opened {audit.number} and closes it, or whoever could have opened it: "
            "leads what their team looks after, asset managers any."
        )
    if audit.closed_at is not None:
        raise WrongState(f"{audit.number} is closed already.")
    audit.closed_at, audit.closed_by, audit.fire_at = at, by.id, None
    tx.flush()
    closed = _as_seen(tx, audit, by)
    counts = closed.counts
    after = {**{it.value: count for it, count in counts.answered.items()}, "left": counts.left}
    record(tx, audit, Event.AUDIT_CLOSED, by=by, at=at, after=after)
    audit_messages.want(tx, audit, asked=audits.asked(tx, audit.id), at=at)
    audit_messages.hand_on(tx, audit, organisation=organisation, at=at)
    return closed


def due(tx: Session, *, at: datetime) -> list[int]:
    return list(audits.firing(tx, by=at, limit=AT_ONCE))


def put_off(tx: Session, audit_id: int, *, at: datetime) -> None:
    audits.put_off(tx, audit_id, at + AGAIN_AFTER)


def remind(tx: Session, audit_id: int, *, organisation: Organisation, at: datetime) -> bool:
    """Its day has come: whoever has not said all is asked once more. False where another has been here."""
    audit = audits.for_update(tx, audit_id)
    if audit is None or audit.fire_at is None or audit.fire_at > at:
        return False
    audit.fire_at = None
    audit_messages.want_again(tx, audit, asked=audits.asked(tx, audit.id, unanswered=True), at=at)
    return True


def _as_seen(tx: Session, audit: Audit, by: Person) -> Round:
    counts = audits.counts(tx, audit.id)
    return Round(audit=audit, counts=counts, may_close=may_close(audit, by))
