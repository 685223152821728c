"""The jobs that look after changes: what falls due, who has left, and freezes that came or went."""

from datetime import datetime

from desk.approval import delegations
from desk.change import holds, moments
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def attend_changes(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database,
        organisation,
        now,
        due=moments.due,
        act=moments.attend,
        put_off=moments.put_off,
    )


async def check_freezes(database: Database, organisation: Organisation, now: datetime) -> int:
    """The configuration may have another freeze since the last start."""
    scheduled = await database.read(lambda tx: holds.scheduled_ids(tx))
    return sum([await _check(database, organisation, now, each) for each in scheduled])


async def recount_electors(database: Database, organisation: Organisation, now: datetime) -> int:
    """Who has left, or lost the role, no longer decides."""
    waiting = await database.read(lambda tx: moments.undecided_ids(tx))
    return sum([await _recount(database, organisation, now, each) for each in waiting])


async def attend_delegations(database: Database, organisation: Organisation, now: datetime) -> int:
    """Who stood in for somebody until now does so no longer, and somebody else does from now on."""
    over = await database.read(lambda tx: delegations.over(tx, at=now))
    due = await database.read(lambda tx: delegations.due(tx, at=now))
    ended = [await _end(database, now, each) for each in over]
    return sum([*ended, *[await _begin(database, now, each) for each in due]])


async def _begin(database: Database, now: datetime, delegation_id: int) -> bool:
    return await database.write(lambda tx: delegations.begin(tx, delegation_id, at=now))


async def _end(database: Database, now: datetime, delegation_id: int) -> bool:
    return await database.write(lambda tx: delegations.end(tx, delegation_id, at=now))


async def _check(
    database: Database, organisation: Organisation, now: datetime, change_id: int
) -> bool:
    return await database.write(
        lambda tx: holds.check_freezes(tx, change_id, organisation=organisation, at=now)
    )


async def _recount(
    database: Database, organisation: Organisation, now: datetime, change_id: int
) -> bool:
    return await database.write(
        lambda tx: moments.recount_electors(tx, change_id, organisation=organisation, at=now)
    )
