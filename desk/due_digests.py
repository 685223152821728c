"""Digests that are due: exactly one for each channel and period, however many replicas look at the same time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import digests, weekly_digests
from desk.subscriptions import keep_history, topic_of
from domain.digests import DigestKind, Occasion, Schedule
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM, Role
from storage import outbox, subscriptions
from storage.digest_sheets import Daily, Topic, Weekly
from storage.outbox import Message
from storage.subscriptions import Subscription

AT_ONCE = 50
"""Subscriptions asked for at once."""

AGAIN_AFTER = timedelta(minutes=10)
"""When one is looked at again that could not be done."""


def due(tx: Session, *, at: datetime) -> list[int]:
    return list(subscriptions.firing(tx, by=at, limit=AT_ONCE))


def put_off(tx: Session, subscription_id: int, *, at: datetime) -> None:
    """It could not be done: look at it again after a while, so that it does not stand in the way of others."""
    subscriptions.put_off(tx, subscription_id, at + AGAIN_AFTER)


def send_due(
    tx: Session, subscription_id: int, *, organisation: Organisation, at: datetime
) -> bool:
    """Owe the channel the digest that has come due, the last one after a longer pause, if there is anything to tell.

    False when there is nothing to do (any more): another has been here.
    """
    it = subscriptions.for_update(tx, subscription_id)
    if it is None or it.fire_at is None or it.fire_at > at:
        return False
    topic = topic_of(organisation, it)
    if topic is None:
        it.paused_at, it.fire_at = at, None
        it.paused_because = f"{it.service or it.team_key} is not in the configuration any more."
        keep_history(tx, it, Event.DIGEST_PAUSED, by=SYSTEM, at=at)
        return True
    schedule = it.schedule
    occasion = schedule.latest_by(at)
    it.fire_at = schedule.next_after(at)
    is_wanted = it.also_quiet or _IS_TOLD[it.kind](tx, topic, occasion, schedule, organisation, at)
    if is_wanted:
        outbox.want_once(tx, _message(it, occasion), at)
    return True


def cannot_be_sent(
    tx: Session, channel_id: str, error: str, *, organisation: Organisation, at: datetime
) -> None:
    """Slack refuses the channel for good: pause what goes there, and tell the leads of the teams it is of, once;
    where they have none the admins, or else whoever subscribed the channel.
    """
    paused = subscriptions.of_channel(tx, channel_id)
    for it in paused:
        if it.paused_at is None:
            it.paused_at, it.paused_because, it.fire_at = at, error, None
            keep_history(tx, it, Event.DIGEST_PAUSED, by=SYSTEM, at=at)
    for person_id in sorted(_hearers(paused, organisation)):
        outbox.want_once(
            tx,
            {
                "key": f"trouble:channel:{channel_id}:{error}:{person_id}",
                "message": Message.TROUBLE,
                "destination": f"person:{person_id}",
                "facts": {"digests": channel_id, "error": error},
            },
            at,
        )


def _hearers(paused: Sequence[Subscription], organisation: Organisation) -> set[str]:
    teams = [organisation.team(it.team_key) for it in paused]
    leads = {team.lead_id for team in teams if team and team.lead_id}
    admins = organisation.holders.get(Role.ADMIN, frozenset())
    return leads or set(admins) or {it.made_by for it in paused} - {SYSTEM.id}


def shown(
    tx: Session, facts: Mapping[str, Any], *, organisation: Organisation, at: datetime
) -> Daily | Weekly | None:
    """The digest these facts of an owed message are about, as things stand now; None when its team is gone."""
    due, day = datetime.fromisoformat(facts["due"]), date.fromisoformat(facts["day"])
    it = subscriptions.find(tx, facts["subscription"])
    topic = topic_of(organisation, it) if it else None
    if it is None or topic is None:
        return None
    zone = ZoneInfo(facts["zone"])
    if it.kind is DigestKind.WEEKLY:
        return weekly_digests.weekly(tx, topic, day=day, due=due, organisation=organisation, at=at)
    return digests.daily(tx, topic, day=day, zone=zone, due=due, organisation=organisation, at=at)


def _is_day_told(
    tx: Session,
    topic: Topic,
    occasion: Occasion,
    schedule: Schedule,
    organisation: Organisation,
    at: datetime,
) -> bool:
    """What needs someone is told on any day, anything else on working days alone. The cheap questions come first."""
    how: dict[str, Any] = {
        "day": occasion.day,
        "zone": schedule.zone,
        "organisation": organisation,
        "at": at,
    }
    if digests.needs_someone(tx, topic, **how):
        return True
    if not organisation.office.is_working_date(occasion.day):
        return False
    return not digests.daily(tx, topic, due=occasion.at, **how).is_quiet


def _is_week_told(
    tx: Session,
    topic: Topic,
    occasion: Occasion,
    schedule: Schedule,
    organisation: Organisation,
    at: datetime,
) -> bool:
    return weekly_digests.is_told(tx, topic, day=occasion.day, organisation=organisation, at=at)


_Ask = Callable[[Session, Topic, Occasion, Schedule, Organisation, datetime], bool]
_IS_TOLD: Mapping[DigestKind, _Ask] = {
    DigestKind.DAILY: _is_day_told,
    DigestKind.WEEKLY: _is_week_told,
}
"""Whether there is anything to tell."""


def _message(it: Subscription, occasion: Occasion) -> dict[str, object]:
    """One for each channel and period. The schedule may be another by the time it is sent."""
    topic = f"{it.team_key}/{it.service}" if it.service else it.team_key
    return {
        "key": f"digest:{topic}:{it.channel_id}:{it.schedule.period(occasion.day)}",
        "message": Message.DIGEST,
        "destination": f"channel:{it.channel_id}",
        "facts": {
            "subscription": it.id,
            "day": occasion.day.isoformat(),
            "due": occasion.at.isoformat(),
            "zone": it.zone,
        },
    }
