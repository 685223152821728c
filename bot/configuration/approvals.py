"""Approval policies as people write them: for which changes, and who decides them, stage by stage."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.configuration.roles import DECIDING, FALLS_BACK, RolesTable
from bot.configuration.tables import GroupId, Key, Name, Table, UserId, known, one_of
from domain.approval_policies import ApprovalPolicy, Approvers, StageRule, Whose
from domain.approvals import Quorum, Rule
from domain.change.risk import Risk
from domain.changes import ChangeType

RISKS: Mapping[str, Risk] = {risk.name.lower().replace("_", " "): risk for risk in Risk}
NUMBERED = (Rule.AT_LEAST, Rule.PERCENT)
MOST_ELECTORS = 100

Count = Annotated[int, Field(ge=1, le=MOST_ELECTORS)]


class StageTable(Table):
    """Everybody who is named in one of the five ways decides; the rule says how many of them must agree."""

    name: Name
    rule: Rule
    number: int | None = None
    veto: bool | None = None
    min_electors: Count = 1
    distinct: bool = False
    people: list[UserId] = Field(default=[])
    roles: list[str] = Field(default=[])
    teams: list[Key] = Field(default=[])
    groups: list[GroupId] = Field(default=[])
    whose: list[Whose] = Field(default=[])

    @model_validator(mode="after")
    def _has_the_number_its_rule_needs(self) -> Self:
        if self.rule not in NUMBERED:
            if self.number is not None:
                raise ValueError(
                    f"number goes with at_least and percent only, not with {self.rule}"
                )
            return self
        highest = 100 if self.rule is Rule.PERCENT else MOST_ELECTORS
        if self.number is None or not 1 <= self.number <= highest:
            raise ValueError(f"the rule {self.rule} needs a number from 1 to {highest}")
        return self

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        for role in self.roles:
            one_of(DECIDING, role, "a role that decides on changes")
        if not any((self.people, self.roles, self.teams, self.groups, self.whose)):
            raise ValueError(
                f"stage {self.name!r} names nobody who could decide; "
                "name some by people, roles, teams, groups or whose"
            )
        return self

    @property
    def at_least(self) -> int:
        """So many must be able to decide, whoever they are."""
        asked = self.number or 1 if self.rule is Rule.AT_LEAST else 1
        return max(self.min_electors, asked)

    def check_can_be_decided(self, holders: RolesTable) -> None:
        """Raises ValueError where a role is held by nobody, or too few are named ever to decide."""
        for role in self.roles:
            if role != FALLS_BACK and not holders.named(role):
                raise ValueError(
                    f"stage {self.name!r} names the role {role!r}, which nobody holds; "
                    f"name them under [roles] {role}"
                )
        if self.teams or self.groups or self.whose or FALLS_BACK in self.roles:
            return
        named = frozenset(self.people).union(*map(holders.named, self.roles))
        if len(named) < self.at_least:
            raise ValueError(
                f"stage {self.name!r} needs {self.at_least} who decide, "
                f"and names {len(named)} people"
            )

    def stage(self) -> StageRule:
        return StageRule(
            name=self.name,
            approvers=Approvers(
                people=frozenset(self.people),
                roles=frozenset(DECIDING[role] for role in self.roles),
                teams=frozenset(self.teams),
                groups=frozenset(self.groups),
                whose=frozenset(self.whose),
            ),
            quorum=Quorum(
                rule=self.rule,
                number=self.number or 1,
                veto=self.veto,
                min_electors=self.min_electors,
            ),
            distinct=self.distinct,
        )


class ApprovalTable(Table):
    """Conditions that are left out fit anything; one without any needs `catch_all`."""

    name: Name
    types: list[ChangeType] = Field(default=[])
    risks: list[str] = Field(default=[])
    services: list[Name] = Field(default=[])
    catch_all: bool = False
    stages: list[StageTable] = Field(min_length=1, max_length=10)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for risk in self.risks:
            one_of(RISKS, risk, "a risk")
        if ChangeType.STANDARD in self.types:
            raise ValueError(
                "types: standard changes are approved once, as templates; "
                "there are: normal, emergency"
            )
        if not any((self.types, self.risks, self.services)) and not self.catch_all:
            raise ValueError(
                f"approval policy {self.name!r} names no types, risks or services; "
                "catch_all = true makes it apply to all that is left"
            )
        names = [stage.name for stage in self.stages]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"approval policy {self.name!r} has two stages called {twice!r}")
        return self

    def check_names(self, teams: list[str], services: list[str]) -> None:
        """Raises ValueError for a team or a service that the file does not have."""
        said = f"approval policy {self.name!r}"
        known(said, "service", self.services, services)
        for stage in self.stages:
            known(f"{said}, stage {stage.name!r},", "team", stage.teams, teams)

    def policy(self) -> ApprovalPolicy:
        definition = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return ApprovalPolicy(
            name=self.name,
            stages=tuple(stage.stage() for stage in self.stages),
            types=frozenset(self.types),
            risks=frozenset(RISKS[risk] for risk in self.risks),
            services=frozenset(self.services),
            version=sha256(definition.encode()).hexdigest()[:12],
        )
