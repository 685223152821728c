"""What is said of changes: how states, types, risks and votes are called, and a line and a sentence for each event."""

from collections.abc import Mapping

from domain.approvals import Choice, StageState
from domain.change.requests import Category, Environment
from domain.change.risk import Floor, Risk
from domain.changes import ChangeState, ChangeType, Result
from domain.events import Event

STATES: Mapping[ChangeState, str] = {
    ChangeState.DRAFT: "⚪ With its requester",
    ChangeState.ASSESSMENT: "🔵 With the change manager",
    ChangeState.APPROVAL: "🟡 Waiting for approval",
    ChangeState.SCHEDULED: "🟢 Approved and scheduled",
    ChangeState.IMPLEMENTING: "🟠 Being carried out",
    ChangeState.REVIEW: "🔵 Being reviewed",
    ChangeState.CLOSED: "⚪ Closed",
    ChangeState.REJECTED: "🔴 Rejected",
    ChangeState.CANCELLED: "⚪ Withdrawn",
}

TYPES: Mapping[ChangeType, str] = {
    ChangeType.STANDARD: "Standard change",
    ChangeType.NORMAL: "Normal change",
    ChangeType.EMERGENCY: "Emergency change",
}

RISKS: Mapping[Risk, str] = {
    Risk.LOW: "🟢 Low",
    Risk.MEDIUM: "🟡 Medium",
    Risk.HIGH: "🟠 High",
    Risk.VERY_HIGH: "🔴 Very high",
}

FLOORS: Mapping[Floor, str] = {
    Floor.CRITICAL_ASSET: "a critical asset is affected",
    Floor.NO_WAY_BACK: "there is no way back",
    Floor.RULE_SET_ASIDE: "a rule is set aside for it",
    Floor.FAILED_LATELY: "the same has failed in the last 90 days",
    Floor.EMERGENCY: "it is an emergency",
    Floor.OPEN_MAJOR: "an affected asset has an open P1",
}

ENVIRONMENTS: Mapping[Environment, str] = {
    Environment.PRODUCTION: "Production",
    Environment.STAGING: "Staging",
    Environment.TEST: "Test",
    Environment.DEVELOPMENT: "Development",
}

CATEGORIES: Mapping[Category, str] = {
    Category.DEPLOYMENT: "Deployment",
    Category.INFRASTRUCTURE: "Infrastructure",
    Category.CONFIGURATION: "Configuration",
    Category.DATA: "Data",
    Category.ACCESS: "Access",
    Category.OTHER: "Other",
}

CHOICES: Mapping[Choice, str] = {
    Choice.APPROVE: "approved",
    Choice.REJECT: "rejected",
    Choice.ABSTAIN: "abstained",
}

STAGES: Mapping[StageState, str] = {
    StageState.PLANNED: "later",
    StageState.OPEN: "waiting",
    StageState.BLOCKED: "blocked: nobody can decide",
    StageState.APPROVED: "approved",
    StageState.REJECTED: "rejected",
    StageState.SUPERSEDED: "asked anew since",
    StageState.EXPIRED: "expired",
    StageState.LAPSED: "approved, and lapsed since",
    StageState.WITHDRAWN: "no longer asked",
}

RESULTS: Mapping[Result, str] = {
    Result.SUCCESSFUL: "Successful",
    Result.WITH_ISSUES: "Successful with issues",
    Result.FAILED: "Failed",
    Result.BACKED_OUT: "Backed out",
}

LINES: Mapping[Event, str] = {
    Event.CHANGE_REQUESTED: "{who} asked for it{instead}",
    Event.CHANGE_EDITED: "{who} edited it",
    Event.CHANGE_ASSESSED: "{who} sent it to those who decide",
    Event.CHANGE_RISK_SET: "{who} set its risk",
    Event.CHANGE_IMPACT: "{who} said what is not hit",
    Event.CHANGE_RETURNED: "{who} gave it back",
    Event.CHANGE_APPROVED: "it was approved",
    Event.CHANGE_REJECTED: "it was rejected at *{stage}*",
    Event.CHANGE_REFUSED_AFTERWARDS: "it was refused after it had begun",
    Event.CHANGE_CANCELLED: "{who} withdrew it",
    Event.CHANGE_HELD: "{who} put it on hold",
    Event.CHANGE_RELEASED: "{who} let it go on",
    Event.CHANGE_START_NEAR: "its window was about to begin",
    Event.CHANGE_STARTED: "{who} started it",
    Event.CHANGE_OVERRUN: "its window was over, and it was not finished",
    Event.CHANGE_FINISHED: "{who} finished it: {result}",
    Event.CHANGE_REVIEW_NEAR: "its review was due soon",
    Event.CHANGE_REVIEW_OVERDUE: "its review was overdue",
    Event.CHANGE_REVIEWED: "{who} reviewed it",
    Event.CHANGE_LINKED: "{who} linked it with {other}",
    Event.CHANGE_REST_DUE: "what it left open was due",
    Event.CHANGE_COMPLETED: "{who} said what it had left open",
    Event.CHANGE_COMMENTED: "{who} commented",
    Event.CHANGE_COMMENT_EDITED: "{who} edited a comment",
    Event.CHANGE_COMMENT_DELETED: "{who} deleted a comment",
    Event.STAGE_OPENED: "*{stage}* was asked",
    Event.STAGE_APPROVED: "*{stage}* approved it",
    Event.STAGE_BLOCKED: "*{stage}* could not be decided by anybody",
    Event.VOTE_CAST: "{who} {choice} it at *{stage}*{instead}",
    Event.VOTE_WITHDRAWN: "{who} took a vote back at *{stage}*",
    Event.APPROVAL_REMINDED: "*{stage}* was reminded",
    Event.APPROVAL_ESCALATED: "the change managers heard that *{stage}* waits",
    Event.APPROVAL_EXPIRED: "nobody had decided in time",
    Event.APPROVAL_LAPSED: "it was not started in time, and its approval lapsed",
    Event.APPROVAL_REVOKED: "{who} took the approval back",
    Event.APPROVAL_OBJECTED: "{who} objected after the start",
    Event.ALTERNATES_NAMED: "{who} named who else decides *{stage}*",
    Event.ELECTOR_REMOVED: "{person} no longer decides *{stage}*",
    Event.EXCEPTION_ASKED: "{who} asked to set *{what}* aside",
    Event.EXCEPTION_GRANTED: "*{what}* was set aside for it",
    Event.DELEGATION_MADE: "{who} named {substitute} as substitute",
    Event.DELEGATION_ENDED: "{who} no longer lets {substitute} decide",
}
"""What happened, in a few words, for its timeline and its card."""

SENTENCES: Mapping[Event, str] = {
    Event.CHANGE_REQUESTED: "{who} asks for a risky change{instead}, *{number}*. "
    "Look at it, then send it to those who decide:",
    Event.CHANGE_EDITED: "{who} edited *{number}*:",
    Event.CHANGE_RETURNED: "{who} would like *{number}* to be different. Edit it, and it is asked for anew:",
    Event.CHANGE_APPROVED: "*{number}* is approved. It can start {starts}:",
    Event.CHANGE_REJECTED: "*{number}* was rejected at *{stage}* by {person}. Edit it to ask again:",
    Event.CHANGE_REFUSED_AFTERWARDS: "*{number}* was refused after it had begun, and needs a review:",
    Event.CHANGE_CANCELLED: "{who} withdrew *{number}*:",
    Event.CHANGE_HELD: "{who} put *{number}* on hold:",
    Event.CHANGE_RELEASED: "*{number}* is no longer on hold:",
    Event.CHANGE_START_NEAR: "⏰ *{number}* can start: its window begins {starts}.",
    Event.CHANGE_STARTED: "{who} started *{number}*:",
    Event.CHANGE_OVERRUN: "🔴 The window of *{number}* was over {ends}, and it is not finished.",
    Event.CHANGE_FINISHED: "{who} finished *{number}*: {result}.",
    Event.CHANGE_REVIEW_NEAR: "⏰ The review of *{number}* is due by {review_due}.",
    Event.CHANGE_REVIEW_OVERDUE: "🔴 The review of *{number}* is overdue. It was due by {review_due}.",
    Event.CHANGE_REST_DUE: "⏰ What *{number}* left open when it could not wait is due by now: {left_open}.",
    Event.CHANGE_REVIEWED: "{who} reviewed *{number}*:",
    Event.CHANGE_LINKED: "{who} confirmed that *{number}* caused {other}:",
    Event.STAGE_BLOCKED: "Nobody can decide *{stage}* of *{number}* any more. A change manager names who else does:",
    Event.APPROVAL_REMINDED: "⏰ *{number}* still waits for your decision:",
    Event.APPROVAL_ESCALATED: "⏰ *{stage}* of *{number}* has waited long. Name who else decides, or ask them:",
    Event.APPROVAL_EXPIRED: "Nobody decided about *{number}* in time: neither yes nor no. Edit it to ask again:",
    Event.APPROVAL_LAPSED: "*{number}* was not started in time, and its approval has lapsed. Edit it to ask again:",
    Event.APPROVAL_REVOKED: "{who} took the approval of *{number}* back:",
    Event.APPROVAL_OBJECTED: "{who} objects to *{number}*, which has been started. It will be reviewed:",
    Event.DELEGATION_MADE: "{who} asks you to decide about changes in their place from {since} until {until}. "
    "What waits for them comes to you too; `/change waiting` lists it.",
    Event.DELEGATION_ENDED: "{who} decides about changes themselves again.",
}
"""What somebody is told in private."""
