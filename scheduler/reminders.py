"""The job that does what comes due by itself."""

from datetime import datetime

from desk import reminders
from domain.organisation import Organisation
from storage.database import Database


async def remind(database: Database, organisation: Organisation, now: datetime) -> int:
    due = await database.read(lambda tx: reminders.due(tx, at=now))
    return sum([await _remind(database, each, organisation, now) for each in due])


async def _remind(
    database: Database, reminder_id: int, organisation: Organisation, now: datetime
) -> bool:
    return await database.write(
        lambda tx: reminders.remind(tx, reminder_id, organisation=organisation, at=now)
    )
