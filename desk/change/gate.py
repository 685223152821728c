"""What programs ask of changes: a pipeline wants one, and waits until it may go ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk import changes, tokens
from desk.change import affected
from desk.change.work import what_hinders
from desk.tokens import Caller
from domain.change.gate import Decision, decision
from domain.change.requests import ChangeRequest
from domain.changes import ChangeStep, state_after
from domain.errors import KeyReused, WrongState
from domain.organisation import Organisation
from domain.people import Person
from domain.tokens import Scope
from storage import asked_once, people
from storage.change.sheets import ChangeSheet
from storage.changes import Change


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a change stands for whoever waits for it.

    `hindrances` say why it may not start now, none when it may. `names` are those of the people in it.
    """

    sheet: ChangeSheet
    decision: Decision
    hindrances: Sequence[str]
    window_is_open: bool
    names: Mapping[str, str]
    at: datetime


Facts = dict[str, Any]
Tell = Callable[[Standing], Facts]
"""Puts a standing into the words of whoever asked."""


@dataclass(frozen=True, kw_only=True)
class Once:
    """A program's own key for what it asks, and the fingerprint of that."""

    key: str
    fingerprint: str


def check(
    tx: Session, secret: str, *, scope: Scope, organisation: Organisation, at: datetime
) -> Caller:
    """Who asks. Raises Unauthenticated, NotAllowed."""
    return tokens.caller(tx, secret, scope=scope, organisation=organisation, at=at)


def ask(
    tx: Session,
    secret: str,
    asked: ChangeRequest,
    *,
    once: Once | None,
    tell: Tell,
    organisation: Organisation,
    at: datetime,
) -> tuple[Facts, bool]:
    """A program asks for a change, for the person its token names. Answers what it is told, and whether that is the
    answer to the same question asked before.

    Raises Unauthenticated, NotAllowed, FieldErrors, WrongState, NotFound, KeyReused.
    """
    caller = check(tx, secret, scope=Scope.WRITE_CHANGES, organisation=organisation, at=at)
    token = caller.token
    if once is not None:
        earlier = asked_once.claim(tx, token.id, once.key, fingerprint=once.fingerprint, at=at)
        if earlier is not None:
            if earlier.fingerprint != once.fingerprint or earlier.answer is None:
                raise KeyReused(
                    "This Idempotency-Key was used for another change. "
                    "Use a new one for each change, such as the number of the run."
                )
            return earlier.answer, True
    change = _request(tx, asked, caller, organisation, at)
    told = tell(_standing(tx, change, organisation, at))
    if once is not None:
        asked_once.keep(tx, token.id, once.key, told)
    tokens.used(tx, token.id, at=at)
    return told, False


def look(
    tx: Session,
    secret: str,
    change_id: int,
    *,
    tell: Tell,
    organisation: Organisation,
    at: datetime,
) -> tuple[Facts, Caller]:
    """A program looks how a change stands. Raises Unauthenticated, NotAllowed, NotFound."""
    caller = check(tx, secret, scope=Scope.READ_CHANGES, organisation=organisation, at=at)
    change = changes.show(tx, change_id).change
    return tell(_standing(tx, change, organisation, at)), caller


def _request(
    tx: Session, asked: ChangeRequest, caller: Caller, organisation: Organisation, at: datetime
) -> Change:
    """The program is who acts, and the person who wants it: they hear of it, and do not decide it."""
    program = Person(id=caller.token.number, name=caller.token.name)
    person = caller.person.id
    seen = affected.known_to(tx, asked.assets, organisation=organisation, by=caller.person)
    asked = replace(asked, assets=seen)
    if asked.template is not None:
        return changes.request_standard(
            tx,
            asked.template,
            starts_at=asked.starts_at,
            assets=asked.assets,
            committed_at=asked.committed_at,
            organisation=organisation,
            by=program,
            at=at,
            on_behalf_of=person,
        )
    return changes.request(
        tx, asked, organisation=organisation, by=program, at=at, on_behalf_of=person
    )


def _standing(tx: Session, change: Change, organisation: Organisation, at: datetime) -> Standing:
    sheet = changes.show(tx, change.id)
    concerned = {change.requester_id, change.implementer_id}
    for each in sheet.stages:
        concerned |= {*each.facts.electors, *(vote.voter for vote in each.facts.votes)}
    return Standing(
        sheet=sheet,
        decision=decision(
            change.state,
            is_approved=change.approved_digest is not None,
            was_refused=change.unauthorised,
        ),
        hindrances=_hindrances(tx, change, organisation, at),
        window_is_open=change.starts_at <= at < change.ends_at,
        names=people.names(tx, concerned),
        at=at,
    )


def _hindrances(
    tx: Session, change: Change, organisation: Organisation, at: datetime
) -> Sequence[str]:
    try:
        state_after(ChangeStep.START, change.state, change.type, number=change.number)
    except WrongState as refusal:
        return [str(refusal)]
    return what_hinders(tx, change, organisation, at=at)
