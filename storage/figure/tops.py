"""What incidents of a period were most often about, by asset, service and outcome; on what most changes failed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure
from storage.assets import Asset, Reader
from storage.change.affected import ChangeAsset
from storage.figure.change_cohorts import CHANGE_COHORTS
from storage.figure.incident_cohorts import INCIDENT_COHORTS
from storage.figure.scopes import Scope
from storage.incident.affected import AffectedAsset
from storage.incidents import Incident


class By(StrEnum):
    ASSET = "asset"
    SERVICE = "service"
    OUTCOME = "outcome"


def most_often(
    tx: Session, by: By, cohort: Cohort, scope: Scope, *, reader: Reader, limit: int
) -> Sequence[tuple[str, int]]:
    """By what most of the cohort's incidents can be told apart, and of how many each is; what says nothing is none.

    `reader` is who may see the assets that are named.
    """
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
    found = [(str(name), int(count)) for name, count in tx.execute(query)]
    if by is By.ASSET:
        found += _assets(tx, rows, reader, limit)
    return sorted(found, key=lambda it: -it[1])[:limit]


def _assets(tx: Session, rows: Subquery, reader: Reader, limit: int) -> list[tuple[str, int]]:
    """The assets that most of these incidents are about; what is none stands there in words."""
    query = (
        select(Asset, func.count())
        .join(AffectedAsset, AffectedAsset.asset_id == Asset.id)
        .join(rows, rows.c.record_id == AffectedAsset.incident_id)
        .where(reader.sees)
        .group_by(Asset.id)
        .order_by(func.count().desc(), Asset.name_key, Asset.id)
        .limit(limit)
    )
    return [(asset.title, int(count)) for asset, count in tx.execute(query)]


def failed_on(
    tx: Session, scope: Scope, *, reader: Reader, limit: int
) -> Sequence[tuple[str, int]]:
    """The assets that most of the failed changes of the period touched, and how many each."""
    rows = CHANGE_COHORTS[Cohort.FINISHED](scope, Measure.FAILED).subquery()
    query = (
        select(Asset, func.count())
        .join(ChangeAsset, ChangeAsset.asset_id == Asset.id)
        .join(rows, rows.c.record_id == ChangeAsset.change_id)
        .where(rows.c.value > 0, reader.sees)
        .group_by(Asset.id)
        .order_by(func.count().desc(), Asset.name_key, Asset.id)
        .limit(limit)
    )
    return [(asset.title, int(count)) for asset, count in tx.execute(query)]


_COLUMNS: Mapping[By, Any] = {
    By.ASSET: Incident.affected_asset,
    By.SERVICE: Incident.service,
    By.OUTCOME: Incident.resolution_code,
}
