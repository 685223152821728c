"""What messages are to say, read from their records as they stand now; a database that is away is waited for."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.log import logger
from bot.sending.outcomes import AWAY
from bot.sending.rendering import render
from domain.errors import Unavailable
from domain.numbers import Kind
from domain.organisation import Organisation
from storage.database import AT_LEISURE, Database
from storage.leases import Claim
from views.blocks import Content

Drawing = asyncio.Task[Mapping[int, Content | None]]
"""What is read together is there at once, by the ids of the messages; None where there is nothing to say."""


class Drafts:
    """`home` is the workspace's address."""

    def __init__(
        self,
        *,
        database: Database,
        organisation: Organisation,
        home: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._organisation = organisation
        self._home = home
        self._now = now
        self._waits_for_database = True

    def wait_no_longer(self) -> None:
        """Leave off when the database is away."""
        self._waits_for_database = False

    def begin(self, claims: Iterable[Claim]) -> Mapping[int, Drawing]:
        """Begin to draw each of these messages; those about incidents in one go."""
        together: list[Claim] = []
        alone: list[list[Claim]] = []
        for claim in claims:
            if claim.owed.subject_kind is Kind.INCIDENT:
                together.append(claim)
            else:
                alone.append([claim])
        begun: dict[int, Drawing] = {}
        for part in [together, *alone]:
            if part:
                drawing = asyncio.create_task(self._draw(part))
                begun |= {claim.owed.id: drawing for claim in part}
        return begun

    async def finished(self, claim: Claim, drawing: Drawing) -> Content | None:
        """The message as it is to be. Where one spoils it for those it was read with, each is read by itself."""
        try:
            found = await asyncio.shield(drawing)
        except Unavailable:
            raise
        except Exception:
            logger.exception("messages not drawn together", message=claim.owed.key)
            found = await self._draw([claim])
        return found[claim.owed.id]

    async def _draw(self, claims: Sequence[Claim]) -> Mapping[int, Content | None]:
        def read(tx: Session) -> Mapping[int, Content | None]:
            return render(
                tx,
                [
                    (it.owed, it.owed.ts is not None or it.uncertain_since is not None)
                    for it in claims
                ],
                organisation=self._organisation,
                home=self._home,
                at=self._now(),
            )

        while True:
            try:
                return await self._database.read(read, within=AT_LEISURE)
            except Unavailable:
                if not self._waits_for_database:
                    raise
            await asyncio.sleep(AWAY)
