"""What came of sending a message: shown, put off, moved, given up; written down whatever it takes."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.channels import Channels
from bot.log import logger
from bot.metrics import Metrics
from bot.sending.gathering import Gathering
from desk import homes, upkeep
from desk.digest import due
from domain.errors import Unavailable
from domain.numbers import Kind
from domain.organisation import Organisation
from storage import leases, outbox, war_rooms
from storage.database import Database, Work
from storage.outbox import Message, Owed

T = TypeVar("T")

AWAY = 0.5
"""Seconds until a database that was away is tried again."""

LONGEST_WAIT = 300.0
GIVE_UP_AFTER = timedelta(hours=24)

UNREACHABLE = {"not_in_channel", "channel_not_found", "is_archived"}
"""The team's channel cannot be written to until somebody mends it."""

FINAL = UNREACHABLE | {
    "user_not_found",
    "users_not_found",
    "user_disabled",
    "user_not_visible",
    "cannot_dm_bot",
    "account_inactive_user",
    "restricted_action",
    "messages_tab_disabled",
}
"""Errors that trying again does not mend."""


WRITTEN_TOGETHER = 0.05
"""Seconds within which what is shown is written down in one transaction."""


class Overtaken(Exception):
    """The lease ran out and another sender has the message: it is theirs to send."""


@dataclass(frozen=True)
class Shown:
    """A message that stands at this place in Slack now."""

    owed: Owed
    channel_id: str
    ts: str

    @property
    def place(self) -> Mapping[str, Any]:
        return {
            "its_id": self.owed.id,
            "count": self.owed.wanted,
            "its_channel": self.channel_id,
            "its_ts": self.ts,
        }

    @property
    def subject(self) -> tuple[Kind, int] | None:
        """The record it is about."""
        kind, subject_id = self.owed.subject_kind, self.owed.subject_id
        return (kind, subject_id) if kind and subject_id else None

    @property
    def is_new_place(self) -> bool:
        """Whether it is a way to the record that was not there before."""
        return self.owed.message in (Message.CARD, Message.STATUS) and self.owed.ts != self.ts


class Outcomes:
    """`sender` is the name under which its messages are leased."""

    def __init__(
        self,
        *,
        sender: str,
        database: Database,
        channels: Channels,
        organisation: Organisation,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._sender = sender
        self._database = database
        self._channels = channels
        self._organisation = organisation
        self._metrics = metrics
        self._now = now
        self._waits_for_database = True
        self._shown = Gathering(self._write_shown, seconds=WRITTEN_TOGETHER)

    def wait_no_longer(self) -> None:
        """Leave off when the database is away: what is not written down is owed, and looked for in Slack next time."""
        self._waits_for_database = False

    async def shown(self, owed: Owed, channel_id: str, ts: str) -> None:
        """Slack shows it at this place."""
        shown = Shown(owed, channel_id, ts)
        try:
            await self._shown.with_others(shown)
        except Unavailable:
            raise
        except Exception:
            logger.exception("not written down together", message=owed.key)
            await self._write_shown([shown])

    async def _write_shown(self, shown: Sequence[Shown]) -> None:
        """All of these, in one order whoever writes: rooms before the outbox, as verbs do, and rows by their ids."""
        at = self._now()
        in_order = sorted(shown, key=lambda it: it.owed.id)
        placed = [it.subject for it in in_order if it.is_new_place and it.subject]
        told = [it.owed.destination for it in in_order]
        hearers = [it.removeprefix("person:") for it in told if it.startswith("person:")]

        def write(tx: Session) -> None:
            for kind, subject_id in placed:
                if kind is Kind.INCIDENT:
                    war_rooms.want(tx, subject_id, at)
            outbox.all_delivered(tx, [it.place for it in in_order], by=self._sender)
            for kind, subject_id in placed:
                outbox.want_receipts_again(tx, kind, subject_id, at)
            for it in in_order:
                if it.owed.message is Message.CARD and it.subject:
                    lead_id = self._lead_of(it.owed.destination)
                    homes.concern(tx, *it.subject, lead_id=lead_id, at=at)
            # what is told to somebody is on their Home too
            homes.changed(tx, hearers, at=at)

        await self._write_down(write)

    def _lead_of(self, destination: str) -> str | None:
        """Who leads the team in whose channel it stands."""
        team = self._organisation.team(destination.removeprefix("team:"))
        return team.lead_id if team else None

    async def needless(self, owed: Owed) -> None:
        """There is nothing to say (any more) to whom it was for."""
        await self._end(
            owed, lambda tx: leases.needless(tx, owed.id, by=self._sender, count=owed.wanted)
        )

    async def lost(self, owed: Owed) -> None:
        """It is no longer in Slack, and about to be posted anew. Raises Overtaken where that is another's to do."""
        logger.info("message is gone, posting it anew", message=owed.key)
        at = self._now()
        if not await self._write_down(
            lambda tx: outbox.lost(tx, owed.id, tried_at=at, by=self._sender)
        ):
            raise Overtaken

    async def refused(self, owed: Owed, refusal: SlackSaysNo, *, certain: bool) -> None:
        self._metrics.send_failures.labels(refusal.error).inc()
        if refusal.error not in FINAL:
            await self.put_off(owed, str(refusal), certain=certain)
            return
        at = self._now()
        kind, _, key = owed.destination.partition(":")
        if owed.message is Message.DIGEST:
            await self.given_up(owed, refusal.error, certain=certain)
            await self._write_down(
                lambda tx: due.cannot_be_sent(
                    tx, key, refusal.error, organisation=self._organisation, at=at
                )
            )
        elif kind != "team" or refusal.error not in UNREACHABLE:
            await self.given_up(owed, refusal.error, certain=certain)
        elif refusal.error == "channel_not_found" and await self._has_moved(owed, key):
            await self._end(owed, lambda tx: leases.moved(tx, owed.id, by=self._sender, at=at))
        else:
            self._channels.forget(key)
            await self.given_up(owed, refusal.error, certain=certain)
            await self._write_down(
                lambda tx: upkeep.tell_trouble(
                    tx, owed.destination, refusal.error, organisation=self._organisation, at=at
                )
            )

    async def put_off(
        self, owed: Owed, error: str, *, certain: bool, wait: float | None = None
    ) -> None:
        """Try again later, or give up on what has failed for a day."""
        at = self._now()
        if wait is None:
            self._metrics.send_failures.labels("no answer" if not certain else "other").inc()
            if at - owed.owed_at > GIVE_UP_AFTER and owed.attempts > 10:
                await self.given_up(owed, error, certain=certain)
                return
            wait = backoff(owed.attempts)
        until = at + timedelta(seconds=wait)
        logger.info("message put off", message=owed.key, seconds=round(wait, 1), error=error)
        await self._end(
            owed,
            lambda tx: leases.postpone(
                tx, owed.id, by=self._sender, until=until, error=error, certain=certain
            ),
        )

    async def given_up(self, owed: Owed, error: str, *, certain: bool) -> None:
        logger.error("message given up", message=owed.key, to=owed.destination, error=error)
        at = self._now()
        await self._end(
            owed,
            lambda tx: leases.give_up(
                tx, owed.id, by=self._sender, at=at, error=error, certain=certain
            ),
        )
        self._metrics.given_up_total.inc()

    async def _has_moved(self, owed: Owed, team_key: str) -> bool:
        """Whether the team has another channel now: the one we knew was deleted, and made anew."""
        try:
            known = owed.channel_id or await self._channels.of(team_key)
            self._channels.forget(team_key)
            return await self._channels.of(team_key) != known
        except (SlackSaysNo, SlackIsBusy, SlackIsSilent):
            return False

    async def _end(self, owed: Owed, work: Work[bool]) -> None:
        if not await self._write_down(work):
            logger.warning("another sender has the message by now", message=owed.key)

    async def _write_down(self, work: Work[T]) -> T:
        while True:
            try:
                return await self._database.write(work)
            except Unavailable:
                if not self._waits_for_database:
                    raise
            await asyncio.sleep(AWAY)


def backoff(attempts: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds until the next attempt: twice as long each time, five minutes at most, less up to half by chance."""
    longest: float = min(LONGEST_WAIT, 2.0 ** min(attempts, 16))
    return longest * (0.5 + chance() / 2)
