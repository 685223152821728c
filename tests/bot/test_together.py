"""Where one message spoils it for those it is read or written down with, each goes by itself."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.metrics import Metrics
from bot.sending.drafts import Drafts
from bot.sending.outcomes import Outcomes
from desk import incidents
from domain.incidents import Report
from storage import leases
from storage.database import Database
from storage.leases import Claim
from storage.outbox import Owed
from tests.people import MAX, ORGANISATION

US = "this sender"


class StumblingOnce:
    """A database in which the first thing that is tried comes to nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_stumbled = False

    async def read(self, work: Any, **how: Any) -> Any:
        self._stumble()
        return await self._database.read(work, **how)

    async def write(self, work: Any) -> Any:
        self._stumble()
        return await self._database.write(work)

    def _stumble(self) -> None:
        stumbles, self._has_stumbled = not self._has_stumbled, True
        if stumbles:
            raise ValueError("one of them spoils it")


async def raised_and_claimed(database: Database, noon: datetime) -> Sequence[Claim]:
    """The card and the receipt of an incident."""

    def work(tx: Session) -> Sequence[Claim]:
        report = Report(title="The printer is on fire")
        incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=noon)
        lease: dict[str, Any] = {"by": US, "lease_until": noon + timedelta(minutes=1)}
        return leases.claim(tx, at=noon, paused=(), limit=9, **lease)

    return await database.write(work)


async def test_messages_that_cannot_be_read_together_are_read_one_by_one(
    database: Database, noon: datetime
) -> None:
    claims = await raised_and_claimed(database, noon)
    stumbling: Any = StumblingOnce(database)
    drafts = Drafts(database=stumbling, organisation=ORGANISATION, home="", now=lambda: noon)
    begun = drafts.begin(claims)
    assert begun[claims[0].owed.id] is begun[claims[1].owed.id]
    drawn = [await drafts.finished(claim, begun[claim.owed.id]) for claim in claims]
    assert all(content and "INC-1" in content["text"] for content in drawn)


async def test_what_cannot_be_written_down_together_is_written_down_one_by_one(
    database: Database, noon: datetime
) -> None:
    claims = await raised_and_claimed(database, noon)
    stumbling: Any = StumblingOnce(database)
    nowhere: Any = None
    outcomes = Outcomes(
        sender=US,
        database=stumbling,
        channels=nowhere,
        organisation=ORGANISATION,
        metrics=Metrics(),
        now=lambda: noon,
    )
    await asyncio.gather(*(outcomes.shown(claim.owed, "C1", "1.0") for claim in claims))
    rows = await database.read(lambda tx: tx.scalars(select(Owed)).all())
    assert [(row.ts, row.leased_by) for row in rows] == [("1.0", None), ("1.0", None)]
