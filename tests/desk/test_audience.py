"""Who gets the card of a restricted incident, and who may still be told of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import audience, incidents, people
from desk.incident import assignments
from domain.errors import FieldErrors
from domain.incidents import Report
from domain.organisation import Organisation
from domain.people import Person, Role
from storage.incidents import Incident
from storage.outbox import Message, Owed
from tests.makers import Do, make_incident, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, ZOE

SECRET = "Somebody reads the payroll"


def nobody_in(team_key: str, **holders: Any) -> Organisation:
    """The team has no lead; roles as given."""
    teams = (replace(it, lead_id=None) if it.key == team_key else it for it in ORGANISATION.teams)
    roles = {Role(role.replace("_", " ")): frozenset(ids) for role, ids in holders.items()}
    return replace(ORGANISATION, teams=tuple(teams), holders=roles)


def raised(do: Do, at: datetime, organisation: Organisation) -> Incident:
    """Max has raised a restricted incident, in a company where the service desk's channel is empty."""
    do(people.list_members, "service-desk", set())
    report = Report(title=SECRET, restricted=True)
    incident: Incident = do(
        incidents.raise_incident, report, organisation=organisation, by=MAX, at=at
    )
    return incident


def troubles(do: Do) -> list[Owed]:
    query = select(Owed).where(Owed.message == Message.TROUBLE)
    found: list[Owed] = do(lambda tx: tx.scalars(query).all())
    return found


def test_without_lead_and_agents_incident_managers_look_after_it(do: Do, noon: datetime) -> None:
    organisation = nobody_in("service-desk", incident_manager=[IVY.id], admin=[ZOE.id])
    incident = raised(do, noon, organisation)
    assert owed(do, incident) == {
        ("card", f"person:{IVY.id}"): 1,
        ("receipt", f"person:{MAX.id}"): 1,
    }
    assert troubles(do) == []


def test_without_those_admins_hear_that_there_is_one_and_nothing_of_it(
    do: Do, noon: datetime
) -> None:
    incident = raised(do, noon, nobody_in("service-desk", admin=[ZOE.id]))
    assert owed(do, incident) == {("receipt", f"person:{MAX.id}"): 1}
    [trouble] = troubles(do)
    assert trouble.destination == f"person:{ZOE.id}"
    assert trouble.facts == {
        "error": "nobody",
        "team": "Service desk",
        "number": incident.number,
    }


def test_where_nobody_would_ever_see_it_the_form_says_so(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors) as refusal:
        raised(do, noon, nobody_in("service-desk"))
    assert "Tell somebody in person" in refusal.value.errors["restricted"]


def test_it_is_not_handed_to_a_team_where_nobody_would_see_it(do: Do, noon: datetime) -> None:
    do(people.list_members, "platform", set())
    incident = make_incident(do, noon, title=SECRET, restricted=True)
    how = {"to_team": "platform", "why": "Theirs.", "by": ANN, "at": noon}
    with pytest.raises(FieldErrors) as refusal:
        do(assignments.move, incident.id, organisation=nobody_in("platform"), **how)
    assert "Platform has no lead and no agents" in refusal.value.errors["team"]
    managed = nobody_in("platform", incident_manager=[IVY.id])
    do(assignments.move, incident.id, organisation=managed, **how)
    assert owed(do, incident)["card", f"person:{IVY.id}"] == 1


def test_an_open_one_needs_nobody_to_be_there(do: Do, noon: datetime) -> None:
    do(people.list_members, "service-desk", set())
    report = Report(title="The printer is on fire")
    nobody = nobody_in("service-desk")
    incident = do(incidents.raise_incident, report, organisation=nobody, by=MAX, at=noon)
    assert owed(do, incident)["card", "team:service-desk"] == 1


def test_what_nobody_had_goes_to_whoever_is_named_later_and_once(do: Do, noon: datetime) -> None:
    incident = raised(do, noon, nobody_in("service-desk", admin=[ZOE.id]))
    make_incident(do, noon)
    make_incident(do, noon, restricted=True)
    assert do(audience.hand_out, organisation=nobody_in("service-desk"), at=noon) == 0
    later = noon + timedelta(days=1)
    assert do(audience.hand_out, organisation=ORGANISATION, at=later) == 1
    assert owed(do, incident)["card", f"person:{ANN.id}"] == 1
    assert do(audience.hand_out, organisation=ORGANISATION, at=later) == 0


@pytest.mark.parametrize(
    ("reader", "before", "after"),
    [
        (MAX, True, True),
        (IVY, True, True),
        (ANN, True, False),
        (BEN, True, False),
        (CHLOE, False, True),
        (DEV, False, True),
        (ZOE, False, False),
    ],
    ids=lambda it: it.name if isinstance(it, Person) else "",
)
def test_who_may_be_told_follows_the_incident_to_another_team(
    do: Do, noon: datetime, reader: Person, before: bool, after: bool
) -> None:
    """Ben had it. Afterwards the reporter, the incident managers and the new team are those it concerns."""
    incident = make_incident(do, noon, title=SECRET, restricted=True)
    do(assignments.acknowledge, incident.id, organisation=ORGANISATION, by=BEN, at=noon)

    def is_told() -> bool:
        def ask(tx: Any) -> bool:
            its = tx.get(Incident, incident.id)
            return audience.may_be_told(tx, its, f"person:{reader.id}", organisation=ORGANISATION)

        told: bool = do(ask)
        return told

    assert is_told() is before
    how = {"to_team": "platform", "why": "Theirs.", "organisation": ORGANISATION}
    do(assignments.move, incident.id, by=ANN, at=noon, **how)
    assert is_told() is after


def test_no_channel_is_ever_told_of_a_restricted_one(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    assert do(audience.may_be_told, incident, "team:service-desk") is False
