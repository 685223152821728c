"""The sender of webhooks: brings every decision to whom the configuration names, signed, through any failure.

Messages are made and signed as Standard Webhooks says: the same id and body at every attempt, the time of the attempt
in its signature. One endpoint is one stream, so that one that is slow holds up no other. Whoever answers with 2xx has
taken it; anything else is tried again for about three days, and then given up, where admins see it.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import uniform

import aiohttp
from standardwebhooks import Webhook as Signer

from bot.bell import Bell
from bot.log import logger
from bot.metrics import Metrics
from domain.errors import Unavailable
from domain.webhooks import Webhook, wait_after
from storage import webhooks as stored
from storage.database import Database
from storage.webhooks import OwedWebhook

TIMEOUT = 15.0
LEASE = timedelta(seconds=60)
"""After a crash another sender goes on when this has passed; an attempt ends long before."""

TIME_TO_FINISH = 3.0
LONGEST_SLEEP = 5.0
LONGEST_RETRY_AFTER = timedelta(days=1)
GONE = 410
"""By this a receiver says that it wants to hear no more."""


class Refused(Exception):
    """The receiver has not taken it. `wait`: it says how long to wait at least. `for_good`: nothing will mend it."""

    def __init__(self, why: str, *, wait: timedelta | None = None, for_good: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.for_good = for_good


class Webhooks:
    def __init__(
        self,
        *,
        database: Database,
        endpoints: Sequence[Webhook],
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._endpoints: Mapping[str, Webhook] = {each.name: each for each in endpoints}
        self._metrics = metrics
        self._now = now
        self._name = secrets.token_hex(8)
        self._bell = Bell()
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._stopping = False
        self._ended = asyncio.Event()

    def wake(self) -> None:
        """Something may be owed."""
        if self._endpoints:
            self._bell.ring()

    async def run(self, *, is_alone: bool) -> None:
        """Send until told to stop. `is_alone`: there is no other sender, so leases are a dead one's."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        try:
            async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
                await self._send_until_stopped(session, leases_are_dead=is_alone)
                await self._settle()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Take nothing more, and let what is under way end if that is quick: what is left off is still owed."""
        self._stopping = True
        self._bell.ring()
        await self._ended.wait()

    async def _send_until_stopped(
        self, session: aiohttp.ClientSession, *, leases_are_dead: bool
    ) -> None:
        while not self._stopping:
            self._bell.silence()
            sleep = LONGEST_SLEEP
            try:
                if leases_are_dead:
                    await self._database.write(stored.release_all)
                    leases_are_dead = False
                sleep = await self._sweep(session)
            except Unavailable as error:
                logger.warning("webhooks wait for the database", error=str(error))
            except Exception:
                logger.exception("webhooks stumbled")
            if self._stopping:
                return
            await self._bell.wait(sleep)

    async def _settle(self) -> None:
        if not self._at_work:
            return
        _, late = await asyncio.wait(self._at_work.values(), timeout=TIME_TO_FINISH)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _sweep(self, session: aiohttp.ClientSession) -> float:
        """Start on what is due for every free endpoint; answers the seconds until something else can be."""
        at, busy = self._now(), list(self._at_work)
        due = await self._database.read(lambda tx: stored.next_due_at(tx, busy))
        if due is None:
            return LONGEST_SLEEP
        if due > at:
            return min(LONGEST_SLEEP, (due - at).total_seconds())
        claimed = await self._database.write(
            lambda tx: stored.claim(tx, by=self._name, at=at, lease_until=at + LEASE, busy=busy)
        )
        for owed in claimed:
            self._at_work[owed.endpoint] = asyncio.create_task(self._serve(session, owed))
        return 0.05 if claimed else 1.0

    async def _serve(self, session: aiohttp.ClientSession, owed: OwedWebhook) -> None:
        try:
            await self._deliver(session, owed)
        except Unavailable:
            logger.warning("left off while the database is away", webhook=owed.message_id)
        except Exception:
            logger.exception("webhook not sent", webhook=owed.message_id)
        finally:
            self._at_work.pop(owed.endpoint, None)
            self._bell.ring()

    async def _deliver(self, session: aiohttp.ClientSession, owed: OwedWebhook) -> None:
        """One attempt, and what came of it written down."""
        try:
            await self._send(session, owed)
        except Refused as refused:
            await self._put_off(owed, refused)
            return
        at = self._now()
        await self._write_down(lambda tx: stored.sent(tx, owed.id, by=self._name, at=at))
        self._metrics.webhooks.labels("sent").inc()

    async def _send(self, session: aiohttp.ClientSession, owed: OwedWebhook) -> None:
        """Raises Refused when the receiver has not taken it."""
        endpoint = self._endpoints.get(owed.endpoint)
        if endpoint is None:
            raise Refused("it is no longer in the configuration", for_good=True)
        try:
            async with session.post(
                endpoint.url,
                data=owed.body.encode(),
                headers=headers_of(owed.message_id, owed.body, endpoint.secret),
                allow_redirects=False,
            ) as answer:
                if not 200 <= answer.status < 300:
                    raise _refusal(answer.status, answer.headers.get("Retry-After"))
        except TimeoutError:
            raise Refused(f"no answer within {TIMEOUT:.0f} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Refused(f"not reached: {type(error).__name__}") from error

    async def _put_off(self, owed: OwedWebhook, refused: Refused) -> None:
        at, wait = self._now(), wait_after(owed.attempts)
        if refused.for_good or wait is None:
            logger.error(
                "webhook given up", webhook=owed.message_id, to=owed.endpoint, error=str(refused)
            )
            await self._write_down(
                lambda tx: stored.give_up(tx, owed.id, by=self._name, at=at, error=str(refused))
            )
            self._metrics.webhooks.labels("given up").inc()
            return
        until = at + max(wait * uniform(1, 1.1), refused.wait or timedelta())  # noqa: S311  not a secret
        logger.info(
            "webhook put off", webhook=owed.message_id, to=owed.endpoint, error=str(refused)
        )
        await self._write_down(
            lambda tx: stored.postpone(tx, owed.id, by=self._name, until=until, error=str(refused))
        )
        self._metrics.webhooks.labels("put off").inc()

    async def _write_down(self, work: Callable[..., bool]) -> None:
        if not await self._database.write(work):
            logger.warning("another sender has the webhook by now")


def headers_of(message_id: str, body: str, secret: str) -> dict[str, str]:
    """What Standard Webhooks wants to stand in front of the body.

    The time is the real one, also where the bot's own clock was moved: receivers refuse what is minutes apart.
    """
    at = datetime.now(UTC).replace(microsecond=0)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Steward",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, at, body),
    }


def _refusal(status: int, retry_after: str | None) -> Refused:
    if status == GONE:
        return Refused("it wants to hear no more (410)", for_good=True)
    if 300 <= status < 400:
        return Refused(f"it answered {status}; redirects are not followed")
    return Refused(f"it answered {status}", wait=wait_asked_for(retry_after))


def wait_asked_for(retry_after: str | None) -> timedelta | None:
    """What stands in Retry-After, in seconds or as a date; a day at most."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return min(timedelta(seconds=int(retry_after[:9])), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return min(max(until - datetime.now(UTC), timedelta()), LONGEST_RETRY_AFTER)
