"""Jobs that keep the house tidy."""

from datetime import datetime

from desk import audience, upkeep
from domain.organisation import Organisation
from storage.database import Database


async def forget_old_deliveries(
    database: Database, organisation: Organisation, now: datetime
) -> int:
    """Drop the keys of deliveries that Slack no longer repeats."""
    return await database.write(lambda tx: upkeep.forget_old_deliveries(tx, at=now))


async def hand_out(database: Database, organisation: Organisation, now: datetime) -> int:
    """Give restricted incidents that reached nobody to whoever has been named since."""
    return await database.write(lambda tx: audience.hand_out(tx, organisation=organisation, at=now))
