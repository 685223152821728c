"""Digests that are due: exactly one for each channel and period, however many replicas look at the same time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import digests
from desk.digest import weekly
from desk.digest.subscriptions import keep_history, topic_of
from domain.digests import DigestKind, Occasion
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM, Role
from storage import outbox
from storage.digest import subscriptions
from storage.digest.sheets import Daily, Weekly
from storage.digest.subscriptions import Subscription
from storage.outbox import Message

AT_ONCE = 100
"""Subscriptions dealt with at once."""

Question = tuple[DigestKind, str, str, str, date]
"""Whether there is anything to tell of a team and service, in a zone, on a date."""

AGAIN_AFTER = timedelta(minutes=10)
"""When one is looked at again that could not be done."""


def due(tx: Session, *, at: datetime) -> list[int]:
    return list(subscriptions.firing(tx, by=at, limit=AT_ONCE))


def put_off(tx: Session, subscription_id: int, *, at: datetime) -> None:
    """It could not be done: look at it again after a while, so that it does not stand in the way of others."""
    subscriptions.put_off(tx, subscription_id, at + AGAIN_AFTER)


def judged(
    tx: Session,
    ids: Sequence[int],
    answers: dict[Question, bool],
    *,
    organisation: Organisation,
    at: datetime,
) -> Mapping[int, bool]:
    """Of each of these that is due, whether there is anything to tell. Many are of one team and day: what is among the
    `answers` is not asked again, and what is asked is put there.

    Nothing is locked: what changes before they are sent is told as it is by then.
    """
    told = {}
    for it in subscriptions.several(tx, ids):
        topic = topic_of(organisation, it)
        if not _is_due(it, at):
            continue
        if topic is None or it.also_quiet:
            told[it.id] = True
            continue
        day = it.schedule.latest_by(at).day
        question = (it.kind, it.team_key, it.service, it.zone, day)
        if question not in answers:
            how = {"day": day, "organisation": organisation, "at": at}
            answers[question] = _IS_TOLD[it.kind](tx, topic, zone=ZoneInfo(it.zone), **how)
        told[it.id] = answers[question]
    return told


def send_all(
    tx: Session, told: Mapping[int, bool], *, organisation: Organisation, at: datetime
) -> int:
    """Owe each channel the digest that has come due, after a longer pause the last one, where there is any to tell.

    Answers how many there was anything to do about (any more): another may have been here.
    """
    count = 0
    messages = []
    for it in subscriptions.several(tx, list(told), lock=True):
        if not _is_due(it, at):
            continue
        count += 1
        if topic_of(organisation, it) is None:
            it.paused_at, it.fire_at = at, None
            it.paused_because = f"{it.service or it.team_key} is not in the configuration any more."
            keep_history(tx, it, Event.DIGEST_PAUSED, by=SYSTEM, at=at)
            continue
        it.fire_at = it.schedule.next_after(at)
        if told[it.id]:
            messages.append(_message(it, it.schedule.latest_by(at)))
    outbox.want_all_once(tx, messages, at)
    return count


def send_due(
    tx: Session, subscription_id: int, *, organisation: Organisation, at: datetime
) -> bool:
    """The same for one alone: False when there is nothing to do (any more)."""
    told = judged(tx, [subscription_id], {}, organisation=organisation, at=at)
    return send_all(tx, told, organisation=organisation, at=at) > 0


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
        return weekly.weekly(tx, topic, day=day, due=due, organisation=organisation, at=at)
    return digests.daily(tx, topic, day=day, zone=zone, due=due, organisation=organisation, at=at)


def _is_due(it: Subscription, at: datetime) -> bool:
    return it.fire_at is not None and it.fire_at <= at


_IS_TOLD: Mapping[DigestKind, Callable[..., bool]] = {
    DigestKind.DAILY: digests.is_told,
    DigestKind.WEEKLY: weekly.is_told,
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
