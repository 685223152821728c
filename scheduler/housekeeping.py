"""Jobs that keep the house tidy."""

from datetime import datetime

from desk import upkeep
from domain.organisation import Organisation
from storage.database import Database


async def forget_old_deliveries(
    database: Database, organisation: Organisation, now: datetime
) -> int:
    """Drop the keys of deliveries that Slack no longer repeats."""
    return await database.write(lambda tx: upkeep.forget_old_deliveries(tx, at=now))
