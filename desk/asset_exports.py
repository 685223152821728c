"""All assets as rows of a file, in the columns that an import recognises: brought back, they change nothing."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from domain.asset_rows import CLASS_FIELD_KEYS, HEADERS
from domain.assets import Status
from domain.formulas import neutral
from domain.organisation import Organisation
from storage import assets
from storage.assets import Asset, Filter, Reader

CHUNK = 1000

COLUMNS = (*HEADERS, *sorted(CLASS_FIELD_KEYS))
"""The first line: our names of the fields, those of the classes last."""


def rows(
    tx: Session, only: Filter, reader: Reader, *, organisation: Organisation
) -> Iterator[list[str]]:
    """A row for each asset that `reader` may see, by name; without what was voided."""
    teams = {team.key for team in organisation.teams}
    if not only.statuses:
        only = Filter(statuses=[it for it in Status if it is not Status.VOIDED])
    after: tuple[str, int] | None = None
    while found := assets.page(tx, only, reader, after=after, limit=CHUNK):
        for asset in found:
            yield _row(asset, teams)
        after = (found[-1].name_key, found[-1].id)
        tx.expunge_all()  # what was written out is not kept


def _row(asset: Asset, teams: Collection[str]) -> list[str]:
    """People go by their ids, which nobody else has."""
    said: dict[str, Any] = {
        name: asset.fields.get(name) if name in CLASS_FIELD_KEYS else getattr(asset, name, None)
        for name in COLUMNS
    }
    said["asset_number"] = asset.number
    said["team_key"] = asset.team_key if asset.team_key in teams else ""
    said["tags"] = ", ".join(asset.tags)
    return [neutral(_cell(said[name])) for name in COLUMNS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
