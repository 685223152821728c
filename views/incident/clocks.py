"""SLA clocks as people read them: the lines on a card, why they stand where they stand, and what alarms say."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.events import Event
from domain.incident.clocks import Kind, Piece
from domain.incident.sla import ClockState, Measure
from domain.text import duration
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.journal import Entry
from views import words
from views.blocks import Block, Content, context, escaped, header, markdown, moment, section, table

TOLD_LATE = "_(told late)_"

ROWS = 40
"""Pieces of time shown at most, the latest."""

_STATES: Mapping[ClockState, str] = {
    ClockState.RUNNING: "due {due}",
    ClockState.HELD: "⏸️ on hold",
    ClockState.MET: "✅ met",
    ClockState.MISSED_RUNNING: "🔴 missed {missed}",
    ClockState.MISSED: "🔴 missed {missed}",
    ClockState.CANCELLED: "no longer promised",
}

_ALARMS: Mapping[Event, str] = {
    Event.CLOCK_WARNED: "⏰ *{number}*: {percent} % of the {measure} time is used up. It is due {due}.",
    Event.CLOCK_MISSED: "🔴 *{number}*: the {measure} time is missed. It was due {due}.",
    Event.CLOCK_FAR_BEYOND: "🔴 *{number}*: the {measure} time is exceeded by far ({percent} %). It was due {due}.",
}


def lines(clocks: Sequence[Clock]) -> list[Block]:
    """One line for each clock, as facts of a card."""
    return [markdown(f"*{words.MEASURES[clock.measure]}*\n{_standing(clock)}") for clock in clocks]


def why(
    incident: Incident, explained: Sequence[tuple[Clock, int, Sequence[Piece]]], zone: str
) -> Content:
    """How each minute was counted; times in the reader's own zone."""
    number = incident.number
    if not explained:
        nothing = f"Nothing is promised for *{number}*, so no clock runs."
        return {"text": nothing, "blocks": [section(markdown(nothing))]}
    blocks = [header(f"{number} · how its time was counted")]
    for clock, elapsed, pieces in explained:
        target = duration(timedelta(seconds=clock.target or 0))
        blocks.append(
            section(
                markdown(
                    f"*{words.MEASURES[clock.measure]}*: {_standing(clock)}\n"
                    f"{duration(timedelta(seconds=elapsed))} of {target} are used up, "
                    f"by the policy _{escaped(clock.policy)}_ and the calendar _{escaped(clock.calendar)}_."
                )
            )
        )
        if pieces:
            blocks.append(_table(pieces, ZoneInfo(zone)))
    blocks.append(context([markdown(f"Times are those of {zone}.")]))
    return {"text": f"{number}: how its time was counted", "blocks": blocks}


def alarm(event: Event, facts: Mapping[str, Any], number: str) -> str:
    """What an alarm says."""
    due = facts.get("due")
    sentence = _ALARMS[event].format(
        number=number,
        percent=facts["percent"],
        measure=words.MEASURES[Measure(facts["measure"])].lower(),
        due=moment(datetime.fromisoformat(due)) if due else "later: it is on hold",
    )
    return f"{sentence} {TOLD_LATE}" if facts.get("late") else sentence


def told(entry: Entry) -> str:
    """When it is due since a calendar was edited, and when it was due before."""
    if entry.event is not Event.CLOCK_RECOUNTED:
        return ""
    before, after = (_due(facts) for facts in (entry.before, entry.after))
    return f": {after} instead of {before}"


def _due(facts: Mapping[str, Any] | None) -> str:
    due = (facts or {}).get("due")
    return moment(datetime.fromisoformat(due)) if due else "no longer in sight"


def _standing(clock: Clock) -> str:
    due = moment(clock.due_at) if clock.due_at else "–"
    missed = moment(clock.missed_at) if clock.missed_at else ""
    return _STATES[clock.state].format(due=due, missed=missed)


def _table(pieces: Sequence[Piece], zone: ZoneInfo) -> Block:
    shown = pieces[-ROWS:]
    total = sum(it.seconds for it in pieces[: -len(shown)] if it.kind is Kind.COUNTED)
    rows = []
    for piece in shown:
        total += piece.seconds if piece.kind is Kind.COUNTED else 0
        rows.append(
            (
                _local(piece.start, zone),
                _end(piece, zone),
                piece.kind,
                duration(timedelta(seconds=piece.seconds)),
                duration(timedelta(seconds=total)),
            )
        )
    return table(("from", "to", "", "for", "counted so far"), rows)


def _local(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {_time(local)}"


def _end(piece: Piece, zone: ZoneInfo) -> str:
    """With its day where that is another: a phone is narrow."""
    start, end = piece.start.astimezone(zone), piece.end.astimezone(zone)
    return _time(end) if end.date() == start.date() else _local(end, zone)


def _time(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
