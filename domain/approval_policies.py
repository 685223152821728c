"""Which approvals a change needs: policies in order, the first that fits counts (ITSM semantics, section 4.5).

Who is named here is resolved to persons when a stage opens, and then kept with the stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.approvals import Quorum, Rule
from domain.change.risk import Risk
from domain.changes import ChangeType
from domain.people import Role


class Whose(StrEnum):
    """Approvers who follow from the change."""

    PEERS = "peers"
    """The agents of the team that looks after its service."""
    TEAM_LEAD = "team lead"
    SERVICE_OWNER = "service owner"


@dataclass(frozen=True, kw_only=True)
class Approvers:
    """Everybody who is named in one of these ways. `teams` are keys, `groups` ids of Slack's user groups."""

    people: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    teams: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    whose: frozenset[Whose] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StageRule:
    """Who decides a stage, and how many must agree. `distinct`: nobody who has voted in an earlier one."""

    name: str
    approvers: Approvers
    quorum: Quorum
    distinct: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovalPolicy:
    """The stages, one after the other, for changes of these types, risks and services; empty means any.

    `version` is the same for the same definition.
    """

    name: str
    stages: tuple[StageRule, ...]
    types: frozenset[ChangeType] = frozenset()
    risks: frozenset[Risk] = frozenset()
    services: frozenset[str] = frozenset()
    version: str = "built in"

    def fits(self, type_: ChangeType, risk: Risk, service: str | None) -> bool:
        return (
            (not self.types or type_ in self.types)
            and (not self.risks or risk in self.risks)
            and (not self.services or service in self.services)
        )


def policy_for(
    policies: Sequence[ApprovalPolicy], type_: ChangeType, risk: Risk, service: str | None
) -> ApprovalPolicy | None:
    """The first that fits. None: nobody has said who decides such a change."""
    return next((policy for policy in policies if policy.fits(type_, risk, service)), None)


def _stage(
    name: str, quorum: Quorum, *, whose: Whose | None = None, role: Role | None = None
) -> StageRule:
    approvers = Approvers(
        whose=frozenset({whose} if whose else ()), roles=frozenset({role} if role else ())
    )
    return StageRule(name=name, approvers=approvers, quorum=quorum)


PEER = _stage("Peer review", Quorum(rule=Rule.ANY), whose=Whose.PEERS)
OWNER = _stage("Service owner", Quorum(rule=Rule.ALL), whose=Whose.SERVICE_OWNER)
MANAGER = _stage("Change manager", Quorum(rule=Rule.ANY), role=Role.CHANGE_MANAGER)
BOARD = _stage(
    "Change advisory board",
    Quorum(rule=Rule.PERCENT, number=50, min_electors=3),
    role=Role.CHANGE_BOARD,
)
EXECUTIVE = _stage("Executive", Quorum(rule=Rule.ANY), role=Role.EXECUTIVE)
EMERGENCY = _stage("Emergency authority", Quorum(rule=Rule.ANY), role=Role.EMERGENCY_AUTHORITY)

USUAL = (
    ApprovalPolicy(name="Emergency", types=frozenset({ChangeType.EMERGENCY}), stages=(EMERGENCY,)),
    ApprovalPolicy(name="Low risk", risks=frozenset({Risk.LOW}), stages=(PEER,)),
    ApprovalPolicy(name="Medium risk", risks=frozenset({Risk.MEDIUM}), stages=(PEER, OWNER)),
    ApprovalPolicy(name="High risk", risks=frozenset({Risk.HIGH}), stages=(PEER, OWNER, BOARD)),
    ApprovalPolicy(name="Very high risk", stages=(PEER, OWNER, BOARD, EXECUTIVE)),
)
"""Where a file names roles but no policies of its own."""

SMALL = (
    ApprovalPolicy(
        name="Low risk",
        types=frozenset({ChangeType.NORMAL}),
        risks=frozenset({Risk.LOW}),
        stages=(PEER,),
    ),
    ApprovalPolicy(name="Anything above", stages=(MANAGER,)),
)
"""Without a file: one peer for low risk, one change manager for anything above."""
