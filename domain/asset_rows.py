"""What a row of a file says about an asset: which column means what, and how people write what stands in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from domain.assets import CLASS_FIELDS, AssetClass, Criticality, Status, read_field
from domain.change_requests import Environment
from domain.formulas import original
from domain.text import clean, clean_line

CLEAR = "<clear>"
"""What empties a field; a blank cell leaves it as it is."""

LEFT_OUT = "-"
"""What a column is mapped to that means nothing to us."""

Word = TypeVar("Word", bound=StrEnum)

HEADERS: Mapping[str, tuple[str, ...]] = {
    "asset_number": ("asset_number", "ast", "steward_number"),
    "tag": ("tag", "asset_tag", "inventory_number", "inventory_tag", "barcode"),
    "name": ("name", "asset_name", "item_name", "device_name", "description_short"),
    "serial": ("serial", "serial_number", "serial_no", "serialnumber", "sn"),
    "asset_class": ("asset_class", "class", "type", "asset_type", "category"),
    "status": ("status", "state", "status_label", "asset_status"),
    "manufacturer": ("manufacturer", "maker", "make", "brand", "vendor"),
    "model": ("model", "model_name", "device_type", "product"),
    "environment": ("environment", "env", "tier"),
    "criticality": ("criticality", "importance", "business_criticality"),
    "owner_id": ("owner", "owner_id", "owned_by", "responsible"),
    "holder_id": ("holder", "holder_id", "assigned_to", "checked_out_to", "assignee", "user"),
    "team_key": ("team", "team_key", "support_team", "support_group", "tenant"),
    "service": ("service", "services", "business_service"),
    "location": ("location", "site", "office", "room", "place"),
    "supplier": ("supplier", "bought_from"),
    "cost": ("cost", "purchase_cost", "price", "purchase_price"),
    "purchased_on": ("purchased_on", "purchase_date", "purchased", "bought_on"),
    "warranty_until": ("warranty_until", "warranty_end", "warranty_expires", "warranty_expiry"),
    "support_until": ("support_until", "support_end", "end_of_support", "eol_date", "eol"),
    "contract": ("contract", "contract_number"),
    "contract_until": ("contract_until", "contract_end"),
    "tags": ("tags", "labels", "keywords", "tag_words"),
    "notes": ("notes", "note", "comments", "comment", "description"),
}
"""How people call what we keep."""

FIELD_OF: Mapping[str, str] = {
    written: field for field, ways in HEADERS.items() for written in ways
}

CLASS_FIELD_KEYS = frozenset(it.key for fields in CLASS_FIELDS.values() for it in fields)

STATUSES: Mapping[str, Status] = {
    "deployed": Status.IN_USE,
    "active": Status.IN_USE,
    "live": Status.IN_USE,
    "production": Status.IN_USE,
    "offline": Status.STANDBY,
    "spare": Status.IN_STOCK,
    "stock": Status.IN_STOCK,
    "inventory": Status.IN_STOCK,
    "available": Status.IN_STOCK,
    "ready_to_deploy": Status.READY,
    "deployable": Status.READY,
    "staged": Status.STAGING,
    "pending": Status.STAGING,
    "planned": Status.REQUESTED,
    "failed": Status.FAULTY,
    "broken": Status.FAULTY,
    "defective": Status.FAULTY,
    "maintenance": Status.IN_MAINTENANCE,
    "out_for_repair": Status.IN_MAINTENANCE,
    "in_repair": Status.IN_MAINTENANCE,
    "archived": Status.RETIRED,
    "scrapped": Status.DISPOSED,
}
CLASSES: Mapping[str, AssetClass] = {
    **dict.fromkeys(("laptop", "desktop", "server", "monitor", "phone"), AssetClass.HARDWARE),
    **dict.fromkeys(("printer", "tablet", "computer", "device", "asset"), AssetClass.HARDWARE),
    **dict.fromkeys(("switch", "router", "firewall", "access_point"), AssetClass.NETWORK),
    **dict.fromkeys(("vm", "virtual_server"), AssetClass.VIRTUAL_MACHINE),
    **dict.fromkeys(("license", "software_license"), AssetClass.LICENCE),
    **dict.fromkeys(("software_installation", "installation"), AssetClass.SOFTWARE),
    **dict.fromkeys(("app", "web_application"), AssetClass.APPLICATION),
    **dict.fromkeys(("db", "database_server"), AssetClass.DATABASE),
}
ENVIRONMENTS: Mapping[str, Environment] = {
    "prod": Environment.PRODUCTION,
    "live": Environment.PRODUCTION,
    "stage": Environment.STAGING,
    "qa": Environment.TEST,
    "dev": Environment.DEVELOPMENT,
}
CRITICALITIES: Mapping[str, Criticality] = {
    "mission_critical": Criticality.CRITICAL,
    "normal": Criticality.MEDIUM,
    "none": Criticality.LOW,
}
"""How other tools call what we call otherwise."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column means which field, by place; `strange` are headers nobody knows, `twice` fields with two columns."""

    fields: tuple[str | None, ...]
    strange: tuple[str, ...]
    twice: tuple[str, ...]


def mapped(headers: Sequence[str], own: Mapping[str, str]) -> Columns:
    """What each header means; `own` says it for headers as they are written, and `-` that a column is left out."""
    wanted = {written_as(header): field for header, field in own.items()}
    fields: list[str | None] = []
    strange = []
    for header in headers:
        written = written_as(header)
        field = wanted.get(written) or FIELD_OF.get(written)
        if field is None and written in CLASS_FIELD_KEYS:
            field = written
        if field is None and header.strip():
            strange.append(clean_line(header))
        fields.append(None if field in (LEFT_OUT, None) else field)
    named = [field for field in fields if field]
    twice = tuple(dict.fromkeys(field for field in named if named.count(field) > 1))
    return Columns(fields=tuple(fields), strange=tuple(strange), twice=twice)


def written_as(said: str) -> str:
    """`Asset Tag` and `asset-tag` are written the same."""
    return re.sub(r"[^\w]+", "_", clean_line(said).casefold()).strip("_")


def said_in(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    """What the row says, by field; blank cells say nothing."""
    return {
        field: original(cell)
        for field, cell in zip(columns.fields, cells, strict=False)
        if field and cell.strip()
    }


def read_value(field: str, said: str) -> Any:
    """What stands in a cell as it is kept; None where it says to empty it. Raises ValueError with a sentence."""
    if said.strip() == CLEAR:
        return None
    read = _READS.get(field)
    return read(said) if read else clean_line(said)


def read_class_field(asset_class: AssetClass, key: str, said: str) -> Any:
    """Raises ValueError with a sentence, also where the class has no such field."""
    field = next((it for it in CLASS_FIELDS[asset_class] if it.key == key), None)
    if field is None:
        spoken = asset_class.replace("_", " ")
        raise ValueError(f"{key} is no field of {spoken}.")
    return None if said.strip() == CLEAR else read_field(field, said)


def _one_of(words: type[Word], others: Mapping[str, Word], what: str) -> Callable[[str], Word]:
    def read(said: str) -> Word:
        written = written_as(said)
        for word in words:
            if word == written:
                return word
        if written in others:
            return others[written]
        known = ", ".join(words)
        raise ValueError(f"“{clean_line(said)[:60]}” is no {what}. There are: {known}.")

    return read


def _day(said: str) -> date:
    written = clean_line(said)[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"“{written}” is no day. Write it as 2026-03-01.") from None


def _amount(said: str) -> int:
    """Whole units: `1,299.00`, `1.299,00` and `1299` are the same."""
    written = re.sub(r"[^\d.,]", "", said)
    written = re.sub(r"[.,]\d{1,2}$", "", written)
    digits = re.sub(r"[.,]", "", written)
    if not digits.isascii() or not digits or len(digits) > 9:
        raise ValueError(f"“{clean_line(said)[:60]}” is no amount.")
    return int(digits)


def _tags(said: str) -> list[str]:
    parts = map(clean_line, re.split(r"[,;]", said))
    return list(dict.fromkeys(part for part in parts if part))


_READS: Mapping[str, Callable[[str], Any]] = {
    "asset_class": _one_of(AssetClass, CLASSES, "class"),
    "status": _one_of(Status, STATUSES, "status"),
    "environment": _one_of(Environment, ENVIRONMENTS, "environment"),
    "criticality": _one_of(Criticality, CRITICALITIES, "criticality"),
    "purchased_on": _day,
    "warranty_until": _day,
    "support_until": _day,
    "contract_until": _day,
    "cost": _amount,
    "tags": _tags,
    "notes": clean,
}
