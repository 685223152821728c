"""Every message and form about changes, in every state."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from desk.change.calendar import Week
from desk.changes import Waiting
from domain.approvals import Choice, StageState
from domain.change.requests import ChangeRequest
from domain.change.templates import Template
from domain.change.times import Due
from domain.changes import ChangeState, ChangeType
from domain.events import Event
from storage.delegations import StoredDelegation
from tests.people import ANN, DEV, MAX, ORGANISATION, ZOE
from tests.views.changes import (
    a_change,
    a_change_sheet,
    a_stage,
    an_entry,
    zoes_details,
)
from tests.views.hostile import HOME, NOON
from views.change import forms, notices
from views.change import lists as change_lists
from views.change.ask_forms import Asking, ask_form
from views.change.history import timeline
from views.change.requests import request
from views.change.risks import explained
from views.change.words import SENTENCES
from views.changes import card, receipt

BEGUN = a_change(
    ChangeState.IMPLEMENTING, type=ChangeType.EMERGENCY, risk_answers={}, why_urgent="It is down."
)
"""An emergency that has left everything open that it may."""
ABOUT = "12:0123456789abcdef CHG-7"
TEMPLATE = Template(
    key="renew-certificate",
    title="Renew a certificate",
    reason="It would run out.",
    service="Web shop",
    environment="production",
    implementation="Install it.",
    back_out="Install the one before.",
    lasts_minutes=30,
    interruption_minutes=0,
    risk_answers={},
    approved_by=ZOE.id,
    valid_until=date(2027, 1, 1),
)
WITH_TEMPLATES = replace(ORGANISATION, templates=(TEMPLATE,))


def a_delegation(**facts: Any) -> StoredDelegation:
    usual = {
        "elector_id": ANN.id,
        "substitute_id": DEV.id,
        "since": NOON,
        "until": None,
        "made_at": NOON,
    }
    made = StoredDelegation(**{**usual, **facts})
    made.id = 4
    return made


def messages_about_changes() -> Iterator[Mapping[str, Any]]:
    for state in ChangeState:
        sheet = a_change_sheet(state, said=[Due.START])
        for show in (card, receipt, zoes_details):
            yield show(sheet, ORGANISATION, HOME)
    approved = a_stage(a_change(), StageState.APPROVED, votes=((ANN.id, Choice.APPROVE),))
    yield zoes_details(a_change_sheet(ChangeState.SCHEDULED, approved), ORGANISATION, HOME)
    long = a_change_sheet(implementation="Step. " * 400)
    yield zoes_details(long, ORGANISATION, HOME)
    begun = replace(a_change_sheet(ChangeState.IMPLEMENTING), change=BEGUN)
    yield card(begun, ORGANISATION, HOME)
    held = a_change_sheet(ChangeState.SCHEDULED, hold_reason="A part is missing.")
    yield card(held, ORGANISATION, HOME)
    blocked = a_stage(a_change(), StageState.BLOCKED)
    yield card(a_change_sheet(ChangeState.APPROVAL, blocked), ORGANISATION, HOME)
    yield from requests()
    for event in SENTENCES:
        if event.startswith("delegation."):
            yield notices.delegation(an_entry(event), a_delegation())
        else:
            yield notices.notice(an_entry(event), a_change_sheet(), HOME)
    yield explained(a_change())
    yield timeline(a_change_sheet(), [an_entry(Event.CHANGE_REQUESTED)])
    yield from lists()


def requests() -> Iterator[Mapping[str, Any]]:
    sheet = a_change_sheet(votes=((ANN.id, Choice.APPROVE),))
    stage = sheet.stages[0].stage
    for reader in (ANN, ZOE, DEV):
        yield request(sheet, stage, reader.id, ORGANISATION, instead_of=[ANN.id])
    for state in StageState:
        was = a_stage(a_change(), state).stage
        yield request(replace(sheet, stages=[]), was, ANN.id, ORGANISATION)


def lists() -> Iterator[Mapping[str, Any]]:
    change = a_change()
    waits = Waiting(change=change, stage=a_stage(change).stage, elector=ANN.id)
    week = Week(
        ahead=1, begins=NOON, ends=NOON + timedelta(days=7), changes=[a_change()], more=True
    )
    yield change_lists.listing([change], mine=True, is_first=False, more=(NOON, 7))
    yield change_lists.waiting([waits] * 20, ORGANISATION, begins=8)
    for since in (None, NOON):
        yield change_lists.calendar(week, ORGANISATION, zone="Europe/Berlin", link_since=since)
    yield change_lists.subscribed("https://steward.example/calendar/x.ics")
    yield change_lists.slots(change, [(NOON, NOON + timedelta(hours=1))] * 3)
    yield change_lists.slots(change, [])
    yield change_lists.templates(WITH_TEMPLATES, date(2026, 3, 2))
    yield change_lists.delegations([a_delegation()], [a_delegation()])


def forms_about_changes() -> list[Mapping[str, Any]]:
    change = a_change()
    draft = ChangeRequest(title="")
    whole = Asking(judges=True, details=True, overrides=True, about="CHG-7", based_on="0" * 16)
    askings = (
        Asking(),
        Asking(is_urgent=True),
        Asking(is_urgent=True, details=True),
        Asking(judges=True),
        Asking(slots=("1772456400/1772460000",)),
        whole,
    )
    return [
        *(ask_form(draft, asking, ORGANISATION, zone=MAX.zone) for asking in askings),
        forms.reject_form(change, ABOUT),
        forms.return_form(change, ABOUT),
        forms.abstain_form(change, ABOUT),
        forms.give_back_form(change),
        forms.cancel_form(change),
        forms.hold_form(change),
        forms.revoke_form(change),
        forms.alternates_form(change),
        forms.risk_form(change),
        forms.caused_form(change),
        forms.finish_form(change),
        forms.review_form(change),
        forms.complete_form(BEGUN),
        forms.standard_form(TEMPLATE),
        forms.delegate_form(substitute=DEV.id),
    ]
