"""The jobs that keep the asset list true: what runs out is told in the morning, and audit rounds are seen through."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk import asset_audits, asset_expiries
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def tell_what_runs_out(database: Database, organisation: Organisation, now: datetime) -> int:
    """Answers how many messages are owed for it."""
    zones = await database.read(
        lambda tx: asset_expiries.due_zones(tx, organisation=organisation, at=now)
    )
    return sum([await _tell(database, organisation, now, zone) for zone in zones])


async def remind_of_audits(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database,
        organisation,
        now,
        due=asset_audits.due,
        act=asset_audits.remind,
        put_off=asset_audits.put_off,
    )


async def _tell(
    database: Database, organisation: Organisation, now: datetime, zone: ZoneInfo
) -> int:
    return await database.write(
        lambda tx: asset_expiries.tell(tx, zone, organisation=organisation, at=now)
    )
