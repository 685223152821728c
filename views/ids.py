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
    RESOLVE_INCIDENT = "incident.resolve"
    REOPEN_INCIDENT = "incident.reopen"
    SHOW_INCIDENT = "incident.show"
    FIRST_PAGE_OF_INCIDENTS = "incident.first_page"
    NEXT_PAGE_OF_INCIDENTS = "incident.next_page"
    RAISE_INCIDENT = "incident.raise"
    OPEN_LINK = "link.open"
    RETRY_NOTICES = "steward.retry_notices"


class Form(StrEnum):
    RAISE_INCIDENT = "incident.raise"
    ASSIGN_INCIDENT = "incident.assign"
    RESOLVE_INCIDENT = "incident.resolve"
    REOPEN_INCIDENT = "incident.reopen"


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
