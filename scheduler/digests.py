"""The job that has digests sent when they are due."""

import logging
from collections.abc import Sequence
from datetime import datetime

from desk.digest import due
from desk.digest.due import Question
from domain.errors import Unavailable
from domain.organisation import Organisation
from scheduler.sweeping import sweep
from storage.database import Database

logger = logging.getLogger("steward.scheduler")


async def send_digests(database: Database, organisation: Organisation, now: datetime) -> int:
    """Many at once; where that fails each by itself, so that one holds up no other.

    Answers how many were dealt with. Raises Unavailable when the database goes away.
    """
    count, answers = 0, dict[Question, bool]()
    try:
        while ids := await database.read(lambda tx: due.due(tx, at=now)):
            done = await _send(database, organisation, now, ids, answers)
            count += done
            if not done:  # another was faster, and looks after the rest
                break
    except Unavailable:
        raise
    except Exception:
        logger.exception("digests are sent one by one")
        count += await sweep(
            database,
            organisation,
            now,
            due=due.due,
            act=due.send_due,
            put_off=due.put_off,
        )
    return count


async def _send(
    database: Database,
    organisation: Organisation,
    now: datetime,
    ids: Sequence[int],
    answers: dict[Question, bool],
) -> int:
    """What there is to tell is looked at before anything is locked."""
    told = await database.read(
        lambda tx: due.judged(tx, ids, answers, organisation=organisation, at=now)
    )
    return await database.write(
        lambda tx: due.send_all(tx, told, organisation=organisation, at=now)
    )
