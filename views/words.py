"""How states, priorities and choices are called; one table each."""

from collections.abc import Mapping

from domain.incident.holds import HoldReason
from domain.incident.sla import Measure
from domain.incidents import CancelReason, Impact, Priority, Resolution, State, Urgency
from domain.majors import MajorRole, MajorState, Severity

STATES: Mapping[State, str] = {
    State.NEW: "🔵 New",
    State.IN_PROGRESS: "🟡 In progress",
    State.ON_HOLD: "🟠 On hold",
    State.RESOLVED: "🟢 Resolved",
    State.CLOSED: "⚪ Closed",
    State.CANCELLED: "⚪ Cancelled",
    State.MERGED: "⚪ Merged",
}

IMPACTS: Mapping[Impact, str] = {
    Impact.COMPANY: "The whole company, or customers",
    Impact.TEAM: "A team or a site",
    Impact.PERSON: "One person",
}

URGENCIES: Mapping[Urgency, str] = {
    Urgency.STOPPED: "Work has stopped",
    Urgency.IMPAIRED: "Work is impaired",
    Urgency.CAN_WAIT: "It can wait",
}

PRIORITIES: Mapping[Priority, str] = {
    Priority.P1: "P1 · critical",
    Priority.P2: "P2 · high",
    Priority.P3: "P3 · medium",
    Priority.P4: "P4 · low",
    Priority.P5: "P5 · planning",
}

RESOLUTIONS: Mapping[Resolution, str] = {
    Resolution.FIXED: "Fixed",
    Resolution.FIXED_BY_CHANGE: "Fixed by a change",
    Resolution.WORKAROUND: "Workaround",
    Resolution.NO_FAULT_FOUND: "No fault found",
    Resolution.USER_GUIDANCE: "User guidance",
    Resolution.THIRD_PARTY: "Third party",
    Resolution.OTHER: "Other",
}

HOLD_REASONS: Mapping[HoldReason, str] = {
    HoldReason.REQUESTER: "Waiting for the requester",
    HoldReason.POSTPONED: "Postponed at the requester's wish",
    HoldReason.VENDOR: "Waiting for a vendor",
    HoldReason.CHANGE: "Waiting for a change",
    HoldReason.PROBLEM: "Waiting for a problem to be solved",
}

CANCEL_REASONS: Mapping[CancelReason, str] = {
    CancelReason.RAISED_IN_ERROR: "Raised in error",
    CancelReason.NO_LONGER_NEEDED: "No longer needed",
    CancelReason.TEST: "A test",
}

MEASURES: Mapping[Measure, str] = {
    Measure.RESPONSE: "Response",
    Measure.RESOLUTION: "Resolution",
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.SEV1: "SEV-1",
    Severity.SEV2: "SEV-2",
    Severity.SEV3: "SEV-3",
}

SEVERITY_CHOICES: Mapping[Severity, str] = {
    Severity.SEV1: "SEV-1 · everyone or customers are cut off; word every 30 min",
    Severity.SEV2: "SEV-2 · many are hindered; word every hour",
    Severity.SEV3: "SEV-3 · some are hindered; word every 4 hours",
}

MAJOR_STATES: Mapping[MajorState, str] = {
    MajorState.CANDIDATE: "❔ Proposed",
    MajorState.DECLINED: "⚪ Not major",
    MajorState.DECLARED: "🔥 Declared",
    MajorState.DEMOTED: "⚪ No longer major",
    MajorState.MITIGATED: "🟠 Mitigated",
    MajorState.RESOLVED: "🟢 Resolved, review to come",
    MajorState.REVIEWED: "⚪ Reviewed",
}

ROLES: Mapping[MajorRole, str] = {
    MajorRole.COMMANDER: "Commander",
    MajorRole.COMMUNICATIONS: "Communications",
    MajorRole.SCRIBE: "Scribe",
}
