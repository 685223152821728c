"""Digests that the configuration says are sent: subscriptions that follow it, and that nobody else changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.digest.subscriptions import keep_history
from domain.digests import Configured
from domain.events import Event
from domain.people import SYSTEM
from storage import backlog
from storage.digest import subscriptions
from storage.digest.subscriptions import Subscription


def keep(
    tx: Session, wanted: Sequence[tuple[Configured, str]], *, are_all: bool, at: datetime
) -> int:
    """Have each of these digests sent to the channel of this id; answers how many were not as they should be.

    One that people have subscribed by themselves stays theirs. `are_all`: what was kept before and is not among these
    has been taken out of the configuration, and ends.
    """
    kept = [_keep(tx, digest, channel_id, at) for digest, channel_id in wanted]
    count = sum(was_changed for _, was_changed in kept)
    if are_all:
        still = {it.id for it, _ in kept}
        for it in subscriptions.made_by(tx, SYSTEM.id):
            if it.id not in still:
                it.ended_at, it.fire_at = at, None
                keep_history(tx, it, Event.DIGEST_ENDED, by=SYSTEM, at=at)
                count += 1
    return count


def _keep(
    tx: Session, digest: Configured, channel_id: str, at: datetime
) -> tuple[Subscription, bool]:
    place = {"team_key": digest.team_key, "service": digest.service}
    it = subscriptions.at_place(tx, channel_id, digest.schedule.kind, **place)
    if it is None:
        it = subscriptions.add(
            tx, digest.schedule, channel_id=channel_id, by=SYSTEM.id, at=at, **place
        )
        backlog.forget_trouble(tx, f"channel:{channel_id}")
    elif it.made_by != SYSTEM.id or _is_as_configured(it, digest):
        return it, False
    it.schedule, it.also_quiet = digest.schedule, digest.also_quiet
    if it.paused_at is None:
        it.fire_at = digest.schedule.next_after(at)
    keep_history(tx, it, Event.DIGEST_SUBSCRIBED, by=SYSTEM, at=at)
    return it, True


def _is_as_configured(it: Subscription, digest: Configured) -> bool:
    return (it.schedule, it.also_quiet) == (digest.schedule, digest.also_quiet)
