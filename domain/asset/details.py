"""What is written down about an asset, by a form or by an import, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.assets import (
    CLASS_FIELDS,
    LINE_LENGTH,
    MOST_TAGS,
    NAME_LENGTH,
    NOTE_LENGTH,
    TAG_LENGTH,
    AssetClass,
    Criticality,
    Monitoring,
    read_field,
)
from domain.change.requests import Environment
from domain.errors import FieldErrors
from domain.text import clean, clean_line, says_something, too_long

DEAREST = 2_000_000_000


@dataclass(frozen=True, kw_only=True)
class Details:
    """A filled-in form. `fields` are those of its class, as they were typed or as they are kept."""

    name: str
    asset_class: AssetClass = AssetClass.HARDWARE
    tag: str | None = None
    serial: str | None = None
    manufacturer: str = ""
    model: str = ""
    environment: Environment | None = None
    criticality: Criticality | None = None
    owner_id: str | None = None
    team_key: str | None = None
    service: str | None = None
    location: str = ""
    supplier: str = ""
    cost: int | None = None
    purchased_on: date | None = None
    warranty_until: date | None = None
    support_until: date | None = None
    contract: str = ""
    contract_until: date | None = None
    monitoring: Monitoring | None = None
    monitoring_reason: str = ""
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    notes: str = ""


_LIMITS = {
    "name": NAME_LENGTH,
    "tag": TAG_LENGTH,
    **dict.fromkeys(("serial", "manufacturer", "model", "location"), LINE_LENGTH),
    **dict.fromkeys(("supplier", "contract"), LINE_LENGTH),
    "monitoring_reason": NOTE_LENGTH,
    "notes": NOTE_LENGTH,
}
_MAY_BE_NONE = ("tag", "serial")


def checked(details: Details) -> Details:
    """`details` with texts cleaned and fields read. Raises FieldErrors, keyed by the names of the fields."""
    texts: dict[str, Any] = {
        name: (clean if name == "notes" else clean_line)(getattr(details, name) or "")
        for name in _LIMITS
    }
    errors = {
        name: too_long(text, _LIMITS[name])
        for name, text in texts.items()
        if len(text) > _LIMITS[name]
    }
    if not says_something(texts["name"]):
        errors["name"] = "Say what it is called."
    for name in _MAY_BE_NONE:
        texts[name] = texts[name] if says_something(texts[name]) else None
    tags = tuple(dict.fromkeys(filter(says_something, map(clean_line, details.tags))))
    if len(tags) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
        errors["tags"] = f"Keep to {MOST_TAGS} tags of {TAG_LENGTH} characters at most."
    if details.cost is not None and not 0 <= details.cost <= DEAREST:
        errors["cost"] = "Write what it cost as a whole number."
    if details.monitoring is Monitoring.NOT_COVERED and not says_something(
        texts["monitoring_reason"]
    ):
        errors["monitoring_reason"] = "Say why it is not monitored."
    try:
        fields = _fields(details)
    except ValueError as wrong:
        errors["fields"] = str(wrong)
    if errors:
        raise FieldErrors(errors)
    return replace(details, tags=tags, fields=fields, **texts)


def _fields(details: Details) -> dict[str, Any]:
    """Those of its class that say something. Raises ValueError with a sentence."""
    known = {it.key: it for it in CLASS_FIELDS[details.asset_class]}
    if strange := next((key for key in details.fields if key not in known), None):
        spoken = details.asset_class.replace("_", " ")
        raise ValueError(f"{strange} is no field of {spoken}. There are: {', '.join(known)}.")
    read = {key: read_field(known[key], str(said or "")) for key, said in details.fields.items()}
    return {key: value for key, value in read.items() if value is not None}
