"""What has to be so before an asset goes from one status to another (ITSM semantics, section 5.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.assets import WEIGHTY, AssetClass, Criticality, Monitoring, Status
from domain.text import says_something

APPROVED_ABOVE = 1000
"""What an asset may cost, in whole units of the company's money, before somebody says yes to the order."""


class Guard(StrEnum):
    """What has to be so before a move."""

    APPROVED = "approved"
    IDENTIFIED = "identified"
    RESERVED_UNTIL = "reserved_until"
    CHECKLIST = "checklist"
    ANSWERED_FOR = "answered_for"
    WATCHED = "watched"
    WORK_IS_KNOWN = "work_is_known"
    CHECKED_IN = "checked_in"
    NOTHING_DEPENDS = "nothing_depends"
    NO_OPEN_WORK = "no_open_work"
    DATA_WIPED = "data_wiped"
    ACCESS_RELEASED = "access_released"
    DOCUMENT = "document"
    REASON = "reason"
    CHECKED = "checked"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An asset before a move, and what is known around it.

    `dependants` and `open_work` are the numbers of what depends on it in operations, and of open incidents and planned
    changes about it.
    """

    number: str
    status: Status
    asset_class: AssetClass = AssetClass.HARDWARE
    tag: str | None = None
    serial: str | None = None
    owner_id: str | None = None
    team_key: str | None = None
    criticality: Criticality | None = None
    environment: str | None = None
    monitoring: Monitoring | None = None
    monitoring_reason: str = ""
    is_held: bool = False
    cost: int | None = None
    fields: Mapping[str, object] | None = None
    dependants: Sequence[str] = ()
    open_work: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What whoever moves it brings along. `link` is the number of a change or an incident."""

    reason: str = ""
    link: str = ""
    document: str = ""
    data_wiped: str = ""
    approved_by: str = ""
    reserved_until: date | None = None
    checklist_done: bool = False
    access_released: bool = False


Found = tuple[str | None, str]
"""The field of the form it is about, None where it is the asset itself; and a sentence, empty where all is well."""

_FINE: Found = (None, "")


def _asks(field: str, sentence: str, is_fine: Callable[[Evidence], bool]) -> Callable[..., Found]:
    """A guard that only asks for something to be said."""
    return lambda asset, given, today: _FINE if is_fine(given) else (field, sentence)


def _approved(asset: Standing, given: Evidence, today: date) -> Found:
    if (asset.cost or 0) <= APPROVED_ABOVE or says_something(given.approved_by):
        return _FINE
    return ("approved_by", f"It costs more than {APPROVED_ABOVE:,}. Say who said yes to the order.")


def _identified(asset: Standing, given: Evidence, today: date) -> Found:
    return _FINE if asset.tag or asset.serial else (None, "Give it a tag or its serial number.")


def _reserved_until(asset: Standing, given: Evidence, today: date) -> Found:
    if given.reserved_until is None:
        return ("reserved_until", "Say until which day it is reserved.")
    if given.reserved_until < today:
        return ("reserved_until", "This day is past. Choose one to come.")
    return _FINE


def _answered_for(asset: Standing, given: Evidence, today: date) -> Found:
    has = {
        "an owner": asset.owner_id,
        "a support team": asset.team_key,
        "a criticality": asset.criticality,
        "an environment": asset.environment,
    }
    missing = [what for what, it in has.items() if not it]
    return (None, f"It needs {' and '.join(missing)}. Edit it first.") if missing else _FINE


def _watched(asset: Standing, given: Evidence, today: date) -> Found:
    if asset.criticality not in WEIGHTY:
        return _FINE
    excepted = asset.monitoring is Monitoring.NOT_COVERED and says_something(
        asset.monitoring_reason
    )
    if asset.monitoring is not Monitoring.COVERED and not excepted:
        return (None, "It is critical: say how it is monitored, or why it is not. Edit it first.")
    if not says_something(given.link):
        return ("link", "It is critical: name the change that puts it into use, such as CHG-12.")
    return _FINE


def _work_is_known(asset: Standing, given: Evidence, today: date) -> Found:
    if asset.criticality not in WEIGHTY or says_something(given.link):
        return _FINE
    return ("link", "It is critical: name the change or the incident this is for, such as CHG-12.")


def _checked_in(asset: Standing, given: Evidence, today: date) -> Found:
    return (None, "Somebody has it: check it in first.") if asset.is_held else _FINE


def _nothing_depends(asset: Standing, given: Evidence, today: date) -> Found:
    if not asset.dependants:
        return _FINE
    some = ", ".join(asset.dependants[:5])
    more = f" and {len(asset.dependants) - 5} more" if len(asset.dependants) > 5 else ""
    return (None, f"{some}{more} in operations would miss it: move or unrelate them first.")


def _no_open_work(asset: Standing, given: Evidence, today: date) -> Found:
    if not asset.open_work:
        return _FINE
    return (None, f"{', '.join(asset.open_work[:5])} about it is not over: finish that first.")


GUARDS: Mapping[Guard, Callable[[Standing, Evidence, date], Found]] = {
    Guard.APPROVED: _approved,
    Guard.IDENTIFIED: _identified,
    Guard.RESERVED_UNTIL: _reserved_until,
    Guard.CHECKLIST: _asks(
        "checklist_done", "Go through its checklist first.", lambda given: given.checklist_done
    ),
    Guard.ANSWERED_FOR: _answered_for,
    Guard.WATCHED: _watched,
    Guard.WORK_IS_KNOWN: _work_is_known,
    Guard.CHECKED_IN: _checked_in,
    Guard.NOTHING_DEPENDS: _nothing_depends,
    Guard.NO_OPEN_WORK: _no_open_work,
    Guard.DATA_WIPED: _asks(
        "data_wiped",
        "Say how its data was wiped, or that it has none.",
        lambda given: says_something(given.data_wiped),
    ),
    Guard.ACCESS_RELEASED: _asks(
        "access_released",
        "Release its licences and accesses first.",
        lambda given: given.access_released,
    ),
    Guard.DOCUMENT: _asks(
        "document",
        "Name the certificate or document that shows it.",
        lambda given: says_something(given.document),
    ),
    Guard.REASON: _asks(
        "reason", "Say in a sentence why.", lambda given: says_something(given.reason)
    ),
    Guard.CHECKED: _asks(
        "checklist_done",
        "Look it over first, and say that it is fit.",
        lambda given: given.checklist_done,
    ),
}
