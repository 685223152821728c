"""What happened, line by line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incident.sla import Measure
from domain.incidents import CancelReason
from domain.majors import MajorRole, Severity
from domain.text import clean_line, cut, with_names
from storage.incident.ratings import Rating
from storage.journal import Entry
from storage.sheets import IncidentSheet
from views import timelines, words
from views.blocks import Block, Content, context, escaped, markdown, moment, plain, who
from views.incident import affected, clocks, kin

STEP_LINES: Mapping[Event, str] = {
    Event.INCIDENT_RAISED: "{who} raised it",
    Event.INCIDENT_ACKNOWLEDGED: "{who} acknowledged it",
    Event.INCIDENT_STARTED: "{who} took it up with its parent",
    Event.INCIDENT_ASSIGNED: "{who} assigned it to {assignee}",
    Event.INCIDENT_MOVED: "{who} handed it to another team",
    Event.INCIDENT_HELD: "{who} put it on hold{because}",
    Event.INCIDENT_RESUMED: "{who} resumed it",
    Event.INCIDENT_RESOLVED: "{who} resolved it",
    Event.INCIDENT_REOPENED: "{who} reopened it",
    Event.INCIDENT_CLOSED: "{who} closed it",
    Event.INCIDENT_CANCELLED: "{who} cancelled it{because}",
    Event.INCIDENT_MERGED: "{who} merged it into {into}",
    Event.INCIDENT_REASSESSED: "{who} changed impact and urgency{becomes}",
    Event.INCIDENT_OVERRIDDEN: "{who} set its priority{priority}",
}

_OTHER_LINES: Mapping[Event, str] = {
    Event.INCIDENT_WATCHED: "{who} watches it",
    Event.INCIDENT_UNWATCHED: "{who} no longer watches it",
    Event.INCIDENT_LINKED: "{who} linked it",
    Event.INCIDENT_UNLINKED: "{who} took a link away",
    Event.INCIDENT_AFFECTS: "{who} said what is affected{affected}",
    Event.INCIDENT_IMPACT: "{who} said what is not hit{affected}",
    Event.INCIDENT_STALE: "nothing had happened for days",
    Event.HOLD_REMINDED: "the requester was reminded",
    Event.CLOCK_WARNED: "{percent} % of the {measure} time was used up",
    Event.CLOCK_MISSED: "the {measure} time was missed",
    Event.CLOCK_FAR_BEYOND: "the {measure} time was exceeded by far ({percent} %)",
    Event.CLOCK_RECOUNTED: "a calendar was edited, and the {measure} is due at another time",
    Event.CLOCK_CANCELLED: "the {measure} is no longer promised",
    Event.CLOCK_SNOOZED: "{who} snoozed reminders",
    Event.CLOCK_REMINDED: "a snoozed reminder was due",
    Event.RATING_ASKED: "the requester was asked how it went",
    Event.RATING_GIVEN: "the requester rated it{score}",
    Event.MAJOR_SUGGESTED: "it was taken for a candidate for a major incident",
    Event.MAJOR_PROPOSED: "{who} proposed it as a major incident",
    Event.MAJOR_DECLARED: "{who} declared it a major incident, {severity}",
    Event.MAJOR_DECLINED: "{who} decided that it is not a major incident",
    Event.MAJOR_DEMOTED: "{who} decided that it is no longer a major incident",
    Event.MAJOR_REGRADED: "{who} made it {severity}",
    Event.MAJOR_ROOM_OPENED: "its own channel was opened",
    Event.MAJOR_ROLE_TAKEN: "{who} took the role {role}",
    Event.MAJOR_ROLE_HANDED_OVER: "{who} handed the role {role} to {holder}",
    Event.MAJOR_UPDATED: "{who} gave an update",
    Event.MAJOR_UPDATE_NEAR: "an update was due soon",
    Event.MAJOR_UPDATE_MISSED: "an update was missed",
    Event.MAJOR_UPDATE_STILL_MISSING: "an update was still missing",
    Event.MAJOR_MITIGATED: "{who} reported the service back",
    Event.MAJOR_RELAPSED: "{who} reported that the service was not back after all",
    Event.MAJOR_REVIEW_NEAR: "its review was due soon",
    Event.MAJOR_REVIEW_OVERDUE: "its review was overdue",
    Event.MAJOR_REVIEWED: "{who} closed its review",
    Event.MAJOR_NOTED: "{who} wrote in its channel",
    Event.COMMENT_WRITTEN: "{who} commented",
    Event.COMMENT_EDITED: "{who} edited a comment",
    Event.COMMENT_DELETED: "{who} deleted a comment",
    Event.COMMENT_TOO_LATE: "{who} commented when it was over",
    Event.COMMENT_STRAYED: "{who} commented, and where it was merged into cannot be found",
    Event.TOKEN_MADE: "{who} made it",
    Event.TOKEN_REVOKED: "{who} revoked it",
}

WHY_SHOWN = 150

_REASONS: Mapping[Event, Callable[[str], str]] = {
    Event.INCIDENT_HELD: lambda reason: words.HOLD_REASONS[HoldReason(reason)],
    Event.INCIDENT_CANCELLED: lambda reason: words.CANCEL_REASONS[CancelReason(reason)],
}

_TELLS_WHY = {Event.INCIDENT_REOPENED, Event.INCIDENT_MOVED, Event.INCIDENT_OVERRIDDEN}
"""Steps whose reason stands in the history; others have it elsewhere on the card."""


def timeline(sheet: IncidentSheet, entries: Sequence[Entry]) -> Content:
    return timelines.timeline(sheet.incident.number, entries, lambda entry: _told(entry, sheet))


def history(sheet: IncidentSheet) -> list[Block]:
    """The latest steps in one line, as a card tells them."""
    elements = []
    for entry in sheet.steps:
        elements.append(markdown(f"{in_words(entry, who)} · {moment(entry.at)}"))
        if entry.event in _TELLS_WHY and entry.why:
            elements.append(plain(f"“{_why(entry.why, sheet.names)}”"))
    return [context(elements)] if elements else []


def in_words(entry: Entry, called: Callable[[str], str]) -> str:
    """What happened, in a few words; `called` says what somebody is called."""
    facts = entry.after or {}
    assignee, holder = facts.get("assignee"), facts.get("holder")
    line = STEP_LINES.get(entry.event) or _OTHER_LINES[entry.event]
    return line.format(
        who=called(entry.actor_id),
        assignee=called(assignee) if assignee else "nobody",
        into=facts.get("into", "another"),
        holder=called(holder) if holder else "nobody",
        role=words.ROLES[MajorRole(facts["role"])] if "role" in facts else "",
        severity=words.SEVERITIES[Severity(facts["severity"])] if "severity" in facts else "",
        measure=words.MEASURES[Measure(facts["measure"])].lower() if "measure" in facts else "",
        percent=facts.get("percent"),
        priority=f" to P{facts['priority']}" if "priority" in facts else "",
        becomes=f", which makes it P{facts['priority']}" if "priority" in facts else "",
        score=f" {facts['score']} of 5" if "score" in facts else "",
        because=_because(entry.event, facts),
        affected=affected.told(facts),
    )


def reason(entry: Entry, rating: Rating | None = None) -> str | None:
    """Why it was done, in somebody's words. What was said with a rating is told from the `rating`, as long as it is
    kept: what the journal of earlier versions holds of it is not told any more.
    """
    if entry.event is not Event.RATING_GIVEN:
        return entry.why
    return rating.comment if rating and rating.answered_at == entry.at else None


def _because(event: Event, facts: Mapping[str, Any]) -> str:
    """The reason that was chosen, behind a comma."""
    if event not in _REASONS or "reason" not in facts:
        return ""
    said = _REASONS[event](facts["reason"])
    return f", {said[0].lower()}{said[1:]}"


def _told(entry: Entry, sheet: IncidentSheet) -> Block:
    told = in_words(entry, who) + kin.told(entry.event, entry.after or {}) + clocks.told(entry)
    if why := reason(entry, sheet.rating):
        told += f": {escaped(_why(why, sheet.names))}"
    return context([markdown(f"{moment(entry.at)} · {told}")])


def _why(said: str, names: Mapping[str, str]) -> str:
    return cut(clean_line(with_names(said, names)), WHY_SHOWN)
