"""Rules such as "every Sunday": RFC 5545's RRULE, as far as windows need it, and never without an end.

A rule speaks of local dates; the time of day is that of the first time. It is worked out once, for `HORIZON` at most,
so that no rule, however it is written, can make anybody wait.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

HORIZON = timedelta(days=20 * 365 + 5)
"""Nobody knows what is to be in twenty years."""

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_COUNTED = ("INTERVAL", "COUNT")
_BY_DATE = ("BYMONTHDAY", "BYSETPOS")
PARTS = ("FREQ", *_COUNTED, "UNTIL", "BYDAY", "BYMONTH", *_BY_DATE, "WKST")
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")


def checked_rule(rule: str, begins: datetime, zone: ZoneInfo) -> str:
    """The rule in capitals, its end in local time, if it can be followed from `begins` on.

    Raises ValueError with a sentence that says what is allowed.
    """
    parts = _parts(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = _local_end(parts["UNTIL"], zone)
    written = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        first = next(iter(rrulestr(written, dtstart=begins)), None)
    except ValueError as error:
        raise ValueError(f"{rule!r} cannot be read: {error}") from None
    if first is None:
        raise ValueError(f"{rule!r} never happens")
    if first != begins:
        raise ValueError(
            f"begins is {begins:%A}, {begins.day} {begins:%B %Y}, and {rule!r} happens for the first time "
            f"on {first:%A}, {first.day} {first:%B %Y}: begin then"
        )
    if not {"COUNT", "UNTIL"} & set(parts):
        raise ValueError(
            f"{rule!r} has no end. Add COUNT (how many times) or UNTIL (the last day, such as "
            f"UNTIL={begins.year + 5}1231), so that somebody looks at it again"
        )
    if any(at > begins + HORIZON for at in _until_well_beyond(written, begins)):
        raise ValueError(f"{rule!r} goes on for more than 20 years. Let it end earlier")
    return written


def occurrences(rule: str, begins: datetime) -> tuple[datetime, ...]:
    """Every local time at which it happens, the first among them, in order, within the horizon."""
    beyond = begins + HORIZON
    return tuple(takewhile(lambda at: at <= beyond, rrulestr(rule, dtstart=begins)))


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for each in rule.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = each.partition("=")
        if name not in PARTS or not value or name in parts:
            raise ValueError(
                f"{rule!r} is not a rule: {each!r} cannot stand there. "
                f"It takes each of these once: {', '.join(PARTS)}; such as FREQ=WEEKLY;BYDAY=SU;COUNT=52"
            )
        parts[name] = value
    _check(rule, parts)
    return parts


def _check(rule: str, parts: Mapping[str, str]) -> None:
    frequency = parts.get("FREQ")
    if frequency not in FREQUENCIES:
        raise ValueError(f"{rule!r} needs a FREQ of {', '.join(FREQUENCIES)}")
    if {"COUNT", "UNTIL"} <= set(parts):
        raise ValueError(f"{rule!r} ends twice: COUNT and UNTIL exclude each other")
    for name in _COUNTED:
        if name in parts and not re.fullmatch(r"[1-9]\d{0,3}", parts[name]):
            raise ValueError(f"{rule!r}: {name} is a number from 1 to 9999")
    for name in _BY_DATE:
        if name in parts and frequency in ("DAILY", "WEEKLY"):
            raise ValueError(f"{rule!r}: {name} goes with MONTHLY and YEARLY only")


def _local_end(until: str, zone: ZoneInfo) -> str:
    """A day alone is the whole day; a moment in UTC is one on the zone's clocks."""
    found = _UNTIL.fullmatch(until)
    if found is None:
        raise ValueError(f"UNTIL={until} is not a day, such as UNTIL=20301231")
    day, clock, is_utc = found.groups()
    try:
        last = datetime.strptime(f"{day}T{clock or '235959'}", "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"UNTIL={until}: there is no such day or time") from None
    if is_utc:
        last = last.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return f"{last:%Y%m%dT%H%M%S}"


def _until_well_beyond(rule: str, begins: datetime) -> Iterator[datetime]:
    """As far as is needed to see that it goes on beyond the horizon."""
    return takewhile(lambda at: at <= begins + 2 * HORIZON, rrulestr(rule, dtstart=begins))
