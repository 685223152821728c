"""Who decides a stage: everybody whom the policy names, resolved to persons when it opens (ITSM semantics, 4.5)."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from desk.people import agents
from domain.approval_policies import Approvers, StageRule, Whose
from domain.approvals import Electorate, electorate
from domain.errors import WrongState
from domain.organisation import Organisation
from domain.people import Role
from storage import groups, people
from storage.approvals import ApprovalStage
from storage.changes import Change


def resolve(
    tx: Session,
    named: Approvers,
    change: Change,
    organisation: Organisation,
    *,
    voted_before: frozenset[str] = frozenset(),
) -> Electorate:
    """The persons who decide, and who of the named was left out for which reason."""
    everybody = people_named(tx, named, change, organisation)
    return electorate(
        everybody,
        requester=change.requester_id,
        last_editor=change.last_editor_id,
        gone=people.gone(tx, everybody),
        voted_before=voted_before,
    )


def people_named(
    tx: Session, named: Approvers, change: Change, organisation: Organisation
) -> Sequence[str]:
    """Everybody who is named, in whichever way, sorted by id."""
    found = set(named.people)
    for role in named.roles:
        found |= organisation.holders.get(role, frozenset())
    for key in named.teams:
        if named_team := organisation.team(key):
            found |= agents(tx, named_team)
    for group in named.groups:
        found |= groups.members_of(tx, group)
    team = organisation.team(change.team_key)
    if Whose.PEERS in named.whose and team:
        found |= agents(tx, team)
    if Whose.TEAM_LEAD in named.whose and team and team.lead_id:
        found.add(team.lead_id)
    service = organisation.service(change.service)
    if Whose.SERVICE_OWNER in named.whose and service and service.owner_id:
        found.add(service.owner_id)
    return sorted(found)


def check_somebody_decides(
    tx: Session, stages: Sequence[StageRule], change: Change, organisation: Organisation
) -> None:
    """Raises WrongState where a stage has nobody, with who must act to have somebody in it."""
    for stage in stages:
        found = resolve(tx, stage.approvers, change, organisation)
        if not found.electors:
            reason = _because(found.excluded) or _missing(stage.approvers, change, organisation)
            raise WrongState(f"Nobody could decide “{stage.name}”: {reason}")


def _because(excluded: Mapping[str, str]) -> str:
    if not excluded:
        return ""
    why = " and ".join(sorted(set(excluded.values())))
    return f"whoever is named {why}. Have somebody else ask for it, or a change manager name others in steward.toml."


def _missing(named: Approvers, change: Change, organisation: Organisation) -> str:
    """Whom the policy names is nobody at all."""
    if Whose.SERVICE_OWNER in named.whose:
        if change.service is None:
            return "it names no service, and so has no service owner. Choose the service."
        return f"{change.service} has no owner. An admin names one in steward.toml."
    if Whose.PEERS in named.whose:
        team = organisation.team(change.team_key)
        where = team.channel if team else change.team_key
        return f"{where} has no other members. Invite a colleague there."
    roles = ", ".join(sorted(named.roles)) or "whom it names"
    return f"nobody is {roles}. An admin names somebody in steward.toml."


def named_of(stage: ApprovalStage) -> Approvers:
    """The approvers as the stage keeps them."""
    named = stage.named
    return Approvers(
        people=frozenset(named.get("people", ())),
        roles=frozenset(Role(role) for role in named.get("roles", ())),
        teams=frozenset(named.get("teams", ())),
        groups=frozenset(named.get("groups", ())),
        whose=frozenset(Whose(whose) for whose in named.get("whose", ())),
    )


def facts_of(named: Approvers) -> dict[str, list[str]]:
    """The approvers as plain facts that can be kept."""
    parts = {
        "people": named.people,
        "roles": named.roles,
        "teams": named.teams,
        "groups": named.groups,
        "whose": named.whose,
    }
    return {name: sorted(part) for name, part in parts.items() if part}
