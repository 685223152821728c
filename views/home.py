"""A person's Home: what waits for them, what is theirs to do, what they asked for and have; with buttons that act."""

from collections.abc import Sequence

from domain.organisation import Organisation
from storage.changes import Change
from storage.home_sheets import SHOWN, HomeSheet, Pile
from views import assets, change_lists, incidents
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    moment,
    plain,
    section,
)
from views.ids import Button


def home(sheet: HomeSheet, organisation: Organisation) -> Content:
    """Everything on one page; what does not fit is a press away."""
    blocks = [
        *_boards(sheet, organisation),
        *_waiting(sheet, organisation),
        *_due(sheet),
        *_incidents("Assigned to you", sheet.assigned, "Nothing is assigned to you."),
        *_incidents("Raised by you", sheet.raised, "You have no open incidents."),
        *_changes(sheet.changes, has_more=sheet.has_more_changes),
        *_assets(sheet),
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


def _boards(sheet: HomeSheet, organisation: Organisation) -> list[Block]:
    """For whoever leads a team: how it stands, and the open incidents a press away."""
    if not sheet.boards:
        return []
    lines = []
    for board in sheet.boards[:SHOWN]:
        team = organisation.team(board.team_key)
        name = escaped(team.name if team else board.team_key)
        words = f"*{name}*: {board.count} open · {board.unassigned} with nobody · {board.urgent} P1 or P2"
        lines.append(section(markdown(words)))
    every = button("Open incidents", Button.FIRST_PAGE_OF_INCIDENTS, "open:0:0")
    return [header("Your team"), *lines, actions([every])]


def _due(sheet: HomeSheet) -> list[Block]:
    """What is assigned to them and promised for the soonest; nothing where nothing is."""
    if not sheet.due:
        return []
    lines = [
        section(
            plain(
                f"{'🔒 ' if it.incident.restricted else ''}{it.incident.number} · {it.incident.title}"
            ),
            fields=[markdown(f"Due {moment(it.at)}"), plain(f"P{it.incident.priority}")],
            accessory=button("Open", Button.SHOW_INCIDENT, it.incident.number),
        )
        for it in sheet.due
    ]
    return [header("Due next"), *lines]


def _assets(sheet: HomeSheet) -> list[Block]:
    if not sheet.assets:
        return []
    blocks = [header("Your assets"), *(assets.listed(asset) for asset in sheet.assets)]
    if sheet.has_more_assets:
        blocks.append(_all(Button.FIRST_PAGE_OF_ASSETS, "mine", None))
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
