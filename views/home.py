"""A person's Home: how things stand, what waits for them, what is theirs to do, what they asked for and have.

Whatever can be done about a record at once has its button here; each section is turned by itself.
"""

from collections.abc import Callable, Mapping

from domain.figure.kpis import Report
from domain.incidents import Step
from domain.organisation import Organisation
from domain.people import Person
from storage.assets import Asset
from storage.home_sheets import SHOWN, Due, HomeSheet, Pile, Section
from storage.incidents import Incident
from views import assets, incidents
from views.asset.notices import handed_over
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
    moment_ago,
    section,
)
from views.change import lists
from views.home_figures import figures
from views.ids import Button
from views.incident.buttons import readers_buttons

_TO_DO = (Step.ACKNOWLEDGE, Step.RESUME, Step.RESOLVE)
_TO_GIVE = (Step.ACKNOWLEDGE, Step.ASSIGN)
_TO_WITHDRAW = (Step.CANCEL,)


def home(sheet: HomeSheet, organisation: Organisation, asked: Callable[[Report], str]) -> Content:
    """Everything on one page; what does not fit is a press away. `asked` is what a button below figures carries."""
    blocks = [*figures(sheet, organisation, asked), _ways_in(sheet)]
    for which, pile in sheet.piles.items():
        if pile.count:
            blocks += _section(which, pile, sheet.person, organisation)
    return {"text": "Home", "blocks": blocks}


def _ways_in(sheet: HomeSheet) -> Block:
    style = "primary" if sheet.is_empty else None
    return actions(
        [
            button("Raise an incident", Button.RAISE_INCIDENT, "new", style=style),
            button("Ask for a change", Button.ASK_FOR_CHANGE, "new"),
        ]
    )


def _section(which: Section, pile: Pile, person: Person, organisation: Organisation) -> list[Block]:
    title, draw = _SECTIONS[which]
    blocks = [header(title)]
    for item in pile.page:
        blocks += draw(item, person, organisation)
    return blocks + (_turns(which, pile) if pile.count > SHOWN else [])


def _turns(which: Section, pile: Pile) -> list[Block]:
    """Where they are in a section, and the ways from there."""
    last = pile.begins + len(pile.page)
    ways = []
    if pile.begins:
        ways.append(button("First page", Button.FIRST_PAGE_AT_HOME, f"{which} 0"))
        back = max(0, pile.begins - SHOWN)
        ways.append(button("Previous page", Button.PREVIOUS_PAGE_AT_HOME, f"{which} {back}"))
    if last < pile.count:
        ways.append(button("Next page", Button.NEXT_PAGE_AT_HOME, f"{which} {last}"))
    return [
        context([markdown(f"{pile.begins + 1:,} to {last:,} of {pile.count:,}")]),
        actions(ways),
    ]


def _due(due: Due, person: Person, _: Organisation) -> list[Block]:
    told = f"🔴 *Overdue* since {moment_ago(due.at)}" if due.is_overdue else f"Due {moment(due.at)}"
    incident = due.incident
    lock = "🔒 " if incident.restricted else ""
    title = escaped(f"{lock}{incident.number} · {incident.title}")
    return [
        section(
            markdown(f"{title}\n{told} · P{incident.priority}"),
            accessory=button("Open", Button.SHOW_INCIDENT, incident.number),
        )
    ]


_Draw = Callable[..., list[Block]]


def _incident(steps: tuple[Step, ...]) -> _Draw:
    """As in every list, and below it what the reader may do with it now."""

    def draw(incident: Incident, person: Person, _: Organisation) -> list[Block]:
        can = readers_buttons(incident, person, only=steps)
        return [incidents.listed(incident), *([actions(can)] if can else [])]

    return draw


def _asset(asset: Asset, person: Person, _: Organisation) -> list[Block]:
    """What was handed to them is confirmed here."""
    waits = asset.accepted_at is None and asset.holder_id == person.id
    return [assets.listed(asset), *([actions(handed_over(asset))] if waits else [])]


_SECTIONS: Mapping[Section, tuple[str, _Draw]] = {
    Section.WAITING: (
        "Waiting for your decision",
        lambda it, _, organisation: lists.waits(it, organisation, pressed_in="home"),
    ),
    Section.DUE: ("Due next", _due),
    Section.ASSIGNED: ("Assigned to you", _incident(_TO_DO)),
    Section.TEAM: ("Your team's board", _incident(_TO_GIVE)),
    Section.RAISED: ("Raised by you", _incident(_TO_WITHDRAW)),
    Section.CHANGES: ("Your changes", lambda it, *_: [lists.line(it)]),
    Section.ASSETS: ("Your assets", _asset),
}
