"""The jobs about SLA clocks."""

from datetime import datetime

from desk.incident import alarms, clocks
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def keep_promises(database: Database, organisation: Organisation, now: datetime) -> int:
    """Keep the calendars that clocks are judged by, and look at once at what an edited configuration moves."""
    await database.write(lambda tx: clocks.keep_promises(tx, organisation=organisation, at=now))
    return await ring_alarms(database, organisation, now)


async def ring_alarms(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database, organisation, now, due=alarms.due, act=alarms.ring, put_off=alarms.put_off
    )
