"""People as the rules see them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What someone may be.

    Everybody is a requester, and the implementer of what they carry out; agents and leads are so for their own teams,
    service owners for what belongs to their services.
    """

    REQUESTER = "requester"
    AGENT = "agent"
    TEAM_LEAD = "team lead"
    IMPLEMENTER = "implementer"
    INCIDENT_MANAGER = "incident manager"
    CHANGE_MANAGER = "change manager"
    CHANGE_BOARD = "change advisory board"
    EMERGENCY_AUTHORITY = "emergency authority"
    EXECUTIVE = "executive"
    ASSET_MANAGER = "asset manager"
    SERVICE_OWNER = "service owner"
    ADMIN = "admin"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks, with what they are.

    `id` is Slack's user id; `zone` an IANA name; `agent_of` and `lead_of` hold team keys;
    `roles` are those held everywhere.
    """

    id: str
    name: str
    zone: str = "UTC"
    locale: str = "en-US"
    roles: frozenset[Role] = frozenset()
    agent_of: frozenset[str] = field(default_factory=frozenset)
    lead_of: frozenset[str] = field(default_factory=frozenset)


SYSTEM = Person(id="system", name="Steward")
"""The scheduler and the sender, where no person decides (ITSM semantics: every event names exactly one actor)."""
