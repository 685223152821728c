"""How states, priorities and choices are called; one table each."""

from collections.abc import Mapping

from domain.incidents import Impact, Priority, Resolution, State, Urgency

STATES: Mapping[State, str] = {
    State.NEW: "🔵 New",
    State.IN_PROGRESS: "🟡 In progress",
    State.RESOLVED: "🟢 Resolved",
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
