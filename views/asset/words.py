"""What is said of assets: how classes and health are called, how old something is, and a line for each event."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.asset.expiries import Expiry
from domain.asset.health import Health
from domain.asset.relations import SAID, RelationKind
from domain.assets import AssetClass, Criticality, Monitoring, Status
from domain.events import Event

HEALTH: Mapping[Health, str] = {
    Health.DOWN: "🔴 Down",
    Health.DEGRADED: "🟠 Degraded",
    Health.UNDER_CHANGE: "🔵 Being changed",
    Health.IN_MAINTENANCE: "🔧 In maintenance",
    Health.FAULTY: "🟠 Faulty",
    Health.AT_RISK: "🟡 At risk",
    Health.OK: "🟢 Ok",
    Health.UNKNOWN: "⚪ Unknown",
    Health.MISSING: "❗ Missing",
    Health.NOT_IN_USE: "⚪ Not in use",
}

CLASSES: Mapping[AssetClass, str] = {
    AssetClass.HARDWARE: "Hardware",
    AssetClass.SOFTWARE: "Software installation",
    AssetClass.LICENCE: "Licence",
    AssetClass.SERVICE: "Service",
    AssetClass.APPLICATION: "Application",
    AssetClass.DATABASE: "Database",
    AssetClass.VIRTUAL_MACHINE: "Virtual machine",
    AssetClass.NETWORK: "Network",
    AssetClass.CONTRACT: "Contract",
    AssetClass.DOCUMENT: "Document",
}

CRITICALITIES: Mapping[Criticality, str] = {
    Criticality.LOW: "Low: hardly anybody would miss it",
    Criticality.MEDIUM: "Medium: people can do without for a while",
    Criticality.HIGH: "High: many need it to work",
    Criticality.CRITICAL: "Critical: the company lives from it",
}

MONITORINGS: Mapping[Monitoring, str] = {
    Monitoring.COVERED: "It is monitored",
    Monitoring.STALE: "It should be, and is silent",
    Monitoring.NOT_COVERED: "It is not",
}

EXPIRIES: Mapping[Expiry, str] = {
    Expiry.WARRANTY: "Warranty",
    Expiry.SUPPORT: "Support",
    Expiry.CONTRACT: "Contract",
    Expiry.TERM: "Contract",
    Expiry.LICENCE: "Licence",
    Expiry.CERTIFICATE: "Certificate",
    Expiry.LEASE: "Lease",
}

FIELDS: Mapping[str, str] = {
    "asset_class": "Class",
    "owner_id": "Owner",
    "holder_id": "Held by",
    "team_key": "Team",
    "placed_at": "Handed out to",
    "placed_in_id": "In asset",
    "seen_at": "Seen",
    "accepted_at": "Accepted",
    "fields": "Fields of its class",
    "data_wiped": "Data wiped",
    "runs_out": "What",
}
"""How fields are called, where that is not their own name."""

LINES: Mapping[Event, str] = {
    Event.ASSET_ADDED: "{who} added it",
    Event.ASSET_EDITED: "{who} edited it",
    Event.ASSET_ASSIGNED: "{who} named its owner",
    Event.ASSET_MOVED: "{who} moved it on",
    Event.ASSET_CHECKED_OUT: "{who} handed it out",
    Event.ASSET_PLACED: "{who} handed it out",
    Event.ASSET_ACCEPTED: "{who} confirmed having it",
    Event.ASSET_DECLINED: "{who} did not take it",
    Event.ASSET_CHECKED_IN: "{who} took it back",
    Event.ASSET_MISSING: "{who} reported it missing",
    Event.ASSET_FOUND: "{who} reported it found",
    Event.ASSET_SEEN: "{who} saw it",
    Event.ASSET_RELATED: "{who} related it: {relation}",
    Event.ASSET_UNRELATED: "{who} took a relation away: {relation}",
    Event.ASSET_VOIDED: "{who} declared it a mistake",
    Event.ASSET_SEEN_ELSEWHERE: "{who} saw it elsewhere",
    Event.ASSET_NOT_HERE: "{who} did not find it",
    Event.ASSET_SIGNALLED: "{who} reported how it is",
    Event.ASSET_RENEWED: "{who} renewed it",
    Event.ASSET_RENEWAL_PROMISED: "{who} sees to what runs out",
    Event.ASSET_RENEWAL_PUT_OFF: "{who} wants to hear later of what runs out",
    Event.ASSET_FINDING: "{who} found something",
    Event.ASSET_AFFECTED: "{who} said that {incident} is about it",
    Event.ASSET_UNAFFECTED: "{who} said that {incident} is not about it",
}


def status(it: Status) -> str:
    return it.spoken.capitalize()


def field_name(name: str) -> str:
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def relation(kind: RelationKind, other: str, *, outwards: bool) -> str:
    """`depends on AST-2`, or `AST-2 depends on it`."""
    return f"{SAID[kind]} {other}" if outwards else f"{other} {SAID[kind]} it"


def age(since: datetime, now: datetime) -> str:
    """How long ago, as people say it."""
    passed = max(now - since, timedelta())
    for length, unit in (
        (timedelta(days=365), "year"),
        (timedelta(days=1), "day"),
        (timedelta(hours=1), "hour"),
        (timedelta(minutes=1), "minute"),
    ):
        count = passed // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
