"""steward.toml: read whole, checked whole, turned into the organisation the rules know."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, model_validator

from bot.clock import Clock
from bot.configuration.approvals import ApprovalTable
from bot.configuration.audits import AuditTable
from bot.configuration.calendars import CalendarTable, check_opens, years_around
from bot.configuration.digests import DigestTable
from bot.configuration.policies import PolicyTable
from bot.configuration.roles import RolesTable
from bot.configuration.tables import (
    Channel,
    Key,
    MemberId,
    Name,
    Table,
    UserId,
    Zone,
    checked,
    known,
    now_of,
    read_text,
)
from bot.configuration.targets import TargetTable
from bot.configuration.templates import TemplateTable
from bot.configuration.webhooks import WebhookTable
from bot.configuration.windows import FreezeTable, MaintenanceTable
from bot.settings import BadSettings, Settings
from bot.written import is_group_id, is_user_id
from domain.calendars import always_open
from domain.incident.sla import default_policies
from domain.organisation import Organisation, Service, Team

AROUND_THE_CLOCK = "24x7"
"""The calendar that is always there."""


class TeamTable(Table):
    key: Key
    name: Name
    channel: Channel
    lead: UserId | None = None
    members: list[MemberId] | None = None
    restricts_assets: bool = False
    zone: Zone | None = None


class ServiceTable(Table):
    name: Name
    team: Key
    owner: UserId | None = None
    hours: Name | None = None
    peak: Name | None = None


class NamedCalendarTable(CalendarTable):
    name: Name


class File(Table):
    """The whole file."""

    teams: list[TeamTable] = Field(default=[], max_length=50)
    services: list[ServiceTable] = Field(default=[], max_length=100)
    roles: RolesTable = RolesTable()
    calendars: list[NamedCalendarTable] = Field(default=[], max_length=50)
    business_hours: Name | None = None
    sla: list[PolicyTable] = Field(default=[], max_length=200)
    approvals: list[ApprovalTable] = Field(default=[], max_length=100)
    freezes: list[FreezeTable] = Field(default=[], max_length=100)
    maintenance: list[MaintenanceTable] = Field(default=[], max_length=200)
    templates: list[TemplateTable] = Field(default=[], max_length=100)
    webhooks: list[WebhookTable] = Field(default=[], max_length=20)
    digests: list[DigestTable] = Field(default=[], max_length=200)
    targets: list[TargetTable] = Field(default=[], max_length=500)
    seen_every: AuditTable = AuditTable()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        keys = [team.key for team in self.teams]
        for what, names in (
            ("teams have the key", keys),
            ("teams have the channel", [team.channel for team in self.teams]),
            ("services are called", [service.name for service in self.services]),
            ("calendars are called", self.calendar_names),
            ("SLA policies are called", [policy.name for policy in self.sla]),
            ("approval policies are called", [policy.name for policy in self.approvals]),
            ("freezes are called", [freeze.name for freeze in self.freezes]),
            ("maintenance windows are called", [window.name for window in self.maintenance]),
            ("templates have the key", [template.key for template in self.templates]),
            ("webhooks are called", [webhook.name for webhook in self.webhooks]),
        ):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"two {what} {twice!r}")
        for service in self.services:
            known(f"service {service.name!r}", "team", [service.team], self.team_keys)
        return self

    @model_validator(mode="after")
    def _promises_what_can_be_kept(self, info: ValidationInfo) -> Self:
        for table in self.calendars:
            now = now_of(info)
            check_opens(table.calendar(table.name, years_around(now)), now)
        if self.business_hours:
            self._check_calendar("business_hours", self.business_hours)
            self._check_has_a_week(self.business_hours)
        for service in self.services:
            for calendar in filter(None, (service.hours, service.peak)):
                self._check_calendar(f"service {service.name!r}", calendar)
        for policy in self.sla:
            said = f"SLA policy {policy.name!r}"
            self._check_calendar(said, policy.calendar)
            known(said, "team", policy.teams, self.team_keys)
            known(said, "service", policy.services, self.service_names)
        return self

    @model_validator(mode="after")
    def _tells_of_what_there_is(self) -> Self:
        places = [digest.place for digest in self.digests]
        if twice := next((place for place in places if places.count(place) > 1), None):
            said = " ".join(filter(None, twice))
            raise ValueError(f"two digests are the same: {said}")
        for digest in self.digests:
            digest.check_names(self.team_keys, self.service_names)
        for target in self.targets:
            target.check_names(self.team_keys, self.service_names)
        return self

    @model_validator(mode="after")
    def _can_decide_on_changes(self) -> Self:
        for approval in self.approvals:
            approval.check_names(self.team_keys, self.service_names)
            for stage in approval.stages:
                stage.check_can_be_decided(self.roles)
        for window in (*self.freezes, *self.maintenance):
            window.check_names(self.service_names)
        for template in self.templates:
            template.check_names(self.service_names)
        if not self.approvals:
            self.roles.check_usual_approvals()
        return self

    def _check_calendar(self, where: str, name: str) -> None:
        if name not in self.calendar_names:
            there_are = ", ".join(self.calendar_names)
            raise ValueError(f"{where} names the calendar {name!r}; there are: {there_are}")

    def _check_has_a_week(self, name: str) -> None:
        """Working days are counted by it, and they must not run out."""
        if any(table.name == name and not any(table.weekly.values()) for table in self.calendars):
            raise ValueError(
                f"business_hours names the calendar {name!r}, which has no weekly hours"
            )

    @property
    def team_keys(self) -> list[str]:
        return [team.key for team in self.teams] or [DEFAULT_TEAM]

    @property
    def service_names(self) -> list[str]:
        return [service.name for service in self.services]

    @property
    def calendar_names(self) -> list[str]:
        return [AROUND_THE_CLOCK, *(table.name for table in self.calendars)]


DEFAULT_TEAM = "service-desk"


def read_organisation(settings: Settings) -> Organisation:
    """The organisation that the file describes as of now, or the built-in one where there is no file.

    Raises BadSettings naming the file, the key and what is allowed.
    """
    now = Clock(settings.steward_clock)()
    path = Path(settings.steward_config)
    if path.exists():
        return organisation_of(checked(File, _parsed(path), str(path), now=now), settings)
    if "steward_config" in settings.model_fields_set:
        raise BadSettings(f"STEWARD_CONFIG names {path}, and there is no such file.")
    return organisation_of(File(), settings)


def organisation_of(file: File, settings: Settings) -> Organisation:
    """What the file leaves out is built in."""
    teams = tuple(
        Team(
            key=team.key,
            name=team.name,
            channel=team.channel,
            lead_id=team.lead,
            members=None if team.members is None else frozenset(filter(is_user_id, team.members)),
            groups=frozenset(filter(is_group_id, team.members or [])),
            restricts_assets=team.restricts_assets,
            zone=ZoneInfo(team.zone) if team.zone else None,
        )
        for team in file.teams
    )
    calendars = {AROUND_THE_CLOCK: always_open(AROUND_THE_CLOCK)}
    years = years_around(Clock(settings.steward_clock)())
    calendars |= {table.name: table.calendar(table.name, years) for table in file.calendars}
    office = calendars[file.business_hours or AROUND_THE_CLOCK]
    policies = tuple(table.policy(calendars[table.calendar]) for table in file.sla)
    organisation = Organisation(
        teams=teams or (_default_team(settings),),
        services=tuple(
            Service(
                name=service.name,
                team=service.team,
                owner_id=service.owner,
                hours=calendars[service.hours] if service.hours else None,
                peak=calendars[service.peak] if service.peak else None,
            )
            for service in file.services
        ),
        holders=file.roles.holders(settings.admins),
        policies=policies or default_policies(calendars[AROUND_THE_CLOCK], office),
        office=office,
        approvals=tuple(table.policy() for table in file.approvals) or file.roles.usual_approvals,
        freezes=tuple(table.window() for table in file.freezes),
        maintenance=tuple(table.window() for table in file.maintenance),
        templates=tuple(table.template() for table in file.templates),
        webhooks=tuple(table.webhook() for table in file.webhooks),
        targets=tuple(table.target() for table in file.targets),
        seen_every=file.seen_every.seen_every,
    )
    return replace(
        organisation, digests=tuple(table.digest(organisation) for table in file.digests)
    )


def _default_team(settings: Settings) -> Team:
    return Team(key=DEFAULT_TEAM, name="Service desk", channel=settings.steward_channel)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not TOML: {error}.") from None
