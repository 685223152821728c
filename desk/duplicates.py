"""Somebody may already be raising this: what is open and looks the same, before another is raised."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from desk.steps import may_see
from domain import duplicates
from domain.access import Can, may
from domain.duplicates import LOOKED_AT, WITHIN
from domain.incidents import Report
from domain.people import Person
from storage import incidents, open_incidents
from storage.incidents import Incident


def likely(tx: Session, report: Report, *, by: Person, at: datetime) -> list[Incident]:
    """The few open incidents of the last day that may well be the same, of those that `by` may see."""
    known = open_incidents.lately_open(
        tx,
        since=at - WITHIN,
        viewer_id=by.id,
        viewer_teams=by.agent_of | by.lead_of,
        sees_all=may(by, Can.SEE_RESTRICTED_INCIDENT),
        limit=LOOKED_AT,
    )
    return again(tx, [it.id for it in duplicates.likely(report, known)], by=by)


def again(tx: Session, ids: Collection[int], *, by: Person) -> list[Incident]:
    """The same ones, as they stand now."""
    found = incidents.several(tx, ids)
    return [found[each] for each in ids if each in found and may_see(tx, found[each], by)]
