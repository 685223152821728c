"""The risk of a change as somebody sets it, and the incidents it has caused."""

from datetime import timedelta

import pytest

from desk import changes
from desk.change import causes, risks, work
from domain.change.risk import Risk
from domain.changes import ChangeState, Result
from domain.errors import FieldErrors, NotAllowed, WrongState
from tests.changes import MEDIUM, ask, hears, stage_of, vote
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, DEV, EVA, MAX, ZOE


def test_whoever_asked_for_it_may_raise_its_risk_and_more_are_asked(do: Do, noon) -> None:
    change = ask(do, noon)
    vote(do, change, DEV, noon)
    with pytest.raises(WrongState, match="no longer judged"):
        do(risks.set_risk, change.id, risk=Risk.HIGH, why="So.", by=MAX, at=noon)
    change = ask(do, noon)
    raised = do(risks.set_risk, change.id, risk=Risk.MEDIUM, why="It is old.", by=MAX, at=noon)
    assert (raised.risk, raised.revision) == (Risk.MEDIUM, 2)
    vote(do, raised, DEV, noon)
    assert stage_of(do, raised).name == "Service owner"


def test_only_a_change_manager_lowers_it_and_nobody_their_own(do: Do, noon) -> None:
    change = ask(do, noon, risk_answers=MEDIUM)
    how = {"risk": Risk.LOW, "why": "Done ten times.", "at": noon}
    with pytest.raises(NotAllowed, match="Only a change manager"):
        do(risks.set_risk, change.id, **how, by=MAX)
    with pytest.raises(FieldErrors, match="risk_reason"):
        do(risks.set_risk, change.id, **{**how, "why": ""}, by=EVA)
    assert do(risks.set_risk, change.id, **how, by=EVA).risk == Risk.LOW
    own = ask(do, noon, by=EVA, risk_answers=MEDIUM)
    with pytest.raises(NotAllowed, match="their own change"):
        do(risks.set_risk, own.id, **how, by=EVA)


def test_a_risk_set_to_what_it_is_is_refused(do: Do, noon) -> None:
    change = ask(do, noon)
    for same in (Risk.LOW, None):
        with pytest.raises(FieldErrors, match="another risk"):
            do(risks.set_risk, change.id, risk=same, why="So.", by=MAX, at=noon)


def test_an_incident_it_caused_asks_for_a_review_when_confirmed(do: Do, noon) -> None:
    change, incident = ask(do, noon), make_incident(do, noon)
    about = {"incident_id": incident.id, "at": noon}
    with pytest.raises(WrongState, match="has caused nothing"):
        do(causes.caused, change.id, is_confirmed=True, by=BEN, **about)
    vote(do, change, DEV, noon)
    do(work.start, change.id, by=MAX, at=change.starts_at)
    with pytest.raises(NotAllowed, match="An agent"):
        do(
            causes.caused,
            change.id,
            is_confirmed=False,
            by=ZOE.__class__(id="U9", name="N"),
            **about,
        )
    do(causes.caused, change.id, is_confirmed=False, by=BEN, **about)
    with pytest.raises(WrongState, match="said already"):
        do(causes.caused, change.id, is_confirmed=False, by=ANN, **about)
    assert hears(do, change, "change.linked") == set()
    do(causes.caused, change.id, is_confirmed=True, by=BEN, **about)
    assert hears(do, change, "change.linked") == {EVA.id, ZOE.id}
    ended = do(
        work.finish,
        change.id,
        result=Result.SUCCESSFUL,
        outcome="",
        outage_minutes=0,
        by=MAX,
        at=change.starts_at + timedelta(minutes=30),
    )
    assert ended.state is ChangeState.REVIEW
    assert do(changes.show, change.id).change.id == change.id
