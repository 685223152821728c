"""A person's Home: what waits for their decision, what is theirs to do, what they asked for; with buttons that act."""

from collections.abc import Sequence

from domain.organisation import Organisation
from storage.changes import Change
from storage.home_sheets import SHOWN, HomeSheet, Pile
from views import change_lists, incidents
from views.blocks import Block, Content, actions, button, context, header, markdown, section
from views.ids import Button


def home(sheet: HomeSheet, organisation: Organisation) -> Content:
    """Everything on one page; what does not fit is a press away."""
    blocks = [
        *_waiting(sheet, organisation),
        *_incidents("Assigned to you", sheet.assigned, "Nothing is assigned to you."),
        *_incidents("Raised by you", sheet.raised, "You have no open incidents."),
        *_changes(sheet.changes, has_more=sheet.has_more_changes),
        actions(
            [
                button("Raise an incident", Button.RAISE_INCIDENT, "new"),
                button("Ask for a change", Button.ASK_FOR_CHANGE, "new"),
            ]
        ),
    ]
    return {"text": "Home", "blocks": blocks}


def _waiting(sheet: HomeSheet, organisation: Organisation) -> list[Block]:
    blocks = [header("Waiting for your decision")]
    for item in sheet.waiting[:SHOWN]:
        blocks += change_lists.waits(item, organisation)
    if not sheet.waiting:
        blocks.append(_nothing("Nothing waits for you."))
    if len(sheet.waiting) > SHOWN:
        blocks.append(_all(Button.FIRST_PAGE_OF_CHANGES, "waiting", len(sheet.waiting)))
    return blocks


def _incidents(title: str, pile: Pile, nothing: str) -> list[Block]:
    blocks = [header(title), *(incidents.listed(incident) for incident in pile.first)]
    if not pile.first:
        blocks.append(_nothing(nothing))
    if pile.count > len(pile.first):
        blocks.append(_all(Button.FIRST_PAGE_OF_INCIDENTS, "mine:0:0", pile.count))
    return blocks


def _changes(own: Sequence[Change], *, has_more: bool) -> list[Block]:
    blocks = [header("Your changes"), *(change_lists.line(change) for change in own)]
    if not own:
        blocks.append(_nothing("You have no open changes."))
    if has_more:
        blocks.append(_all(Button.FIRST_PAGE_OF_CHANGES, "mine", None))
    return blocks


def _nothing(sentence: str) -> Block:
    return context([markdown(sentence)])


def _all(action: Button, which: str, count: int | None) -> Block:
    words = f"{count} in all" if count else "There are more"
    return section(markdown(words), accessory=button("Show all", action, which))
