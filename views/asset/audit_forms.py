"""The forms of audit rounds: what a new one is of, and where a thing was found."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.asset.audits import CAN_BE_SEEN, Scope
from domain.assets import LINE_LENGTH
from domain.organisation import Organisation
from domain.text import cut
from storage.assets import Asset
from views.asset.audits import Round, scope_of
from views.asset.words import CLASSES
from views.blocks import context, markdown, modal, plain, section
from views.fields import choice, day_choice, text_input
from views.ids import Field, Form


def open_form(scope: Scope, organisation: Organisation, due_on: date | None) -> Mapping[str, Any]:
    blocks = [
        choice(
            Field.ASSET_TEAM,
            "What this team looks after",
            [(it.key, it.name) for it in organisation.teams],
            initial=scope.team_key,
            placeholder="Every team",
            optional=True,
        ),
        choice(
            Field.ASSET_CLASS,
            "Class",
            [(it, CLASSES[it]) for it in sorted(CAN_BE_SEEN)],
            initial=scope.asset_class,
            placeholder="Hardware and network",
            optional=True,
        ),
        text_input(
            Field.LOCATION,
            "Place",
            limit=LINE_LENGTH,
            initial=scope.location,
            hint="As it is written down with the assets; without one every place",
            optional=True,
        ),
        day_choice(Field.DUE_ON, "Until", initial=due_on),
    ]
    return modal(Form.OPEN_AUDIT, "Open an audit round", blocks, submit="Ask everybody")


def opened(it: Round, organisation: Organisation) -> Mapping[str, Any]:
    """Shown where the form was."""
    total = it.counts.total
    things = "1 thing" if total == 1 else f"{total:,} things"
    text = f"{things}. Whoever has or owns one is asked now."
    return {
        "type": "modal",
        "title": plain("The round is open"),
        "close": plain("Close"),
        "blocks": [
            section(plain(f"{it.audit.number} · {scope_of(it.audit.scope, organisation)}")),
            section(markdown(text)),
            context([markdown(f"`/asset audit {it.audit.number}` shows how far it is.")]),
        ],
    }


def elsewhere_form(audit: str, asset: Asset) -> Mapping[str, Any]:
    was = f"Written down at {asset.location}" if asset.location else "No place is written down"
    blocks = [
        section(plain(cut(f"{asset.title}. {was}.", 500))),
        text_input(Field.LOCATION, "Where it is", limit=LINE_LENGTH),
    ]
    metadata = f"{audit} {asset.number}"
    return modal(
        Form.ELSEWHERE_IN_AUDIT, "It is elsewhere", blocks, submit="Save", metadata=metadata
    )
