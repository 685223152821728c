"""From an owed message to its words and blocks, as the record stands now."""

from sqlalchemy.orm import Session

from domain.organisation import Organisation
from storage import journal, sheets
from storage.outbox import Message, Owed
from storage.sheets import IncidentSheet
from views import incidents, notices
from views.blocks import Content


def render(tx: Session, owed: Owed, *, organisation: Organisation, home: str) -> Content | None:
    """What the message should show; None when what it was about is gone."""
    if owed.message is Message.TROUBLE:
        return notices.trouble(owed.facts or {})
    sheet = sheets.incident_sheet(tx, owed.subject_id or 0)
    return drawn(tx, owed, sheet, organisation=organisation, home=home) if sheet else None


def drawn(
    tx: Session, owed: Owed, sheet: IncidentSheet, *, organisation: Organisation, home: str
) -> Content | None:
    """A message about an incident that has been loaded."""
    match owed.message:
        case Message.CARD:
            return incidents.card(sheet, organisation, home)
        case Message.RECEIPT:
            return incidents.receipt(sheet, organisation, home)
        case Message.NOTICE:
            entry = journal.find(tx, owed.entry_id or 0)
            return notices.notice(entry, sheet, home) if entry else None
        case _:
            return None
