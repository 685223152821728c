"""What is told of an audit round: how far it is, what somebody is asked in it, and what it has left for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.asset.audits import Answer
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import SYSTEM
from storage import outbox, people
from storage.asset import audits
from storage.asset.audits import Audit, AuditItem
from storage.assets import Asset, Reader
from storage.outbox import Message

ASKED_AT_ONCE = 12
"""So many things stand in one message; as they are answered the next come."""

UNANSWERED: tuple[Answer | None, ...] = (None,)
NOT_FOUND: tuple[Answer | None, ...] = (None, Answer.NOT_HERE)


@dataclass(frozen=True, kw_only=True)
class Items:
    """Things of a round: those shown, of so many, of which something was said of some."""

    audit: Audit
    items: Sequence[tuple[AuditItem, Asset]]
    total: int
    answered: int


def want(tx: Session, audit: Audit, *, asked: Sequence[str | None], at: datetime) -> None:
    """Whoever opened it and those of the `asked` who are here see how it stands."""
    messages = [_message(audit, "progress", audit.opened_by)]
    messages += [_message(audit, "asked", person_id) for person_id in _here(tx, asked)]
    outbox.want(tx, messages, at)


def want_again(tx: Session, audit: Audit, *, asked: Sequence[str], at: datetime) -> None:
    """These are asked once more, and never again."""
    for person_id in _here(tx, asked):
        outbox.want_once(tx, _message(audit, "again", person_id), at)


def hand_on(tx: Session, audit: Audit, *, organisation: Organisation, at: datetime) -> None:
    """Each thing that was not found is for its owner, or else the lead of its team, or whoever opened the round."""
    found = audits.followers(tx, audit.id)
    leads = {it.key: it.lead_id for it in organisation.teams if it.lead_id}
    here = set(_here(tx, {*(owner for _, owner, _ in found), *leads.values()}))
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
    named = facts["items"]
    found = audits.items(tx, audit.id, everyone, answers=NOT_FOUND, among=named, limit=len(named))
    return Items(audit=audit, items=found, total=facts["count"], answered=0)


def _here(tx: Session, person_ids: Iterable[str | None]) -> list[str]:
    those = [it for it in person_ids if it and it != SYSTEM.id]
    gone = people.gone(tx, those)
    return [it for it in those if it not in gone]


def _message(audit: Audit, part: str, person_id: str, **facts: Any) -> dict[str, Any]:
    return {
        "key": f"audit:{audit.number}:{part}:{person_id}",
        "message": Message.AUDIT,
        "destination": f"person:{person_id}",
        "subject_kind": Kind.AUDIT,
        "subject_id": audit.id,
        "facts": {"part": part, "audit": audit.id, **facts},
    }
