"""Who may do what with an incident, and who may know of it at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from desk import incidents, people
from desk.incident import assignments
from desk.people import Told
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.incidents import Report, Step
from domain.people import Person
from storage.incidents import Incident
from tests.incidents import acknowledge, assign, reopen, resolve
from tests.makers import Do, history, make_incident, make_resolved, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, ZOE

STRANGER = Person(id="U0STRANGER0", name="Stranger")
MISSING = 4_000_000


VERBS: dict[str, Callable[..., Incident]] = {
    "acknowledge": acknowledge,
    "assign": partial(assign, to=ANN.id),
    "resolve": resolve,
    "reopen": reopen,
}


# Who may


@pytest.mark.parametrize("verb", ["acknowledge", "assign", "resolve"])
@pytest.mark.parametrize(
    ("by", "may"),
    [(BEN, True), (ANN, True), (IVY, True), (DEV, False), (CHLOE, False), (MAX, False), (ZOE, False)],
    ids=lambda given: getattr(given, "name", given),
)  # fmt: skip
def test_the_team_works_on_it_and_others_are_told_who_does(
    do: Do, noon: datetime, by: Person, may: bool, verb: str
) -> None:
    incident = make_incident(do, noon)
    if may:
        assert VERBS[verb](do, incident, noon, by=by).version == 2
        return
    with pytest.raises(
        NotAllowed, match=r"worked on by its team's agents.*Join the team's channel"
    ):
        VERBS[verb](do, incident, noon, by=by)
    assert len(history(do, incident)) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_number_is_not_found(do: Do, noon: datetime, verb: str) -> None:
    incident = make_incident(do, noon)
    incident.id = MISSING
    with pytest.raises(NotFound, match="There is no INC-4000000 that you can see"):
        VERBS[verb](do, incident, noon, by=IVY)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("by", [STRANGER, DEV, ZOE], ids=lambda person: person.name)
def test_what_is_restricted_reads_as_if_it_were_not_there(
    do: Do, noon: datetime, by: Person, verb: str
) -> None:
    incident = make_resolved(do, noon, restricted=True)
    with pytest.raises(NotFound, match=f"There is no {incident.number} that you can see"):
        VERBS[verb](do, incident, noon, by=by)


@pytest.mark.parametrize(
    ("step", "verb"),
    [(Step.ACKNOWLEDGE, "acknowledge"), (Step.ASSIGN, "assign"), (Step.RESOLVE, "resolve")],
)
def test_what_is_resolved_must_be_reopened_first(
    do: Do, noon: datetime, step: Step, verb: str
) -> None:
    incident = make_resolved(do, noon)
    with pytest.raises(WrongState, match=r"You resolved it on 2 Mar at 12:00.*already resolved"):
        VERBS[verb](do, incident, noon)
    with pytest.raises(WrongState, match="already resolved"):
        do(incidents.to_step, incident.id, step, by=BEN)


def test_what_is_open_cannot_be_reopened(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(WrongState, match=f"^{incident.number} is open already.$"):
        reopen(do, incident, noon)
    with pytest.raises(WrongState, match="is open already"):
        do(incidents.to_reopen, incident.id, by=MAX, at=noon)


@pytest.mark.parametrize("step", [Step.ACKNOWLEDGE, Step.ASSIGN, Step.RESOLVE])
def test_before_a_form_is_shown_it_is_asked_whether_it_could_be_sent(
    do: Do, noon: datetime, step: Step
) -> None:
    incident = make_incident(do, noon)
    assert do(incidents.to_step, incident.id, step, by=BEN).id == incident.id
    with pytest.raises(NotAllowed):
        do(incidents.to_step, incident.id, step, by=MAX)
    with pytest.raises(NotFound):
        do(incidents.to_step, MISSING, step, by=BEN)


# What is restricted


def test_a_restricted_incident_shows_in_no_channel(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    assert owed(do, incident) == {
        ("card", f"person:{ANN.id}"): 1,
        ("receipt", f"person:{MAX.id}"): 1,
    }


def test_without_a_lead_every_agent_gets_a_private_card(do: Do, noon: datetime) -> None:
    leaderless = tuple(replace(team, lead_id=None) for team in ORGANISATION.teams)
    report = Report(title="Stolen laptop", restricted=True)
    incident = do(
        incidents.raise_incident,
        report,
        organisation=replace(ORGANISATION, teams=leaderless),
        by=BEN,
        at=noon,
    )
    assert owed(do, incident) == {
        ("card", f"person:{ANN.id}"): 1,
        ("receipt", f"person:{BEN.id}"): 1,
    }


def test_who_is_given_a_restricted_incident_gets_a_card_of_it(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    assign(do, incident, noon, to=BEN.id, by=ANN)
    assert owed(do, incident)["card", f"person:{BEN.id}"] == 1


@pytest.mark.parametrize("by", [MAX, BEN, ANN, IVY], ids=lambda person: person.name)
def test_those_it_concerns_see_a_restricted_incident(do: Do, noon: datetime, by: Person) -> None:
    incident = make_incident(do, noon, restricted=True)
    assert do(incidents.show, incident.id, by=by).incident.id == incident.id
    page, _ = do(incidents.list_open, mine=False, after=None, by=by)
    assert [each.id for each in page] == [incident.id]


@pytest.mark.parametrize("by", [STRANGER, DEV, CHLOE, ZOE], ids=lambda person: person.name)
def test_nobody_else_does(do: Do, noon: datetime, by: Person) -> None:
    incident = make_incident(do, noon, restricted=True)
    with pytest.raises(NotFound):
        do(incidents.show, incident.id, by=by)
    page, _ = do(incidents.list_open, mine=False, after=None, by=by)
    assert page == []


def test_whoever_has_it_sees_it_also_from_another_team(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    assign(do, incident, noon, to=BEN.id, by=ANN)
    moved = replace(BEN, agent_of=frozenset({"platform"}))
    assert do(incidents.show, incident.id, by=moved).incident.id == incident.id


def test_nobody_is_given_what_they_are_no_longer_there_for(do: Do, noon: datetime) -> None:
    """Ben's account is switched off; Slack's lists of members are a moment behind."""
    incident = make_incident(do, noon)
    left = Told(id=BEN.id, name=BEN.name, zone=BEN.zone, locale="en-US", is_gone=True)
    do(people.learn, left, at=noon)
    with pytest.raises(FieldErrors) as refused:
        do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    assert refused.value.errors == {"assignee": "Ben Okafor has left. Choose somebody else."}
