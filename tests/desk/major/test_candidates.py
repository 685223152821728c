"""Incidents that may be major ones: said once to those who decide, proposed by others, declined."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import incidents, majors
from desk.incident import priorities
from desk.major import candidates
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incidents import CancelReason, Impact, Priority, Urgency
from domain.majors import MajorState, Severity
from domain.people import Person
from storage.majors import Major
from tests.makers import (
    Do,
    history,
    major_of,
    make_incident,
    make_major,
    make_resolved,
    notices,
)
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ZOE

P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
SHOP = {"service": "Web shop"}
MINUTE = timedelta(minutes=1)


def candidates_of(do: Do) -> list[int]:
    return list(do(lambda tx: tx.scalars(select(Major.incident_id)).all()))


def test_a_p1_is_suggested_to_the_lead_and_the_incident_managers(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1, **SHOP)
    major = major_of(do, incident)
    assert (major.state, major.severity) == (MajorState.CANDIDATE, Severity.SEV1)
    assert notices(do, incident) == {CHLOE.id, IVY.id}
    assert history(do, incident)[-1].event is Event.MAJOR_SUGGESTED


@pytest.mark.parametrize(
    "same", [SHOP, {"affected_asset": "db-7"}, {"affected_asset": "DB-7"}], ids=str
)
def test_the_third_report_about_the_same_is_suggested(
    do: Do, noon: datetime, same: dict[str, Any]
) -> None:
    """What is suggested is the oldest of the most urgent."""
    asset = {"affected_asset": "db-7"} if "affected_asset" in same else same
    first = make_incident(do, noon, **asset)
    urgent = make_incident(do, noon + MINUTE, **asset, urgency=Urgency.STOPPED)
    assert candidates_of(do) == []
    third = make_incident(do, noon + 29 * MINUTE, **same)
    assert candidates_of(do) == [urgent.id]
    [suggested] = [e for e in history(do, urgent) if e.event is Event.MAJOR_SUGGESTED]
    assert suggested.after == {
        "because": "many",
        "alike": f"{urgent.number}, {first.number}, {third.number}",
    }
    assert major_of(do, urgent).severity is Severity.SEV2


def test_it_is_said_once(do: Do, noon: datetime) -> None:
    for minute in range(5):
        make_incident(do, noon + minute * MINUTE, **SHOP)
    make_incident(do, noon + 6 * MINUTE, **SHOP, **P1)
    assert len(candidates_of(do)) == 1


@pytest.mark.parametrize(
    ("minutes", "third"),
    [
        (31, SHOP),
        (2, {"service": "Laptops and printers"}),
        (2, SHOP | {"restricted": True}),
        (2, {}),
    ],
    ids=["too late", "another service", "restricted", "no service"],
)
def test_what_is_not_alike_is_not_counted(
    do: Do, noon: datetime, minutes: int, third: dict[str, Any]
) -> None:
    make_incident(do, noon, **SHOP)
    make_incident(do, noon + MINUTE, **SHOP)
    make_incident(do, noon + minutes * MINUTE, **third)
    assert candidates_of(do) == []


def test_what_is_over_is_not_counted(do: Do, noon: datetime) -> None:
    make_resolved(do, noon, by=DEV, **SHOP)
    for _ in range(2):
        make_incident(do, noon, **SHOP)
    assert candidates_of(do) == []


@pytest.mark.parametrize("how", ["reassess", "override"])
def test_what_becomes_a_p1_is_suggested_too(do: Do, noon: datetime, how: str) -> None:
    incident = make_incident(do, noon, **SHOP)
    if how == "reassess":
        do(priorities.reassess, incident.id, why="", by=DEV, at=noon, **P1)
    else:
        do(
            priorities.override,
            incident.id,
            priority=Priority.P1,
            why="Nobody can pay.",
            by=CHLOE,
            at=noon,
        )
    assert candidates_of(do) == [incident.id]


def test_a_restricted_one_is_suggested_to_those_who_decide(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True, **P1)
    assert notices(do, incident) == {ANN.id, IVY.id}


@pytest.mark.parametrize("by", [MAX, BEN, DEV, ZOE], ids=lambda by: by.name)
def test_anyone_proposes_what_they_can_see(do: Do, noon: datetime, by: Person) -> None:
    incident = make_incident(do, noon)
    do(candidates.propose, incident.id, why="Nobody can print.", by=by, at=noon)
    assert major_of(do, incident).state is MajorState.CANDIDATE
    assert notices(do, incident) == {ANN.id, IVY.id}
    assert history(do, incident)[-1].why == "Nobody can print."


def test_what_cannot_be_seen_is_not_there_to_be_proposed(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    for verb, more in (
        (candidates.propose, {"why": "x", "at": noon}),
        (candidates.to_propose, {}),
        (majors.to_declare, {}),
        (majors.show, {}),
    ):
        with pytest.raises(NotFound):
            do(verb, incident.id, by=DEV, **more)


def test_a_proposal_says_why(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors, match="Say why you think so"):
        do(candidates.propose, incident.id, why=" ", by=MAX, at=noon)
    assert major_of(do, incident) is None


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("proposed", "is proposed already"),
        ("declared", "is a major incident already"),
        ("declined", "was looked at.*can still declare it"),
        ("demoted", "is no longer a major.*can declare it again"),
        ("cancelled", "only an open incident can be a major one"),
    ],
)
def test_what_was_judged_is_not_proposed_again(do: Do, noon: datetime, how: str, says: str) -> None:
    incident = make_major(do, noon) if how in ("declared", "demoted") else make_incident(do, noon)
    if how in ("proposed", "declined"):
        do(candidates.propose, incident.id, why="It burns.", by=MAX, at=noon)
    if how == "declined":
        do(candidates.decline, incident.id, by=ANN, at=noon)
    if how == "demoted":
        do(majors.demote, incident.id, why="It is not.", by=ANN, at=noon)
    if how == "cancelled":
        do(incidents.cancel, incident.id, reason=CancelReason.TEST, by=MAX, at=noon)
    with pytest.raises(WrongState, match=says):
        do(candidates.propose, incident.id, why="It burns.", by=BEN, at=noon)


def test_who_proposed_hears_that_it_is_none(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(candidates.propose, incident.id, why="It burns.", by=MAX, at=noon)
    do(candidates.decline, incident.id, by=ANN, at=noon)
    assert major_of(do, incident).state is MajorState.DECLINED
    assert MAX.id in notices(do, incident)
    with pytest.raises(WrongState, match="Ann Berger declined it on 2 Mar at 21:00"):
        do(candidates.decline, incident.id, by=IVY, at=noon)


@pytest.mark.parametrize("by", [MAX, BEN, DEV, ZOE], ids=lambda by: by.name)
def test_who_does_not_decide_can_neither_decline_nor_declare(
    do: Do, noon: datetime, by: Person
) -> None:
    incident = make_incident(do, noon, **P1)
    with pytest.raises(NotAllowed, match="You can propose it to them"):
        do(candidates.decline, incident.id, by=by, at=noon)
    with pytest.raises(NotAllowed, match="You can propose it to them"):
        do(majors.declare, incident.id, severity=Severity.SEV1, by=by, at=noon)


def test_what_nobody_proposed_cannot_be_declined(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(WrongState, match="Nobody has proposed"):
        do(candidates.decline, incident.id, by=ANN, at=noon)
