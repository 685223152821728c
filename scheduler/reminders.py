"""The job that does what comes due by itself."""

from datetime import datetime

from desk.incident import reminders
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def remind(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database,
        organisation,
        now,
        due=reminders.due,
        act=reminders.remind,
        put_off=reminders.put_off,
    )
