"""The worker that makes a major incident's own channel what it shall be: part by part, each once, through any failure.

Each part has what is wanted of it now, and a row that says what it was last made to be. Where they differ it is made,
outside any transaction, and written down. What may have been done unnoticed is looked for before it is done again.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.bell import Bell
from bot.log import logger
from bot.metrics import Metrics
from bot.room_parts import Parts
from bot.sending.outcomes import Overtaken, backoff
from bot.slack import Slack
from desk.major import war_rooms
from domain.errors import Unavailable
from domain.major.war_rooms import NO_ANSWER, Part
from domain.organisation import Organisation
from storage import sheets
from storage import war_rooms as stored
from storage.database import Database
from storage.war_rooms import WarRoom

LEASE = timedelta(seconds=15)
"""After a crash another worker goes on when this has passed. Leases of what is under way are renewed."""

AT_ONCE = 5
"""Channels looked after at the same time."""

LONGEST_SLEEP = 2.0
PATIENCE = 6
"""Attempts after which what Slack refuses is refused for good."""

SILENCE = 20
"""Attempts in a row, in about an hour, after which no answer is waited for any more."""

FINAL = {
    "access_denied",
    "cannot_create_channel",
    "is_archived",
    "method_not_supported_for_channel_type",
    "missing_scope",
    "name_taken",
    "no_permission",
    "permission_denied",
    "restricted_action",
    "too_many_bookmarks",
    "too_many_pins",
}
"""Errors that trying again does not mend."""


class WarRooms:
    def __init__(
        self,
        *,
        slack: Slack,
        database: Database,
        organisation: Organisation,
        home: str,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._slack = slack
        self._database = database
        self._organisation = organisation
        self._home = home
        self._metrics = metrics
        self._now = now
        self._name = secrets.token_hex(8)
        self._bell = Bell()
        self._at_work: dict[int, asyncio.Task[None]] = {}
        self._parts = Parts(slack, database, organisation, home)

    def wake(self) -> None:
        """Something about a channel may have to be done."""
        self._bell.ring()

    async def run(self, *, is_alone: bool) -> None:
        """Work until cancelled. `is_alone`: there is no other worker, so leases are a dead one's."""
        leases_are_dead = is_alone
        try:
            while True:
                self._bell.silence()
                sleep = LONGEST_SLEEP
                try:
                    if leases_are_dead:
                        await self._database.write(stored.release_all)
                        leases_are_dead = False
                    sleep = await self._sweep()
                except Unavailable as error:
                    logger.warning("war rooms wait for the database", error=str(error))
                except Exception:
                    logger.exception("war rooms stumbled")
                await self._bell.wait(sleep)
        finally:
            for task in self._at_work.values():
                task.cancel()
            await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    async def _sweep(self) -> float:
        """Start on every channel that is due; answers the seconds until another can be."""
        at = self._now()
        if self._at_work:
            held = frozenset(self._at_work)
            await self._database.write(
                lambda tx: stored.renew(tx, held, by=self._name, lease_until=at + LEASE)
            )
        due = await self._database.read(stored.next_due_at)
        if due is None or len(self._at_work) >= AT_ONCE:
            return LONGEST_SLEEP
        if due > at:
            return min(LONGEST_SLEEP, (due - at).total_seconds())
        claimed = await self._database.write(
            lambda tx: stored.claim(tx, by=self._name, at=at, lease_until=at + LEASE, limit=AT_ONCE)
        )
        for room in claimed:
            self._at_work[room.incident_id] = asyncio.create_task(self._look_after(room))
        return LONGEST_SLEEP

    async def _look_after(self, room: WarRoom) -> None:
        try:
            await self._bring_about(room)
        except SlackIsBusy as busy:
            await self._postpone(room, busy.retry_after, str(busy))
        except SlackIsSilent as silence:
            await self._postpone(room, backoff(room.attempts), str(silence))
        except Unavailable:
            logger.warning("left off while the database is away", incident=room.incident_id)
        except Overtaken:
            logger.warning("another worker has the channel by now", incident=room.incident_id)
        except Exception:
            logger.exception("channel not looked after", incident=room.incident_id)
            await self._postpone(room, backoff(room.attempts), "unexpected failure")
        finally:
            self._at_work.pop(room.incident_id, None)
            self.wake()

    async def _bring_about(self, room: WarRoom) -> None:
        """Make every part that is not as it is wanted; one that is refused holds up no other."""
        failed = dict(room.failed)
        is_refused = False
        for part, (wanted_of, make) in self._parts.table.items():
            if part in failed:
                continue
            sheet = await self._database.read(lambda tx: sheets.major_sheet(tx, room.incident_id))
            if sheet is None or sheet.room is None:
                break
            if part is not Part.CHANNEL and sheet.room.channel_id is None:
                break
            wanted = wanted_of(sheet)
            if wanted is None or wanted == sheet.room.done.get(part):
                continue
            try:
                made = await make(sheet, wanted)
            except SlackSaysNo as refusal:
                self._metrics.send_failures.labels(refusal.error).inc()
                if refusal.error in FINAL or room.attempts >= PATIENCE:
                    failed[part] = _given_up(room, part, refusal.error)
                else:
                    is_refused = True
            except SlackIsSilent:
                self._metrics.send_failures.labels("no answer").inc()
                if room.attempts < SILENCE:
                    raise
                failed[part] = _given_up(room, part, NO_ANSWER)
            else:
                await self._write_down(room, part, made)
                room.attempts = 1
        if is_refused:
            await self._postpone(room, backoff(room.attempts), "refused")
        else:
            await self._settle(room, failed)

    async def _write_down(self, room: WarRoom, part: Part, made: Any) -> None:
        at = self._now()
        lease_until = at + LEASE

        def write(tx: Session) -> bool:
            if part is Part.CHANNEL:
                return war_rooms.opened(
                    tx,
                    room.incident_id,
                    made,
                    by_worker=self._name,
                    lease_until=lease_until,
                    at=at.replace(microsecond=0),
                )
            return stored.done(
                tx, room.incident_id, part, made, by=self._name, lease_until=lease_until
            )

        if not await self._database.write(write):
            raise Overtaken

    async def _settle(self, room: WarRoom, failed: Mapping[str, str]) -> None:
        at = self._now()
        await self._database.write(
            lambda tx: war_rooms.settled(
                tx,
                room,
                by_worker=self._name,
                failed=failed,
                organisation=self._organisation,
                at=at,
            )
        )

    async def _postpone(self, room: WarRoom, wait: float, error: str) -> None:
        until = self._now() + timedelta(seconds=wait)
        logger.info(
            "channel put off", incident=room.incident_id, seconds=round(wait, 1), error=error
        )
        await self._database.write(lambda tx: stored.postpone(tx, room, by=self._name, until=until))


def _given_up(room: WarRoom, part: Part, error: str) -> str:
    logger.error("given up", part=part, incident=room.incident_id, error=error)
    return error
