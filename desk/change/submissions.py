"""A change as it is submitted: judged as it is now, it goes where that leads, and those who decide are asked."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy.orm import Session

from desk import approvals
from desk.approval import electorates
from desk.change import affected as change_assets
from desk.change import assessments, conflicts, exceptions
from desk.change.steps import enter, managers, record_step
from desk.incident.steps import visible
from desk.journal import Saying
from domain.approval_policies import StageRule, policy_for
from domain.change.conflicts import Conflict
from domain.change.exceptions import DECIDES
from domain.change.requests import ChangeRequest, checked
from domain.change.risk import Question, Risk
from domain.change.times import lapses_at
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, NotFound, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from storage import majors
from storage.change import affected as kept
from storage.changes import Change

URGENT = 2
"""The lowest priority of an incident that makes a change for it an emergency."""


def submit(
    tx: Session,
    change: Change,
    event: Event,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
    **saying: Unpack[Saying],
) -> None:
    """It is judged as it is now, and goes where that leads."""
    change.revision += 1
    kept.keep(tx, change)
    found = conflicts.of_change(tx, change, organisation=organisation, at=at)
    aside = exceptions.set_aside(change, found)
    assessments.assess(tx, change, found, sets_aside=bool(aside), at=at)
    state = _leads_to(change)
    exceptions.ask_for(tx, change, aside, at=at)
    stages = [] if state is ChangeState.SCHEDULED else _to_decide(tx, change, organisation)
    enter(change, state, at=at)
    if state is ChangeState.IMPLEMENTING:
        change.started_at = at
    if state is ChangeState.SCHEDULED:
        change.approved_plan, change.approved_digest = change.plan.facts, change.plan.digest
        change.approved_at, change.lapses_at = at, lapses_at(at, change.ends_at)
    saying["after"] = {
        "risk": change.risk,
        "revision": change.revision,
        **(saying.get("after") or {}),
    }
    if state is ChangeState.ASSESSMENT:
        saying["tell"] = managers(organisation)
    record_step(tx, change, event, organisation=organisation, by=by, at=at, **saying)
    for it in aside:
        record_step(
            tx,
            change,
            Event.EXCEPTION_ASKED,
            organisation=organisation,
            by=by,
            at=at,
            after={"rule": exceptions.RULES[it.code], "what": it.what},
            why=change.override or change.why_urgent,
        )
    if state in (ChangeState.APPROVAL, ChangeState.IMPLEMENTING):
        approvals.open_round(tx, change, stages, organisation=organisation, at=at)


def ask(tx: Session, change: Change, *, organisation: Organisation, at: datetime) -> None:
    """Those who have to decide are asked, the first stage first; about what was found when it was submitted."""
    stages = _to_decide(tx, change, organisation)
    approvals.open_round(tx, change, stages, organisation=organisation, at=at)


def look_over(
    tx: Session, asked: ChangeRequest, *, organisation: Organisation, by: Person, at: datetime
) -> list[Conflict]:
    """What is asked for, looked at before anything is known about its risk: what speaks against its time without
    forbidding it. Raises FieldErrors.
    """
    asked = change_assets.settled(tx, checked(asked, at), organisation=organisation, by=by)
    answered = dict.fromkeys(Question) | dict(asked.risk_answers)
    check_offered(tx, replace(asked, risk_answers=answered), organisation, by)
    found = conflicts.of_request(tx, asked, organisation=organisation, at=at)
    exceptions.set_aside(asked, found)
    return [it for it in found if not it.is_hard]


def check_offered(
    tx: Session, asked: ChangeRequest, organisation: Organisation, by: Person
) -> None:
    """What it names has to be there. Raises FieldErrors."""
    errors = {}
    if not organisation.offers(asked.service):
        errors["service"] = "This service is no longer in the list. Choose another, or none."
    if asked.incident_id is not None and asked.type is ChangeType.EMERGENCY:
        try:
            incident = visible(tx, asked.incident_id, by)
        except NotFound as refusal:
            errors["incident"] = str(refusal)
        else:
            is_major = majors.of_incident(tx, incident.id) is not None
            if not incident.is_open or (incident.priority > URGENT and not is_major):
                errors["incident"] = (
                    f"{incident.number} is no open P1, P2 or major incident. Ask for a normal change."
                )
    if asked.type is not ChangeType.EMERGENCY and asked.template is None:
        missing = [question for question in Question if question not in asked.risk_answers]
        if missing:
            errors["risk_answers"] = (
                "Answer each question; what you do not know counts as the worst."
            )
    if errors:
        raise FieldErrors(errors)


def fields(
    asked: ChangeRequest, organisation: Organisation, *, implementer_id: str
) -> dict[str, Any]:
    """What of a checked request stands in the record's columns of the same names."""
    return {
        "title": asked.title,
        "reason": asked.reason,
        "service": asked.service,
        "team_key": organisation.team_for(asked.service).key,
        "environment": asked.environment,
        "category": asked.category,
        "assets": list(asked.assets),
        "starts_at": asked.starts_at,
        "ends_at": asked.ends_at,
        "implementation": asked.implementation,
        "test_evidence": asked.test_evidence,
        "back_out": asked.back_out,
        "back_out_minutes": asked.back_out_minutes,
        "validation": asked.validation,
        "interruption_minutes": asked.interruption_minutes,
        "communication": asked.communication,
        "implementer_id": implementer_id,
        "risk_answers": {str(key): value for key, value in asked.risk_answers.items()},
        "override": asked.override,
    }


def _to_decide(
    tx: Session, change: Change, organisation: Organisation
) -> list[tuple[StageRule, str, str]]:
    """What has to be decided, each stage with the policy it comes from.

    Raises WrongState where no policy fits, or a stage has nobody who could decide.
    """
    policy = policy_for(organisation.approvals, change.type, Risk(change.risk), change.service)
    if policy is None:
        raise WrongState(
            "No approval policy fits this change. An admin adds one to steward.toml, under [[approvals]]."
        )
    rules = exceptions.rules_asked_for(tx, change)
    first = [(stage, str(rule), "built in") for rule in rules for stage in DECIDES[rule]]
    stages = first + [(stage, policy.name, policy.version) for stage in policy.stages]
    electorates.check_somebody_decides(tx, [stage for stage, _, _ in stages], change, organisation)
    return stages


def _leads_to(change: Change) -> ChangeState:
    if change.retrospective:
        return ChangeState.IMPLEMENTING
    if change.type is ChangeType.STANDARD:
        return ChangeState.SCHEDULED
    is_risky = change.type is ChangeType.NORMAL and change.risk >= Risk.HIGH
    return ChangeState.ASSESSMENT if is_risky else ChangeState.APPROVAL
