"""Every id that travels to Slack and back, exactly once.

A `Button` is an `action_id`, a `Form` a view's `callback_id`, a `Shortcut` a shortcut's `callback_id`, a `Field` the
`block_id` and the `action_id` of one input. The manifest and the handlers' table of contents are compared with these.
"""

from enum import StrEnum


class Command(StrEnum):
    INCIDENT = "/incident"
    STEWARD = "/steward"


class Button(StrEnum):
    ACKNOWLEDGE_INCIDENT = "incident.acknowledge"
    ASSIGN_INCIDENT = "incident.assign"
    HOLD_INCIDENT = "incident.hold"
    RESUME_INCIDENT = "incident.resume"
    RESOLVE_INCIDENT = "incident.resolve"
    CONFIRM_INCIDENT = "incident.confirm"
    REOPEN_INCIDENT = "incident.reopen"
    CANCEL_INCIDENT = "incident.cancel"
    MORE_OF_INCIDENT = "incident.more"
    EXPLAIN_CLOCKS = "clock.explain"
    SNOOZE_CLOCK = "clock.snooze"
    RATE_1 = "rating.give_1"
    RATE_2 = "rating.give_2"
    RATE_3 = "rating.give_3"
    RATE_4 = "rating.give_4"
    RATE_5 = "rating.give_5"
    DECLARE_MAJOR = "major.declare"
    DECLINE_MAJOR = "major.decline"
    TAKE_COMMANDER = "major.take_commander"
    TAKE_COMMUNICATIONS = "major.take_communications"
    TAKE_SCRIBE = "major.take_scribe"
    POST_UPDATE = "major.update"
    MITIGATE_MAJOR = "major.mitigate"
    MORE_OF_MAJOR = "major.more"
    DRAFT_REVIEW = "review.draft"
    REVIEW_MAJOR = "review.done"
    SHOW_INCIDENT = "incident.show"
    FIRST_PAGE_OF_INCIDENTS = "incident.first_page"
    NEXT_PAGE_OF_INCIDENTS = "incident.next_page"
    RAISE_INCIDENT = "incident.raise"
    WATCH_INSTEAD = "incident.watch_instead"
    FOLLOW_INCIDENT = "incident.follow"
    OPEN_LINK = "link.open"
    RETRY_NOTICES = "steward.retry_notices"


class More(StrEnum):
    """What stands in an incident's menus, before its number. The first five fit on its card."""

    TAKE = "take"
    PRIORITY = "priority"
    WHY = "why"
    TIMELINE = "timeline"
    ALL = "all"
    MAJOR = "major"
    MOVE = "move"
    MERGE = "merge"
    LINK = "link"
    UNLINK = "unlink"
    WATCH = "watch"
    UNWATCH = "unwatch"
    CANCEL = "cancel"


class MoreOfMajor(StrEnum):
    """What stands in a status message's overflow menu, before the incident's number."""

    HAND_OVER = "hand_over"
    REGRADE = "regrade"
    RELAPSE = "relapse"
    DEMOTE = "demote"


class Form(StrEnum):
    RAISE_INCIDENT = "incident.raise"
    ASSIGN_INCIDENT = "incident.assign"
    HOLD_INCIDENT = "incident.hold"
    RESOLVE_INCIDENT = "incident.resolve"
    REOPEN_INCIDENT = "incident.reopen"
    CANCEL_INCIDENT = "incident.cancel"
    MOVE_INCIDENT = "incident.move"
    SET_PRIORITY = "incident.priority"
    MERGE_INCIDENT = "incident.merge"
    LINK_INCIDENT = "incident.link"
    UNLINK_INCIDENT = "incident.unlink"
    COMMENT_RATING = "rating.comment"
    DECLARE_MAJOR = "major.declare"
    PROPOSE_MAJOR = "major.propose"
    DEMOTE_MAJOR = "major.demote"
    REGRADE_MAJOR = "major.regrade"
    HAND_OVER_ROLE = "major.hand_over"
    POST_UPDATE = "major.update"
    MITIGATE_MAJOR = "major.mitigate"
    RELAPSE_MAJOR = "major.relapse"
    REVIEW_MAJOR = "review.done"


class Shortcut(StrEnum):
    RAISE_INCIDENT = "incident.raise"
    RAISE_INCIDENT_FROM_MESSAGE = "incident.raise_from_message"


class Field(StrEnum):
    TITLE = "title"
    DESCRIPTION = "description"
    SERVICE = "service"
    AFFECTED_ASSET = "affected_asset"
    IMPACT = "impact"
    URGENCY = "urgency"
    RESTRICTED = "restricted"
    ASSIGNEE = "assignee"
    RESOLUTION_CODE = "resolution_code"
    RESOLUTION_SUMMARY = "resolution_summary"
    REOPEN_REASON = "reopen_reason"
    HOLD_REASON = "hold_reason"
    HOLD_UNTIL = "hold_until"
    HOLD_MESSAGE = "hold_message"
    CANCEL_REASON = "cancel_reason"
    TEAM = "team"
    MOVE_REASON = "move_reason"
    OVERRIDE = "override"
    PRIORITY_REASON = "priority_reason"
    MERGE_INTO = "merge_into"
    MERGE_WAY = "merge_way"
    LINK_KIND = "link_kind"
    LINK_TO = "link_to"
    LINK = "link"
    RATING_COMMENT = "rating_comment"
    SEVERITY = "severity"
    MAJOR_REASON = "major_reason"
    MAJOR_ROLE = "major_role"
    ROLE_HOLDER = "role_holder"
    AFFECTED = "affected"
    KNOWN = "known"
    DOING = "doing"
    NEXT_AT = "next_at"
    RESTORED_AT = "restored_at"
    MITIGATION = "mitigation"
    CAUSE = "cause"
    ACTIONS = "actions"
