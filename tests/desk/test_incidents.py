"""What can happen to an incident: who may, when, and what follows."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from desk import assignments, incidents, people
from desk.people import Told
from domain.errors import FieldErrors, NotAllowed, NotFound, Over, WrongState
from domain.incidents import Report, Resolution, State, Step
from domain.people import Person
from storage.database import Database
from storage.incidents import Incident
from tests.makers import Do, history, make_incident, make_resolved, notices, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR = timedelta(hours=1)
STRANGER = Person(id="U0STRANGER0", name="Stranger")
MISSING = 4_000_000


def acknowledge(do: Do, incident: Incident, at: datetime, *, by: Person = BEN) -> Incident:
    acknowledged: Incident = do(assignments.acknowledge, incident.id, by=by, at=at)
    return acknowledged


def assign(
    do: Do, incident: Incident, at: datetime, *, to: str | None, by: Person = BEN
) -> Incident:
    assigned: Incident = do(
        assignments.assign, incident.id, to=to, organisation=ORGANISATION, by=by, at=at
    )
    return assigned


def resolve(do: Do, incident: Incident, at: datetime, *, by: Person = BEN, **how: Any) -> Incident:
    said = {"code": Resolution.FIXED, "summary": "Put out the fire.", **how}
    resolved: Incident = do(incidents.resolve, incident.id, **said, by=by, at=at)
    return resolved


def reopen(
    do: Do, incident: Incident, at: datetime, *, by: Person = MAX, reason: str = "It smokes again."
) -> Incident:
    reopened: Incident = do(incidents.reopen, incident.id, reason=reason, by=by, at=at)
    return reopened


VERBS: dict[str, Callable[..., Incident]] = {
    "acknowledge": acknowledge,
    "assign": partial(assign, to=ANN.id),
    "resolve": resolve,
    "reopen": reopen,
}


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
    says = rf"^Ben Okafor acknowledged it on 02 Mar at 13:00\. {incident.number} is already being worked on\.$"
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
    assert "acknowledged it on 02 Mar at" in str(refused[0])
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
        ("U0NOBODY000", "Somebody is not an agent"),
        ("", "Somebody is not an agent"),
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
    with pytest.raises(WrongState, match=r"You resolved it on 02 Mar at 12:00.*already resolved"):
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
