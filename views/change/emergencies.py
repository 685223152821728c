"""Why a change does not wait: what whoever judges it has to know first."""

from domain.changes import ChangeType
from domain.text import clean_line, cut
from storage.change.sheets import ChangeSheet
from storage.changes import Change
from views.blocks import Block, context, markdown, plain, section

SHOWN = 250


def emergency(sheet: ChangeSheet) -> list[Block]:
    """That it is judged afterwards, and what it is for."""
    return [*_afterwards(sheet.change), *_incident(sheet)]


def urgency(change: Change) -> list[Block]:
    """Why the normal way is too slow, in the requester's words."""
    said = (("The normal way is too slow:", change.why_urgent), ("Finding:", change.finding))
    return [
        context([markdown(label), plain(cut(clean_line(text), SHOWN) or "…")])
        for label, text in said
        if text and change.type is ChangeType.EMERGENCY
    ]


def _afterwards(change: Change) -> list[Block]:
    """It could not wait to be judged."""
    if not change.retrospective:
        return []
    said = "⚡ It is carried out before it is judged: those who decide do so afterwards."
    if change.unauthorised:
        said = "🔴 *Unauthorised:* it was refused after it had begun."
    return [section(markdown(said))]


def _incident(sheet: ChangeSheet) -> list[Block]:
    """What it was asked for, unless that is for few eyes only."""
    incident = sheet.incident
    if incident is None or incident.restricted:
        return []
    return [context([markdown(f"For *{incident.number}*:"), plain(incident.title)])]
