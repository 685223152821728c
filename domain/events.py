"""Everything that can be said to have happened, and who hears of it beside the cards, which always follow."""

from collections.abc import Mapping
from enum import StrEnum


class Event(StrEnum):
    INCIDENT_RAISED = "incident.raised"
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    INCIDENT_ASSIGNED = "incident.assigned"
    INCIDENT_RESOLVED = "incident.resolved"
    INCIDENT_REOPENED = "incident.reopened"
    COMMENT_WRITTEN = "comment.written"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DELETED = "comment.deleted"


class Hearer(StrEnum):
    REPORTER = "reporter"
    ASSIGNEE = "assignee"


HEARERS: Mapping[Event, tuple[Hearer, ...]] = {
    Event.INCIDENT_RAISED: (),
    Event.INCIDENT_ACKNOWLEDGED: (),
    Event.INCIDENT_ASSIGNED: (Hearer.ASSIGNEE,),
    Event.INCIDENT_RESOLVED: (Hearer.REPORTER,),
    Event.INCIDENT_REOPENED: (Hearer.ASSIGNEE,),
    Event.COMMENT_WRITTEN: (),
    Event.COMMENT_EDITED: (),
    Event.COMMENT_DELETED: (),
}
"""Who gets a private sentence. Nobody is told what they did themselves."""
