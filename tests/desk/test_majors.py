"""What happens to a major incident: declared, graded, mitigated, resolved, back again, demoted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents, majors
from desk.incident import assignments, holds, reminders, watchers
from desk.incident.merges import merge
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.links import LinkKind
from domain.incidents import CancelReason, Resolution, State
from domain.majors import MajorState, MajorStep, Severity
from domain.numbers import Kind
from domain.organisation import Service
from domain.people import Person
from storage import reminders as stored_reminders
from storage import war_rooms
from storage.incident.links import Link
from storage.incidents import Incident
from storage.reminders import ReminderKind
from tests.makers import (
    Do,
    history,
    major_of,
    make_incident,
    make_major,
    notices,
    open_room,
    owed,
)
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR = timedelta(hours=1)
FIXED = {"code": Resolution.FIXED, "summary": "Put out."}


def told_since(do: Do, incident: Incident, before: set[str]) -> set[str]:
    return notices(do, incident) - before


@pytest.mark.parametrize("by", [ANN, CHLOE, IVY], ids=lambda by: by.name)
def test_a_lead_or_an_incident_manager_declares_it(do: Do, noon: datetime, by: Person) -> None:
    incident = make_incident(do, noon)
    do(majors.declare, incident.id, severity=Severity.SEV2, by=by, at=noon)
    major = major_of(do, incident)
    assert (major.state, major.severity) == (MajorState.DECLARED, Severity.SEV2)
    assert (major.declared_at, major.declared_by) == (noon, by.id)
    assert major.next_update_at == noon + timedelta(minutes=30)
    assert do(war_rooms.find, incident.id).due_at == noon


def test_the_owner_of_the_service_declares_it(do: Do, noon: datetime) -> None:
    owned = Service(name="Web shop", team="platform", owner_id=MAX.id)
    organisation = replace(ORGANISATION, services=(owned,))
    incident = make_incident(do, noon, by=BEN)
    with pytest.raises(NotAllowed):
        do(majors.declare, incident.id, severity=Severity.SEV1, by=MAX, at=noon)
    shop = make_incident(do, noon, by=BEN, service="Web shop")
    declared = {"severity": Severity.SEV1, "by": MAX, "at": noon, "organisation": organisation}
    do(majors.declare, shop.id, **declared)
    assert major_of(do, shop).is_active


def test_a_severity_is_chosen(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors, match=r"severity.*in doubt the higher"):
        do(majors.declare, incident.id, severity=None, by=ANN, at=noon)
    assert major_of(do, incident) is None


def test_all_who_follow_it_and_all_who_decide_hear_of_it(do: Do, noon: datetime) -> None:
    """Reporter, assignee, watchers, reporters of its children; nobody of what they did themselves."""
    incident = make_incident(do, noon)
    child = make_incident(do, noon, by=CHLOE)
    _link(do, child, LinkKind.CHILD_OF, incident, noon)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    do(watchers.watch, incident.id, by=ZOE, at=noon)
    before = notices(do, incident)
    do(majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)
    heard = told_since(do, incident, before) | (before & {BEN.id})
    assert heard == {MAX.id, CHLOE.id, BEN.id, ZOE.id, IVY.id}


def test_of_a_restricted_one_only_those_hear_who_may_know(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    child = make_incident(do, noon, by=CHLOE)
    _link(do, child, LinkKind.CHILD_OF, incident, noon)
    do(majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)
    assert notices(do, incident) == {MAX.id, IVY.id}


def test_the_second_to_declare_is_told_who_was_first(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, by=ANN)
    with pytest.raises(
        WrongState, match=r"Ann Berger declared it on .* is a major incident already"
    ):
        do(majors.declare, incident.id, severity=Severity.SEV1, by=IVY, at=noon)


def test_what_is_over_is_not_declared(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(incidents.cancel, incident.id, reason=CancelReason.TEST, by=MAX, at=noon)
    with pytest.raises(WrongState, match=r"INC-.* is cancelled: only an open incident"):
        do(majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)


def test_it_becomes_another_severity_and_word_is_due_sooner(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, severity=Severity.SEV2)
    at = noon + timedelta(minutes=5)
    regrade = {"by": ANN, "at": at, "why": "The whole site is out."}
    do(majors.regrade, incident.id, severity=Severity.SEV1, **regrade)
    assert major_of(do, incident).next_update_at == noon + timedelta(minutes=20)
    with pytest.raises(FieldErrors, match="another severity"):
        do(majors.regrade, incident.id, severity=Severity.SEV1, **regrade)
    do(majors.regrade, incident.id, severity=Severity.SEV3, **regrade)
    assert major_of(do, incident).next_update_at == noon + timedelta(minutes=20)
    [_, lowered] = [e for e in history(do, incident) if e.event is Event.MAJOR_REGRADED]
    assert (lowered.before, lowered.after) == ({"severity": "sev1"}, {"severity": "sev3"})


def test_everything_wrong_with_a_new_severity_is_told_at_once(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(FieldErrors) as refused:
        do(majors.regrade, incident.id, severity=None, why="", by=ANN, at=noon)
    assert set(refused.value.errors) == {"severity", "major_reason"}


def mitigate(do: Do, incident: Incident, at: datetime, *, by: Person = ANN, **how: Any) -> None:
    given = {"restored_at": at, "how": "Restarted it.", **how}
    do(majors.mitigate, incident.id, by=by, at=at, **given)


def test_mitigated_and_resolved_are_two_moments(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    mitigate(do, incident, noon + HOUR, restored_at=noon + HOUR / 2)
    major = major_of(do, incident)
    assert (major.state, major.mitigated_at) == (MajorState.MITIGATED, noon + HOUR / 2)
    assert history(do, incident)[-1].why == "Restarted it."
    do(incidents.resolve, incident.id, **FIXED, by=BEN, at=noon + 2 * HOUR)
    major = major_of(do, incident)
    assert (major.mitigated_at, major.resolved_at) == (noon + HOUR / 2, noon + 2 * HOUR)


def test_everything_wrong_with_a_mitigation_is_told_at_once(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(FieldErrors) as refused:
        mitigate(do, incident, noon, restored_at=noon + HOUR, how=" ")
    assert set(refused.value.errors) == {"restored_at", "mitigation"}
    assert major_of(do, incident).state is MajorState.DECLARED


@pytest.mark.parametrize(
    ("by", "is_allowed"),
    [(ANN, True), (BEN, True), (IVY, True), (DEV, False), (MAX, False), (ZOE, False)],
    ids=lambda it: getattr(it, "name", it),
)
def test_those_who_lead_it_or_work_on_it_call_it_mitigated(
    do: Do, noon: datetime, by: Person, is_allowed: bool
) -> None:
    incident = make_major(do, noon)
    if is_allowed:
        mitigate(do, incident, noon, by=by)
    else:
        with pytest.raises(NotAllowed, match="Take a role in its channel"):
            mitigate(do, incident, noon, by=by)


def test_what_was_never_declared_has_nothing_to_lead(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(WrongState, match=r"/incident major INC-.* declares it"):
        mitigate(do, incident, noon)


def test_a_service_that_is_not_back_after_all(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(WrongState, match="is not mitigated yet"):
        do(majors.relapse, incident.id, why="It burns.", by=BEN, at=noon)
    mitigate(do, incident, noon)
    do(majors.relapse, incident.id, why="It burns again.", by=BEN, at=noon + HOUR)
    major = major_of(do, incident)
    assert (major.state, major.mitigated_at) == (MajorState.DECLARED, None)
    assert history(do, incident)[-1].before["restored"] == noon.isoformat()


def test_resolving_it_takes_when_the_service_was_restored(do: Do, noon: datetime) -> None:
    """And everything that is missing is told at once."""
    incident = make_major(do, noon)
    assert do(incidents.to_resolve, incident.id, by=BEN)[1] is True
    with pytest.raises(FieldErrors) as refused:
        do(incidents.resolve, incident.id, code=None, summary="", by=BEN, at=noon)
    assert set(refused.value.errors) == {"resolution_code", "resolution_summary", "restored_at"}
    at = noon + HOUR
    do(incidents.resolve, incident.id, **FIXED, restored_at=noon, by=BEN, at=at)
    major = major_of(do, incident)
    assert (major.state, major.mitigated_at, major.resolved_at) == (MajorState.RESOLVED, noon, at)
    assert major.next_update_at is None
    assert history(do, incident)[-1].after["restored"] == noon.isoformat()
    assert f"channel:C0ROOM{incident.id}" in {place for _, place in owed(do, incident)}


def test_its_end_is_told_once_to_each(do: Do, noon: datetime) -> None:
    """Whose own incident ends with it hears of their own; the owner of the service and its channel of this one."""
    owned = Service(name="Web shop", team="platform", owner_id=ZOE.id)
    organisation = replace(ORGANISATION, services=(owned,))
    incident = make_major(do, noon, service="Web shop")
    child = make_incident(do, noon, by=CHLOE)
    _link(do, child, LinkKind.CHILD_OF, incident, noon)
    before = owed(do, incident)
    how = {"organisation": organisation, "restored_at": noon, "by": IVY, "at": noon}
    do(incidents.resolve, incident.id, **FIXED, **how)
    now = owed(do, incident)
    told = {place for (message, place), count in now.items()
            if message == "notice" and count > before.get((message, place), 0)}  # fmt: skip
    room = f"channel:C0ROOM{incident.id}"
    assert told == {f"person:{MAX.id}", f"person:{ZOE.id}", room}
    assert notices(do, child) == {CHLOE.id}


def test_an_incident_like_others_asks_for_no_restoration(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    assert do(incidents.to_resolve, incident.id, by=BEN)[1] is False
    do(incidents.resolve, incident.id, **FIXED, restored_at=noon, by=BEN, at=noon)
    assert "restored" not in (history(do, incident)[-1].after or {})


def test_reopened_it_is_major_again(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, severity=Severity.SEV2)
    do(incidents.resolve, incident.id, **FIXED, restored_at=noon, by=BEN, at=noon)
    at = noon + HOUR
    do(incidents.reopen, incident.id, reason="It burns again.", by=MAX, at=at)
    major = major_of(do, incident)
    assert major.state is MajorState.DECLARED
    assert (major.mitigated_at, major.resolved_at, major.review_due_at) == (None, None, None)
    assert major.next_update_at == at + timedelta(minutes=30)
    kinds = {ReminderKind.UPDATE_DUE: True, ReminderKind.REVIEW_DUE: False}
    for kind, is_set in kinds.items():
        assert bool(do(stored_reminders.of_person, kind, incident.id, "")) is is_set


def test_reopening_what_was_never_major_makes_nothing_major(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(incidents.resolve, incident.id, **FIXED, by=BEN, at=noon)
    do(incidents.reopen, incident.id, reason="It burns again.", by=MAX, at=noon)
    assert major_of(do, incident) is None


def test_demoted_it_is_an_incident_like_others(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(FieldErrors, match="Say why it is no longer major"):
        do(majors.demote, incident.id, why="", by=ANN, at=noon)
    with pytest.raises(NotAllowed):
        do(majors.demote, incident.id, why="It is small.", by=BEN, at=noon)
    do(majors.demote, incident.id, why="It is small.", by=ANN, at=noon)
    major = major_of(do, incident)
    assert (major.state, major.next_update_at) == (MajorState.DEMOTED, None)
    assert do(majors.show, incident.id, by=MAX) is None
    do(incidents.resolve, incident.id, **FIXED, by=BEN, at=noon)


def test_demoted_by_mistake_it_is_declared_again_and_keeps_its_channel(
    do: Do, noon: datetime
) -> None:
    incident = make_major(do, noon)
    channel_id = do(war_rooms.find, incident.id).channel_id
    do(majors.demote, incident.id, why="It is small.", by=ANN, at=noon)
    do(majors.declare, incident.id, severity=Severity.SEV1, by=IVY, at=noon + HOUR)
    room = do(war_rooms.find, incident.id)
    assert (room.channel_id, room.due_at) == (channel_id, noon + HOUR)


def test_it_ends_in_no_other_way(do: Do, noon: datetime) -> None:
    incident, other = make_major(do, noon), make_incident(do, noon)
    for verb, how in (
        (incidents.cancel, {"reason": CancelReason.TEST}),
        (merge, {"into": other.id}),
    ):
        with pytest.raises(WrongState, match="is a major incident"):
            do(verb, incident.id, by=ANN, at=noon, **how)


def test_it_is_not_resolved_because_nobody_answers(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    until = noon + timedelta(days=30)
    asked = HoldRequest(reason=HoldReason.REQUESTER, until=until, message="Does it smoke?")
    do(holds.hold, incident.id, asked, by=BEN, at=noon)
    for days in range(1, 12):
        at = noon + timedelta(days=days)
        for reminder_id in do(reminders.due, at=at):
            do(reminders.remind, reminder_id, at=at)
    assert do(incidents.show, incident.id, by=ANN).incident.state is State.ON_HOLD


ASKS: dict[str, Callable[..., Any]] = {
    "declare": lambda do, id_, by: do(majors.to_declare, id_, by=by),
    "demote": lambda do, id_, by: do(majors.to_take_step, id_, MajorStep.DEMOTE, by=by),
    "mitigate": lambda do, id_, by: do(majors.to_take_step, id_, MajorStep.MITIGATE, by=by),
    "regrade": lambda do, id_, by: do(majors.to_regrade, id_, by=by),
}


@pytest.mark.parametrize("ask", ["demote", "mitigate", "regrade"])
def test_a_form_is_shown_to_those_whose_verb_would_be_taken(
    do: Do, noon: datetime, ask: str
) -> None:
    incident = make_major(do, noon)
    assert ASKS[ask](do, incident.id, ANN)[0].id == incident.id
    with pytest.raises(NotAllowed):
        ASKS[ask](do, incident.id, MAX)
    do(majors.demote, incident.id, why="It is small.", by=ANN, at=noon)
    with pytest.raises(WrongState, match="no longer a major"):
        ASKS[ask](do, incident.id, ANN)
    assert ASKS["declare"](do, incident.id, ANN)[0].id == incident.id


def test_how_it_stands_is_shown_once_it_was_declared(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    assert do(majors.show, incident.id, by=MAX) is None
    do(majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)
    open_room(do, incident, noon)
    sheet = do(majors.show, incident.id, by=MAX)
    assert sheet.room.channel_id == f"C0ROOM{incident.id}"


def _link(do: Do, one: Incident, kind: LinkKind, other: Incident, at: datetime) -> None:
    link = Link(
        incident_id=one.id,
        kind=kind,
        to_kind=Kind.INCIDENT,
        to_id=other.id,
        made_by=BEN.id,
        made_at=at,
    )
    do(lambda tx: tx.add(link))
