"""The sender: brings every owed message to Slack, once, at Slack's pace, through any failure.

It takes the first due message of each destination with a lease, renders it from the record as it is now, posts or
updates it outside any transaction, and writes down what came of it. One destination is one stream: its next message
waits until the last is done and a second has passed. Whatever happens in between, the row is still owed.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.bell import Bell
from bot.channels import Channels
from bot.log import logger
from bot.metrics import Metrics
from bot.sending.charts import Charts
from bot.sending.outcomes import AWAY, Outcomes, Overtaken
from bot.sending.rendering import render
from bot.slack import Slack, Unsendable
from domain.errors import Unavailable
from domain.organisation import Organisation
from storage import leases, outbox
from storage.database import AT_LEISURE, Database
from storage.leases import Claim
from storage.outbox import CLOCKS_APART, Message, Owed
from storage.places import Place
from views.blocks import Content, said

LEASE = timedelta(seconds=15)
"""After a crash another sender goes on when this has passed. Leases of what is under way are renewed."""

RENEW_EVERY = 5.0

PACE = 1.0
"""Seconds between two messages to one channel (Slack: about one a second)."""

AT_ONCE = 20
"""Destinations served at the same time."""

LONGEST_SLEEP = 5.0
LOST = {"message_not_found", "cant_update_message", "edit_window_closed"}
"""The message we know of can no longer be updated: it is posted anew."""

REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}


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
        self._charts = charts
        self._slack = slack
        self._database = database
        self._channels = channels
        self._organisation = organisation
        self._home = home
        self._metrics = metrics
        self._name = secrets.token_hex(8)
        self._outcomes = Outcomes(
            sender=self._name,
            database=database,
            channels=channels,
            organisation=organisation,
            metrics=metrics,
            now=now,
        )
        self._bell = Bell()
        self._paused: dict[str, float] = {}
        self._direct: dict[str, str] = {}
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
            await self._bell.wait(sleep)

    async def _sweep(self) -> float:
        """Start on everything due; answers the seconds until something else can be."""
        now = time.monotonic()
        self._paused = {place: until for place, until in self._paused.items() if until > now}
        busy = [*self._paused, *self._serving]
        free = AT_ONCE - len(self._serving)
        at = self._now()
        if self._held and now - self._renewed_at > RENEW_EVERY:
            self._renewed_at = now
            held = frozenset(self._held)
            await self._database.write(
                lambda tx: leases.renew(tx, held, by=self._name, lease_until=at + LEASE)
            )
        due = await self._database.read(lambda tx: outbox.next_due_at(tx, busy))
        if due is None or free <= 0:
            return self._until_unpaused(LONGEST_SLEEP)
        if due > at:
            return self._until_unpaused(min(LONGEST_SLEEP, (due - at).total_seconds()))
        claimed = await self._database.write(
            lambda tx: leases.claim(
                tx,
                by=self._name,
                at=at,
                lease_until=at + LEASE,
                paused=busy,
                limit=free,
                leads_to=self._leads_to,
            )
        )
        for claim in claimed:
            self._serving[claim.owed.destination] = asyncio.create_task(self._serve(claim))
            self._held.add(claim.owed.id)
        return 0.05 if claimed else self._until_unpaused(1.0)

    def _until_unpaused(self, otherwise: float) -> float:
        soonest = min(self._paused.values(), default=None)
        if soonest is None:
            return otherwise
        return max(0.01, min(otherwise, soonest - time.monotonic()))

    async def _serve(self, claim: Claim) -> None:
        owed = claim.owed
        pause = PACE
        try:
            pause = await self._deliver(claim)
        except Unavailable:
            logger.warning("left off while the database is away", message=owed.key)
        except Overtaken:
            logger.warning("another sender has the message by now", message=owed.key)
        except Exception:
            logger.exception("message not sent", message=owed.key)
            await self._outcomes.put_off(owed, "unexpected failure", certain=False)
        finally:
            self._paused[owed.destination] = time.monotonic() + pause
            self._serving.pop(owed.destination, None)
            self._held.discard(owed.id)
            self.wake()

    async def _deliver(self, claim: Claim) -> float:
        """Send one message and write down what came of it; answers the seconds its destination rests."""
        owed = claim.owed
        content = await self._rendered(claim)
        if content is None or (owed.message is Message.HOME and owed.ts == _reads_like(content)):
            await self._outcomes.needless(owed)
            return 0.0
        ts, since = owed.ts, claim.uncertain_since
        certain = since is None
        try:
            if owed.message is Message.HOME:
                channel_id, ts = await self._publish(owed, content)
            else:
                channel_id = owed.channel_id or await self._channel_of(owed.destination)
                if since is not None:
                    ts = await self._slack.find_posted(channel_id, owed.key, since - CLOCKS_APART)
                    certain = True
                ts = await self._send(owed, channel_id, ts, content)
        except SlackIsBusy as busy:
            await self._outcomes.put_off(owed, str(busy), certain=certain, wait=busy.retry_after)
            return busy.retry_after
        except SlackIsSilent as silence:
            await self._outcomes.put_off(owed, str(silence), certain=False)
        except SlackSaysNo as refusal:
            await self._outcomes.refused(owed, refusal, certain=certain)
        else:
            await self._outcomes.shown(owed, channel_id, ts)
        return PACE

    async def _publish(self, owed: Owed, content: Content) -> Place:
        """Homes stand in no channel, and are replaced whole; their place is what they read like."""
        view = {"type": "home", "blocks": content["blocks"]}
        await self._slack.publish_home(owed.destination.removeprefix("home:"), view)
        self._metrics.sent.labels("home").inc()
        return "home", _reads_like(content)

    async def _rendered(self, claim: Claim) -> Content | None:
        """The message as its record stands now; a database that is away is waited for."""

        def read(tx: Session) -> Content | None:
            is_there = claim.owed.ts is not None or claim.uncertain_since is not None
            return render(
                tx,
                claim.owed,
                organisation=self._organisation,
                home=self._home,
                is_there=is_there,
                at=self._now(),
            )

        while True:
            try:
                return await self._database.read(read, within=AT_LEISURE)
            except Unavailable:
                if self._stopping:
                    raise
            await asyncio.sleep(AWAY)

    async def _send(self, owed: Owed, channel_id: str, ts: str | None, content: Content) -> str:
        """Post or update; answers the message's ts. A plain text goes where Slack refuses the blocks."""
        try:
            return await self._charts.sent(
                content, lambda shown: self._post_or_update(owed, channel_id, ts, shown)
            )
        except (Unsendable, SlackSaysNo) as error:
            if isinstance(error, SlackSaysNo) and error.error not in REFUSED_BLOCKS:
                raise
            logger.error("blocks refused, sending text alone", message=owed.key, error=str(error))
            return await self._post_or_update(owed, channel_id, ts, said(content["text"]))

    async def _post_or_update(
        self, owed: Owed, channel_id: str, ts: str | None, content: Content
    ) -> str:
        if ts is not None:
            try:
                await self._slack.update(channel_id, ts, content)
            except SlackSaysNo as refusal:
                if refusal.error not in LOST:
                    raise
                await self._outcomes.lost(owed)
            else:
                self._metrics.sent.labels("update").inc()
                return ts
        posted = await self._slack.post(channel_id, content, owed.key)
        self._metrics.sent.labels("post").inc()
        return posted

    def _leads_to(self, destination: str) -> str | None:
        """The channel of a destination, where nobody has to be asked."""
        kind, _, key = destination.partition(":")
        if kind == "channel":
            return key
        return self._channels.known(key) if kind == "team" else self._direct.get(key)

    async def _channel_of(self, destination: str) -> str:
        kind, _, key = destination.partition(":")
        if kind == "channel":
            return key
        if kind == "team":
            return await self._channels.of(key)
        if key not in self._direct:
            self._direct[key] = await self._slack.direct_channel(key)
        return self._direct[key]


def _reads_like(content: Content) -> str:
    """The same for what reads the same."""
    return sha256(json.dumps(content["blocks"]).encode()).hexdigest()[:30]
