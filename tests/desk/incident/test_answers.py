"""What is said in a thread answers: it stops the response clock, and ends the wait for who asked."""

from datetime import datetime

from desk import incidents
from desk.incident import alarms, comments, holds
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.sla import ClockState, Measure
from domain.incidents import State
from storage.incident import clocks
from storage.incident.clocks import Clock
from storage.incidents import Incident
from tests.desk.incident.test_comments import HOUR, MINUTE, URGENT, post_card, said
from tests.makers import Do, make_incident
from tests.people import BEN, MAX


def response_clock(do: Do, incident: Incident) -> Clock:
    return next(it for it in do(clocks.of_incident, incident.id) if it.measure is Measure.RESPONSE)


def test_an_answer_heard_of_late_was_in_time_all_the_same(do: Do, noon: datetime) -> None:
    """Ben answers after ten of fifteen minutes; Slack tells of it after twenty, when the miss was told already."""
    incident = post_card(do, make_incident(do, noon, **URGENT))
    for clock_id in do(alarms.due, at=noon + 16 * MINUTE):
        do(alarms.ring, clock_id, at=noon + 16 * MINUTE)
    assert response_clock(do, incident).state is ClockState.MISSED_RUNNING
    answer = said("I look into it.", noon + 10 * MINUTE)
    do(comments.write, answer, by=BEN, at=noon + 20 * MINUTE)
    clock = response_clock(do, incident)
    assert (clock.state, clock.missed_at, clock.elapsed) == (ClockState.MET, None, 600)


def test_of_two_answers_the_earlier_is_the_first_response(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon, **URGENT))
    for minutes in (12, 11, 13):
        answered = noon + minutes * MINUTE
        reply = said(f"After {minutes}.", answered, ts=f"{answered.timestamp():.6f}")
        do(comments.write, reply, by=BEN, at=noon + 20 * MINUTE)
    assert response_clock(do, incident).elapsed == 11 * 60
    shown = do(incidents.show, incident.id, by=MAX).incident
    assert shown.first_response_at == noon + 11 * MINUTE


def test_the_requester_s_answer_ends_the_hold_when_it_was_given(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon, **URGENT))
    wait(do, incident, noon + 10 * MINUTE)
    answer = said("The one by the door.", noon + 30 * MINUTE)
    do(comments.write, answer, by=MAX, at=noon + 40 * MINUTE)
    (held,) = do(clocks.holds_of, incident.id)
    assert held.ended_at == noon + 30 * MINUTE
    assert do(incidents.show, incident.id, by=MAX).incident.state is State.IN_PROGRESS


def test_what_the_requester_said_long_before_the_question_answers_nothing(
    do: Do, noon: datetime
) -> None:
    incident = post_card(do, make_incident(do, noon, **URGENT))
    wait(do, incident, noon + 10 * MINUTE)
    do(comments.write, said("Hello?", noon + MINUTE), by=MAX, at=noon + 11 * MINUTE)
    assert do(incidents.show, incident.id, by=MAX).incident.state is State.ON_HOLD


def wait(do: Do, incident: Incident, at: datetime) -> None:
    """Ben asks Max which printer it is, and lets it wait."""
    asked = HoldRequest(reason=HoldReason.REQUESTER, until=at + 24 * HOUR, message="Which one?")
    do(holds.hold, incident.id, asked, by=BEN, at=at)


# A card that somebody deleted
