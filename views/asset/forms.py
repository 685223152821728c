"""The form in which an asset is written down."""

from collections.abc import Mapping
from typing import Any

from domain.asset.details import DEAREST, Details
from domain.asset.moves import BEGINNINGS
from domain.assets import (
    CLASS_FIELDS,
    LINE_LENGTH,
    MOST_TAGS,
    NAME_LENGTH,
    NOTE_LENGTH,
    TAG_LENGTH,
    AssetClass,
    Criticality,
    Status,
)
from domain.organisation import Organisation
from domain.text import REASON_LENGTH
from storage.assets import Asset
from views.asset.words import CLASSES, CRITICALITIES, MONITORINGS, status
from views.blocks import Block, context, markdown, mention, modal, plain, section
from views.change.words import ENVIRONMENTS
from views.fields import choice, day_choice, number_input, person_choice, text_input
from views.ids import Field, Form


def asset_form(
    details: Details,
    organisation: Organisation,
    *,
    asset: Asset | None = None,
) -> Mapping[str, Any]:
    """A new asset, or what is different about `asset`; it carries the version it was opened on.

    What is seldom known at the beginning stands in the form of an asset that is there.
    """
    blocks = [
        _line(Field.ASSET_NAME, "Name", NAME_LENGTH, details.name, optional=False),
        choice(
            Field.ASSET_CLASS,
            "Class",
            [(it, CLASSES[it]) for it in AssetClass],
            initial=details.asset_class,
        ),
        *([] if asset else [_beginning()]),
        _line(Field.ASSET_TAG, "Tag", TAG_LENGTH, details.tag or "", "What is stuck on it"),
        _line(Field.SERIAL, "Serial number", LINE_LENGTH, details.serial or ""),
        _line(Field.MANUFACTURER, "Manufacturer", LINE_LENGTH, details.manufacturer),
        _line(Field.MODEL, "Model", LINE_LENGTH, details.model),
        choice(
            Field.ASSET_TEAM,
            "Looked after by",
            [(team.key, team.name) for team in organisation.teams],
            initial=details.team_key,
            optional=True,
        ),
        person_choice(Field.OWNER, "Owner", initial=details.owner_id, optional=True),
        choice(
            Field.CRITICALITY,
            "Criticality",
            [(it, CRITICALITIES[it]) for it in Criticality],
            initial=details.criticality,
            optional=True,
        ),
        choice(
            Field.ENVIRONMENT,
            "Environment",
            list(ENVIRONMENTS.items()),
            initial=details.environment,
            optional=True,
        ),
        *_service(organisation, details.service),
        _line(Field.LOCATION, "Location", LINE_LENGTH, details.location),
        _line(
            Field.TAGS,
            "Keywords",
            MOST_TAGS * (TAG_LENGTH + 2),
            ", ".join(details.tags),
            "Words it is found by, with commas between",
        ),
        day_choice(Field.WARRANTY_UNTIL, "Warranty until", initial=details.warranty_until),
        text_input(
            Field.CLASS_FIELDS,
            "Fields of its class",
            limit=NOTE_LENGTH,
            initial="\n".join(f"{key}: {value}" for key, value in details.fields.items()),
            hint=_fields_there_are(details.asset_class if asset else None),
            multiline=True,
            optional=True,
        ),
        *(_rest(details) if asset else []),
        text_input(
            Field.REASON,
            "Why",
            limit=REASON_LENGTH,
            hint="For its history; needed for what has been in use before"
            if asset is None
            else "For its history",
            optional=True,
        ),
    ]
    title = f"Edit {asset.number}"[:24] if asset else "Add an asset"
    metadata = f"{asset.version} {asset.number}" if asset else ""
    return modal(Form.KEEP_ASSET, title, blocks, submit="Save", metadata=metadata)


def _rest(details: Details) -> list[Block]:
    """How it is watched, what it cost, and until when others answer for it."""
    return [
        choice(
            Field.MONITORING,
            "Monitoring",
            list(MONITORINGS.items()),
            initial=details.monitoring,
            optional=True,
        ),
        _line(
            Field.MONITORING_REASON,
            "Monitored by, or why not",
            NOTE_LENGTH,
            details.monitoring_reason,
        ),
        day_choice(Field.SUPPORT_UNTIL, "Supported until", initial=details.support_until),
        _line(Field.CONTRACT, "Contract", LINE_LENGTH, details.contract),
        day_choice(Field.CONTRACT_UNTIL, "Contract until", initial=details.contract_until),
        _line(Field.SUPPLIER, "Supplier", LINE_LENGTH, details.supplier),
        number_input(Field.COST, "Cost", initial=details.cost, most=DEAREST),
        day_choice(Field.PURCHASED_ON, "Purchased on", initial=details.purchased_on),
        text_input(
            Field.NOTES,
            "Notes",
            limit=NOTE_LENGTH,
            initial=details.notes,
            multiline=True,
            optional=True,
        ),
    ]


def written_down(asset: Asset, *, raised: str = "") -> Mapping[str, Any]:
    """Shown where the form was: how it stands now. `raised` is the number of an incident that came of it."""
    held = f", held by {mention(asset.holder_id)}" if asset.holder_id else ""
    after = [section(markdown(f"*{raised}* was raised, in private."))] if raised else []
    hint = f"`/asset {asset.number}` shows it, by its tag, serial number or name too."
    return {
        "type": "modal",
        "title": plain("Written down"),
        "close": plain("Close"),
        "blocks": [
            section(plain(f"{asset.number} · {asset.name}")),
            section(markdown(f"{status(asset.status)}{held}")),
            *after,
            context([markdown(hint)]),
        ],
    }


def _line(
    field: Field, label: str, limit: int, initial: str, hint: str = "", *, optional: bool = True
) -> Block:
    return text_input(field, label, limit=limit, initial=initial, hint=hint, optional=optional)


def _beginning() -> Block:
    options = [(it, status(it)) for it in BEGINNINGS]
    return choice(Field.ASSET_STATUS, "Status", options, initial=Status.IN_STOCK)


def _service(organisation: Organisation, chosen: str | None) -> list[Block]:
    if not organisation.services:
        return []
    names = [(service.name, service.name) for service in organisation.services]
    return [choice(Field.SERVICE, "Service", names, initial=chosen, optional=True)]


def _fields_there_are(asset_class: AssetClass | None) -> str:
    if asset_class is None:
        return "One on a line, such as memory_gb: 16"
    return "One on a line: " + ", ".join(it.key for it in CLASS_FIELDS[asset_class])
