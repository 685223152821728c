"""steward.toml: read whole, checked whole, turned into the organisation the rules know."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from bot.settings import BadSettings, Settings
from domain.organisation import Organisation, Service, Team
from domain.people import Role

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,49}$")]
UserId = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{2,20}$")]
Channel = Annotated[str, StringConstraints(pattern=r"^(#[^\s#A-Z]{1,80}|[CG][A-Z0-9]{6,20})$")]

ALLOWED = {
    Key: "small letters, digits and dashes, such as service-desk",
    UserId: "a Slack user id, such as U012ABCDEF (profile, three dots, Copy member ID)",
    Channel: "a channel's name with #, such as #service-desk, or its id, such as C012ABCDEF",
}
_BY_PATTERN = {
    str(kind.__metadata__[0].pattern): words  # type: ignore[attr-defined]
    for kind, words in ALLOWED.items()
}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TeamTable(_Table):
    key: Key
    name: Name
    channel: Channel
    lead: UserId | None = None
    members: list[UserId] | None = None


class ServiceTable(_Table):
    name: Name
    team: Key


class RolesTable(_Table):
    admins: list[UserId] = []
    incident_managers: list[UserId] = []


class File(_Table):
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
    file = _checked(path, _parsed(path)) if path.exists() else _missing(settings, path)
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


def _checked(path: Path, content: dict[str, Any]) -> File:
    try:
        return File.model_validate(content)
    except ValidationError as error:
        raise BadSettings(
            "\n".join(_sentence(path, problem) for problem in error.errors())
        ) from None


def _sentence(path: Path, problem: Any) -> str:
    """`steward.toml: teams[1].channel: …`, counting tables from 1 as people do."""
    where = ""
    for part in problem["loc"]:
        where += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if where else str(part)
    match problem["type"]:
        case "string_pattern_mismatch":
            says = f"{problem['input']!r} is not {_BY_PATTERN[problem['ctx']['pattern']]}"
        case "extra_forbidden":
            says = f"is not a key I know; allowed here: {', '.join(_known_keys(problem['loc']))}"
        case _:
            says = problem["msg"].removeprefix("Value error, ")
    return f"{path}: {where}: {says}." if where else f"{path}: {says}."


def _known_keys(place: tuple[Any, ...]) -> list[str]:
    tables: dict[Any, type[_Table]] = {
        "teams": TeamTable,
        "services": ServiceTable,
        "roles": RolesTable,
    }
    table = tables.get(place[0], File) if len(place) > 1 else File
    return list(table.model_fields)
