"""Assets: classes with their own fields, stages, statuses and criticality (ITSM semantics, sections 5.1 and 5.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.text import clean_line

NAME_LENGTH = 150
LINE_LENGTH = 150
TAG_LENGTH = 60
NOTE_LENGTH = 1000
MOST_TAGS = 20


class AssetClass(StrEnum):
    HARDWARE = "hardware"
    SOFTWARE = "software"
    LICENCE = "licence"
    SERVICE = "service"
    APPLICATION = "application"
    DATABASE = "database"
    VIRTUAL_MACHINE = "virtual_machine"
    NETWORK = "network"
    CONTRACT = "contract"
    DOCUMENT = "document"


class Stage(StrEnum):
    """Where in its life an asset is. `void`: it never came to be."""

    PROCUREMENT = "procurement"
    INVENTORY = "inventory"
    DEPLOYMENT = "deployment"
    OPERATIONS = "operations"
    END_OF_OPERATION = "end_of_operation"
    RETIREMENT = "retirement"
    MISSING = "missing"
    VOID = "void"


class Status(StrEnum):
    REQUESTED = "requested"
    ORDERED = "ordered"
    RECEIVED = "received"
    IN_STOCK = "in_stock"
    RESERVED = "reserved"
    STAGING = "staging"
    READY = "ready"
    IN_USE = "in_use"
    STANDBY = "standby"
    IN_MAINTENANCE = "in_maintenance"
    FAULTY = "faulty"
    DECOMMISSIONING = "decommissioning"
    QUARANTINED = "quarantined"
    RETIRED = "retired"
    DISPOSED = "disposed"
    RETURNED = "returned"
    SOLD = "sold"
    DONATED = "donated"
    LOST = "lost"
    STOLEN = "stolen"
    CANCELLED = "cancelled"
    VOIDED = "voided"

    @property
    def spoken(self) -> str:
        """`in stock`."""
        return self.replace("_", " ")


STATUSES: Mapping[Stage, tuple[Status, ...]] = {
    Stage.PROCUREMENT: (Status.REQUESTED, Status.ORDERED, Status.RECEIVED),
    Stage.INVENTORY: (Status.IN_STOCK, Status.RESERVED),
    Stage.DEPLOYMENT: (Status.STAGING, Status.READY),
    Stage.OPERATIONS: (Status.IN_USE, Status.STANDBY, Status.IN_MAINTENANCE, Status.FAULTY),
    Stage.END_OF_OPERATION: (Status.DECOMMISSIONING, Status.QUARANTINED),
    Stage.RETIREMENT: (
        Status.RETIRED,
        Status.DISPOSED,
        Status.RETURNED,
        Status.SOLD,
        Status.DONATED,
    ),
    Stage.MISSING: (Status.LOST, Status.STOLEN),
    Stage.VOID: (Status.CANCELLED, Status.VOIDED),
}

STAGE_OF: Mapping[Status, Stage] = {
    status: stage for stage, statuses in STATUSES.items() for status in statuses
}

TERMINAL = frozenset(
    {
        Status.DISPOSED,
        Status.RETURNED,
        Status.SOLD,
        Status.DONATED,
        Status.CANCELLED,
        Status.VOIDED,
    }
)
"""Nothing more happens to these."""

GONE = frozenset({*STATUSES[Stage.RETIREMENT], *STATUSES[Stage.VOID]})
"""These serve nobody any more, and nothing hangs on them."""


class Criticality(StrEnum):
    """Which service stops with it: none that anybody would miss, one people can do without for a while, one that many
    need, or one the company lives from."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


WEIGHTY = frozenset({Criticality.HIGH, Criticality.CRITICAL})
WEIGHTS: Mapping[Criticality, int] = {each: weight for weight, each in enumerate(Criticality)}
"""From the least to the most critical."""


class Monitoring(StrEnum):
    COVERED = "covered"
    STALE = "stale"
    NOT_COVERED = "not_covered"


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class ClassField:
    """A field that only assets of some classes have; `needed_for` are the stages it may not be empty in, `choices` all
    that a choice may be."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    needed_for: frozenset[Stage] = frozenset()
    choices: tuple[str, ...] = ()


_IN_USE = frozenset({Stage.OPERATIONS})
_OPTIMISED = (
    ClassField(key="reviewed_on", label="Use reviewed on", kind=FieldKind.DATE),
    ClassField(key="next_review", label="Next review", kind=FieldKind.DATE),
    ClassField(
        key="recommendation",
        label="Recommendation",
        kind=FieldKind.CHOICE,
        choices=("keep", "resize", "consolidate", "replace", "retire"),
    ),
)
"""Whether it is still worth what it costs: asked of what serves somebody."""

CLASS_FIELDS: Mapping[AssetClass, tuple[ClassField, ...]] = {
    AssetClass.HARDWARE: (
        ClassField(key="memory_gb", label="Memory (GB)", kind=FieldKind.NUMBER),
        ClassField(key="disk_gb", label="Disk (GB)", kind=FieldKind.NUMBER),
        ClassField(key="hostname", label="Host name"),
        ClassField(key="lease_until", label="Lease until", kind=FieldKind.DATE),
        ClassField(key="depreciated_on", label="Depreciated on", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.SOFTWARE: (
        ClassField(key="version", label="Version"),
        ClassField(key="installed", label="Installed", kind=FieldKind.NUMBER),
        *_OPTIMISED,
    ),
    AssetClass.LICENCE: (
        ClassField(key="entitled", label="Entitled", kind=FieldKind.NUMBER, needed_for=_IN_USE),
        ClassField(key="assigned", label="Assigned", kind=FieldKind.NUMBER),
        ClassField(key="installed", label="Installed", kind=FieldKind.NUMBER),
        ClassField(key="valid_until", label="Valid until", kind=FieldKind.DATE),
        ClassField(key="last_used_on", label="Last used on", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.SERVICE: (
        ClassField(key="url", label="Address"),
        ClassField(key="certificate_until", label="Certificate until", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.APPLICATION: (
        ClassField(key="url", label="Address"),
        ClassField(key="version", label="Version"),
        ClassField(key="repository", label="Repository"),
        ClassField(key="certificate_until", label="Certificate until", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.DATABASE: (
        ClassField(key="engine", label="Engine", needed_for=_IN_USE),
        ClassField(key="version", label="Version"),
        ClassField(key="restore_tested_on", label="Restore tested on", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.VIRTUAL_MACHINE: (
        ClassField(key="hostname", label="Host name", needed_for=_IN_USE),
        ClassField(key="processors", label="Processors", kind=FieldKind.NUMBER),
        ClassField(key="memory_gb", label="Memory (GB)", kind=FieldKind.NUMBER),
        *_OPTIMISED,
    ),
    AssetClass.NETWORK: (
        ClassField(key="address", label="Network address"),
        ClassField(key="ports", label="Ports", kind=FieldKind.NUMBER),
        ClassField(key="lease_until", label="Lease until", kind=FieldKind.DATE),
        ClassField(key="depreciated_on", label="Depreciated on", kind=FieldKind.DATE),
        *_OPTIMISED,
    ),
    AssetClass.CONTRACT: (
        ClassField(key="number", label="Contract number", needed_for=_IN_USE),
        ClassField(key="ends_on", label="Ends on", kind=FieldKind.DATE, needed_for=_IN_USE),
    ),
    AssetClass.DOCUMENT: (
        ClassField(key="url", label="Address"),
        ClassField(key="review_on", label="Review on", kind=FieldKind.DATE),
    ),
}


def read_field(field: ClassField, said: str) -> str | int | None:
    """What such a field holds: a text, a whole number, or a date as 2026-03-01. Raises ValueError with a sentence."""
    said = clean_line(said)
    if not said:
        return None
    match field.kind:
        case FieldKind.NUMBER:
            if not re.fullmatch(r"[0-9]{1,9}", said):
                raise ValueError(f"{field.label}: write a whole number, such as 16.")
            return int(said)
        case FieldKind.DATE:
            try:
                return date.fromisoformat(said).isoformat()
            except ValueError:
                raise ValueError(f"{field.label}: write the date as 2026-03-01.") from None
        case FieldKind.CHOICE:
            if said.casefold() not in field.choices:
                raise ValueError(f"{field.label}: write one of {', '.join(field.choices)}.")
            return said.casefold()
        case _:
            if len(said) > LINE_LENGTH:
                raise ValueError(f"{field.label}: keep it within {LINE_LENGTH} characters.")
            return said


def missing_fields(
    asset_class: AssetClass, stage: Stage, fields: Mapping[str, object]
) -> list[ClassField]:
    """What an asset of this class must have in this stage, and has not."""
    return [
        field
        for field in CLASS_FIELDS[asset_class]
        if stage in field.needed_for and fields.get(field.key) in (None, "")
    ]


_NO_SERIAL = frozenset(
    {
        *("", "0", "none", "null", "na", "nan", "unknown", "tbd", "tba", "notapplicable"),
        *("notavailable", "notspecified", "tobefilled", "tobefilledbyoem", "systemserialnumber"),
        *("defaultstring", "noserial", "serial", "serialnumber", "invalid", "empty", "x"),
    }
)


def key_of(said: str) -> str | None:
    """A tag or a name, such that the same is written the same; None where it says nothing."""
    return clean_line(said).casefold() or None


def bare_key(said: str) -> str | None:
    """Its letters and digits alone, so that LAPTOP-42, laptop 42 and lap-top-42 are the same; None for neither."""
    return re.sub(r"[\W_]", "", key_of(said) or "") or None


def serial_key(said: str) -> str | None:
    """A serial number, such that the same is written the same; None for none, and for what only fills the place."""
    key = "".join(clean_line(said).casefold().split())
    bare = re.sub(r"[\W_]", "", key)
    only_fills = bare in _NO_SERIAL or len(set(bare)) == 1
    return None if only_fills else key
