"""What can be done with an incident now: its buttons, and its menus."""

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.access import Can, may
from domain.incidents import ENDED_STATES, STEPS, Step, possible_steps
from domain.people import Person
from storage.incidents import Incident
from storage.sheets import IncidentSheet
from views.blocks import Block, button, menu, overflow
from views.ids import Button, More
from views.incident.kin import can_go

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


def reopening_buttons(incident: Incident) -> list[Block]:
    """For whoever is told that it is not over: reopened where that can be, followed by a new one where not."""
    reopens = {Step.REOPEN: _STEP_BUTTONS[Step.REOPEN]}
    return [*_steps(incident, reopens), *follow_buttons(incident)]


def readers_buttons(
    incident: Incident, reader: Person, *, only: Collection[Step] = tuple(Step)
) -> list[Block]:
    """For this one reader: what they may do with it, of these steps."""
    known = {**_REPORTERS_BUTTONS, **_STEP_BUTTONS}
    theirs = {
        step: it for step, it in known.items() if step in only and _may_take(step, incident, reader)
    }
    return _steps(incident, theirs)


def _may_take(step: Step, incident: Incident, reader: Person) -> bool:
    if step in (Step.CONFIRM, Step.CANCEL):  # agents have the latter in the menu
        return _raised_it(incident, reader)
    return may(
        reader, Can.REOPEN_INCIDENT if step is Step.REOPEN else Can.WORK_ON_INCIDENT, incident
    )


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


def _raised_it(incident: Incident, reader: Person) -> bool:
    return incident.reporter_id == reader.id


def _works_on(sheet: IncidentSheet, reader: Person) -> bool:
    return may(reader, Can.WORK_ON_INCIDENT, sheet.incident)


def _may_link(sheet: IncidentSheet, reader: Person) -> bool:
    return may(reader, Can.LINK_INCIDENT, sheet.incident)


def _anybody(_: IncidentSheet, __: Person) -> bool:
    return True


_MORE: Mapping[
    More,
    tuple[str, Callable[[IncidentSheet], bool], Callable[[IncidentSheet, Person], bool]],
] = {
    More.TAKE: (
        "Take it",
        _is_open,
        lambda sheet, it: _works_on(sheet, it) and sheet.incident.assignee_id != it.id,
    ),
    More.PRIORITY: ("Change priority", _is_open, _works_on),
    More.WHY: ("Why these times", lambda sheet: bool(sheet.clocks), _anybody),
    More.TIMELINE: ("Timeline", _always, _anybody),
    More.ALL: ("More…", _always, _anybody),
    More.MAJOR: (
        "Major incident",
        lambda sheet: sheet.incident.is_open or bool(sheet.major),
        _anybody,
    ),
    More.ASSETS: (
        "Assets…",
        _always,
        lambda sheet, it: _may_link(sheet, it) or _raised_it(sheet.incident, it),
    ),
    More.IMPACT: (
        "What fails with it…",
        lambda sheet: bool(sheet.affected),
        lambda sheet, it: _may_link(sheet, it) or _raised_it(sheet.incident, it),
    ),
    More.MOVE: ("Hand to another team", _is_open, _works_on),
    More.MERGE: (
        "Merge into another…",
        lambda sheet: sheet.incident.state in STEPS[Step.MERGE],
        lambda sheet, it: may(it, Can.MERGE_INCIDENT, sheet.incident),
    ),
    More.LINK: ("Link with another…", _always, _may_link),
    More.UNLINK: (
        "Take a link away…",
        lambda sheet: any(map(can_go, sheet.kin)),
        _may_link,
    ),
    More.WATCH: ("Watch", _always, lambda sheet, _: not sheet.is_watched),
    More.UNWATCH: ("Stop watching", _always, lambda sheet, _: sheet.is_watched),
    More.CANCEL: (
        "Cancel it",
        _is_open,
        lambda sheet, it: _works_on(sheet, it) and not _raised_it(sheet.incident, it),
    ),
}
"""What each is called, when it applies, and to whom it is of use."""

_ON_CARD = tuple(More)[:5]


def more(sheet: IncidentSheet) -> Block:
    """The card's menu: the first things of the rest that apply now, and the way to all of them."""
    return overflow(Button.MORE_OF_INCIDENT, _options(sheet, _ON_CARD))


def everything_else(sheet: IncidentSheet, reader: Person) -> Block:
    """The details' menu: all of the rest that this reader may do now."""
    theirs = [it for it in More if it is not More.ALL and _MORE[it][2](sheet, reader)]
    return menu(Button.MORE_OF_INCIDENT, "More…", _options(sheet, theirs))


def _options(sheet: IncidentSheet, which: Sequence[More]) -> list[tuple[str, str]]:
    number = sheet.incident.number
    return [(f"{each} {number}", _MORE[each][0]) for each in which if _MORE[each][1](sheet)]
