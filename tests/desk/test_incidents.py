"""What can happen to an incident: who may, when, and what follows."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from desk import incidents, people
from desk.incident import assignments
from domain.errors import FieldErrors, NotAllowed, Over, WrongState
from domain.incidents import Report, Resolution, State
from domain.people import Person
from storage.database import Database
from storage.incidents import Incident
from tests.incidents import acknowledge, assign, reopen, resolve
from tests.makers import Do, history, make_incident, make_resolved, notices, owed
from tests.people import ANN, BEN, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR = timedelta(hours=1)
STRANGER = Person(id="U0STRANGER0", name="Stranger")


def last(do: Do, incident: Incident) -> tuple[str, str, Any, Any, str | None]:
    entry = history(do, incident)[-1]
    return entry.event.value, entry.actor_id, entry.before, entry.after, entry.why


# Raising


def test_anyone_raises_an_incident(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, by=STRANGER)
    assert (incident.state, incident.reporter_id, incident.raised_at, incident.assignee_id) == (
        State.NEW,
        STRANGER.id,
        noon,
        None,
    )
    assert incident.number == f"INC-{incident.id}"


@pytest.mark.parametrize(
    ("service", "team"),
    [(None, "service-desk"), ("Laptops and printers", "service-desk"), ("Web shop", "platform")],
)
def test_the_service_decides_whose_it_is(
    do: Do, noon: datetime, service: str | None, team: str
) -> None:
    incident = make_incident(do, noon, service=service)
    assert incident.team_key == team
    assert owed(do, incident) == {("card", f"team:{team}"): 1, ("receipt", f"person:{MAX.id}"): 1}


def test_raising_is_written_down_with_what_was_said(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, service="Web shop")
    told = {
        "title": "The printer is on fire",
        "service": "Web shop",
        "impact": 3,
        "urgency": 3,
        "priority": 5,
        "restricted": False,
    }
    assert last(do, incident) == ("incident.raised", MAX.id, None, told, None)


def test_raising_tells_nobody_in_private(do: Do, noon: datetime) -> None:
    assert notices(do, make_incident(do, noon)) == set()


def test_a_report_that_says_nothing_leaves_nothing(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors, match="title: Say in a few words"):
        make_incident(do, noon, title="\u200b")
    assert do(lambda tx: tx.execute(text("SELECT count(*) FROM incidents")).scalar()) == 0


def test_a_service_that_is_no_longer_offered_is_asked_for_anew(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors, match="service: This service is no longer in the list"):
        make_incident(do, noon, service="Fax")


def test_where_it_was_raised_from_is_kept(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, source=("C0GENERAL00", "1.000200", "1.000100"))
    kept = do(incidents.show, incident.id, by=MAX).incident
    assert (kept.source_channel, kept.source_ts, kept.source_thread_ts) == (
        "C0GENERAL00",
        "1.000200",
        "1.000100",
    )


# Acknowledging


def test_an_agent_takes_it_up(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon + HOUR)
    assert (incident.state, incident.assignee_id, incident.acknowledged_at) == (
        State.IN_PROGRESS,
        BEN.id,
        noon + HOUR,
    )
    assert last(do, incident) == (
        "incident.acknowledged",
        BEN.id,
        {"state": "new"},
        {"state": "in_progress", "assignee": BEN.id},
        None,
    )


def test_every_card_follows_and_the_reporter_hears_of_it(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    assert owed(do, incident) == {
        ("card", "team:service-desk"): 2,
        ("receipt", f"person:{MAX.id}"): 2,
        ("notice", f"person:{MAX.id}"): 1,
    }


def test_acknowledging_twice_is_told_so(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    with pytest.raises(WrongState, match=f"You have {incident.number} already"):
        acknowledge(do, incident, noon + HOUR)
    assert len(history(do, incident)) == 2


def test_who_was_faster_is_named_in_the_reader_s_own_time(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    says = rf"^Ben Okafor acknowledged it on 2 Mar at 13:00\. {incident.number} is already being worked on\.$"
    with pytest.raises(WrongState, match=says):
        acknowledge(do, incident, noon + HOUR, by=ANN)


async def test_two_at_the_same_instant_are_one_outcome_and_one_refusal(
    database: Database, noon: datetime
) -> None:
    report = Report(title="The printer is on fire")
    incident = await database.write(
        lambda tx: incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=noon)
    )

    async def take(by: Person) -> Incident:
        return await database.write(
            lambda tx: assignments.acknowledge(
                tx, incident.id, organisation=ORGANISATION, by=by, at=noon
            )
        )

    answers = await asyncio.gather(take(ANN), take(BEN), return_exceptions=True)
    taken = [each for each in answers if isinstance(each, Incident)]
    refused = [each for each in answers if isinstance(each, WrongState)]
    assert (len(taken), len(refused)) == (1, 1)
    assert "acknowledged it on 2 Mar at" in str(refused[0])
    kept = await database.read(lambda tx: tx.get(Incident, incident.id))
    assert kept is not None
    assert kept.assignee_id == taken[0].assignee_id


def test_a_reopened_incident_was_still_acknowledged_when_it_was(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    resolve(do, incident, noon)
    reopened = reopen(do, incident, noon + HOUR)
    assert (reopened.state, reopened.acknowledged_at) == (State.IN_PROGRESS, noon)


def test_what_was_resolved_is_not_said_to_be_under_way(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    resolve(do, incident, noon)
    with pytest.raises(WrongState, match=r"You resolved it.*Reopen it if the fault is back"):
        acknowledge(do, incident, noon)


# Assigning


def test_being_given_it_is_not_yet_taking_it(do: Do, noon: datetime) -> None:
    incident = assign(do, make_incident(do, noon), noon, to=BEN.id, by=ANN)
    assert (incident.state, incident.assignee_id, incident.acknowledged_at) == (
        State.IN_PROGRESS,
        BEN.id,
        None,
    )
    assert notices(do, incident) == {BEN.id}
    assert last(do, incident) == (
        "incident.assigned",
        ANN.id,
        {"state": "new", "assignee": None},
        {"state": "in_progress", "assignee": BEN.id},
        None,
    )


def test_taking_it_oneself_is(do: Do, noon: datetime) -> None:
    incident = assign(do, make_incident(do, noon), noon, to=BEN.id, by=BEN)
    assert incident.acknowledged_at == noon
    assert notices(do, incident) == set()


def test_passing_it_on_keeps_when_it_was_taken(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    passed_on = assign(do, incident, noon + HOUR, to=ANN.id)
    assert (passed_on.assignee_id, passed_on.acknowledged_at) == (ANN.id, noon)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (None, "Choose who takes it"),
        (MAX.id, "Max Weber is not an agent of Service desk.*invite them to #service-desk"),
        (DEV.id, "Dev Patel is not an agent of Service desk"),
        ("U0NOBODY000", "This person is not an agent"),
        ("", "This person is not an agent"),
    ],
)
def test_only_an_agent_of_the_team_can_be_given_it(
    do: Do, noon: datetime, to: str | None, says: str
) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors, match=f"assignee: {says}"):
        assign(do, incident, noon, to=to)
    assert len(history(do, incident)) == 1


def test_who_joined_the_channel_can_be_given_it(do: Do, noon: datetime) -> None:
    do(people.join, "service-desk", MAX.id)
    assert assign(do, make_incident(do, noon), noon, to=MAX.id).assignee_id == MAX.id


def test_who_has_it_is_not_given_it_again(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    with pytest.raises(FieldErrors, match=f"Ben Okafor has {incident.number} already"):
        assign(do, incident, noon, to=BEN.id, by=ANN)
    with pytest.raises(FieldErrors, match=f"You have {incident.number} already"):
        assign(do, incident, noon, to=BEN.id, by=BEN)


# Resolving


def test_an_agent_says_how_it_ended(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    resolved = resolve(do, incident, noon + HOUR, summary="  Put out\u202e the fire.\x00 ")
    assert (resolved.state, resolved.resolved_at) == (State.RESOLVED, noon + HOUR)
    assert (resolved.resolution_code, resolved.resolution_summary) == (
        Resolution.FIXED,
        "Put out the fire.",
    )
    assert notices(do, resolved) == {MAX.id}
    assert last(do, resolved) == (
        "incident.resolved",
        BEN.id,
        {"state": "in_progress"},
        {"state": "resolved", "assignee": BEN.id},
        "Put out the fire.",
    )


def test_nobody_is_told_what_they_did_themselves(do: Do, noon: datetime) -> None:
    assert notices(do, make_resolved(do, noon, by=BEN, **{"title": "Mine"})) == {MAX.id}
    mine = make_incident(do, noon, by=BEN)
    assert notices(do, resolve(do, mine, noon, by=BEN)) == set()


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"code": None}, "resolution_code"),
        ({"summary": ""}, "resolution_summary"),
        ({"summary": "\u200b"}, "resolution_summary"),
        ({"summary": "x" * 10_000}, "resolution_summary"),
    ],
)
def test_resolving_takes_a_code_and_a_summary(
    do: Do, noon: datetime, how: dict[str, Any], field: str
) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors) as refusal:
        resolve(do, incident, noon, **how)
    assert set(refusal.value.errors) == {field}
    assert do(incidents.show, incident.id, by=BEN).incident.state is State.NEW


# Reopening


@pytest.mark.parametrize("by", [MAX, BEN, ANN, DEV, IVY], ids=lambda person: person.name)
def test_the_reporter_or_any_agent_reopens_it(do: Do, noon: datetime, by: Person) -> None:
    incident = make_resolved(do, noon)
    reopened = reopen(do, incident, noon + HOUR, by=by)
    assert (reopened.state, reopened.reopen_count) == (State.IN_PROGRESS, 1)
    assert (reopened.resolved_at, reopened.resolution_code, reopened.resolution_summary) == (
        None,
        None,
        None,
    )
    assert last(do, reopened) == (
        "incident.reopened",
        by.id,
        {"state": "resolved"},
        {"state": "in_progress", "assignee": None},
        "It smokes again.",
    )


@pytest.mark.parametrize("by", [STRANGER, ZOE], ids=lambda person: person.name)
def test_others_are_told_who_could(do: Do, noon: datetime, by: Person) -> None:
    incident = make_resolved(do, noon)
    with pytest.raises(NotAllowed, match=r"reported.*or an agent, can reopen it"):
        reopen(do, incident, noon, by=by)
    assert len(history(do, incident)) == 2


def test_who_had_it_hears_that_it_is_back(do: Do, noon: datetime) -> None:
    incident = acknowledge(do, make_incident(do, noon), noon)
    resolve(do, incident, noon, by=ANN)
    assert notices(do, reopen(do, incident, noon)) == {MAX.id, BEN.id}


@pytest.mark.parametrize(
    ("after", "is_open"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)]
)
def test_a_week_later_it_stays_as_it_is(
    do: Do, noon: datetime, after: timedelta, is_open: bool
) -> None:
    incident = make_resolved(do, noon)
    if is_open:
        assert reopen(do, incident, noon + after).is_open
        return
    with pytest.raises(Over, match="raise a new incident that follows it"):
        reopen(do, incident, noon + after)


@pytest.mark.parametrize("reason", ["", " ", "\u200b", "x" * 10_000])
def test_reopening_takes_a_reason(do: Do, noon: datetime, reason: str) -> None:
    incident = make_resolved(do, noon)
    with pytest.raises(FieldErrors, match="reopen_reason"):
        reopen(do, incident, noon, reason=reason)
    assert do(incidents.show, incident.id, by=BEN).incident.state is State.RESOLVED
