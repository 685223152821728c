"""The forms about incidents that hang together."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.incident.links import LinkKind
from domain.text import cut
from storage.incidents import Incident
from storage.sheets import Kin
from views.blocks import Block, plain, section
from views.fields import choice, text_input
from views.ids import Field, Form
from views.incident.forms import step_form
from views.incident.kin import CALLED

NUMBER_LENGTH = 30

OFFERED: Mapping[LinkKind, str] = {
    LinkKind.CHILD_OF: "It is a child of: what happens to that one happens to it",
    LinkKind.FOLLOWS: "It follows: that one was over, and here it is again",
    LinkKind.RELATES_TO: "It is related to: worth knowing of each other",
}
"""What may be said of two incidents; one that is the same as another is merged instead."""


def merge_form(
    incident: Incident, *, into: str = "", newer: Incident | None = None
) -> Mapping[str, Any]:
    """Into which; with the `newer` one that was meant, it is asked whether the older should not stay instead."""
    target = _number(Field.MERGE_INTO, "Merge into", into)
    says = (
        f"Whoever follows {incident.number} follows the other one from then on, "
        "and replies in its thread go there. Its clocks stop. It cannot be undone."
    )
    fields = [target, *(_which_stays(incident, newer) if newer else [])]
    return step_form(Form.MERGE_INCIDENT, "Merge", incident, fields, says=says)


def link_form(incident: Incident) -> Mapping[str, Any]:
    kind = choice(
        Field.LINK_KIND,
        f"What is {incident.number}?",
        [(kind.value, text) for kind, text in OFFERED.items()],
        placeholder="How does it hang together with the other?",
    )
    return step_form(
        Form.LINK_INCIDENT, "Link", incident, [kind, _number(Field.LINK_TO, "The other", "")]
    )


def unlink_form(incident: Incident, kin: Sequence[Kin]) -> Mapping[str, Any]:
    link = choice(
        Field.LINK,
        "Link",
        [(f"{it.kind} {it.incident.number}", _named(it)) for it in kin][:100],
        placeholder="Which one?",
    )
    return step_form(Form.UNLINK_INCIDENT, "Unlink", incident, [link], submit="Take away")


def _which_stays(older: Incident, newer: Incident) -> list[Block]:
    ways = [
        (f"{newer.number} {older.number}", f"{older.number}, the older: {newer.number} is merged"),
        (f"{older.number} {newer.number}", f"{newer.number}, the newer: {older.number} is merged"),
    ]
    return [
        section(plain(f"{older.number} is older than {newer.number} · {newer.title}")),
        choice(Field.MERGE_WAY, "Which one stays?", ways, initial=ways[0][0]),
    ]


def _number(field: Field, label: str, initial: str) -> Block:
    return text_input(
        field, label, limit=NUMBER_LENGTH, initial=initial, placeholder="Its number, such as INC-12"
    )


def _named(link: Kin) -> str:
    return cut(
        f"{CALLED[link.kind, link.outwards]} {link.incident.number} · {link.incident.title}", 75
    )
