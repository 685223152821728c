"""What happened to a change, line by line."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from domain.approvals import Choice
from domain.changes import Result
from domain.events import Event
from domain.text import clean_line, cut
from storage.change.sheets import ChangeSheet
from storage.journal import Entry
from views import timelines
from views.blocks import Block, Content, context, escaped, markdown, moment, plain, who
from views.change.words import CHOICES, LINES, RESULTS

WHY_SHOWN = 150
NAME_SHOWN = 100
FOR_SOMEBODY = (Event.VOTE_CAST, Event.CHANGE_REQUESTED)
"""What one does in somebody else's place, or a program for somebody."""


def history(steps: Sequence[Entry]) -> list[Block]:
    """The latest steps, with why where somebody said so, once for a vote and what followed from it."""
    elements = []
    before = None
    for entry in steps:
        elements.append(markdown(f"{in_words(entry, who)} · {moment(entry.at)}"))
        if entry.why and entry.why != before:
            elements.append(plain(f"“{cut(clean_line(entry.why), WHY_SHOWN)}”"))
        before = entry.why
    return [context(elements[-10:])] if elements else []


def timeline(sheet: ChangeSheet, entries: Sequence[Entry]) -> Content:
    hidden = restricted_numbers(sheet)
    return timelines.timeline(sheet.change.number, entries, lambda entry: _told(entry, hidden))


def restricted_numbers(sheet: ChangeSheet) -> Collection[str]:
    """The incidents it caused whose very numbers are for few eyes only."""
    return frozenset(incident.number for incident, _ in sheet.caused if incident.restricted)


def in_words(
    entry: Entry, called: Callable[[str], str], hidden: Collection[str] = frozenset()
) -> str:
    """What happened, in a few words; `called` says what somebody is called."""
    return LINES[entry.event].format(**facts_in_words(entry, called, hidden))


def facts_in_words(
    entry: Entry, called: Callable[[str], str], hidden: Collection[str] = frozenset()
) -> Mapping[str, Any]:
    """What an entry says, by the names that lines and sentences have for it, without numbers that are `hidden`."""
    facts = entry.after or {}
    other = facts.get("other", "another")
    elector, person, substitute = (
        entry.on_behalf_of if entry.event in FOR_SOMEBODY else None,
        facts.get("person"),
        facts.get("substitute"),
    )
    return {
        "who": called(entry.actor_id),
        "stage": _named(facts.get("stage", "a stage")),
        "choice": CHOICES[Choice(facts["choice"])] if "choice" in facts else "judged",
        "instead": f" for {called(elector)}" if elector else "",
        "result": RESULTS[Result(facts["result"])].lower() if facts.get("result") else "over",
        "person": called(person) if person else "somebody",
        "substitute": called(substitute) if substitute else "somebody",
        "what": _named(facts.get("what", "a rule")),
        "other": "an incident" if other in hidden else _named(other),
    }


def _named(name: object) -> str:
    return escaped(cut(clean_line(str(name)), NAME_SHOWN))


def _told(entry: Entry, hidden: Collection[str]) -> Block:
    elements = [markdown(f"{moment(entry.at)} · {in_words(entry, who, hidden)}")]
    if entry.why:
        elements.append(plain(f"“{cut(clean_line(entry.why), WHY_SHOWN)}”"))
    return context(elements)
