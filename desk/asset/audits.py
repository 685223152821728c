"""Audit rounds: opened for a scope, those asked who have or own its things, looked at, and closed with what follows.

What is said of a single thing stands in `sightings`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.asset.steps import Looked, reader_of
from desk.journal import record
from domain.access import Can, may
from domain.asset.audits import MOST, Answer, Scope, checked
from domain.asset.expiries import MORNING
from domain.assets import AssetClass
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from storage import outbox, people
from storage.asset import audits, findings
from storage.asset.audits import Audit, AuditItem, Counts
from storage.assets import Asset, Reader
from storage.outbox import Message

PAGE = 10
ASKED_AT_ONCE = 12
"""So many things stand in one message; as they are answered the next come."""

USUAL_TIME = timedelta(days=14)
"""How long a round takes where nobody says otherwise."""

AT_ONCE = 50
AGAIN_AFTER = timedelta(minutes=10)

UNANSWERED: tuple[Answer | None, ...] = (None,)
NOT_FOUND: tuple[Answer | None, ...] = (None, Answer.NOT_HERE)


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round as it stands."""

    audit: Audit
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class Items:
    """Things of a round: those shown, of so many, of which something was said of some."""

    audit: Audit
    items: Sequence[tuple[AuditItem, Asset]]
    total: int
    answered: int


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
    _want(tx, audit, at, progress=True, asked=_here(tx, audits.asked(tx, audit.id)))
    return Round(audit=audit, counts=audits.counts(tx, audit.id))


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
    shown = [
        Round(audit=it, counts=audits.counts(tx, it.id))
        for it in found[:PAGE]
        if may_look(it, organisation, by)
    ]
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
    audit = to_look(tx, audit_id, organisation=organisation, by=by)
    return Round(audit=audit, counts=audits.counts(tx, audit.id))


def to_look(tx: Session, audit_id: int, *, organisation: Organisation, by: Person) -> Audit:
    """The round, if `by` may look at all of it. Raises NotFound."""
    audit = audits.find(tx, audit_id)
    if audit is None or not may_look(audit, organisation, by):
        raise NotFound(
            f"There is no {number(Kind.AUDIT, audit_id)} that you can see. /asset audit lists them."
        )
    return audit


def may_look(audit: Audit, organisation: Organisation, by: Person) -> bool:
    """Whoever opened it, who could have, and the agents of its team."""
    looked = Looked(team_key=audit.team_key or "")
    return by.id == audit.opened_by or any(
        may(by, can, looked) for can in (Can.AUDIT_ASSETS, Can.EDIT_ASSET)
    )


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
    if by.id != audit.opened_by:
        check_may_open(by, audit.team_key, organisation)
    if audit.closed_at is not None:
        raise WrongState(f"{audit.number} is closed already.")
    audit.closed_at, audit.closed_by, audit.fire_at = at, by.id, None
    tx.flush()
    counts = audits.counts(tx, audit.id)
    after = {**{it.value: count for it, count in counts.answered.items()}, "left": counts.left}
    record(tx, audit, Event.AUDIT_CLOSED, by=by, at=at, after=after)
    _want(tx, audit, at, progress=True, asked=_here(tx, audits.asked(tx, audit.id)))
    _hand_on(tx, audit, organisation, at)
    return Round(audit=audit, counts=counts)


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
    for person_id in _here(tx, audits.asked(tx, audit.id, unanswered=True)):
        outbox.want_once(tx, _message(audit, "again", person_id), at)
    return True


def answered(tx: Session, audit: Audit, asked_id: str | None, *, at: datetime) -> None:
    """Something was said of one of its things: whoever opened it and whoever is asked see how it stands."""
    _want(tx, audit, at, progress=True, asked=_here(tx, [asked_id] if asked_id else []))


def asked_of(tx: Session, audit_id: int, person_id: str) -> Items | None:
    """What this person is still asked about; they see what they have, whoever may see it else."""
    audit = audits.find(tx, audit_id)
    if audit is None:
        return None
    found = audits.items(
        tx, audit_id, Reader(person_id=person_id), answers=UNANSWERED, asked_id=person_id,
        limit=ASKED_AT_ONCE,
    )  # fmt: skip
    total, done = audits.count_asked(tx, audit_id, person_id)
    return Items(audit=audit, items=found, total=total, answered=done)


def left_with(tx: Session, facts: Mapping[str, Any]) -> Items | None:
    """What a closed round has left for somebody to follow up, as these facts of an owed message say."""
    audit = audits.find(tx, facts["audit"])
    if audit is None:
        return None
    everyone = Reader(person_id="")
    wanted = facts["items"]
    found = [
        pair
        for it in wanted
        for pair in audits.items(tx, audit.id, everyone, answers=NOT_FOUND, after=it - 1, limit=1)
        if pair[1].id == it
    ]
    return Items(audit=audit, items=found, total=facts["count"], answered=0)


def _here(tx: Session, person_ids: Sequence[str]) -> list[str]:
    gone = people.gone(tx, person_ids)
    return [it for it in person_ids if it not in gone and it != SYSTEM.id]


def _want(tx: Session, audit: Audit, at: datetime, *, progress: bool, asked: Sequence[str]) -> None:
    messages = [_message(audit, "asked", person_id) for person_id in asked]
    if progress:
        messages.insert(0, _message(audit, "progress", audit.opened_by))
    outbox.want(tx, messages, at)


def _hand_on(tx: Session, audit: Audit, organisation: Organisation, at: datetime) -> None:
    """Each thing that was not found is for its owner, or else the lead of its team, or whoever opened the round."""
    found = audits.followers(tx, audit.id)
    leads = {it.key: it.lead_id for it in organisation.teams if it.lead_id}
    here = set(_here(tx, sorted({it for _, it, _ in found if it} | set(leads.values()))))
    lists: dict[str, list[int]] = {}
    for asset_id, owner, team in found:
        keepers = (owner, leads.get(team or ""))
        keeper = next((it for it in keepers if it in here), None) or audit.opened_by
        lists.setdefault(keeper, []).append(asset_id)
    messages = [
        _message(audit, "left", person_id, items=its[:ASKED_AT_ONCE], count=len(its))
        for person_id, its in sorted(lists.items())
    ]
    outbox.want(tx, messages, at)


def _message(audit: Audit, part: str, person_id: str, **facts: Any) -> dict[str, Any]:
    return {
        "key": f"audit:{audit.number}:{part}:{person_id}",
        "message": Message.AUDIT,
        "destination": f"person:{person_id}",
        "subject_kind": Kind.AUDIT,
        "subject_id": audit.id,
        "facts": {"part": part, "audit": audit.id, **facts},
    }
