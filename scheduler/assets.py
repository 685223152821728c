"""The jobs that keep the asset list true: what runs out, audit rounds, who has left, and monitoring that is silent."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.asset import audits, expiries, findings, signals
from desk.asset import leavers as asset_leavers
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def tell_what_runs_out(database: Database, organisation: Organisation, now: datetime) -> int:
    """Answers how many messages are owed for it."""
    zones = await database.read(
        lambda tx: expiries.due_zones(tx, organisation=organisation, at=now)
    )
    return sum([await _tell(database, organisation, now, zone) for zone in zones])


async def tell_what_is_found(database: Database, organisation: Organisation, now: datetime) -> int:
    """Answers how many messages are owed for it."""
    is_due = await database.read(lambda tx: findings.is_due(tx, organisation=organisation, at=now))
    if not is_due:
        return 0
    return await database.write(lambda tx: findings.tell(tx, organisation=organisation, at=now))


async def remind_of_audits(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database,
        organisation,
        now,
        due=audits.due,
        act=audits.remind,
        put_off=audits.put_off,
    )


async def tell_of_leavers(database: Database, organisation: Organisation, now: datetime) -> int:
    leavers = await database.read(lambda tx: asset_leavers.due(tx))
    return sum([await _tell_of(database, organisation, now, each) for each in leavers])


async def notice_silence(database: Database, organisation: Organisation, now: datetime) -> int:
    return await database.write(lambda tx: signals.notice_silence(tx, at=now))


async def _tell_of(
    database: Database, organisation: Organisation, now: datetime, person_id: str
) -> bool:
    return await database.write(
        lambda tx: asset_leavers.tell(tx, person_id, organisation=organisation, at=now)
    )


async def _tell(
    database: Database, organisation: Organisation, now: datetime, zone: ZoneInfo
) -> int:
    return await database.write(
        lambda tx: expiries.tell(tx, zone, organisation=organisation, at=now)
    )
