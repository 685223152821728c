"""The sender: brings every owed message to Slack, once, at Slack's pace, through any failure.

It takes the first due message of each destination with a lease, renders it from the record as it is now, posts or
updates it outside any transaction, and writes down what came of it. One destination is one stream: its next message
waits until the last is done and a second has passed. Whatever happens in between, the row is still owed.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.bell import GATHERS, Bell
from bot.channels import Channels
from bot.log import logger
from bot.metrics import Metrics
from bot.sending.charts import Charts
from bot.sending.drafts import Drafts, Drawing
from bot.sending.outcomes import Outcomes, Overtaken
from bot.sending.posting import Posting, reads_like
from bot.sending.spacing import Spacing
from bot.slack import Slack
from domain.errors import Unavailable
from domain.organisation import Organisation
from storage import leases
from storage.database import Database
from storage.leases import Claim, Way
from storage.outbox import Message

LEASE = timedelta(seconds=15)
"""After a crash another sender goes on when this has passed. Leases of what is under way are renewed."""

RENEW_EVERY = 5.0

PACE = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""

AT_ONCE = 20
"""Destinations served at the same time."""

LONGEST_SLEEP = timedelta(seconds=5)

SOON = 0.25
"""Seconds until what could not be had is asked for again."""


class Sender:
    def __init__(
        self,
        *,
        slack: Slack,
        database: Database,
        channels: Channels,
        organisation: Organisation,
        charts: Charts,
        home: str,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._now = now
        self._database = database
        self._name = secrets.token_hex(8)
        self._outcomes = Outcomes(
            sender=self._name,
            database=database,
            channels=channels,
            organisation=organisation,
            metrics=metrics,
            now=now,
        )
        self._drafts = Drafts(database=database, organisation=organisation, home=home, now=now)
        self._posting = Posting(
            slack=slack,
            channels=channels,
            charts=charts,
            outcomes=self._outcomes,
            metrics=metrics,
        )
        self._bell = Bell()
        self._paused: dict[str, float] = {}
        self._spacings = {way: Spacing() for way in (Way.UPDATE, Way.HOME)}
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._renewed_at = time.monotonic()
        self._stopping = False
        self._ended = asyncio.Event()

    def wake(self) -> None:
        """Something may be owed."""
        self._bell.ring()

    async def run(self, *, is_alone: bool) -> None:
        """Send until told to stop. `is_alone`: there is no other sender, so leases are a dead one's."""
        try:
            await self._send_until_stopped(leases_are_dead=is_alone)
        finally:
            self._ended.set()

    async def stop(self, within: float) -> None:
        """Take nothing more, let what is under way end, and leave off what is late: it is still owed."""
        self._stopping = True
        self._outcomes.wait_no_longer()
        self._drafts.wait_no_longer()
        self.wake()
        await self._ended.wait()
        if not self._serving:
            return
        _, late = await asyncio.wait(self._serving.values(), timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _send_until_stopped(self, *, leases_are_dead: bool) -> None:
        while not self._stopping:
            self._bell.silence()
            try:
                if leases_are_dead:
                    await self._database.write(leases.release_all)
                    leases_are_dead = False
                sleep = await self._sweep()
            except Unavailable as error:
                logger.warning("sender waits for the database", error=str(error.__cause__ or error))
                sleep = 1.0
            except Exception:
                logger.exception("sender stumbled")
                sleep = 1.0
            await self._bell.wait(sleep, gathers=self._gathers())

    def _gathers(self) -> float:
        """While channels rest what comes is mostly for them: a burst of raises is not worth a look every moment."""
        return max(GATHERS, PACE / 4) if self._paused or self._serving else GATHERS

    async def _sweep(self) -> float:
        """Start on everything due; answers the seconds until something else can be."""
        now = time.monotonic()
        self._paused = {place: until for place, until in self._paused.items() if until > now}
        busy = [*self._paused, *self._serving]
        at = self._now()
        if self._held and now - self._renewed_at > RENEW_EVERY:
            self._renewed_at = now
            held = frozenset(self._held)
            await self._database.write(
                lambda tx: leases.renew(tx, held, by=self._name, lease_until=at + LEASE)
            )
        turns = await self._database.read(leases.turns)
        free = AT_ONCE - len(self._serving)
        rooms = ((way, spacing.room(now)) for way, spacing in self._spacings.items())
        room = {way: it for way, it in rooms if it is not None}
        ready = leases.next_of(turns, at=at, paused=busy, limit=free, room=room)
        claimed = await self._claim(at, busy, free, room) if ready else []
        for claim, drawing in claimed:
            self._serving[claim.owed.destination] = asyncio.create_task(self._serve(claim, drawing))
            self._held.add(claim.owed.id)
            if claim.way in self._spacings:
                self._spacings[claim.way].begun(now)
        if len(claimed) < len(ready):
            return SOON  # somebody else was at them just now
        waiting = (turn.at for turn in turns if turn.destination not in busy and turn.at > at)
        later = min(waiting, default=at + LONGEST_SLEEP)
        return self._until_there_is_room(min(LONGEST_SLEEP, later - at).total_seconds())

    async def _claim(
        self, at: datetime, busy: Collection[str], free: int, room: Mapping[Way, int]
    ) -> Sequence[tuple[Claim, Drawing]]:
        claimed = await self._database.write(
            lambda tx: leases.claim(
                tx,
                by=self._name,
                at=at,
                lease_until=at + LEASE,
                paused=busy,
                limit=free,
                room=room,
                leads_to=self._posting.leads_to,
            )
        )
        begun = self._drafts.begin(claimed)
        return [(claim, begun[claim.owed.id]) for claim in claimed]

    def _until_there_is_room(self, otherwise: float) -> float:
        """Those that were served together are served together again: each look and claim costs as much for one."""
        now = time.monotonic()
        waits = [until + PACE / 10 - now for until in self._paused.values()]
        waits += [wait for it in self._spacings.values() if (wait := it.wait(now)) is not None]
        return max(0.01, min([otherwise, *waits])) if waits else otherwise

    async def _serve(self, claim: Claim, drawing: Drawing) -> None:
        owed = claim.owed
        rests = PACE
        try:
            rests = await self._deliver(claim, drawing)
        except Unavailable:
            logger.warning("left off while the database is away", message=owed.key)
        except Overtaken:
            logger.warning("another sender has the message by now", message=owed.key)
        except Exception:
            logger.exception("message not sent", message=owed.key)
            await self._outcomes.put_off(owed, "unexpected failure", certain=False)
        finally:
            self._paused[owed.destination] = time.monotonic() + rests
            self._serving.pop(owed.destination, None)
            self._held.discard(owed.id)
            self.wake()

    async def _deliver(self, claim: Claim, drawing: Drawing) -> float:
        """Send one message and write down what came of it; answers the seconds its destination still rests."""
        owed = claim.owed
        content = await self._drafts.finished(claim, drawing)
        if content is None or (owed.message is Message.HOME and owed.ts == reads_like(content)):
            await self._outcomes.needless(owed)
            return 0.0
        certain = claim.uncertain_since is None
        try:
            if owed.message is Message.HOME:
                channel_id, ts = await self._posting.publish(owed, content)
            else:
                channel_id = owed.channel_id or await self._posting.channel_of(owed.destination)
                there = await self._posting.find(claim, channel_id)
                certain = True
                ts = await self._posting.send(owed, channel_id, there, content)
        except SlackIsBusy as busy:
            if claim.way in self._spacings:
                self._spacings[claim.way].asked_to_wait(time.monotonic(), busy.retry_after)
            await self._outcomes.put_off(owed, str(busy), certain=certain, wait=busy.retry_after)
            return busy.retry_after
        except SlackIsSilent as silence:
            await self._outcomes.put_off(owed, str(silence), certain=False)
        except SlackSaysNo as refusal:
            await self._outcomes.refused(owed, refusal, certain=certain)
        else:
            answered = time.monotonic()
            await self._outcomes.shown(owed, channel_id, ts)
            return PACE - (time.monotonic() - answered)
        return PACE
