"""Subscriptions of channels to digests, as people make, look at, pause and end them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import digests
from desk.digest import weekly
from domain.access import Can, may
from domain.digests import DigestKind, Schedule
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation, Team
from domain.people import SYSTEM, Person, Role
from storage import backlog, journal, places
from storage.digest import subscriptions
from storage.digest.sheets import Daily, Page, Topic, Weekly
from storage.digest.subscriptions import Subscription

PAGE = 8
_NOT_THEIRS = (
    "A digest is looked at, subscribed and ended by the agents and the lead of the team it is of, and by Steward's "
    "admins. Ask one of them. Its figures are for everybody, under /kpi."
)


def teams_of(organisation: Organisation, by: Person) -> list[Team]:
    """The teams whose digests this person may have sent to a channel."""
    return [team for team in organisation.teams if _may(by, team.key)]


def home_team(
    tx: Session, channel_id: str, *, organisation: Organisation, by: Person
) -> Team | None:
    """The team a digest for this channel is of where nobody says so: the channel's own, or else the person's only one.

    None where that is to be asked. Raises NotAllowed for whoever may have no digest sent.
    """
    theirs = teams_of(organisation, by)
    if not theirs:
        raise NotAllowed(_NOT_THEIRS)
    key = places.team_at(tx, channel_id)
    its = [team for team in theirs if team.key == key or team.channel == channel_id]
    return its[0] if its else theirs[0] if len(theirs) == 1 else None


def subscribe(
    tx: Session,
    channel_id: str,
    schedule: Schedule,
    *,
    team_key: str,
    service: str = "",
    also_quiet: bool = False,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Subscription:
    """From now on the channel gets this digest; one that it gets already is sent by the new schedule."""
    if not channel_id.startswith(("C", "G")):
        raise WrongState("A digest goes to a channel. Type this in the one that should get it.")
    topic = _topic(organisation, team_key, service)
    _check(by, topic.team.key, topic.team.name)
    it = subscriptions.add(
        tx,
        schedule,
        channel_id=channel_id,
        team_key=topic.team.key,
        service=service,
        by=by.id,
        at=at,
    )
    _check_not_configured(it)
    it.schedule = schedule
    it.also_quiet = also_quiet
    it.paused_at = it.paused_because = None
    it.fire_at = schedule.next_after(at)
    backlog.forget_trouble(tx, f"channel:{channel_id}")
    keep_history(tx, it, Event.DIGEST_SUBSCRIBED, by=by, at=at)
    return it


def pause(
    tx: Session, subscription_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Subscription:
    """Send it no more until somebody has it go on."""
    it = _to_change(tx, subscription_id, organisation, by)
    if it.paused_at:
        raise WrongState("This digest is paused already. Let it go on, or unsubscribe.")
    it.paused_at, it.fire_at = at, None
    keep_history(tx, it, Event.DIGEST_PAUSED, by=by, at=at)
    return it


def go_on(
    tx: Session, subscription_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Subscription:
    """Send it again, from its next time on."""
    it = _to_change(tx, subscription_id, organisation, by)
    if it.paused_at is None:
        raise WrongState("This digest is not paused: it is sent at its next time.")
    it.paused_at = it.paused_because = None
    it.fire_at = it.schedule.next_after(at)
    backlog.forget_trouble(tx, f"channel:{it.channel_id}")
    keep_history(tx, it, Event.DIGEST_RESUMED, by=by, at=at)
    return it


def unsubscribe(
    tx: Session, subscription_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Subscription:
    """The channel gets it no more."""
    it = _to_change(tx, subscription_id, organisation, by)
    _check_not_configured(it)
    it.ended_at, it.fire_at = at, None
    keep_history(tx, it, Event.DIGEST_ENDED, by=by, at=at)
    return it


def listing(
    tx: Session, *, behind: int, organisation: Organisation, by: Person
) -> tuple[Sequence[Subscription], int | None]:
    """A page of those this person may change, the oldest first, and behind which the next one begins."""
    keys = None if Role.ADMIN in by.roles else [it.key for it in teams_of(organisation, by)]
    if keys == []:
        raise NotAllowed(_NOT_THEIRS)
    found = subscriptions.standing(tx, of_teams=keys, behind=behind, limit=PAGE + 1)
    page = found[:PAGE]
    return page, page[-1].id if len(found) > PAGE else None


def zone_of(team: Team, organisation: Organisation, by: Person) -> str:
    """The zone a time is in where none is named: the team's own, or else that of the reader who has one."""
    zone = team.zone or organisation.office.zone
    return by.zone if zone.key == "UTC" else zone.key


def preview(
    tx: Session,
    reference: str,
    *,
    kind: DigestKind,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Daily | Weekly:
    """What a digest would tell now: of a subscription (its id), or of a team (`team:` and its key)."""
    topic, zone = _referred(tx, reference, organisation, by)
    it = subscriptions.find(tx, int(reference)) if reference.isdecimal() else None
    day = at.astimezone(zone).date()
    if (it.kind if it else kind) is DigestKind.WEEKLY:
        return weekly.weekly(tx, topic, day=day, due=None, organisation=organisation, at=at)
    return digests.daily(tx, topic, day=day, zone=zone, due=None, organisation=organisation, at=at)


def behind(
    tx: Session,
    which: str,
    reference: str,
    *,
    day: date,
    after: int,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Page:
    """A page of the records behind a line of a digest that was shown, as they are now."""
    topic, zone = _referred(tx, reference, organisation, by)
    return digests.behind(
        tx, which, topic, day=day, zone=zone, after=after, organisation=organisation, at=at
    )


def _referred(
    tx: Session, reference: str, organisation: Organisation, by: Person
) -> tuple[Topic, ZoneInfo]:
    """Raises NotFound where the team has left the configuration."""
    if reference.startswith("team:"):
        topic = _topic(organisation, reference.removeprefix("team:"), "")
        return topic, ZoneInfo(zone_of(topic.team, organisation, by))
    it = subscriptions.find(tx, int(reference)) if reference.isdecimal() else None
    found = topic_of(organisation, it) if it else None
    if it is None or found is None:
        raise NotFound("What this digest was of is no longer in the configuration.")
    return found, ZoneInfo(it.zone)


def topic_of(organisation: Organisation, it: Subscription) -> Topic | None:
    """What it is of, as long as the configuration has it."""
    if it.service and organisation.service(it.service) is None:
        return None
    team = organisation.team(it.team_key)
    return Topic(team=team, service=it.service, reference=str(it.id)) if team else None


def _topic(organisation: Organisation, team_key: str, service: str) -> Topic:
    """Raises NotFound for what the configuration does not have; a service's digest is its team's."""
    known = organisation.service(service) if service else None
    if service and known is None:
        raise NotFound(f"There is no service {service!r} any more. Choose another.")
    team = organisation.team(known.team if known else team_key)
    if team is None:
        raise NotFound(f"There is no team {team_key!r} any more. Choose another.")
    return Topic(team=team, service=service, reference=f"team:{team.key}")


def _to_change(
    tx: Session, subscription_id: int, organisation: Organisation, by: Person
) -> Subscription:
    it = subscriptions.for_update(tx, subscription_id)
    if it is None or it.ended_at is not None:
        raise NotFound(
            f"There is no {number(Kind.SUBSCRIPTION, subscription_id)} any more. "
            "/kpi subscriptions lists those there are."
        )
    team = organisation.team(it.team_key)
    _check(by, it.team_key, team.name if team else it.team_key)
    return it


def _check(by: Person, team_key: str, team_name: str) -> None:
    if not _may(by, team_key):
        raise NotAllowed(
            f"Digests of {team_name} are for its agents, its lead and Steward's admins to send somewhere. "
            "Ask one of them."
        )


def _check_not_configured(it: Subscription) -> None:
    if it.made_by == SYSTEM.id:
        raise WrongState(
            "This digest stands in Steward's configuration, which says when it is sent and for how long. "
            "Here it can be paused; whoever looks after the configuration changes the rest."
        )


def _may(by: Person, team_key: str) -> bool:
    return may(by, Can.SUBSCRIBE_CHANNEL, _Of(team_key))


class _Of:
    """A team's digest, as rules about any record ask."""

    reporter_id = ""
    assignee_id = None

    def __init__(self, team_key: str) -> None:
        self.team_key = team_key


def keep_history(tx: Session, it: Subscription, event: Event, *, by: Person, at: datetime) -> None:
    """What happened to it, for the audit."""
    facts = {
        "channel": it.channel_id,
        "team": it.team_key,
        "service": it.service,
        "days": it.days,
        "at": it.local_time,
        "zone": it.zone,
    }
    journal.add(
        tx,
        {
            "at": at,
            "actor_id": by.id,
            "event": event,
            "subject_kind": Kind.SUBSCRIPTION,
            "subject_id": it.id,
            "before": None,
            "after": facts if event is Event.DIGEST_SUBSCRIBED else None,
            "why": it.paused_because,
            "on_behalf_of": None,
        },
    )
