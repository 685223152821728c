"""Somebody may already be raising this: what is open and looks the same, before another is raised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.affected import settled
from desk.steps import may_see
from domain import duplicates
from domain.access import Can, may
from domain.duplicates import LOOKED_AT, WITHIN
from domain.incidents import Report
from domain.organisation import Organisation
from domain.people import Person
from storage import affected, incidents, open_incidents
from storage.incidents import Incident


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an open incident is about, as far as it is compared."""

    id: int
    title: str
    service: str | None
    affected_asset: str
    assets: frozenset[int]


def likely(
    tx: Session, report: Report, *, organisation: Organisation, by: Person, at: datetime
) -> list[Incident]:
    """The few open incidents of the last day that may well be the same, of those that `by` may see.

    Raises FieldErrors about `picked_assets`.
    """
    report = settled(tx, report, organisation=organisation, by=by)
    known = open_incidents.lately_open(
        tx,
        since=at - WITHIN,
        viewer_id=by.id,
        viewer_teams=by.agent_of | by.lead_of,
        sees_all=may(by, Can.SEE_RESTRICTED_INCIDENT),
        limit=LOOKED_AT,
    )
    about = affected.of_incidents(tx, [it.id for it in known]) if report.assets else {}
    subjects = [
        Subject(
            id=it.id,
            title=it.title,
            service=it.service,
            affected_asset=it.affected_asset,
            assets=about.get(it.id, frozenset()),
        )
        for it in known
    ]
    return again(tx, [it.id for it in duplicates.likely(report, subjects)], by=by)


def again(tx: Session, ids: Collection[int], *, by: Person) -> list[Incident]:
    """The same ones, as they stand now."""
    found = incidents.several(tx, ids)
    return [found[each] for each in ids if each in found and may_see(tx, found[each], by)]
