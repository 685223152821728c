"""From an owed message to its words and blocks, as the record stands now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

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


def render(
    tx: Session,
    owed: Owed,
    *,
    organisation: Organisation,
    home: str,
    is_there: bool,
    at: datetime,
) -> Content | None:
    """What the message should show; None when there is nothing to say. `is_there`: it may stand in Slack already."""
    if owed.message is Message.HOME:
        person_id = owed.destination.removeprefix("home:")
        sheet = homes.home_of(tx, person_id, organisation=organisation, at=at, begins=owed.facts)
        return home_view(sheet, organisation, asked_as)
    if owed.message is Message.TROUBLE:
        return notices.trouble(owed.facts or {})
    if owed.message is Message.DIGEST:
        return _digest(tx, owed, organisation, at)
    if owed.message is Message.ASSET_FILE:
        file = asset_files.find(tx, int((owed.facts or {}).get("file") or 0))
        return asset_file_views.message(file) if file else None
    if owed.message is Message.EXPIRIES:
        told = asset_expiries.shown(tx, owed.facts or {}, at=at)
        return expiries.notice(told) if told else None
    if owed.message is Message.LEAVER:
        hearer_id = owed.destination.removeprefix("person:")
        left = asset_leavers.shown(tx, owed.facts or {}, hearer_id, organisation=organisation)
        return leavers.notice(left) if left else None
    if owed.message is Message.FINDINGS:
        today = organisation.office.local_date(at)
        found = asset_findings.shown(tx, owed.facts or {}, today)
        return findings.notice(found) if found else None
    if owed.message is Message.AUDIT:
        return _audit(tx, owed, organisation)
    draw = _BY_KIND.get(owed.subject_kind or Kind.INCIDENT)
    return draw(tx, owed, organisation, home, is_there, at) if draw else None


def _audit(tx: Session, owed: Owed, organisation: Organisation) -> Content | None:
    """How far a round is, what somebody is asked in it, or what it left for them."""
    facts = owed.facts or {}
    audit_id = facts["audit"]
    if facts["part"] == "progress":
        person_id = owed.destination.removeprefix("person:")
        opener, _ = people.person(tx, person_id, called=person_id, organisation=organisation)
        found = asset_audits.show(tx, audit_id, organisation=organisation, by=opener)
        return audits.card(found, organisation)
    if facts["part"] == "left":
        left = audit_messages.left_with(tx, facts)
        return audits.left_over(left) if left and left.items else None
    asked = audit_messages.asked_of(tx, audit_id, owed.destination.removeprefix("person:"))
    return audits.asked(asked, again=facts["part"] == "again") if asked else None


def _digest(tx: Session, owed: Owed, organisation: Organisation, at: datetime) -> Content | None:
    """As things stand when it is sent; what was due long before says so."""
    found = due.shown(tx, owed.facts or {}, organisation=organisation, at=at)
    if isinstance(found, Weekly):
        return weekly.weekly(found, organisation, asked_as(found.report))
    return digests.daily(found) if found else None


def _about_incident(
    tx: Session, owed: Owed, organisation: Organisation, home: str, is_there: bool, _at: datetime
) -> Content | None:
    sheet = sheets.incident_sheet(tx, owed.subject_id or 0, reader=in_public(organisation))
    if sheet is None:
        return None
    return drawn(tx, owed, sheet, organisation=organisation, home=home, is_there=is_there)


def drawn(
    tx: Session,
    owed: Owed,
    sheet: IncidentSheet,
    *,
    organisation: Organisation,
    home: str,
    is_there: bool = True,
) -> Content | None:
    """A message about an incident that has been loaded. Who may no longer see it is told just that, if anything."""
    if not audience.may_be_told(tx, sheet.incident, owed.destination, organisation=organisation):
        is_card = owed.message in {Message.CARD, Message.RECEIPT}
        return incidents.withdrawn(sheet.incident) if is_there and is_card else None
    match owed.message:
        case Message.CARD:
            return incidents.card(sheet, organisation, home)
        case Message.RECEIPT:
            return incidents.receipt(sheet, organisation, home)
        case Message.STATUS:
            major = sheets.major_sheet(tx, sheet.incident.id)
            return majors.status(major, home) if major else None
        case Message.NOTICE:
            entry = journal.find(tx, owed.entry_id or 0)
            is_room = owed.destination.startswith("channel:")
            if entry is None:
                return None
            if entry.event is Event.RATING_GIVEN:
                sheet = replace(sheet, rating=ratings.of_incident(tx, sheet.incident.id))
            if is_room:
                return notices.in_its_channel(entry, sheet)
            return notices.notice(entry, sheet, home, owed.destination.removeprefix("person:"))
        case _:
            return None


def _about_change(
    tx: Session, owed: Owed, organisation: Organisation, home: str, is_there: bool, at: datetime
) -> Content | None:
    sheet = change_sheets.change_sheet(tx, owed.subject_id or 0)
    if sheet is None:
        return None
    match owed.message:
        case Message.CARD:
            return changes.card(sheet, organisation, home)
        case Message.RECEIPT:
            return changes.receipt(sheet, organisation, home)
        case Message.REQUEST:
            return _request(tx, owed, sheet, organisation, is_there=is_there, at=at)
        case Message.NOTICE:
            entry = journal.find(tx, owed.entry_id or 0)
            reader = _reader(tx, owed, organisation)
            return change_notices.notice(entry, sheet, home, reader) if entry else None
        case _:
            return None


def _reader(tx: Session, owed: Owed, organisation: Organisation) -> Person | None:
    """Whoever gets it, where it goes to one."""
    kind, _, person_id = owed.destination.partition(":")
    if kind != "person":
        return None
    reader, _ = people.person(tx, person_id, called=person_id, organisation=organisation)
    return reader


def _request(
    tx: Session,
    owed: Owed,
    sheet: ChangeSheet,
    organisation: Organisation,
    *,
    is_there: bool,
    at: datetime,
) -> Content | None:
    """What somebody is asked to decide, or what became of it; nothing where it is over before it was asked."""
    facts = owed.facts or {}
    stage = approvals.find(tx, int(facts.get("stage") or 0))
    if stage is None or (not is_there and stage.state not in (StageState.OPEN, StageState.BLOCKED)):
        return None
    reader_id = owed.destination.removeprefix("person:")
    return requests.request(
        sheet,
        stage,
        reader_id,
        organisation,
        instead_of=delegations.stands_in_for(tx, reader_id, at),
    )


def _about_delegation(
    tx: Session, owed: Owed, organisation: Organisation, home: str, is_there: bool, _at: datetime
) -> Content | None:
    entry = journal.find(tx, owed.entry_id or 0)
    made = delegations.find(tx, owed.subject_id or 0)
    return change_notices.delegation(entry, made) if entry and made else None


def _about_asset(
    tx: Session, owed: Owed, organisation: Organisation, home: str, is_there: bool, _at: datetime
) -> Content | None:
    entry = journal.find(tx, owed.entry_id or 0)
    asset = assets.find(tx, owed.subject_id or 0)
    return asset_notices.notice(entry, asset) if entry and asset else None


_Draw = Callable[[Session, Owed, Organisation, str, bool, datetime], Content | None]
_BY_KIND: Mapping[Kind, _Draw] = {
    Kind.INCIDENT: _about_incident,
    Kind.CHANGE: _about_change,
    Kind.DELEGATION: _about_delegation,
    Kind.ASSET: _about_asset,
}
