"""From an owed message to its words and blocks, as the record stands now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk import audience, homes, people
from desk.asset import audit_messages
from desk.asset import audits as asset_audits
from desk.asset import expiries as asset_expiries
from desk.asset import findings as asset_findings
from desk.asset import leavers as asset_leavers
from desk.asset.steps import in_public
from desk.digest import due
from domain.approvals import StageState
from domain.events import Event
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from handlers.figure.kpis import asked_as
from storage import approvals, assets, delegations, journal, sheets
from storage.change import sheets as change_sheets
from storage.change.sheets import ChangeSheet
from storage.digest.sheets import Weekly
from storage.imports import files as asset_files
from storage.incident import ratings
from storage.journal import Entry
from storage.outbox import Message, Owed
from storage.sheets import IncidentSheet
from views import changes, digests, incidents, majors, notices
from views.asset import audits, expiries, findings, leavers
from views.asset import notices as asset_notices
from views.blocks import Content
from views.change import notices as change_notices
from views.change import requests
from views.digest import weekly
from views.home import home as home_view
from views.imports import files as asset_file_views


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """What a message is drawn from: where it is about an `incident`, that one. `is_there`: it may stand in Slack
    already; `home` is the workspace's address.
    """

    tx: Session
    owed: Owed
    incident: IncidentSheet | None
    organisation: Organisation
    home: str
    is_there: bool
    at: datetime

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.owed.facts or {}

    @property
    def subject_id(self) -> int:
        """The record it is about; 0, which none has, where it is about none."""
        return self.owed.subject_id or 0

    @property
    def entry(self) -> Entry | None:
        """What happened, where it tells of that."""
        return journal.find(self.tx, self.owed.entry_id or 0)

    @property
    def reader_id(self) -> str:
        """Who gets it, where it goes to one person."""
        return self.owed.destination.partition(":")[2]

    @property
    def reader(self) -> Person:
        """The same person, with what they are."""
        found, _ = people.person(
            self.tx, self.reader_id, called=self.reader_id, organisation=self.organisation
        )
        return found


def render(
    tx: Session,
    messages: Iterable[tuple[Owed, bool]],
    *,
    organisation: Organisation,
    home: str,
    at: datetime,
) -> Mapping[int, Content | None]:
    """What each of these should show, by their ids; None when there is nothing to say. With each goes whether it may
    stand in Slack already. Incidents are read together.
    """
    messages = list(messages)
    about = {it.subject_id or 0 for it, _ in messages if it.subject_kind is Kind.INCIDENT}
    found = sheets.incident_sheets(tx, about, reader=in_public(organisation)) if about else {}
    shown = {}
    for owed, is_there in messages:
        draw = _BY_MESSAGE.get(owed.message) or _BY_KIND.get(owed.subject_kind)
        on = Canvas(
            tx=tx,
            owed=owed,
            incident=found.get(owed.subject_id or 0),
            organisation=organisation,
            home=home,
            is_there=is_there,
            at=at,
        )
        shown[owed.id] = draw(on) if draw else None
    return shown


def _home(on: Canvas) -> Content:
    sheet = homes.home_of(
        on.tx, on.reader_id, organisation=on.organisation, at=on.at, begins=on.owed.facts
    )
    return home_view(sheet, on.organisation, asked_as)


def _trouble(on: Canvas) -> Content:
    return notices.trouble(on.facts)


def _digest(on: Canvas) -> Content | None:
    """As things stand when it is sent; what was due long before says so."""
    found = due.shown(on.tx, on.facts, organisation=on.organisation, at=on.at)
    if isinstance(found, Weekly):
        return weekly.weekly(found, on.organisation, asked_as(found.report))
    return digests.daily(found) if found else None


def _asset_file(on: Canvas) -> Content | None:
    file = asset_files.find(on.tx, int(on.facts.get("file") or 0))
    return asset_file_views.message(file) if file else None


def _expiries(on: Canvas) -> Content | None:
    told = asset_expiries.shown(on.tx, on.facts, at=on.at)
    return expiries.notice(told) if told else None


def _leaver(on: Canvas) -> Content | None:
    left = asset_leavers.shown(on.tx, on.facts, on.reader_id, organisation=on.organisation)
    return leavers.notice(left) if left else None


def _findings(on: Canvas) -> Content | None:
    found = asset_findings.shown(on.tx, on.facts, on.organisation.office.local_date(on.at))
    return findings.notice(found) if found else None


def _audit(on: Canvas) -> Content | None:
    """How far a round is, what somebody is asked in it, or what it left for them."""
    part, audit_id = on.facts["part"], on.facts["audit"]
    if part == "progress":
        found = asset_audits.show(on.tx, audit_id, organisation=on.organisation, by=on.reader)
        return audits.card(found, on.organisation)
    if part == "left":
        left = audit_messages.left_with(on.tx, on.facts)
        return audits.left_over(left) if left and left.items else None
    asked = audit_messages.asked_of(on.tx, audit_id, on.reader_id)
    return audits.asked(asked, again=part == "again") if asked else None


def _about_incident(on: Canvas) -> Content | None:
    """Who may no longer see it is told just that, if anything."""
    sheet = on.incident
    if sheet is None:
        return None
    told = audience.may_be_told(
        on.tx, sheet.incident, on.owed.destination, organisation=on.organisation
    )
    if not told:
        is_card = on.owed.message in {Message.CARD, Message.RECEIPT}
        return incidents.withdrawn(sheet.incident) if on.is_there and is_card else None
    match on.owed.message:
        case Message.CARD:
            return incidents.card(sheet, on.organisation, on.home)
        case Message.RECEIPT:
            return incidents.receipt(sheet, on.organisation, on.home)
        case Message.STATUS:
            major = sheets.major_sheet(on.tx, sheet.incident.id)
            return majors.status(major, on.home) if major else None
        case Message.NOTICE:
            return _notice(on, sheet)
        case _:
            return None


def _notice(on: Canvas, sheet: IncidentSheet) -> Content | None:
    entry = on.entry
    if entry is None:
        return None
    if entry.event is Event.RATING_GIVEN:
        sheet = replace(sheet, rating=ratings.of_incident(on.tx, sheet.incident.id))
    if on.owed.destination.startswith("channel:"):
        return notices.in_its_channel(entry, sheet)
    return notices.notice(entry, sheet, on.home, on.reader_id)


def _about_change(on: Canvas) -> Content | None:
    sheet = change_sheets.change_sheet(on.tx, on.subject_id)
    if sheet is None:
        return None
    match on.owed.message:
        case Message.CARD:
            return changes.card(sheet, on.organisation, on.home)
        case Message.RECEIPT:
            return changes.receipt(sheet, on.organisation, on.home)
        case Message.REQUEST:
            return _request(on, sheet)
        case Message.NOTICE:
            reader = on.reader if on.owed.destination.startswith("person:") else None
            entry = on.entry
            return change_notices.notice(entry, sheet, on.home, reader) if entry else None
        case _:
            return None


def _request(on: Canvas, sheet: ChangeSheet) -> Content | None:
    """What somebody is asked to decide, or what became of it; nothing where it is over before it was asked."""
    stage = approvals.find(on.tx, int(on.facts.get("stage") or 0))
    if stage is None:
        return None
    if not on.is_there and stage.state not in (StageState.OPEN, StageState.BLOCKED):
        return None
    return requests.request(
        sheet,
        stage,
        on.reader_id,
        on.organisation,
        instead_of=delegations.stands_in_for(on.tx, on.reader_id, on.at),
    )


def _about_delegation(on: Canvas) -> Content | None:
    entry, made = on.entry, delegations.find(on.tx, on.subject_id)
    return change_notices.delegation(entry, made) if entry and made else None


def _about_asset(on: Canvas) -> Content | None:
    entry, asset = on.entry, assets.find(on.tx, on.subject_id)
    return asset_notices.notice(entry, asset) if entry and asset else None


_Draw = Callable[[Canvas], Content | None]
_BY_MESSAGE: Mapping[Message, _Draw] = {
    Message.HOME: _home,
    Message.TROUBLE: _trouble,
    Message.DIGEST: _digest,
    Message.ASSET_FILE: _asset_file,
    Message.EXPIRIES: _expiries,
    Message.LEAVER: _leaver,
    Message.FINDINGS: _findings,
    Message.AUDIT: _audit,
}
"""These are what they are; all others show the record they are about."""

_BY_KIND: Mapping[Kind | None, _Draw] = {
    Kind.INCIDENT: _about_incident,
    Kind.CHANGE: _about_change,
    Kind.DELEGATION: _about_delegation,
    Kind.ASSET: _about_asset,
}
