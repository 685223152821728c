"""Who people are: profiles as Slack tells them, and who is in the teams' channels."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.organisation import Organisation, Team
from domain.people import SYSTEM, Person
from domain.text import clean_line, cut, mentioned, with_names
from storage import groups, people
from storage.asset import lines

RENAMED_AT_ONCE = 200
"""Assets of somebody with another name now that are written anew in one transaction."""

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Told:
    """A profile as Slack told it."""

    id: str
    name: str
    zone: str
    locale: str
    is_gone: bool = False
    is_bot: bool = False

    @property
    def called(self) -> str:
        return cut(clean_line(self.name) or self.id, 100)


def is_called_anew(tx: Session, told: Told) -> bool:
    """Whether assets may not be found yet by what somebody is called."""
    known = people.profile(tx, told.id)
    return known is None or known.read_at == people.NEVER or known.name != told.called


def call_anew(tx: Session, told: Told, *, after: int) -> int | None:
    """Their assets are found by what they are called, some at a time: those behind the one with the id `after`.

    Answers where to go on, None at the end.
    """
    return lines.call_anew(tx, told.id, told.called, after=after, limit=RENAMED_AT_ONCE)


def strangers(tx: Session, person_ids: Collection[str]) -> set[str]:
    """Those of them of whom nobody knows what they are called."""
    return set(person_ids) - people.met(tx, person_ids)


def learn(tx: Session, told: Told, *, at: datetime) -> None:
    """Keep what Slack says about someone."""
    people.keep_profile(
        tx,
        {
            "id": told.id,
            "name": told.called,
            "zone": told.zone,
            "locale": told.locale,
            "is_gone": told.is_gone,
            "is_bot": told.is_bot,
            "read_at": at,
        },
    )


def spoken(tx: Session, text: str) -> str:
    """What somebody said, with whoever is mentioned in it by their name."""
    return with_names(text, people.names(tx, named)) if (named := mentioned(text)) else text


def called(tx: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What those of them are called who are known, by id."""
    return people.names(tx, person_ids) if person_ids else {}


def has_left(tx: Session, person_id: str) -> bool:
    """Whether Slack says that this account is no longer used."""
    profile = people.profile(tx, person_id)
    return profile is not None and profile.is_gone


def name_of(tx: Session, person_id: str, *, otherwise: str = "Somebody") -> str:
    """What they are called, `otherwise` where nobody knows."""
    if person_id == SYSTEM.id:
        return SYSTEM.name
    profile = people.profile(tx, person_id)
    return profile.name if profile else otherwise


def person(
    tx: Session, person_id: str, *, called: str, organisation: Organisation
) -> tuple[Person, datetime | None]:
    """Who this is and what they are, and when their profile was read (None: never; then `called` is their name)."""
    profile = people.profile(tx, person_id)
    in_channels = people.teams_whose_channel_has(tx, person_id)
    teams = organisation.teams
    in_groups = groups.groups_of(tx, person_id) if any(team.groups for team in teams) else NOBODY
    me = frozenset({person_id})
    known = Person(
        id=person_id,
        name=profile.name if profile else called,
        zone=profile.zone if profile else "UTC",
        locale=profile.locale if profile else "en-US",
        roles=organisation.roles_of(person_id),
        agent_of=frozenset(
            team.key
            for team in teams
            if person_id
            in team.agents(
                me if team.key in in_channels else NOBODY, me if team.groups & in_groups else NOBODY
            )
        ),
        lead_of=frozenset(team.key for team in teams if team.lead_id == person_id),
    )
    return known, profile.read_at if profile else None


def agents(tx: Session, team: Team) -> frozenset[str]:
    """Slack ids of those who work the team's records now."""
    return team.agents(people.in_channel_of(tx, team.key), groups.members_of_any(tx, team.groups))


def list_members(tx: Session, team_key: str, members: Collection[str]) -> None:
    """These people, and nobody else, are in the team's channel."""
    people.replace_members(tx, team_key, members)


def join(tx: Session, team_key: str, person_id: str) -> None:
    people.add_member(tx, team_key, person_id)


def leave(tx: Session, team_key: str, person_id: str) -> None:
    people.remove_member(tx, team_key, person_id)
