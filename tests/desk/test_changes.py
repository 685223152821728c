"""Changes as they are asked for: judged, given to those who decide, withdrawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk import changes
from domain.approvals import Choice
from domain.change.risk import Floor, Question, Risk
from domain.change.templates import Template
from domain.change.windows import Window
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.incidents import Impact, Urgency
from domain.organisation import Organisation
from storage import approvals
from storage.change import exceptions
from storage.changes import Change
from tests.changes import (
    HIGH,
    LOW,
    MEDIUM,
    VERY_HIGH,
    ask,
    asked,
    hears,
    request_of,
    stage_of,
    vote,
)
from tests.makers import Do, make_incident
from tests.people import ANN, CHLOE, DEV, EVA, IVY, MAX, ORGANISATION, ZOE

TEMPLATE = Template(
    key="restart",
    title="Restart the web shop",
    reason="It grows slow over weeks.",
    service="Web shop",
    environment="production",
    implementation="Restart one server after the other.",
    back_out="Start the old release.",
    lasts_minutes=30,
    interruption_minutes=0,
    risk_answers=dict.fromkeys(Question, 0),
    approved_by=EVA.id,
    valid_until=date(2026, 12, 31),
)
WITH_TEMPLATE = replace(ORGANISATION, templates=(TEMPLATE,))


def freeze(at: datetime, **about: Any) -> Organisation:
    """Nothing is changed from now on for a week."""
    window = Window(
        name="Sales week",
        zone=ZoneInfo("UTC"),
        begins=at.replace(tzinfo=None),
        lasts=timedelta(days=7),
        **about,
    )
    return replace(ORGANISATION, freezes=(window,))


def names(do: Do, change: Change) -> list[str]:
    """What its stages are called, in order."""
    return [stage.name for stage in do(approvals.of_change, change.id, change.revision)]


def test_a_low_risk_change_takes_one_peer(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert change.number.startswith("CHG-")
    assert (change.state, change.team_key) == (ChangeState.APPROVAL, "platform")
    assert names(do, change) == ["Peer review"]
    approved = vote(do, change, DEV, noon)
    assert approved.state is ChangeState.SCHEDULED
    assert approved.approved_digest == approved.plan.digest
    assert approved.lapses_at == approved.ends_at
    assert hears(do, change, "change.approved") == {MAX.id}


def test_its_team_and_its_requester_see_it_and_its_peers_are_asked(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert request_of(do, change) == {
        ("card", "team:platform"),
        ("receipt", f"person:{MAX.id}"),
        ("request", f"person:{CHLOE.id}"),
        ("request", f"person:{DEV.id}"),
    }


@pytest.mark.parametrize(
    ("answers", "risk", "stages"),
    [
        (LOW, Risk.LOW, ["Peer review"]),
        (MEDIUM, Risk.MEDIUM, ["Peer review", "Service owner"]),
        (HIGH, Risk.HIGH, ["Peer review", "Service owner", "Change advisory board"]),
        (
            VERY_HIGH,
            Risk.VERY_HIGH,
            ["Peer review", "Service owner", "Change advisory board", "Executive"],
        ),
    ],
)
def test_the_riskier_the_more_have_to_agree(
    do: Do, noon: datetime, answers: Any, risk: Risk, stages: list[str]
) -> None:
    change = ask(do, noon, risk_answers=answers)
    assert change.risk == risk
    if risk >= Risk.HIGH:
        assert change.state is ChangeState.ASSESSMENT
        assert hears(do, change, "change.requested") == {EVA.id, ZOE.id}
        change = do(changes.send_to_approvers, change.id, by=EVA, at=noon)
    assert change.state is ChangeState.APPROVAL
    assert names(do, change) == stages


def test_only_a_change_manager_sends_a_risky_change_on_and_never_their_own(
    do: Do, noon: datetime
) -> None:
    change = ask(do, noon, by=EVA, risk_answers=HIGH)
    with pytest.raises(NotAllowed, match="A change manager sends"):
        do(changes.send_to_approvers, change.id, by=ANN, at=noon)
    with pytest.raises(NotAllowed, match="Another change manager"):
        do(changes.send_to_approvers, change.id, by=EVA, at=noon)
    sent = do(changes.send_to_approvers, change.id, by=ZOE, at=noon)
    assert sent.state is ChangeState.APPROVAL


def test_its_risk_is_explained(do: Do, noon: datetime) -> None:
    change = ask(do, noon, risk_answers=HIGH)
    assert change.assessment == {
        "impact": 6,
        "likelihood": 3,
        "by_matrix": int(Risk.LOW),
        "decided_by": Floor.NO_WAY_BACK,
        "set": None,
        "conflicts": [],
    }


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"reason": ""}, "reason"),
        ({"implementation": ""}, "implementation"),
        ({"back_out": "\u200b"}, "back_out"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC"))}, "starts_at"),
        ({"ends_at": datetime(2026, 3, 2, 13, tzinfo=ZoneInfo("UTC"))}, "ends_at"),
        ({"ends_at": datetime(2026, 6, 2, tzinfo=ZoneInfo("UTC"))}, "ends_at"),
        ({"service": "Fax"}, "service"),
        ({"risk_answers": {}}, "risk_answers"),
        ({"risk_answers": LOW | {Question.TESTING: 4}}, "risk_answers"),
        ({"interruption_minutes": -1}, "interruption_minutes"),
        ({"back_out_minutes": -1}, "back_out_minutes"),
        ({"assets": ("x" * 101,)}, "assets"),
        ({"assets": tuple(f"db-{each}" for each in range(21))}, "assets"),
        ({"type": ChangeType.EMERGENCY}, "why_urgent"),
        ({"type": ChangeType.EMERGENCY, "why_urgent": "It burns."}, "incident"),
        ({"type": ChangeType.EMERGENCY, "why_urgent": "It burns.", "incident_id": 77}, "incident"),
    ],
)
def test_a_form_is_refused_where_it_is_wrong(
    do: Do, noon: datetime, about: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        do(changes.request, asked(noon, **about), by=MAX, at=noon)
    assert field in refused.value.errors
    assert all(says.endswith((".", "it")) for says in refused.value.errors.values())


def test_a_stage_with_nobody_in_it_is_refused_with_who_must_act(do: Do, noon: datetime) -> None:
    ownerless = replace(ORGANISATION, services=(replace(ORGANISATION.services[1], owner_id=None),))
    with pytest.raises(WrongState, match=r"Service owner.*Web shop has no owner. An admin"):
        ask(do, noon, risk_answers=MEDIUM, organisation=ownerless)
    with pytest.raises(WrongState, match=r"Service owner.*names no service.*Choose the service"):
        ask(do, noon, risk_answers=MEDIUM, service=None)


def test_the_owner_of_its_service_cannot_decide_their_own_change(do: Do, noon: datetime) -> None:
    with pytest.raises(WrongState, match=r"Service owner.*asked for it.*somebody else"):
        ask(do, noon, by=ZOE, risk_answers=MEDIUM)


def test_without_a_policy_that_fits_nothing_can_be_asked(do: Do, noon: datetime) -> None:
    with pytest.raises(WrongState, match=r"No approval policy.*\[\[approvals\]\]"):
        ask(do, noon, organisation=replace(ORGANISATION, approvals=()))


def test_a_freeze_refuses_until_somebody_says_why_it_cannot_wait(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors) as refused:
        ask(do, noon, organisation=freeze(noon))
    assert set(refused.value.errors) == {"starts_at", "override"}
    assert "Sales week" in refused.value.errors["starts_at"]


def test_an_override_is_decided_first_and_kept_as_an_exception(do: Do, noon: datetime) -> None:
    how = {"organisation": freeze(noon)}
    change = ask(do, noon, override="The certificate ends tomorrow.", **how)
    assert change.risk == Risk.HIGH
    assert change.assessment["decided_by"] == Floor.RULE_SET_ASIDE
    change = do(changes.send_to_approvers, change.id, by=EVA, at=noon, **how)
    assert names(do, change)[:2] == [
        "Freeze override: change manager",
        "Freeze override: service owner",
    ]
    [exception] = do(exceptions.of_change, change.id)
    assert (exception.what, exception.approved_at) == ("Sales week", None)
    for voter in (EVA, ZOE, DEV, ZOE, ANN, IVY):
        change = vote(do, change, voter, noon, **how)
    assert change.state is ChangeState.SCHEDULED
    [exception] = do(exceptions.of_change, change.id)
    assert exception.approved_by == ", ".join(sorted([EVA.id, ZOE.id]))
    assert exception.reason == "The certificate ends tomorrow."


def test_a_soft_freeze_or_one_of_another_service_lets_it_through(do: Do, noon: datetime) -> None:
    for about in ({"is_hard": False}, {"services": frozenset({"Laptops and printers"})}):
        assert ask(do, noon, organisation=freeze(noon, **about)).state is ChangeState.APPROVAL


def emergency(do: Do, noon: datetime, **how: Any) -> Change:
    incident = make_incident(do, noon, impact=Impact.COMPANY, urgency=Urgency.STOPPED)
    request = asked(
        noon,
        type=ChangeType.EMERGENCY,
        starts_at=noon,
        ends_at=noon + timedelta(hours=2),
        why_urgent="The shop is down.",
        incident_id=incident.id,
    )
    change: Change = do(changes.request, request, by=DEV, at=noon, **how)
    return change


def test_an_emergency_is_judged_at_once_by_its_authority(do: Do, noon: datetime) -> None:
    change = emergency(do, noon)
    assert (change.state, change.risk) == (ChangeState.APPROVAL, Risk.MEDIUM)
    assert stage_of(do, change).name == "Emergency authority"
    assert vote(do, change, IVY, noon).state is ChangeState.SCHEDULED


def test_an_emergency_needs_an_incident_that_is_urgent(do: Do, noon: datetime) -> None:
    minor = make_incident(do, noon)
    with pytest.raises(FieldErrors, match="no open P1, P2 or major incident"):
        ask(
            do,
            noon,
            type=ChangeType.EMERGENCY,
            why_urgent="It is late.",
            incident_id=minor.id,
        )


def test_an_emergency_lets_itself_into_a_freeze_and_that_is_written_down(
    do: Do, noon: datetime
) -> None:
    change = emergency(do, noon, organisation=freeze(noon))
    assert (change.state, change.risk) == (ChangeState.APPROVAL, Risk.HIGH)
    [exception] = do(exceptions.of_change, change.id)
    assert exception.reason == "The shop is down."


def test_what_could_not_wait_is_judged_afterwards(do: Do, noon: datetime) -> None:
    change = emergency(do, noon, already_started=True)
    assert (change.state, change.started_at) == (ChangeState.IMPLEMENTING, noon)
    approved = vote(do, change, IVY, noon)
    assert (approved.state, approved.unauthorised) == (ChangeState.IMPLEMENTING, False)
    assert approved.approved_at == noon


def test_what_is_refused_afterwards_stays_what_it_is_and_is_marked(do: Do, noon: datetime) -> None:
    change = emergency(do, noon, already_started=True)
    refused = vote(do, change, IVY, noon, Choice.REJECT)
    assert (refused.state, refused.unauthorised) == (ChangeState.IMPLEMENTING, True)
    assert hears(do, change, "change.refused_afterwards") == {DEV.id}


def test_only_an_emergency_is_carried_out_before_it_is_decided(do: Do, noon: datetime) -> None:
    with pytest.raises(WrongState, match="Only an emergency"):
        do(changes.request, asked(noon), by=MAX, at=noon, already_started=True)


def standard(do: Do, noon: datetime, **how: Any) -> Change:
    change: Change = do(
        changes.request_standard,
        "restart",
        **{"starts_at": noon + timedelta(hours=1), "organisation": WITH_TEMPLATE, **how},
        by=DEV,
        at=noon,
    )
    return change


def test_what_was_approved_once_as_a_template_is_scheduled_at_once(do: Do, noon: datetime) -> None:
    change = standard(do, noon)
    assert (change.state, change.template) == (ChangeState.SCHEDULED, "restart")
    assert change.ends_at - change.starts_at == timedelta(minutes=30)
    assert change.approved_digest == change.plan.digest


def test_a_template_that_is_unknown_or_no_longer_valid_is_refused(do: Do, noon: datetime) -> None:
    with pytest.raises(NotFound, match=r"no template dance.*restart"):
        do(changes.template_of, "dance", organisation=WITH_TEMPLATE, at=noon)
    later = noon + timedelta(days=400)
    with pytest.raises(WrongState, match=r"was valid until 31 Dec 2026.*normal change"):
        do(changes.template_of, "restart", organisation=WITH_TEMPLATE, at=later)


def test_a_standard_change_without_a_time_is_asked_for_it(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors, match="starts_at: Say when it begins"):
        standard(do, noon, starts_at=None)


def test_a_withdrawn_change_asks_nobody_any_more(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    with pytest.raises(NotAllowed, match="withdraws it"):
        do(changes.cancel, change.id, why="No.", by=ANN, at=noon)
    with pytest.raises(FieldErrors, match="cancel_reason"):
        do(changes.cancel, change.id, why=" ", by=MAX, at=noon)
    cancelled = do(changes.cancel, change.id, why="Not needed.", by=MAX, at=noon)
    assert cancelled.state is ChangeState.CANCELLED
    assert do(changes.waiting, by=DEV, at=noon) == []
    with pytest.raises(WrongState, match=r"You withdrew it on 2 Mar.*was withdrawn"):
        do(changes.cancel, change.id, why="Again.", by=MAX, at=noon)


def test_a_list_has_pages_the_soonest_first(do: Do, noon: datetime) -> None:
    made = [
        ask(do, noon, starts_at=noon + timedelta(hours=hours), ends_at=noon + timedelta(days=3))
        for hours in range(10, 0, -1)
    ]
    page, more = do(changes.list_open, mine=False, after=None, by=ANN)
    rest, end = do(changes.list_open, mine=False, after=more, by=ANN)
    assert [it.id for it in [*page, *rest]] == [it.id for it in reversed(made)]
    assert (len(page), end) == (8, None)
    assert do(changes.list_open, mine=True, after=None, by=ANN) == ([], None)


def test_what_waits_for_somebody_is_listed_and_nobodys_own(do: Do, noon: datetime) -> None:
    first, second = ask(do, noon), ask(do, noon, by=CHLOE)
    waits = do(changes.waiting, by=DEV, at=noon)
    assert [it.change.id for it in waits] == [first.id, second.id]
    assert [it.change.id for it in do(changes.waiting, by=CHLOE, at=noon)] == [first.id]
    assert do(changes.waiting, by=ANN, at=noon) == []


def test_there_is_no_such_change(do: Do, noon: datetime) -> None:
    for verb in (changes.cancel, changes.give_back):
        with pytest.raises(NotFound, match=r"no CHG-4711.*/change list"):
            do(verb, 4711, why="So.", by=EVA, at=noon)
    with pytest.raises(NotFound):
        do(changes.show, 4711)
