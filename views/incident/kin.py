"""What an incident hangs together with, as people read it: on its card, in its details, in its timeline."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from domain.incident.links import SAID, LinkKind
from domain.text import cut
from storage.sheets import IncidentSheet, Kin, Survivor
from views import words
from views.blocks import Block, button, context, link_button, markdown, plain, section
from views.ids import Button
from views.links import message_link

NUMBERS_SHOWN = 8
LINES_SHOWN = 12

CALLED: Mapping[tuple[LinkKind, bool], str] = {
    (LinkKind.DUPLICATE_OF, True): "Duplicate of",
    (LinkKind.DUPLICATE_OF, False): "Merged into it",
    (LinkKind.CHILD_OF, True): "Child of",
    (LinkKind.CHILD_OF, False): "Children",
    (LinkKind.FOLLOWS, True): "Follows",
    (LinkKind.FOLLOWS, False): "Followed by",
    (LinkKind.RELATES_TO, True): "Related to",
    (LinkKind.RELATES_TO, False): "Related to",
}
"""How each kind is called at the end it leads from (True), and at the end it leads to."""


def where_it_goes_on(survivor: Survivor | None) -> list[Block]:
    """That it was merged, and into what; its title only where everybody may read it."""
    if survivor is None:
        return []
    number, title = survivor.incident.number, survivor.incident.title
    named = number if survivor.incident.restricted else f"{number} · {cut(title, 200)}"
    show = button("Show", Button.SHOW_INCIDENT, number)
    return [section(plain(f"It goes on as {named}"), accessory=show)]


def way_on(sheet: IncidentSheet, home: str) -> list[Block]:
    """A button that leads to its card, or to that of what goes on for it."""
    survivor = sheet.survivor
    place = survivor.card if survivor else sheet.card
    if place is None:
        return []
    label = f"Go to {survivor.incident.number}" if survivor else "Open the card"
    return [link_button(label, message_link(home, *place))]


def on_card(kin: Sequence[Kin]) -> list[Block]:
    """By number alone: what they are called and how they stand is one click away."""
    elements = []
    for called, group in _groups(kin).items():
        numbers = ", ".join(it.incident.number for it in group[:NUMBERS_SHOWN])
        more = f" and {len(group) - NUMBERS_SHOWN} more" if len(group) > NUMBERS_SHOWN else ""
        elements.append(markdown(f"{called} {numbers}{more}"))
    return [context(elements)] if elements else []


def in_details(kin: Sequence[Kin]) -> list[Block]:
    """With their states and titles."""
    blocks = []
    for called, group in _groups(kin).items():
        lines = [
            f"{it.incident.number} · {words.STATES[it.incident.state]} · {cut(it.incident.title, 80)}"
            for it in group[:LINES_SHOWN]
        ]
        if len(group) > LINES_SHOWN:
            lines.append(f"and {len(group) - LINES_SHOWN} more")
        blocks.append(section(plain("\n".join([f"{called}:", *lines]))))
    return blocks


def can_go(link: Kin) -> bool:
    """Whether the link may be taken away: a merge is for good."""
    return link.kind is not LinkKind.DUPLICATE_OF


def told(event: Event, facts: Mapping[str, Any]) -> str:
    """A link made or taken away: what it says of which, as far as everybody may know."""
    if "kind" not in facts or facts.get("private"):
        return ""
    said = SAID[LinkKind(facts["kind"])]
    link = f"it {said} {facts['to']}" if "to" in facts else f"{facts['from']} {said} it"
    return f": {link}" if event is Event.INCIDENT_LINKED else f": {link} no longer"


def _groups(kin: Sequence[Kin]) -> Mapping[str, list[Kin]]:
    """Under what each is called, in the order of the table above; where a merge leads stands elsewhere."""
    found: dict[str, list[Kin]] = {}
    for way, called in CALLED.items():
        if way != (LinkKind.DUPLICATE_OF, True):
            found.setdefault(called, []).extend(it for it in kin if (it.kind, it.outwards) == way)
    return {called: group for called, group in found.items() if group}
