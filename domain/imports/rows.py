"""What a row of a file says about an asset: which column means what, and how people write what stands in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from domain.assets import CLASS_FIELDS, AssetClass, Criticality, Status, read_field
from domain.change.requests import Environment
from domain.formulas import original
from domain.imports.sources import FILE, Source, recognised
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


class Days(StrEnum):
    """Which of two numbers is the day, where somebody writes 3/1/2026: nobody can see it from one alone."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column means which field, by place; `strange` are headers nobody knows, `twice` fields with two columns.

    `source` is the tool the file is from, `days` how it writes days beside 2026-03-01.
    """

    fields: tuple[str | None, ...]
    strange: tuple[str, ...]
    twice: tuple[str, ...]
    source: Source = FILE
    days: Days | None = None


def mapped(
    headers: Sequence[str],
    own: Mapping[str, str],
    source: Source | None = None,
    days: Days | None = None,
) -> Columns:
    """What each header means; `own` says it for headers as they are written, and `-` that a column is left out.

    Without a `source` it is recognised by the headers.
    """
    written = [written_as(header) for header in headers]
    source = source or recognised(written)
    known = {
        **FIELD_OF,
        **{key: key for key in CLASS_FIELD_KEYS},
        **{key: field or LEFT_OUT for key, field in source.headers.items()},
        **{written_as(header): field for header, field in own.items()},
    }
    meant = [known.get(it) for it in written]
    strange = [
        clean_line(header)
        for header, field in zip(headers, meant, strict=True)
        if field is None and header.strip()
    ]
    fields = [None if field in (LEFT_OUT, None) else field for field in meant]
    named = [field for field in fields if field and field not in source.joined]
    twice = tuple(dict.fromkeys(field for field in named if named.count(field) > 1))
    return Columns(
        fields=tuple(fields), strange=tuple(strange), twice=twice, source=source, days=days
    )


def written_as(said: str) -> str:
    """`Asset Tag` and `asset-tag` are written the same."""
    return re.sub(r"[^\w]+", "_", clean_line(said).casefold()).strip("_")


def said_in(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    """What the row says, by field; blank cells say nothing. Columns that make up one field are joined."""
    said: dict[str, str] = {}
    for field, cell in zip(columns.fields, cells, strict=False):
        if not field or not cell.strip():
            continue
        meant = original(cell, columns.source.escape)
        said[field] = (
            f"{said[field]}{columns.source.joined[field]}{meant}" if field in said else meant
        )
    return said


def read_value(field: str, said: str, source: Source = FILE, days: Days | None = None) -> Any:
    """What stands in a cell as it is kept; None where it says to empty it. Raises ValueError with a sentence."""
    if said.strip() == CLEAR:
        return None
    if field in source.words or field in source.usual:
        meant = _meant_by(source, field, said)
        if meant is not None:
            return meant
    if field in _DAYS:
        return _day(said, days)
    read = _READS.get(field)
    return read(said) if read else clean_line(said)


def _meant_by(source: Source, field: str, said: str) -> StrEnum | None:
    """What this tool means by it: the whole of it, what stands in brackets behind it, or a word in it.

    Of `Pool laptop (Deployed)` the brackets say what it is: the rest is what somebody called that.
    """
    words, usual = source.words.get(field, {}), source.usual.get(field)
    name, _, kind = said.rstrip(") ").rpartition("(")
    for written in map(written_as, (kind if name else "", said, name)):
        if written in words:
            return words[written]
    if usual is None:
        return None
    parts = f"_{written_as(said)}_"
    return next((it for written, it in words.items() if f"_{written}_" in parts), usual)


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


_DAYS = frozenset({"purchased_on", "warranty_until", "support_until", "contract_until"})


NO_DAY = "is no day"
"""By this one knows that a row stands against a file for want of `Days`."""


def _day(said: str, days: Days | None) -> date:
    written = clean_line(said)
    try:
        if found := _SPELLED_OUT.fullmatch(written):
            month = _MONTHS.index(found["month"][:3].casefold()) + 1
            return date(int(found["year"]), month, int(found["day"]))
        if days and (found := _IN_NUMBERS.fullmatch(written)):
            first, second, year = (int(it) for it in found.groups())
            month, day = (second, first) if days is Days.DAY_FIRST else (first, second)
            return date(year + 2000 if year < 100 else year, month, day)
        return date.fromisoformat(written[:10])
    except ValueError:
        raise ValueError(f"“{written[:20]}” {NO_DAY}. Write it as 2026-03-01.") from None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPELLED_OUT = re.compile(
    r"(?:[A-Za-z]{3} )?(?P<month>[A-Za-z]{3,9}) (?P<day>\d{1,2}), (?P<year>\d{4})"
)
"""`Mon Mar 02, 2026`: a month that is a word can be taken for no day."""
_IN_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})")


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
    "cost": _amount,
    "tags": _tags,
    "notes": clean,
}
