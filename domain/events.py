"""Everything that can be said to have happened, and who hears of it beside the cards, which always follow."""

from collections.abc import Mapping
from enum import StrEnum


class Event(StrEnum):
    INCIDENT_RAISED = "incident.raised"
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    INCIDENT_STARTED = "incident.started"
    INCIDENT_ASSIGNED = "incident.assigned"
    INCIDENT_MOVED = "incident.moved"
    INCIDENT_HELD = "incident.held"
    INCIDENT_RESUMED = "incident.resumed"
    INCIDENT_RESOLVED = "incident.resolved"
    INCIDENT_REOPENED = "incident.reopened"
    INCIDENT_CLOSED = "incident.closed"
    INCIDENT_CANCELLED = "incident.cancelled"
    INCIDENT_MERGED = "incident.merged"
    INCIDENT_REASSESSED = "incident.reassessed"
    INCIDENT_OVERRIDDEN = "incident.overridden"
    INCIDENT_WATCHED = "incident.watched"
    INCIDENT_UNWATCHED = "incident.unwatched"
    INCIDENT_LINKED = "incident.linked"
    INCIDENT_UNLINKED = "incident.unlinked"
    INCIDENT_STALE = "incident.stale"
    HOLD_REMINDED = "hold.reminded"
    CLOCK_WARNED = "clock.warned"
    CLOCK_MISSED = "clock.missed"
    CLOCK_FAR_BEYOND = "clock.far_beyond"
    CLOCK_RECOUNTED = "clock.recounted"
    CLOCK_CANCELLED = "clock.cancelled"
    CLOCK_SNOOZED = "clock.snoozed"
    CLOCK_REMINDED = "clock.reminded"
    RATING_ASKED = "rating.asked"
    RATING_GIVEN = "rating.given"
    MAJOR_SUGGESTED = "major.suggested"
    MAJOR_PROPOSED = "major.proposed"
    MAJOR_DECLARED = "major.declared"
    MAJOR_DECLINED = "major.declined"
    MAJOR_DEMOTED = "major.demoted"
    MAJOR_REGRADED = "major.regraded"
    MAJOR_ROOM_OPENED = "major.room_opened"
    MAJOR_ROLE_TAKEN = "major.role_taken"
    MAJOR_ROLE_HANDED_OVER = "major.role_handed_over"
    MAJOR_UPDATED = "major.updated"
    MAJOR_UPDATE_NEAR = "major.update_near"
    MAJOR_UPDATE_MISSED = "major.update_missed"
    MAJOR_UPDATE_STILL_MISSING = "major.update_still_missing"
    MAJOR_MITIGATED = "major.mitigated"
    MAJOR_RELAPSED = "major.relapsed"
    MAJOR_REVIEW_NEAR = "major.review_near"
    MAJOR_REVIEW_OVERDUE = "major.review_overdue"
    MAJOR_REVIEWED = "major.reviewed"
    MAJOR_NOTED = "major.noted"
    COMMENT_WRITTEN = "comment.written"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DELETED = "comment.deleted"
    COMMENT_STRAYED = "comment.strayed"


class Hearer(StrEnum):
    REPORTER = "reporter"
    ASSIGNEE = "assignee"
    WATCHERS = "watchers"


HEARERS: Mapping[Event, tuple[Hearer, ...]] = {
    **dict.fromkeys(Event, ()),
    Event.INCIDENT_ACKNOWLEDGED: (Hearer.REPORTER, Hearer.WATCHERS),
    Event.INCIDENT_STARTED: (Hearer.REPORTER, Hearer.WATCHERS),
    Event.INCIDENT_ASSIGNED: (Hearer.ASSIGNEE,),
    Event.INCIDENT_MOVED: (Hearer.REPORTER, Hearer.WATCHERS),
    Event.INCIDENT_HELD: (Hearer.REPORTER, Hearer.WATCHERS),
    Event.INCIDENT_RESUMED: (Hearer.ASSIGNEE,),
    Event.INCIDENT_RESOLVED: (Hearer.REPORTER, Hearer.WATCHERS),
    Event.INCIDENT_REOPENED: (Hearer.ASSIGNEE, Hearer.WATCHERS),
    Event.INCIDENT_CANCELLED: (Hearer.REPORTER, Hearer.ASSIGNEE, Hearer.WATCHERS),
    Event.INCIDENT_MERGED: (Hearer.REPORTER, Hearer.ASSIGNEE, Hearer.WATCHERS),
    Event.INCIDENT_OVERRIDDEN: (Hearer.ASSIGNEE,),
    Event.HOLD_REMINDED: (Hearer.REPORTER,),
}
"""Who always gets a private sentence. Nobody is told what they did themselves. Who hears of clocks stands in `sla`."""

STEPS = (
    Event.INCIDENT_RAISED,
    Event.INCIDENT_ACKNOWLEDGED,
    Event.INCIDENT_STARTED,
    Event.INCIDENT_ASSIGNED,
    Event.INCIDENT_MOVED,
    Event.INCIDENT_HELD,
    Event.INCIDENT_RESUMED,
    Event.INCIDENT_RESOLVED,
    Event.INCIDENT_REOPENED,
    Event.INCIDENT_CLOSED,
    Event.INCIDENT_CANCELLED,
    Event.INCIDENT_MERGED,
    Event.INCIDENT_REASSESSED,
    Event.INCIDENT_OVERRIDDEN,
)
"""What was done to the incident itself, as its card tells."""

MAJOR_STEPS = (
    Event.MAJOR_SUGGESTED,
    Event.MAJOR_PROPOSED,
    Event.MAJOR_DECLARED,
    Event.MAJOR_DECLINED,
    Event.MAJOR_DEMOTED,
    Event.MAJOR_MITIGATED,
    Event.MAJOR_RELAPSED,
    Event.INCIDENT_RESOLVED,
    Event.INCIDENT_REOPENED,
    Event.MAJOR_REVIEWED,
)
"""What was done to a major incident's own state."""

QUIET = (Event.INCIDENT_RAISED, Event.MAJOR_NOTED)
"""What changes nothing that a card shows."""
