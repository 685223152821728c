"""What can be done with an incident now: its buttons, and its menus."""

from collections.abc import Callable, Mapping, Sequence

from domain.incidents import ENDED_STATES, STEPS, Step, possible_steps
from storage.incidents import Incident
from storage.sheets import IncidentSheet
from views.blocks import Block, button, menu, overflow
from views.ids import Button, More
from views.kin import can_go

_STEP_BUTTONS: Mapping[Step, tuple[str, Button, str | None]] = {
    Step.ACKNOWLEDGE: ("Acknowledge", Button.ACKNOWLEDGE_INCIDENT, "primary"),
    Step.ASSIGN: ("Assign", Button.ASSIGN_INCIDENT, None),
    Step.HOLD: ("Hold", Button.HOLD_INCIDENT, None),
    Step.RESUME: ("Resume", Button.RESUME_INCIDENT, "primary"),
    Step.RESOLVE: ("Resolve", Button.RESOLVE_INCIDENT, None),
    Step.REOPEN: ("Reopen", Button.REOPEN_INCIDENT, None),
}
"""The steps that have a button of their own on the card; the others are in its menu or on the receipt."""

_REPORTERS_BUTTONS: Mapping[Step, tuple[str, Button, str | None]] = {
    Step.CONFIRM: ("Confirm", Button.CONFIRM_INCIDENT, "primary"),
    Step.REOPEN: ("Reopen", Button.REOPEN_INCIDENT, None),
    Step.CANCEL: ("Cancel it", Button.CANCEL_INCIDENT, None),
}


def step_buttons(incident: Incident) -> list[Block]:
    """For those who work on it."""
    return _steps(incident, _STEP_BUTTONS)


def reporters_buttons(incident: Incident) -> list[Block]:
    """For whoever raised it."""
    return _steps(incident, _REPORTERS_BUTTONS)


def follow_button(number: str) -> Block:
    """For what is over for good, and has come back."""
    return button("Raise a follow-up", Button.FOLLOW_INCIDENT, number)


def follow_buttons(incident: Incident) -> list[Block]:
    return [follow_button(incident.number)] if incident.state in ENDED_STATES else []


def _steps(
    incident: Incident, buttons: Mapping[Step, tuple[str, Button, str | None]]
) -> list[Block]:
    """The buttons of these that apply now."""
    possible = [step for step in possible_steps(incident) if step in buttons]
    shown = [buttons[step] for step in possible]
    return [button(label, action, incident.number, style=style) for label, action, style in shown]


def details_button(incident: Incident) -> Block:
    return button("Details", Button.SHOW_INCIDENT, incident.number)


def _is_open(sheet: IncidentSheet) -> bool:
    return sheet.incident.is_open


def _always(_: IncidentSheet) -> bool:
    return True


_MORE: Mapping[More, tuple[str, Callable[[IncidentSheet], bool]]] = {
    More.TAKE: ("Take it", _is_open),
    More.PRIORITY: ("Change priority", _is_open),
    More.WHY: ("Why these times", lambda sheet: bool(sheet.clocks)),
    More.TIMELINE: ("Timeline", _always),
    More.ALL: ("More…", _always),
    More.MAJOR: ("Major incident", lambda sheet: sheet.incident.is_open or bool(sheet.major)),
    More.ASSETS: ("Assets…", _always),
    More.MOVE: ("Hand to another team", _is_open),
    More.MERGE: ("Merge into another…", lambda sheet: sheet.incident.state in STEPS[Step.MERGE]),
    More.LINK: ("Link with another…", _always),
    More.UNLINK: ("Take a link away…", lambda sheet: any(map(can_go, sheet.kin))),
    More.WATCH: ("Watch", _always),
    More.UNWATCH: ("Stop watching", _always),
    More.CANCEL: ("Cancel it", _is_open),
}
_ON_CARD = tuple(More)[:5]


def more(sheet: IncidentSheet) -> Block:
    """The card's menu: the first things of the rest that apply now, and the way to all of them."""
    return overflow(Button.MORE_OF_INCIDENT, _options(sheet, _ON_CARD))


def everything_else(sheet: IncidentSheet) -> Block:
    """The details' menu: all of the rest that applies now."""
    all_but_itself = [each for each in More if each is not More.ALL]
    return menu(Button.MORE_OF_INCIDENT, "More…", _options(sheet, all_but_itself))


def _options(sheet: IncidentSheet, which: Sequence[More]) -> list[tuple[str, str]]:
    number = sheet.incident.number
    return [(f"{each} {number}", _MORE[each][0]) for each in which if _MORE[each][1](sheet)]
