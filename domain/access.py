"""Who may do what: one table (ITSM semantics, section 7.1), and the question asked of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from domain.people import Person, Role


class Can(StrEnum):
    WORK_ON_INCIDENT = "incident:work"
    REOPEN_INCIDENT = "incident:reopen"
    OVERRIDE_PRIORITY = "incident:override"
    DECLARE_MAJOR = "incident:declare_major"
    TAKE_MAJOR_ROLE = "incident:take_major_role"
    MERGE_INCIDENT = "incident:merge"
    LINK_INCIDENT = "incident:link"
    SEE_RESTRICTED_INCIDENT = "incident:see_restricted"
    EDIT_CHANGE = "change:edit"
    CARRY_OUT_CHANGE = "change:carry_out"
    CANCEL_CHANGE = "change:cancel"
    MANAGE_CHANGE = "change:manage"
    REVIEW_CHANGE = "change:review"
    EDIT_ASSET = "asset:edit"
    IMPORT_ASSETS = "asset:import"
    RETIRE_ASSET = "asset:retire"
    SEE_RESTRICTED_ASSET = "asset:see_restricted"
    AUDIT_ASSETS = "asset:audit"
    SEE_HEALTH = "steward:see_health"
    MANAGE_TOKENS = "token:manage"
    SUBSCRIBE_CHANNEL = "digest:subscribe"


class Reach(StrEnum):
    """How far a grant goes: one's own records or those of one's own teams, or all."""

    OWN = "own"
    ALL = "all"


GRANTS: Mapping[Can, Mapping[Role, Reach]] = {
    Can.WORK_ON_INCIDENT: {
        Role.AGENT: Reach.OWN,
        Role.TEAM_LEAD: Reach.OWN,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.REOPEN_INCIDENT: {
        Role.REQUESTER: Reach.OWN,
        Role.AGENT: Reach.ALL,
        Role.TEAM_LEAD: Reach.ALL,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.OVERRIDE_PRIORITY: {Role.TEAM_LEAD: Reach.OWN, Role.INCIDENT_MANAGER: Reach.ALL},
    Can.DECLARE_MAJOR: {Role.TEAM_LEAD: Reach.ALL, Role.INCIDENT_MANAGER: Reach.ALL},
    Can.TAKE_MAJOR_ROLE: {
        Role.AGENT: Reach.ALL,
        Role.TEAM_LEAD: Reach.ALL,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.MERGE_INCIDENT: {
        Role.AGENT: Reach.ALL,
        Role.TEAM_LEAD: Reach.ALL,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.LINK_INCIDENT: {
        Role.AGENT: Reach.ALL,
        Role.TEAM_LEAD: Reach.ALL,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.SEE_RESTRICTED_INCIDENT: {
        Role.REQUESTER: Reach.OWN,
        Role.AGENT: Reach.OWN,
        Role.TEAM_LEAD: Reach.OWN,
        Role.INCIDENT_MANAGER: Reach.ALL,
    },
    Can.EDIT_CHANGE: {
        Role.REQUESTER: Reach.OWN,
        Role.IMPLEMENTER: Reach.OWN,
        Role.CHANGE_MANAGER: Reach.ALL,
    },
    Can.CARRY_OUT_CHANGE: {Role.IMPLEMENTER: Reach.OWN},
    Can.CANCEL_CHANGE: {
        Role.REQUESTER: Reach.OWN,
        Role.IMPLEMENTER: Reach.OWN,
        Role.CHANGE_MANAGER: Reach.ALL,
    },
    Can.MANAGE_CHANGE: {Role.CHANGE_MANAGER: Reach.ALL},
    Can.REVIEW_CHANGE: {
        Role.TEAM_LEAD: Reach.ALL,
        Role.INCIDENT_MANAGER: Reach.ALL,
        Role.CHANGE_MANAGER: Reach.ALL,
    },
    Can.EDIT_ASSET: {
        Role.AGENT: Reach.OWN,
        Role.TEAM_LEAD: Reach.OWN,
        Role.IMPLEMENTER: Reach.OWN,
        Role.SERVICE_OWNER: Reach.OWN,
        Role.ASSET_MANAGER: Reach.ALL,
    },
    Can.IMPORT_ASSETS: {Role.ASSET_MANAGER: Reach.ALL},
    Can.RETIRE_ASSET: {Role.SERVICE_OWNER: Reach.OWN, Role.ASSET_MANAGER: Reach.ALL},
    Can.SEE_RESTRICTED_ASSET: {
        Role.AGENT: Reach.OWN,
        Role.TEAM_LEAD: Reach.OWN,
        Role.SERVICE_OWNER: Reach.OWN,
        Role.ASSET_MANAGER: Reach.ALL,
    },
    Can.AUDIT_ASSETS: {Role.TEAM_LEAD: Reach.OWN, Role.ASSET_MANAGER: Reach.ALL},
    Can.SEE_HEALTH: {Role.ADMIN: Reach.ALL},
    Can.MANAGE_TOKENS: {Role.ADMIN: Reach.ALL},
    Can.SUBSCRIBE_CHANNEL: {
        Role.AGENT: Reach.OWN,
        Role.TEAM_LEAD: Reach.OWN,
        Role.ADMIN: Reach.ALL,
    },
}


class Owned(Protocol):
    """A record with people of its own."""

    @property
    def team_key(self) -> str: ...
    @property
    def reporter_id(self) -> str: ...
    @property
    def assignee_id(self) -> str | None: ...


def may(person: Person, can: Can, record: Owned | None = None) -> bool:
    """Whether one of the person's roles grants this, for this record where there is one."""
    return any(
        reach is Reach.ALL
        if record is None
        else reach is Reach.ALL or _is_own(role, person, record)
        for role, reach in GRANTS[can].items()
        if _holds(person, role)
    )


def _holds(person: Person, role: Role) -> bool:
    match role:
        case Role.REQUESTER:
            return True
        case Role.AGENT:
            return bool(person.agent_of)
        case Role.TEAM_LEAD:
            return bool(person.lead_of)
        case Role.IMPLEMENTER | Role.SERVICE_OWNER:
            return True
        case _:
            return role in person.roles


def _is_own(role: Role, person: Person, record: Owned) -> bool:
    match role:
        case Role.REQUESTER:
            return record.reporter_id == person.id
        case Role.AGENT:
            return record.team_key in person.agent_of or record.assignee_id == person.id
        case Role.TEAM_LEAD:
            return record.team_key in person.lead_of
        case Role.IMPLEMENTER:
            return record.assignee_id == person.id
        case Role.SERVICE_OWNER:
            return getattr(record, "service_owner_id", None) == person.id
        case _:
            return False
