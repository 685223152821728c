"""All assets as rows of a file, in the columns that an import recognises: brought back, they change nothing."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.imports import files as asset_files
from domain.access import Can, may
from domain.assets import Status
from domain.errors import NotAllowed
from domain.formulas import neutral
from domain.imports.rows import CLASS_FIELD_KEYS, HEADERS
from domain.organisation import Organisation
from domain.people import Person
from storage.asset import lists
from storage.asset.lists import Filter
from storage.assets import Asset, Reader
from storage.imports import files as stored
from storage.imports.files import AssetFile, Standing

CHUNK = 1000

COLUMNS = (*HEADERS, *sorted(CLASS_FIELD_KEYS))
"""The first line: our names of the fields, those of the classes last."""


def order(tx: Session, words: str, *, by: Person, at: datetime) -> AssetFile:
    """Have them sent as a file in Slack, narrowed by words as a list is. For who looks after any. Raises NotAllowed."""
    if not (by.agent_of | by.lead_of or may(by, Can.IMPORT_ASSETS)):
        raise NotAllowed(
            "Agents and asset managers take assets out as a file. Ask one of them; /asset list shows them here."
        )
    day = at.astimezone(ZoneInfo(by.zone)).date()
    file = AssetFile(
        slack_id="",
        name=f"assets-{day.isoformat()}.csv",
        person_id=by.id,
        asked_at=at,
        since=at,
        standing=Standing.ORDERED,
        told={"words": words},
    )
    asset_files.keep_new(tx, file, at=at)
    return file


def uploaded(tx: Session, file_id: int, slack_id: str, count: int) -> None:
    """It lies in Slack, and nobody sees it yet; `count` assets stand in it."""
    file = stored.find(tx, file_id, lock=True)
    if file is not None and file.standing is Standing.ORDERED:
        file.slack_id = slack_id
        file.told = {**file.told, "count": count}


def rows(
    tx: Session, only: Filter, reader: Reader, *, organisation: Organisation
) -> Iterator[list[str]]:
    """A row for each asset that `reader` may see, by name; without what was voided."""
    teams = {team.key for team in organisation.teams}
    if not only.statuses:
        only = replace(only, statuses=[it for it in Status if it is not Status.VOIDED])
    after: tuple[str, int] | None = None
    while found := lists.page(tx, only, reader, after=after, limit=CHUNK):
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
