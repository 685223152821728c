"""What incidents of a period were most often about: of which asset, for which service, with which outcome."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.kpis import Cohort
from storage.incident_cohorts import INCIDENT_COHORTS
from storage.incidents import Incident
from storage.scopes import Scope


class By(StrEnum):
    ASSET = "asset"
    SERVICE = "service"
    OUTCOME = "outcome"


def most_often(
    tx: Session, by: By, cohort: Cohort, scope: Scope, *, limit: int
) -> Sequence[tuple[str, int]]:
    """By what most of the cohort's incidents can be told apart, and of how many each is; what says nothing is none."""
    rows = INCIDENT_COHORTS[cohort](scope, None).subquery()
    # what two people typed differs in capitals
    shown, same = _COLUMNS[by], func.lower(_COLUMNS[by])
    query = (
        select(func.min(shown), func.count())
        .join(rows, rows.c.record_id == Incident.id)
        .where(shown.is_not(None), shown != "")
        .group_by(same)
        .order_by(func.count().desc(), same)
        .limit(limit)
    )
    return [(str(name), count) for name, count in tx.execute(query)]


_COLUMNS: Mapping[By, Any] = {
    By.ASSET: Incident.affected_asset,
    By.SERVICE: Incident.service,
    By.OUTCOME: Incident.resolution_code,
}
