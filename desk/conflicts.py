"""What stands against a change as it is planned, and when nothing would (ITSM semantics, section 4.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.change_requests import ChangeRequest
from domain.changes import ChangeState, ChangeType
from domain.conflicts import (
    Code,
    Conflict,
    Trouble,
    Work,
    conflicts_of,
    key_of,
    stands_in_the_way,
)
from domain.errors import FieldErrors
from domain.exceptions import ExceptionRule
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.windows import SEARCHED
from domain.windows import free_slots as free
from storage import changes, conflicts, exceptions
from storage.changes import Change

RULES: Mapping[Code, ExceptionRule] = {
    Code.SAME_ASSET: ExceptionRule.CONFLICT,
    Code.MAINTENANCE: ExceptionRule.MAINTENANCE,
}
"""What a hard conflict sets aside, once somebody has allowed that."""

APPROVED = (ChangeState.SCHEDULED, ChangeState.IMPLEMENTING)

USUAL_LENGTH = timedelta(hours=1)
"""A slot of this length is looked for where no window has been said yet."""

NOT_YET = "This change"
"""What has no number is called so."""


def of_change(
    tx: Session, change: Change, *, organisation: Organisation, at: datetime
) -> list[Conflict]:
    """Everything that stands against the change as it is planned now, the hard ones first.

    Asked anew at each look: another change, an incident or the configuration may have moved meanwhile.
    """
    return _of(tx, _work(change), organisation, at, but=change.id)


def of_request(
    tx: Session, asked: ChangeRequest, *, organisation: Organisation, at: datetime
) -> list[Conflict]:
    """The same for what is still being asked for; nothing while it has no window."""
    if asked.starts_at is None or asked.ends_at is None:
        return []
    return _of(tx, _asked(asked, (asked.starts_at, asked.ends_at)), organisation, at, but=None)


def set_aside(
    asked: Change | ChangeRequest, found: Sequence[Conflict]
) -> list[tuple[ExceptionRule, str]]:
    """The rules it would set aside by conflicting so, each with the conflict's key; freezes have a rule of their own.

    Raises FieldErrors about `starts_at` and `override` where no reason for that is given. An emergency needs none.
    """
    hard = [conflict for conflict in found if conflict.is_hard and conflict.code in RULES]
    if hard and not asked.override and asked.type is not ChangeType.EMERGENCY:
        who = (
            "the service's owner and a change manager decide"
            if any(conflict.code is Code.MAINTENANCE for conflict in hard)
            else "a change manager decides"
        )
        raise FieldErrors(
            {
                "starts_at": f"{' '.join(conflict.evidence for conflict in hard)} Choose another time.",
                "override": f"To do it all the same, say why it has to be then: {who} about that first.",
            }
        )
    return [(RULES[conflict.code], conflict.key) for conflict in hard]


def unresolved(
    tx: Session, change: Change, *, organisation: Organisation, at: datetime
) -> list[Conflict]:
    """The hard ones that stand against its start now, without freezes, which have a rule of their own.

    Others count once they are approved themselves: who is approved first need not wait for who may never be. What was
    accepted for either of two counts for both, as long as neither is edited.
    """
    found = of_change(tx, change, organisation=organisation, at=at)
    hard = [conflict for conflict in found if conflict.is_hard and conflict.code in RULES]
    return [
        conflict
        for conflict in hard
        if not _is_granted(tx, change.id, conflict.key)
        and not (conflict.code is Code.SAME_ASSET and _is_no_matter(tx, change, conflict))
    ]


def facts_of(found: Sequence[Conflict]) -> list[dict[str, str]]:
    """Conflicts as plain facts that are kept with a change and shown to those who decide."""
    return [
        {"code": it.code, "severity": it.severity, "what": it.what, "evidence": it.evidence}
        for it in found
    ]


def _is_no_matter(tx: Session, change: Change, conflict: Conflict) -> bool:
    """Whether the other change is not approved yet, or was allowed to be at the same time as this one."""
    other_id = read_number(conflict.what, Kind.CHANGE)
    other = changes.find(tx, other_id) if other_id else None
    if other is None or other.state not in APPROVED:
        return True
    seen_from_there = key_of(conflict.code, change.number, change.plan.digest)
    return _is_granted(tx, other.id, seen_from_there)


def _is_granted(tx: Session, change_id: int, key: str) -> bool:
    return any(it.approved_at and it.what == key for it in exceptions.of_change(tx, change_id))


def free_slots(
    tx: Session, planned: Change | ChangeRequest, *, organisation: Organisation, after: datetime
) -> list[Span]:
    """The next three slots from `after` on that are as long as its window and that nothing stands against.

    Fewer, or none, where the next two months have no more.
    """
    starts_at, ends_at = planned.starts_at, planned.ends_at
    lasts = ends_at - starts_at if starts_at and ends_at else USUAL_LENGTH
    if isinstance(planned, Change):
        work, but = _work(planned), planned.id
    else:
        work, but = _asked(planned, (after, after + lasts)), 0
    others = conflicts.around(tx, (after, after + SEARCHED + lasts), but=but, at=after)
    return free(
        lasts,
        after=after,
        freezes=organisation.freezes,
        maintenance=organisation.maintenance,
        taken=[it.span for it in map(_work, others) if stands_in_the_way(work, it)],
        service=work.service,
        assets=work.assets,
        type_=work.type,
    )


def _of(
    tx: Session, work: Work, organisation: Organisation, at: datetime, *, but: int | None
) -> list[Conflict]:
    others = conflicts.around(tx, work.span, but=but, at=at)
    return conflicts_of(
        work,
        [_until_finished(_work(other), work) for other in others],
        freezes=organisation.freezes,
        maintenance=organisation.maintenance,
        troubles=_troubles(tx, work),
    )


def _troubles(tx: Session, work: Work) -> Sequence[Trouble]:
    found = conflicts.urgent_about(tx, service=work.service, assets=work.assets)
    return [
        Trouble(
            number=incident.number,
            title=incident.title,
            service=incident.service,
            asset=incident.affected_asset,
            is_major=is_major,
        )
        for incident, is_major in found
    ]


def _work(change: Change) -> Work:
    return Work(
        number=change.number,
        title=change.title,
        type=change.type,
        service=change.service,
        assets=frozenset(change.assets),
        span=(change.starts_at, change.ends_at),
        implementer=change.implementer_id,
        digest=change.plan.digest,
    )


def _until_finished(other: Work, work: Work) -> Work:
    """What is still being carried out beyond its window ends nobody knows when."""
    if other.span[1] > work.span[0]:
        return other
    return replace(other, span=(other.span[0], work.span[1]))


def _asked(asked: ChangeRequest, span: Span) -> Work:
    return Work(
        number=NOT_YET,
        title=asked.title,
        type=asked.type,
        service=asked.service,
        assets=frozenset(asked.assets),
        span=span,
        implementer=asked.implementer_id,
    )
