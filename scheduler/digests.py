"""The job that has digests sent when they are due."""

from datetime import datetime

from desk import due_digests
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database


async def send_digests(database: Database, organisation: Organisation, now: datetime) -> int:
    return await sweep(
        database,
        organisation,
        now,
        due=due_digests.due,
        act=due_digests.send_due,
        put_off=due_digests.put_off,
    )
