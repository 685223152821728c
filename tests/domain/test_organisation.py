"""Who looks after what."""

from dataclasses import replace

import pytest

from domain.organisation import Service
from domain.people import Role
from tests.people import ANN, BEN, MAX, ORGANISATION, PLATFORM, SERVICE_DESK, ZOE


@pytest.mark.parametrize(
    ("service", "team"),
    [
        ("Web shop", PLATFORM),
        ("Laptops and printers", SERVICE_DESK),
        ("web shop", SERVICE_DESK),
        ("Something closed last year", SERVICE_DESK),
        ("", SERVICE_DESK),
        (None, SERVICE_DESK),
    ],
)
def test_a_service_has_its_team_and_the_first_takes_the_rest(service: str, team: object) -> None:
    assert ORGANISATION.team_for(service) == team


def test_a_service_whose_team_is_gone_falls_to_the_first() -> None:
    orphaned = replace(ORGANISATION, services=(Service(name="Fax", team="fax-room"),))
    assert orphaned.team_for("Fax") == SERVICE_DESK


@pytest.mark.parametrize(
    ("service", "is_offered"), [("Web shop", True), (None, True), ("web shop", False), ("", False)]
)
def test_a_report_names_an_offered_service_or_none(service: str | None, is_offered: bool) -> None:
    assert ORGANISATION.offers(service) is is_offered


def test_an_unknown_team_is_none() -> None:
    assert ORGANISATION.team("fax-room") is None


@pytest.mark.parametrize(
    ("members", "lead_id", "agents"),
    [
        (None, None, {BEN.id}),
        (None, ANN.id, {BEN.id, ANN.id}),
        ({MAX.id}, None, {MAX.id}),
        ({MAX.id}, ANN.id, {MAX.id, ANN.id}),
        (set(), None, set()),
    ],
)
def test_agents_are_those_named_or_else_those_in_the_channel_and_the_lead(
    members: set[str] | None, lead_id: str | None, agents: set[str]
) -> None:
    named = None if members is None else frozenset(members)
    team = replace(SERVICE_DESK, members=named, lead_id=lead_id)
    assert team.agents(frozenset({BEN.id})) == agents


def test_roles_held_everywhere_are_those_the_configuration_names() -> None:
    assert ORGANISATION.roles_of(ZOE.id) == ZOE.roles > {Role.ADMIN}
    assert ORGANISATION.roles_of(MAX.id) == set()
