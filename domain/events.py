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
    INCIDENT_AFFECTS = "incident.affects"
    INCIDENT_IMPACT = "incident.impact"
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
    COMMENT_TOO_LATE = "comment.too_late"
    CHANGE_REQUESTED = "change.requested"
    CHANGE_EDITED = "change.edited"
    CHANGE_ASSESSED = "change.assessed"
    CHANGE_RISK_SET = "change.risk_set"
    CHANGE_IMPACT = "change.impact"
    CHANGE_RETURNED = "change.returned"
    CHANGE_APPROVED = "change.approved"
    CHANGE_REJECTED = "change.rejected"
    CHANGE_REFUSED_AFTERWARDS = "change.refused_afterwards"
    CHANGE_CANCELLED = "change.cancelled"
    CHANGE_HELD = "change.held"
    CHANGE_RELEASED = "change.released"
    CHANGE_START_NEAR = "change.start_near"
    CHANGE_STARTED = "change.started"
    CHANGE_OVERRUN = "change.overrun"
    CHANGE_FINISHED = "change.finished"
    CHANGE_REVIEW_NEAR = "change.review_near"
    CHANGE_REVIEW_OVERDUE = "change.review_overdue"
    CHANGE_REVIEWED = "change.reviewed"
    CHANGE_LINKED = "change.linked"
    CHANGE_REST_DUE = "change.rest_due"
    CHANGE_COMPLETED = "change.completed"
    CHANGE_COMMENTED = "change.commented"
    CHANGE_COMMENT_EDITED = "change.comment_edited"
    CHANGE_COMMENT_DELETED = "change.comment_deleted"
    STAGE_OPENED = "approval.stage_opened"
    STAGE_APPROVED = "approval.stage_approved"
    STAGE_BLOCKED = "approval.stage_blocked"
    VOTE_CAST = "approval.vote_cast"
    VOTE_WITHDRAWN = "approval.vote_withdrawn"
    APPROVAL_REMINDED = "approval.reminded"
    APPROVAL_ESCALATED = "approval.escalated"
    APPROVAL_EXPIRED = "approval.expired"
    APPROVAL_LAPSED = "approval.lapsed"
    APPROVAL_REVOKED = "approval.revoked"
    APPROVAL_OBJECTED = "approval.objected"
    ALTERNATES_NAMED = "approval.alternates_named"
    ELECTOR_REMOVED = "approval.elector_removed"
    EXCEPTION_ASKED = "exception.asked"
    EXCEPTION_GRANTED = "exception.granted"
    DELEGATION_MADE = "delegation.made"
    DELEGATION_ENDED = "delegation.ended"
    ASSET_ADDED = "asset.added"
    ASSET_EDITED = "asset.edited"
    ASSET_ASSIGNED = "asset.assigned"
    ASSET_MOVED = "asset.moved"
    ASSET_CHECKED_OUT = "asset.checked_out"
    ASSET_PLACED = "asset.placed"
    ASSET_ACCEPTED = "asset.accepted"
    ASSET_DECLINED = "asset.declined"
    ASSET_CHECKED_IN = "asset.checked_in"
    ASSET_MISSING = "asset.missing"
    ASSET_FOUND = "asset.found"
    ASSET_SEEN = "asset.seen"
    ASSET_RELATED = "asset.related"
    ASSET_UNRELATED = "asset.unrelated"
    ASSET_VOIDED = "asset.voided"
    ASSET_RENEWED = "asset.renewed"
    ASSET_RENEWAL_PROMISED = "asset.renewal_promised"
    ASSET_RENEWAL_PUT_OFF = "asset.renewal_put_off"
    ASSET_AFFECTED = "asset.affected"
    ASSET_UNAFFECTED = "asset.unaffected"
    ASSET_SIGNALLED = "asset.signalled"
    ASSET_SEEN_ELSEWHERE = "asset.seen_elsewhere"
    ASSET_NOT_HERE = "asset.not_here"
    ASSET_FINDING = "asset.finding"
    AUDIT_OPENED = "audit.opened"
    AUDIT_CLOSED = "audit.closed"
    TOKEN_MADE = "token.made"
    TOKEN_REVOKED = "token.revoked"
    DIGEST_SUBSCRIBED = "digest.subscribed"
    DIGEST_PAUSED = "digest.paused"
    DIGEST_RESUMED = "digest.resumed"
    DIGEST_ENDED = "digest.ended"


class Hearer(StrEnum):
    """A change is reported by its requester and assigned to its implementer; an asset has its owner and its holder."""

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
    Event.CHANGE_EDITED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_RETURNED: (Hearer.REPORTER,),
    Event.CHANGE_APPROVED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_REJECTED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_REFUSED_AFTERWARDS: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_CANCELLED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_HELD: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_RELEASED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_START_NEAR: (Hearer.ASSIGNEE,),
    Event.CHANGE_STARTED: (Hearer.REPORTER,),
    Event.CHANGE_OVERRUN: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_FINISHED: (Hearer.REPORTER,),
    Event.CHANGE_REST_DUE: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.CHANGE_REVIEWED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.STAGE_BLOCKED: (Hearer.REPORTER,),
    Event.ASSET_ASSIGNED: (Hearer.REPORTER,),
    Event.ASSET_CHECKED_OUT: (Hearer.ASSIGNEE,),
    Event.ASSET_DECLINED: (Hearer.REPORTER,),
    Event.ASSET_MISSING: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.ASSET_FOUND: (Hearer.REPORTER,),
    Event.APPROVAL_EXPIRED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.APPROVAL_LAPSED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.APPROVAL_REVOKED: (Hearer.REPORTER, Hearer.ASSIGNEE),
    Event.APPROVAL_OBJECTED: (Hearer.REPORTER, Hearer.ASSIGNEE),
}
"""Who always gets a private sentence. Nobody is told what they did themselves. Who hears of clocks stands in `sla`."""

ABOUT_CHANGES = tuple(
    event
    for event in Event
    if event.startswith(("change.", "approval.", "exception.", "delegation."))
)
ABOUT_ASSETS = tuple(event for event in Event if event.startswith("asset."))
ABOUT_DIGESTS = tuple(event for event in Event if event.startswith("digest."))
ABOUT_AUDITS = tuple(event for event in Event if event.startswith("audit."))
ABOUT_INCIDENTS = tuple(
    event
    for event in Event
    if event not in (*ABOUT_CHANGES, *ABOUT_ASSETS, *ABOUT_DIGESTS, *ABOUT_AUDITS)
)

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

CHANGE_STEPS = (
    Event.CHANGE_REQUESTED,
    Event.CHANGE_EDITED,
    Event.CHANGE_ASSESSED,
    Event.CHANGE_RISK_SET,
    Event.CHANGE_IMPACT,
    Event.CHANGE_RETURNED,
    Event.CHANGE_APPROVED,
    Event.CHANGE_REJECTED,
    Event.CHANGE_REFUSED_AFTERWARDS,
    Event.CHANGE_CANCELLED,
    Event.CHANGE_HELD,
    Event.CHANGE_RELEASED,
    Event.CHANGE_STARTED,
    Event.CHANGE_FINISHED,
    Event.CHANGE_COMPLETED,
    Event.CHANGE_REVIEWED,
    Event.STAGE_APPROVED,
    Event.STAGE_BLOCKED,
    Event.VOTE_CAST,
    Event.VOTE_WITHDRAWN,
    Event.APPROVAL_EXPIRED,
    Event.APPROVAL_LAPSED,
    Event.APPROVAL_REVOKED,
    Event.APPROVAL_OBJECTED,
    Event.ALTERNATES_NAMED,
)
"""What was done to a change, as its card tells."""

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

AROUND_ASSETS = (
    Event.ASSET_AFFECTED,
    Event.ASSET_UNAFFECTED,
    Event.ASSET_SIGNALLED,
    Event.ASSET_FINDING,
)
"""What happened around an asset and changed nothing that is written down of it."""

QUIET = (Event.INCIDENT_RAISED, Event.MAJOR_NOTED, *AROUND_ASSETS)
"""What changes nothing that a card shows."""
