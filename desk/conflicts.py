"""What stands against a change as it is planned, and when nothing would (ITSM semantics, section 4.7)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.change_requests import ChangeRequest
from domain.conflicts import (
    Conflict,
    Trouble,
    Work,
    conflicts_of,
    stands_in_the_way,
)
from domain.organisation import Organisation
from domain.windows import SEARCHED
from domain.windows import free_slots as free
from storage import affected, asset_surroundings, conflicts
from storage.changes import Change

USUAL_LENGTH = timedelta(hours=1)
"""A slot of this length is looked for where no window has been said yet."""

KEPT = 20
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


def facts_of(found: Sequence[Conflict]) -> list[dict[str, str]]:
    """The gravest conflicts as plain facts that are kept with a change and shown to those who decide."""
    return [
        {"code": it.code, "severity": it.severity, "what": it.what, "evidence": it.evidence}
        for it in found[:KEPT]
    ]


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
    found = conflicts_of(
        work,
        [_until_finished(_work(other), work) for other in others],
        freezes=organisation.freezes,
        maintenance=organisation.maintenance,
        troubles=_troubles(tx, work),
    )
    met = {other.number: other for other in others}
    return [  # only what stands hard against it is ever accepted, and so worked out
        replace(it, digest=met[it.what].plan.digest) if it.is_hard and it.what in met else it
        for it in found
    ]


def _troubles(tx: Session, work: Work) -> Sequence[Trouble]:
    found = conflicts.urgent_about(tx, service=work.service, assets=work.assets)
    named = _named(tx, work.assets, [incident.id for incident, _ in found])
    return [
        Trouble(
            number=incident.number,
            title=incident.title,
            service=incident.service,
            asset=named.get(incident.id, incident.affected_asset),
            is_major=is_major,
        )
        for incident, is_major in found
    ]


def _named(tx: Session, names: Collection[str], ids: Collection[int]) -> dict[int, str]:
    """Which of these names means an asset that each of the incidents is about, where one does."""
    about = affected.of_incidents(tx, ids)
    if not about:
        return {}
    meant = {name: asset_surroundings.meant_by(tx, [name]) for name in sorted(names)}
    return {
        incident_id: name
        for incident_id, its in about.items()
        for name, assets in meant.items()
        if its & assets
    }


def _work(change: Change) -> Work:
    return Work(
        number=change.number,
        title=change.title,
        type=change.type,
        service=change.service,
        assets=frozenset(change.assets),
        span=(change.starts_at, change.ends_at),
        implementer=change.implementer_id,
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
