"""The jobs about SLA clocks. A sweep asks for what is due; each clock is judged again in a transaction of its own."""

import logging
from datetime import datetime

from desk import alarms, clocks
from domain.organisation import Organisation
from storage.database import Database

logger = logging.getLogger("steward.clocks")


async def keep_promises(database: Database, organisation: Organisation, now: datetime) -> int:
    """Keep the calendars that clocks are judged by, and look at clocks whose calendar or policy has changed."""
    await database.write(lambda tx: clocks.keep_promises(tx, organisation=organisation, at=now))
    return len(organisation.policies)


async def ring_alarms(database: Database, organisation: Organisation, now: datetime) -> int:
    due = await database.read(lambda tx: alarms.due(tx, at=now))
    return sum([await _ring(database, clock_id, organisation, now) for clock_id in due])


async def _ring(
    database: Database, clock_id: int, organisation: Organisation, now: datetime
) -> bool:
    """One that cannot be judged holds up no other."""
    try:
        return await database.write(
            lambda tx: alarms.ring(tx, clock_id, organisation=organisation, at=now)
        )
    except LookupError:
        logger.exception("clock %s cannot be judged", clock_id)
        return False
