"""What stands against a change as it is planned, and when nothing would (ITSM semantics, section 4.7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from desk.change import neighbours
from domain.calendars import Span
from domain.change.claims import Peak, Trouble, Work
from domain.change.conflicts import Conflict, conflicts_of, reaches, stands_in_the_way
from domain.change.neighbours import Neighbours
from domain.change.requests import ChangeRequest
from domain.change.windows import SEARCHED, everywhere
from domain.change.windows import free_slots as free
from domain.organisation import Organisation
from storage.change import affected as change_assets
from storage.change import conflicts
from storage.changes import Change
from storage.incident import affected

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
    around = neighbours.around(tx, work.assets, organisation)
    return free(
        lasts,
        after=after,
        freezes=[everywhere(it) for it in organisation.freezes if reaches(it, work, around)],
        maintenance=organisation.maintenance,
        taken=[it.span for it in _works(tx, others) if stands_in_the_way(work, it, around)],
        service=work.service,
        assets=work.assets | around.called,
        type_=work.type,
    )


def _of(
    tx: Session, work: Work, organisation: Organisation, at: datetime, *, but: int | None
) -> list[Conflict]:
    others = conflicts.around(tx, work.span, but=but, at=at)
    around = neighbours.around(tx, work.assets, organisation)
    found = conflicts_of(
        work,
        [_until_finished(other, work) for other in _works(tx, others)],
        freezes=organisation.freezes,
        maintenance=organisation.maintenance,
        troubles=_troubles(tx, work, around),
        peaks=_peaks(work, around, organisation),
        around=around,
    )
    met = {other.number: other for other in others}
    return [  # only what stands hard against it is ever accepted, and so worked out
        replace(it, digest=met[it.what].plan.digest) if it.is_hard and it.what in met else it
        for it in found
    ]


def _troubles(tx: Session, work: Work, around: Neighbours) -> Sequence[Trouble]:
    ids = {*around.own, *around.near}
    found = conflicts.urgent_about(tx, service=work.service, assets=work.assets, asset_ids=ids)
    about = affected.of_incidents(tx, [incident.id for incident, _ in found])
    return [
        Trouble(
            number=incident.number,
            title=incident.title,
            service=incident.service,
            asset=incident.affected_asset,
            is_major=is_major,
            asset_ids=about.get(incident.id, frozenset()),
        )
        for incident, is_major in found
    ]


def _peaks(work: Work, around: Neighbours, organisation: Organisation) -> list[Peak]:
    """When what it touches, or what needs that, is at its busiest."""
    named = {work.service, *around.services_hit}
    return [
        Peak(service=service.name, span=span)
        for service in organisation.services
        if service.peak is not None and service.name in named
        for span in islice(service.peak.open_spans(*work.span), 1)
    ]


def _works(tx: Session, found: Sequence[Change]) -> list[Work]:
    """Each with the assets it is about."""
    ids = change_assets.ids_of(tx, [change.id for change in found])
    return [replace(_work(it), asset_ids=ids.get(it.id, frozenset())) for it in found]


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
