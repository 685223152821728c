"""The calendar of changes as calendar programs read it (iCalendar, RFC 5545)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from domain.calendars import Span
from domain.change.risk import Risk
from domain.change.windows import Window
from domain.changes import ChangeState
from storage.change.feeds import Agenda
from storage.changes import Change

NAME = "Changes"
MADE_BY = "-//Steward//Calendar of changes//EN"
ASK_AGAIN = timedelta(minutes=15)

STANDING: Mapping[ChangeState, str] = {
    ChangeState.ASSESSMENT: "is being assessed",
    ChangeState.APPROVAL: "waits for approval",
    ChangeState.SCHEDULED: "approved and scheduled",
    ChangeState.IMPLEMENTING: "is being carried out",
}
DECIDED = (ChangeState.SCHEDULED, ChangeState.IMPLEMENTING)


def as_icalendar(agenda: Agenda) -> bytes:
    """The same bytes for the same agenda."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MADE_BY)
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for change in agenda.changes:
        calendar.add_component(_change(change, agenda))
    for freeze, span in agenda.freezes:
        calendar.add_component(_freeze(freeze, span, agenda.link))
    written: bytes = calendar.to_ical()
    return written


def _change(change: Change, agenda: Agenda) -> Event:
    """Who carries it out is busy then; everybody else is not."""
    who = agenda.names.get(change.implementer_id, "somebody")
    lines = [
        STANDING[change.state].capitalize(),
        f"Risk: {Risk(change.risk).name.lower().replace('_', ' ')}",
        f"Carried out by {who}",
        f"/change {change.number} shows it in Slack.",
    ]
    event = _event(f"{change.number}.{agenda.link}", (change.starts_at, change.ends_at))
    event.add("summary", f"{change.number} {change.title}")
    event.add("description", "\n".join(lines))
    event.add("dtstamp", change.entered_at)
    event.add("sequence", change.version)
    event.add("status", "CONFIRMED" if change.state in DECIDED else "TENTATIVE")
    event.add("categories", [change.service] if change.service else [NAME])
    event.add("transp", "OPAQUE" if change.implementer_id == agenda.reader_id else "TRANSPARENT")
    return event


def _freeze(freeze: Window, span: Span, link: str) -> Event:
    of = ", ".join([*sorted(freeze.services), *sorted(freeze.assets)]) or "everything"
    meaning = "Nothing is changed then" if freeze.is_hard else "Better not change anything then"
    allowed = ", ".join(sorted(freeze.allows))
    name = sha256(freeze.name.encode()).hexdigest()[:12]
    event = _event(f"freeze-{name}-{span[0]:%Y%m%dT%H%M%SZ}.{link}", span)
    event.add("summary", f"Freeze: {freeze.name}")
    event.add(
        "description",
        f"{meaning}: {of}." + (f"\nExcept {allowed} changes." if allowed else ""),
    )
    event.add("dtstamp", span[0])
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    event.add("categories", ["Freeze"])
    event.add("transp", "TRANSPARENT")
    return event


def _event(id_: str, span: Span) -> Event:
    event = Event()
    event.add("uid", f"{id_}@steward")
    event.add("dtstart", _utc(span[0]))
    event.add("dtend", _utc(span[1]))
    return event


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
