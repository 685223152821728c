"""One sentence for each event of a change that is told to somebody in private, and what can be done then."""

from collections.abc import Callable, Mapping

from domain.change.requests import in_words
from domain.events import Event
from domain.people import Person
from domain.text import cut
from storage.change.sheets import ChangeSheet
from storage.delegations import StoredDelegation
from storage.journal import Entry
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    escaped,
    link_button,
    markdown,
    moment,
    plain,
    said,
    section,
    who,
)
from views.change.buttons import details_button, manages, step_buttons, vote_buttons
from views.change.differences import since_shown
from views.change.history import facts_in_words, restricted_numbers
from views.change.words import SENTENCES
from views.ids import Button
from views.links import message_link


def notice(entry: Entry, sheet: ChangeSheet, home: str, reader: Person | None = None) -> Content:
    """What happened, then what can be done next; where one `reader` is told, what is theirs of it."""
    change = sheet.change
    sentence = SENTENCES[entry.event].format(**_facts(entry, sheet))
    blocks = [section(markdown(sentence)), section(plain(change.title))]
    if entry.why:
        blocks.append(section(plain(cut(entry.why, 1500))))
    if entry.event is Event.APPROVAL_REMINDED:
        blocks += since_shown(change, sheet.shown_before)
    buttons = [*_NEXT.get(entry.event, _nothing)(sheet, reader), details_button(change)]
    if sheet.card:
        buttons.append(link_button("See its card", message_link(home, *sheet.card)))
    text = f"{sentence} {escaped(change.title)}"
    return {"text": text, "blocks": [*blocks, actions(buttons)]}


def delegation(entry: Entry, made: StoredDelegation) -> Content:
    """Somebody decides in somebody else's place, or no longer does."""
    until = moment(made.until) if made.until else "it is taken back"
    return said(
        SENTENCES[entry.event].format(
            who=who(made.elector_id), since=moment(made.since), until=until
        )
    )


def _facts(entry: Entry, sheet: ChangeSheet) -> Mapping[str, str]:
    change = sheet.change
    return {
        **facts_in_words(entry, who, restricted_numbers(sheet)),
        "number": change.number,
        "starts": moment(change.starts_at),
        "ends": moment(change.ends_at),
        "left_open": in_words(change.left_open),
        "review_due": moment(change.review_due_at) if change.review_due_at else "later",
    }


def _nothing(_: ChangeSheet, __: Person | None) -> list[Block]:
    return []


def _vote(sheet: ChangeSheet, _: Person | None) -> list[Block]:
    return vote_buttons(sheet)


def _start(sheet: ChangeSheet, _: Person | None) -> list[Block]:
    return [button("Start", Button.START_CHANGE, sheet.change.number, style="primary")]


def _alternates(sheet: ChangeSheet, reader: Person | None) -> list[Block]:
    if reader is not None and not manages(sheet, reader):
        return []
    label = "Name who else decides"
    return [button(label, Button.NAME_ALTERNATES, sheet.change.number, style="primary")]


_NEXT: Mapping[Event, Callable[[ChangeSheet, Person | None], list[Block]]] = {
    Event.CHANGE_REQUESTED: step_buttons,
    Event.CHANGE_EDITED: step_buttons,
    Event.CHANGE_RETURNED: step_buttons,
    Event.CHANGE_REJECTED: step_buttons,
    Event.APPROVAL_EXPIRED: step_buttons,
    Event.APPROVAL_LAPSED: step_buttons,
    Event.CHANGE_START_NEAR: _start,
    Event.CHANGE_REST_DUE: step_buttons,
    Event.CHANGE_OVERRUN: step_buttons,
    Event.CHANGE_FINISHED: step_buttons,
    Event.CHANGE_REVIEW_NEAR: step_buttons,
    Event.CHANGE_REVIEW_OVERDUE: step_buttons,
    Event.CHANGE_REFUSED_AFTERWARDS: step_buttons,
    Event.APPROVAL_REMINDED: _vote,
    Event.APPROVAL_ESCALATED: _alternates,
    Event.STAGE_BLOCKED: _alternates,
}
"""Notices stay as they were posted: they offer what follows from what they tell."""
