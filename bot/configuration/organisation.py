"""steward.toml: read whole, checked whole, turned into the organisation the rules know."""

import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from bot.configuration.tables import Channel, Key, Name, Table, UserId, checked
from bot.settings import BadSettings, Settings
from domain.organisation import Organisation, Service, Team
from domain.people import Role


class TeamTable(Table):
    key: Key
    name: Name
    channel: Channel
    lead: UserId | None = None
    members: list[UserId] | None = None


class ServiceTable(Table):
    name: Name
    team: Key


class RolesTable(Table):
    admins: list[UserId] = Field(default=[])
    incident_managers: list[UserId] = Field(default=[])


class File(Table):
    """The whole file."""

    teams: list[TeamTable] = Field(default=[], max_length=50)
    services: list[ServiceTable] = Field(default=[], max_length=100)
    roles: RolesTable = RolesTable()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        keys = [team.key for team in self.teams]
        for what, names in (
            ("teams have the key", keys),
            ("teams have the channel", [team.channel for team in self.teams]),
            ("services are called", [service.name for service in self.services]),
        ):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"two {what} {twice!r}")
        for service in self.services:
            if service.team not in (keys or [DEFAULT_TEAM]):
                allowed = ", ".join(keys or [DEFAULT_TEAM])
                raise ValueError(
                    f"service {service.name!r} names the team {service.team!r}; there are: {allowed}"
                )
        return self


DEFAULT_TEAM = "service-desk"


def read_organisation(settings: Settings) -> Organisation:
    """The organisation that the file describes, or the built-in one where there is no file.

    Raises BadSettings naming the file, the key and what is allowed.
    """
    path = Path(settings.steward_config)
    file = checked(File, _parsed(path), str(path)) if path.exists() else _missing(settings, path)
    teams = tuple(
        Team(
            key=team.key,
            name=team.name,
            channel=team.channel,
            lead_id=team.lead,
            members=None if team.members is None else frozenset(team.members),
        )
        for team in file.teams
    )
    return Organisation(
        teams=teams or (_default_team(settings),),
        services=tuple(Service(name=service.name, team=service.team) for service in file.services),
        holders={
            Role.ADMIN: settings.admins | frozenset(file.roles.admins),
            Role.INCIDENT_MANAGER: frozenset(file.roles.incident_managers),
        },
    )


def _default_team(settings: Settings) -> Team:
    return Team(key=DEFAULT_TEAM, name="Service desk", channel=settings.steward_channel)


def _missing(settings: Settings, path: Path) -> File:
    if "steward_config" in settings.model_fields_set:
        raise BadSettings(f"STEWARD_CONFIG names {path}, and there is no such file.")
    return File()


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not TOML: {error}.") from None
