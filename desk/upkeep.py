"""How Steward itself is doing: messages it could not deliver, and the people who must know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.access import Can, may
from domain.errors import NotAllowed
from domain.organisation import Organisation
from domain.people import Person, Role
from storage import asked_once, backlog, deliveries, outbox, war_rooms, webhooks
from storage.figure import capacity_samples
from storage.imports import files
from storage.incident import ratings
from storage.outbox import Message, Owed
from storage.war_rooms import WarRoom
from storage.webhooks import OwedWebhook

DELIVERIES_KEPT = timedelta(days=2)
"""Slack repeats an event for a day at most, with delayed events switched on."""

ANSWERS_KEPT = timedelta(days=7)
"""A program that asks again with the same key within this time gets the answer it got."""

WEBHOOKS_KEPT = timedelta(days=30)
"""For whoever looks into what was told when."""

ASSET_FILES_KEPT = timedelta(days=30)
"""Whoever brought one decides in this time; what it has done stands in the assets' history."""

COMMENTS_KEPT = timedelta(days=365)
"""What somebody said with a rating (ITSM semantics, section 7.9); the rating itself stays."""

SAMPLES_KEPT = timedelta(days=400)
"""How full things were: each month can be set beside the same of the year before."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """Messages owed and given up, since when the oldest is due, and the latest that were given up.

    `unfinished_rooms` are major incidents' channels of which something could not be made,
    `untold_webhooks` those that were given up.
    """

    owed: int
    given_up: int
    oldest_due_at: datetime | None
    latest_given_up: Sequence[Owed]
    unfinished_rooms: Sequence[WarRoom] = ()
    untold_webhooks: Sequence[OwedWebhook] = ()


def health(tx: Session, *, by: Person) -> Health:
    """For admins."""
    _check_admin(by)
    owed, given_up, oldest = backlog.counts(tx)
    return Health(
        owed=owed,
        given_up=given_up,
        oldest_due_at=oldest,
        latest_given_up=backlog.given_up(tx, limit=10),
        unfinished_rooms=war_rooms.given_up(tx),
        untold_webhooks=webhooks.given_up(tx, limit=10),
    )


def retry_given_up(tx: Session, *, by: Person, at: datetime) -> int:
    """An admin has what was given up sent, and channels finished, after all; answers how many messages."""
    _check_admin(by)
    war_rooms.retry_given_up(tx, at)
    return backlog.retry_given_up(tx, at) + webhooks.retry_given_up(tx, at)


def tell_trouble(
    tx: Session, destination: str, error: str, *, organisation: Organisation, at: datetime
) -> None:
    """Say once, to the team's lead or else to the admins, that a team's channel cannot be written to."""
    team = organisation.team(destination.removeprefix("team:"))
    if team is None:
        return
    hearers = {team.lead_id} if team.lead_id else organisation.holders.get(Role.ADMIN, frozenset())
    for person_id in sorted(hearers):
        outbox.want_once(
            tx,
            {
                "key": f"trouble:{destination}:{error}:{person_id}",
                "message": Message.TROUBLE,
                "destination": f"person:{person_id}",
                "facts": {"team": team.name, "channel": team.channel, "error": error},
            },
            at,
        )


def trouble_over(tx: Session, team_key: str, *, at: datetime) -> int:
    """The team's channel can be written to again: what was given up there is owed anew; answers how many."""
    destination = f"team:{team_key}"
    backlog.forget_trouble(tx, destination)
    return backlog.retry_given_up(tx, at, destination)


def forget_old_deliveries(tx: Session, *, at: datetime) -> int:
    """Drop what nobody asks for any more: deliveries, answers to programs, webhooks that were taken, brought files,
    words said with a rating long ago, old samples of how full things were.
    """
    return (
        deliveries.forget(tx, before=at - DELIVERIES_KEPT)
        + asked_once.forget(tx, before=at - ANSWERS_KEPT)
        + webhooks.forget_sent(tx, before=at - WEBHOOKS_KEPT)
        + files.forget(tx, before=at - ASSET_FILES_KEPT)
        + ratings.forget_comments(tx, before=at - COMMENTS_KEPT)
        + capacity_samples.forget(tx, before=at - SAMPLES_KEPT)
    )


def _check_admin(by: Person) -> None:
    if not may(by, Can.SEE_HEALTH):
        raise NotAllowed(
            "This is for Steward's admins. STEWARD_ADMINS or the configuration names them."
        )
