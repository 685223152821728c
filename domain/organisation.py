"""Who looks after what: teams, services and the roles people hold everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.approval_policies import ApprovalPolicy
from domain.asset.findings import SEEN_EVERY
from domain.assets import AssetClass
from domain.calendars import Calendar, always_open
from domain.change.templates import Template
from domain.change.windows import Window
from domain.digests import Configured
from domain.figure.targets import Target
from domain.incident.sla import Policy
from domain.people import Role
from domain.webhooks import Webhook


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team and its channel. Its agents are its `members` and those in its `groups` (ids of Slack's user groups);
    without either the people in the channel are. Where it restricts its assets, nobody else sees them. Its days begin
    at midnight in its `zone`, without one in that of the office.
    """

    key: str
    name: str
    channel: str
    lead_id: str | None = None
    members: frozenset[str] | None = None
    groups: frozenset[str] = frozenset()
    restricts_assets: bool = False
    zone: ZoneInfo | None = None

    def agents(
        self, in_channel: frozenset[str], in_groups: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """Slack ids of those who work this team's records, by who is in its channel and in its groups."""
        agents = in_channel if self.members is None else self.members | in_groups
        return agents | {self.lead_id} if self.lead_id else agents


@dataclass(frozen=True, kw_only=True)
class Service:
    """Something people use, the team (its key) that looks after it, and who answers for it.

    `hours` are when it is agreed to be there; without any always. In its `peak` most of its business is done.
    """

    name: str
    team: str
    owner_id: str | None = None
    hours: Calendar | None = None
    peak: Calendar | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The configuration as the rules need it. The first team takes what names no service.

    Somebody has to stand before a thing of each class `seen_every` so often.
    `policies`, `approvals` and `targets` are asked in order; `office` is the calendar of working days. Changes may not
    happen in `freezes`, and what has `maintenance` windows is changed in these only.
    """

    teams: tuple[Team, ...]
    services: tuple[Service, ...]
    holders: Mapping[Role, frozenset[str]]
    policies: tuple[Policy, ...] = ()
    office: Calendar = field(default_factory=always_open)
    approvals: tuple[ApprovalPolicy, ...] = ()
    freezes: tuple[Window, ...] = ()
    maintenance: tuple[Window, ...] = ()
    templates: tuple[Template, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    digests: tuple[Configured, ...] = ()
    targets: tuple[Target, ...] = ()
    seen_every: Mapping[AssetClass, timedelta] = field(default_factory=lambda: SEEN_EVERY)

    @property
    def groups(self) -> frozenset[str]:
        """The ids of all user groups that have a part in it."""
        stages = (stage for policy in self.approvals for stage in policy.stages)
        named = (*(team.groups for team in self.teams), *(it.approvers.groups for it in stages))
        return frozenset[str]().union(*named)

    @property
    def secretive(self) -> frozenset[str]:
        """The keys of the teams that keep their assets to themselves."""
        return frozenset(team.key for team in self.teams if team.restricts_assets)

    def team(self, key: str) -> Team | None:
        return next((team for team in self.teams if team.key == key), None)

    def zone_of(self, key: str | None) -> ZoneInfo:
        """In which zone this team's days begin; of no team, and of one that names none, the office's."""
        team = self.team(key) if key is not None else None
        return (team.zone if team else None) or self.office.zone

    def team_for(self, service: str | None) -> Team:
        """The team that looks after the service of this name."""
        for candidate in self.services:
            if candidate.name == service:
                return self.team(candidate.team) or self.teams[0]
        return self.teams[0]

    def service(self, name: str | None) -> Service | None:
        return next((service for service in self.services if service.name == name), None)

    def offers(self, service: str | None) -> bool:
        """Whether a report may name this service; it need not name any."""
        return service is None or any(service == offered.name for offered in self.services)

    def roles_of(self, person_id: str) -> frozenset[Role]:
        """The roles this person holds everywhere."""
        return frozenset(role for role, people in self.holders.items() if person_id in people)
