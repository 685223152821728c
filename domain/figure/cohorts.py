"""Which records a figure is taken of: one named cohort each (ITSM semantics, sections 6.1 and 6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.numbers import Kind


class Cohort(StrEnum):
    """Which records a figure is taken of, by what happened to them in the period or held at its end."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    RESPONDED = "responded"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"
    RESPONSE_DECIDED = "response decided"
    RESOLUTION_DECIDED = "resolution decided"
    LOWERED = "lowered"
    OPEN = "open"
    HELD = "held"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MERGED = "merged"
    FIRST_RESOLVED = "first resolved"
    REOPENED = "reopened"
    OUTAGES = "outages"
    DEGRADATIONS = "degradations"
    ASKED = "asked"
    RATED = "rated"
    FINISHED = "finished"
    DEPLOYED = "deployed"
    COMMITTED = "committed"
    DEPLOYMENT_DAYS = "deployment days"
    RECOVERED = "recovered"
    STAGES_DECIDED = "stages decided"
    MEASURED = "measured"
    IN_OPERATIONS = "in operations"


@dataclass(frozen=True, kw_only=True)
class About:
    """Which kind of record is in a cohort, and which of them."""

    kind: Kind
    says: str


def _incidents(says: str) -> About:
    return About(kind=Kind.INCIDENT, says=says)


def _changes(says: str) -> About:
    return About(kind=Kind.CHANGE, says=says)


COHORTS: Mapping[Cohort, About] = {
    Cohort.RAISED: _incidents("incidents raised in the period"),
    Cohort.ACKNOWLEDGED: _incidents(
        "incidents acknowledged in the period; one that nobody acknowledged counts when it was resolved"
    ),
    Cohort.UNACKNOWLEDGED: _incidents("incidents open at the end that nobody had acknowledged"),
    Cohort.RESPONDED: _incidents(
        "incidents first answered in the period, where an answer was promised"
    ),
    Cohort.UNANSWERED: _incidents("incidents open at the end that nobody had answered"),
    Cohort.RESOLVED: _incidents(
        "incidents last resolved in the period, and still resolved or closed"
    ),
    Cohort.RESPONSE_DECIDED: _incidents(
        "response clocks decided in the period: met as they stopped, missed as the time ran out"
    ),
    Cohort.RESOLUTION_DECIDED: _incidents(
        "resolution clocks decided in the period: met as they stopped, missed as the time ran out"
    ),
    Cohort.LOWERED: _incidents(
        "incidents given a lower priority in the period, after one of their clocks had warned or was missed"
    ),
    Cohort.OPEN: _incidents("incidents open at the end"),
    Cohort.HELD: _incidents("incidents on hold at the end"),
    Cohort.MOVED: _incidents(
        "comings (raised, reopened) and goings (resolved, cancelled, merged) in the period"
    ),
    Cohort.CANCELLED: _incidents("incidents cancelled in the period"),
    Cohort.MERGED: _incidents("open incidents merged into another in the period"),
    Cohort.FIRST_RESOLVED: _incidents("incidents resolved for the first time in the period"),
    Cohort.REOPENED: _incidents("incidents reopened in the period"),
    Cohort.OUTAGES: _incidents(
        "full outages that touch the period: incidents declared major as SEV-1, from raised to restored, and work of "
        "changes that announced an interruption, past the end of their window"
    ),
    Cohort.DEGRADATIONS: _incidents(
        "incidents declared major below SEV-1 that touch the period, from raised to restored"
    ),
    Cohort.ASKED: _incidents("incidents whose reporter was asked in the period how it went"),
    Cohort.RATED: _incidents("incidents whose reporter answered in the period how it went"),
    Cohort.FINISHED: _changes("changes carried out whose work ended in the period"),
    Cohort.DEPLOYED: _changes("deployments to production that ended in the period"),
    Cohort.COMMITTED: _changes(
        "deployments to production that ended in the period, of which a program said when they were committed"
    ),
    Cohort.DEPLOYMENT_DAYS: _changes("local days of the period, with their deployments"),
    Cohort.RECOVERED: _changes(
        "failed deployments to production whose last caused incident was restored in the period"
    ),
    Cohort.STAGES_DECIDED: _changes(
        "stages of approvals decided in the period, each round's own: agreed to or rejected"
    ),
    Cohort.MEASURED: About(
        kind=Kind.ASSET,
        says="samples in the period of what is used of the assets, as monitoring reported them",
    ),
    Cohort.IN_OPERATIONS: About(
        kind=Kind.ASSET,
        says="assets in operations as they are now; of a period that ended more than a week ago none",
    ),
}
