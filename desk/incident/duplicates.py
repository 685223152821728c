"""Somebody may already be raising this: what is open and looks the same, before another is raised."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from desk.incident.steps import may_see
from domain.incident import duplicates
from domain.incident.duplicates import LOOKED_AT, WITHIN
from domain.incidents import Report
from domain.people import Person
from storage import incidents
from storage.incident import affected, open_incidents
from storage.incidents import Incident


class SeemsRaised(Exception):
    """Open incidents look the same, by their ids: whoever raises another is asked first."""

    def __init__(self, ids: Collection[int]) -> None:
        super().__init__("it seems to be raised already")
        self.ids = tuple(ids)


class Subject(NamedTuple):
    """What an open incident is about, as far as it is compared."""

    id: int
    title: str
    service: str | None
    affected_asset: str
    restricted: bool
    assets: frozenset[int] = frozenset()


def check_seems_new(tx: Session, report: Report, *, by: Person, at: datetime) -> None:
    """Raises SeemsRaised where open incidents look the same."""
    if found := likely(tx, report, by=by, at=at):
        raise SeemsRaised([each.id for each in found])


def likely(tx: Session, report: Report, *, by: Person, at: datetime) -> list[Incident]:
    """The few open incidents of the last day that may well be the same, of those that `by` may see.

    The report's assets are settled.
    """
    latest = open_incidents.lately_open(tx, since=at - WITHIN, limit=LOOKED_AT)
    is_in_touch = duplicates.in_touch_with(report)
    known = [Subject(*row) for row in latest if report.assets or is_in_touch(row[1], row[3])]
    if restricted := [it.id for it in known if it.restricted]:
        seen = {it.id for it in again(tx, restricted, by=by)}
        known = [it for it in known if it.id in seen or not it.restricted]
    if report.assets:
        about = affected.of_incidents(tx, [it.id for it in known])
        known = [it._replace(assets=about.get(it.id, it.assets)) for it in known]
    return again(tx, [it.id for it in duplicates.likely(report, known)], by=by)


def again(tx: Session, ids: Collection[int], *, by: Person) -> list[Incident]:
    """The same ones, as they stand now."""
    found = incidents.several(tx, ids)
    return [found[each] for each in ids if each in found and may_see(tx, found[each], by)]
