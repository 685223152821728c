"""Who people are, as Slack and the configuration tell it."""

from dataclasses import replace
from datetime import datetime

import pytest

from desk import groups, people
from desk.people import Told
from domain.people import Person, Role
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, EVERYONE, MAX, ORGANISATION, PLATFORM, SERVICE_DESK, ZOE


@pytest.mark.parametrize("who", EVERYONE, ids=lambda who: who.name)
def test_everybody_is_who_they_are(do: Do, noon: datetime, who: Person) -> None:
    known, read_at = do(people.person, who.id, called="?", organisation=ORGANISATION)
    assert known == who
    assert read_at == noon


def test_a_stranger_is_called_what_slack_called_them(do: Do) -> None:
    known, read_at = do(people.person, "U0STRANGER0", called="stranger", organisation=ORGANISATION)
    assert known == Person(id="U0STRANGER0", name="stranger")
    assert read_at is None


def test_who_leaves_the_channel_is_no_agent_any_more(do: Do) -> None:
    do(people.leave, "service-desk", BEN.id)
    known, _ = do(people.person, BEN.id, called="", organisation=ORGANISATION)
    assert known.agent_of == frozenset()


def test_a_lead_is_an_agent_also_outside_the_channel(do: Do) -> None:
    do(people.list_members, "service-desk", [BEN.id])
    known, _ = do(people.person, ANN.id, called="", organisation=ORGANISATION)
    assert (known.agent_of, known.lead_of) == ({"service-desk"}, {"service-desk"})


def test_where_members_are_named_the_channel_does_not_count(do: Do) -> None:
    named = replace(SERVICE_DESK, members=frozenset({MAX.id}))
    organisation = replace(ORGANISATION, teams=(named, PLATFORM))
    assert do(people.person, MAX.id, called="", organisation=organisation)[0].agent_of == {
        "service-desk"
    }
    assert do(people.person, BEN.id, called="", organisation=organisation)[0].agent_of == set()


def test_who_is_in_a_group_of_the_team_is_its_agent(do: Do) -> None:
    """Beside those who are named; the channel does not count."""
    grouped = replace(SERVICE_DESK, members=frozenset({BEN.id}), groups=frozenset({"S0DESK"}))
    organisation = replace(ORGANISATION, teams=(grouped, PLATFORM))

    def agent_of(who: Person) -> frozenset[str]:
        known, _ = do(people.person, who.id, called="", organisation=organisation)
        return known.agent_of

    assert agent_of(MAX) == set()
    do(groups.list_members, "S0DESK", {MAX.id, CHLOE.id})
    do(groups.list_members, "S0OTHER", {ZOE.id})
    assert agent_of(MAX) == agent_of(BEN) == {"service-desk"}
    assert agent_of(CHLOE) == {"service-desk", "platform"}
    assert agent_of(ZOE) == set()
    assert do(people.agents, grouped) == {ANN.id, BEN.id, CHLOE.id, MAX.id}
    do(groups.list_members, "S0DESK", set())
    assert agent_of(MAX) == set()


def test_roles_come_from_the_configuration(do: Do) -> None:
    organisation = replace(ORGANISATION, holders={Role.ADMIN: frozenset({MAX.id})})
    known, _ = do(people.person, MAX.id, called="", organisation=organisation)
    assert known.roles == {Role.ADMIN}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Max\nWeber\u202e", "Max Weber"),
        ("x" * 10_000, "x" * 99 + "…"),
        ("\x00", MAX.id),
        ("", MAX.id),
    ],
)
def test_a_name_is_made_safe_to_keep(do: Do, noon: datetime, told: str, kept: str) -> None:
    do(people.learn, Told(id=MAX.id, name=told, zone="UTC", locale="en-US"), at=noon)
    assert do(people.person, MAX.id, called="", organisation=ORGANISATION)[0].name == kept
