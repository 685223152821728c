"""Who may do what: the table, cell by cell, with people in it."""

from dataclasses import dataclass, replace

import pytest

from domain.access import GRANTS, Can, may
from domain.people import SYSTEM, Person, Role
from tests.people import ANN, BEN, CHLOE, DEV, EVA, IVY, MAX, ZOE


@dataclass(frozen=True)
class Ticket:
    """Max reported it to the service desk, where nobody has taken it."""

    team_key: str = "service-desk"
    reporter_id: str = MAX.id
    assignee_id: str | None = None
    service_owner_id: str | None = "U0OMAROWNER"


OWN = Ticket()
ROLES = {
    "reporter": MAX,
    "agent of the team": BEN,
    "lead of the team": ANN,
    "agent of another team": DEV,
    "lead of another team": CHLOE,
    "incident manager": IVY,
    "change manager": EVA,
    "service owner": Person(id="U0OMAROWNER", name="Omar"),
    "asset manager": replace(MAX, id="U0AMYMANAGE", roles=frozenset({Role.ASSET_MANAGER})),
    "admin": replace(ZOE, roles=frozenset({Role.ADMIN})),
    "the system": SYSTEM,
    "stranger": Person(id="U0STRANGER0", name="Stranger"),
}
ALLOWED = {
    Can.WORK_ON_INCIDENT: {"agent of the team", "lead of the team", "incident manager"},
    Can.REOPEN_INCIDENT: {
        "reporter",
        "agent of the team",
        "lead of the team",
        "agent of another team",
        "lead of another team",
        "incident manager",
    },
    Can.OVERRIDE_PRIORITY: {"lead of the team", "incident manager"},
    Can.DECLARE_MAJOR: {"lead of the team", "lead of another team", "incident manager"},
    Can.TAKE_MAJOR_ROLE: {
        "agent of the team",
        "lead of the team",
        "agent of another team",
        "lead of another team",
        "incident manager",
    },
    Can.MERGE_INCIDENT: {
        "agent of the team",
        "lead of the team",
        "agent of another team",
        "lead of another team",
        "incident manager",
    },
    Can.LINK_INCIDENT: {
        "agent of the team",
        "lead of the team",
        "agent of another team",
        "lead of another team",
        "incident manager",
    },
    Can.SEE_RESTRICTED_INCIDENT: {
        "reporter",
        "agent of the team",
        "lead of the team",
        "incident manager",
    },
    Can.EDIT_CHANGE: {"reporter", "change manager"},
    Can.CANCEL_CHANGE: {"reporter", "change manager"},
    Can.CARRY_OUT_CHANGE: set(),
    Can.MANAGE_CHANGE: {"change manager"},
    Can.REVIEW_CHANGE: {
        "lead of the team",
        "lead of another team",
        "incident manager",
        "change manager",
    },
    Can.EDIT_ASSET: {"agent of the team", "lead of the team", "service owner", "asset manager"},
    Can.IMPORT_ASSETS: {"asset manager"},
    Can.RETIRE_ASSET: {"service owner", "asset manager"},
    Can.SEE_RESTRICTED_ASSET: {
        "agent of the team",
        "lead of the team",
        "service owner",
        "asset manager",
    },
    Can.AUDIT_ASSETS: {"lead of the team", "asset manager"},
    Can.SEE_HEALTH: {"admin"},
    Can.MANAGE_TOKENS: {"admin"},
    Can.SUBSCRIBE_CHANNEL: {"agent of the team", "lead of the team", "admin"},
}


def test_every_ability_is_in_the_table_above() -> None:
    assert set(ALLOWED) == set(Can) == set(GRANTS)


@pytest.mark.parametrize("can", Can)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_just_what_the_table_says(role: str, can: Can) -> None:
    assert may(ROLES[role], can, OWN) == (role in ALLOWED[can])


@pytest.mark.parametrize(
    ("can", "is_allowed"),
    [
        (Can.WORK_ON_INCIDENT, True),
        (Can.REOPEN_INCIDENT, True),
        (Can.SEE_RESTRICTED_INCIDENT, True),
        (Can.CARRY_OUT_CHANGE, True),
        (Can.EDIT_CHANGE, True),
        (Can.EDIT_ASSET, True),
        (Can.SEE_HEALTH, False),
    ],
)
def test_an_agent_of_another_team_who_has_it_is_one_of_its_own(can: Can, is_allowed: bool) -> None:
    assert may(DEV, can, replace(OWN, assignee_id=DEV.id)) is is_allowed


@pytest.mark.parametrize("can", [Can.WORK_ON_INCIDENT, Can.SEE_HEALTH])
def test_having_it_makes_nobody_an_agent(can: Can) -> None:
    assert not may(MAX, can, replace(OWN, assignee_id=MAX.id))


@pytest.mark.parametrize(
    ("person", "sees_all"),
    [(IVY, True), (ANN, False), (BEN, False), (MAX, False), (ZOE, False), (SYSTEM, False)],
)
def test_only_an_incident_manager_sees_all_that_is_restricted(
    person: Person, sees_all: bool
) -> None:
    assert may(person, Can.SEE_RESTRICTED_INCIDENT) is sees_all
