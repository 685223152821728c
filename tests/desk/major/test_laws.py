"""Whatever people do to a major incident, in whatever order: the journal explains how it stands, and who leads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from desk import incidents, majors
from desk.incident import holds, reminders
from desk.major import candidates, reviews, updates
from desk.major import roles as major_roles
from domain.errors import FieldErrors, Refusal
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Impact, Resolution, State, Urgency
from domain.major.updates import Update
from domain.majors import ACTIVE, STEPS, MajorRole, MajorState, MajorStep, Severity
from domain.people import Person
from storage import majors as stored
from storage import war_rooms
from storage.incidents import Incident
from storage.journal import Entry
from storage.majors import Major
from storage.reminders import Reminder, ReminderKind
from tests.makers import Do, history, make_incident, scratch, settle_in
from tests.people import ANN, BEN, CHLOE, DEV, EVERYONE, IVY, MAX

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANYBODY = st.sampled_from([ANN, IVY, BEN, CHLOE, DEV, MAX])
LEADS = st.sampled_from([ANN, IVY])
SAID = st.sampled_from(["The disk is full.", "The disk is full.", ""])
FORTH = st.one_of(
    st.tuples(st.just("declare"), st.sampled_from([*Severity, None])),
    st.tuples(st.just("mitigate"), st.just(0), st.just("Water.")),
    st.tuples(st.just("resolve"), st.just(0)),
    st.tuples(st.just("review"), st.just("It was full.")),
    st.tuples(st.just("take"), st.sampled_from(MajorRole)),
    st.tuples(st.just("update"), st.integers(-1, 3)),
    st.tuples(st.just("wait"), st.integers(1, 150)),
    st.tuples(st.just("reopen")),
)
BACK = st.one_of(
    st.tuples(st.just("hold")),
    st.tuples(st.just("relapse"), SAID),
    st.tuples(st.just("demote"), SAID),
    st.tuples(st.just("propose"), SAID),
    st.tuples(st.just("decline")),
    st.tuples(st.just("regrade"), st.sampled_from(Severity), SAID),
    st.tuples(st.just("hand over"), st.sampled_from(MajorRole), st.sampled_from(EVERYONE)),
    st.tuples(st.just("mitigate"), st.integers(-1, 9), SAID),
    st.tuples(st.just("resolve"), st.integers(-1, 9)),
    st.tuples(st.just("confirm")),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("review"), SAID),
    st.tuples(st.just("resume")),
)
DECLARED = (ANN, ("declare", Severity.SEV1))
ALL_SORTS = st.lists(st.tuples(ANYBODY, FORTH | BACK), min_size=4, max_size=20)
TO_THE_END = st.lists(st.tuples(LEADS, FORTH | FORTH | BACK), min_size=8, max_size=20)
STEP_OF = {
    Event.MAJOR_DECLARED: MajorStep.DECLARE,
    Event.MAJOR_DECLINED: MajorStep.DECLINE,
    Event.MAJOR_DEMOTED: MajorStep.DEMOTE,
    Event.MAJOR_MITIGATED: MajorStep.MITIGATE,
    Event.MAJOR_RELAPSED: MajorStep.RELAPSE,
    Event.MAJOR_REVIEWED: MajorStep.REVIEW,
}
OVER = (MajorState.RESOLVED, MajorState.REVIEWED)


def act(do: Do, incident: Incident, what: tuple[Any, ...], *, by: Person, at: datetime) -> None:
    name, *more = what
    who: dict[str, Any] = {"by": by, "at": at}
    match name:
        case "propose":
            do(candidates.propose, incident.id, why=more[0], **who)
        case "declare":
            do(majors.declare, incident.id, severity=more[0], **who)
        case "decline":
            do(candidates.decline, incident.id, **who)
        case "demote":
            do(majors.demote, incident.id, why=more[0], **who)
        case "regrade":
            do(majors.regrade, incident.id, severity=more[0], why=more[1], **who)
        case "take":
            do(major_roles.take, incident.id, more[0], **who)
        case "hand over":
            do(major_roles.hand_over, incident.id, more[0], to=more[1].id, **who)
        case "update":
            told = Update(affected="All", known="?", doing="!", next_at=at + more[0] * HOUR)
            do(updates.post, incident.id, told, **who)
        case "mitigate":
            restored_at = at - more[0] * HOUR
            do(majors.mitigate, incident.id, restored_at=restored_at, how=more[1], **who)
        case "relapse":
            do(majors.relapse, incident.id, why=more[0], **who)
        case "resolve":
            how = {"code": Resolution.FIXED, "summary": "Done.", "restored_at": at - more[0] * HOUR}
            do(incidents.resolve, incident.id, **how, **who)
        case "reopen":
            do(incidents.reopen, incident.id, reason="It is back.", **who)
        case "confirm":
            do(incidents.confirm, incident.id, **who)
        case "cancel":
            do(incidents.cancel, incident.id, reason=CancelReason.TEST, **who)
        case "review":
            do(reviews.review, incident.id, cause=more[0], actions="Rotate.", **who)
        case "hold":
            asked = HoldRequest(
                reason=HoldReason.REQUESTER, until=at + 999 * HOUR, message="Which?"
            )
            do(holds.hold, incident.id, asked, **who)
        case "resume":
            do(holds.resume, incident.id, **who)
        case "wait":
            while due := do(reminders.due, at=at):
                for each in due:
                    do(reminders.remind, each, at=at)


URGENT = st.sampled_from([{}, {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}])


@given(tale=ALL_SORTS, restricted=st.booleans(), urgent=URGENT)
@settings(max_examples=25)
def test_the_journal_explains_every_state(
    engine: Engine, tale: list[Any], restricted: bool, urgent: Any
) -> None:
    play(engine, tale, restricted=restricted, **urgent)


@given(tale=TO_THE_END)
@settings(max_examples=40)
def test_so_it_does_when_those_who_decide_carry_it_on(engine: Engine, tale: list[Any]) -> None:
    play(engine, [DECLARED, *tale])


def play(engine: Engine, tale: list[Any], **report: Any) -> None:
    with scratch(engine) as do:
        settle_in(do, NOON)
        incident, at = make_incident(do, NOON, **report), NOON
        check(do, incident)
        for by, what in tale:
            at += (what[1] if what[0] == "wait" else 1) * HOUR
            before = len(history(do, incident))
            try:
                act(do, incident, what, by=by, at=at)
            except (Refusal, FieldErrors):
                assert len(history(do, incident)) == before
            check(do, incident)


def check(do: Do, incident: Incident) -> None:
    now = do(lambda tx: tx.get(Incident, incident.id))
    major: Major | None = do(stored.of_incident, incident.id)
    entries = history(do, incident)
    state, roles = replayed(entries)
    room = do(war_rooms.find, incident.id)
    assert (room is not None) == any(it.event is Event.MAJOR_DECLARED for it in entries)
    if major is None:
        assert (state, roles) == (None, {})
        return
    assert (major.state, major.roles) == (state, roles)
    is_back = major.state in (MajorState.MITIGATED, *OVER)
    assert (major.mitigated_at is not None) == is_back
    assert major.mitigated_at is None or major.mitigated_at >= now.raised_at
    assert (major.resolved_at is not None) == (major.state in OVER)
    assert (major.review_due_at is not None) == (major.state in OVER)
    assert (major.reviewed_at is not None) == (major.state is MajorState.REVIEWED)
    assert (major.next_update_at is not None) == (major.state in ACTIVE)
    if major.state in ACTIVE:  # it ends in no other way
        assert now.is_open
    if major.state in OVER:
        assert now.state in (State.RESOLVED, State.CLOSED)
    waiting = do(reminders_of, incident)
    assert ReminderKind.UPDATE_DUE not in waiting or major.state in ACTIVE
    assert ReminderKind.REVIEW_DUE not in waiting or major.state is MajorState.RESOLVED


def reminders_of(tx: Any, incident: Incident) -> set[ReminderKind]:
    return set(tx.scalars(select(Reminder.kind).where(Reminder.incident_id == incident.id)))


def replayed(entries: list[Entry]) -> tuple[MajorState | None, dict[str, str]]:
    """State and roles, from nothing but what was written down; each step one that the rules allow."""
    state: MajorState | None = None
    roles: dict[str, str] = {}
    for entry in entries:
        facts = entry.after or {}
        match entry.event:
            case Event.MAJOR_SUGGESTED | Event.MAJOR_PROPOSED:
                assert state is None
                state = MajorState.CANDIDATE
            case Event.INCIDENT_RESOLVED if state in ACTIVE:
                state = STEPS[MajorStep.RESOLVE][state]
            case Event.INCIDENT_REOPENED if state in OVER:
                state = STEPS[MajorStep.REOPEN][state]
            case Event.MAJOR_ROLE_TAKEN:
                assert state in ACTIVE
                assert facts["role"] not in roles
                roles[facts["role"]] = facts["holder"]
            case Event.MAJOR_ROLE_HANDED_OVER:
                assert state in ACTIVE
                assert (entry.before or {})["holder"] == roles.get(facts["role"]) != facts["holder"]
                roles[facts["role"]] = facts["holder"]
            case Event.MAJOR_UPDATED | Event.MAJOR_REGRADED:
                assert state in ACTIVE
            case event if event in STEP_OF:
                state = STEPS[STEP_OF[event]][state or MajorState.CANDIDATE]
    return state, roles
