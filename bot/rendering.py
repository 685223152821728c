"""From an owed message to its words and blocks, as the record stands now."""

from sqlalchemy.orm import Session

from desk import audience
from domain.organisation import Organisation
from storage import journal, sheets
from storage.outbox import Message, Owed
from storage.sheets import IncidentSheet
from views import incidents, majors, notices
from views.blocks import Content


def render(
    tx: Session, owed: Owed, *, organisation: Organisation, home: str, is_there: bool
) -> Content | None:
    """What the message should show; None when there is nothing to say. `is_there`: it may stand in Slack already."""
    if owed.message is Message.TROUBLE:
        return notices.trouble(owed.facts or {})
    sheet = sheets.incident_sheet(tx, owed.subject_id or 0)
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
            return notices.notice(entry, sheet, home) if entry else None
        case _:
            return None
