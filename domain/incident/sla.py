"""SLA policies: which promise an incident comes under, and who hears as time runs out (ITSM semantics 2.4, 2.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from domain.calendars import Calendar
from domain.incident.clocks import Course, breach_from, next_opening, warns_at
from domain.incidents import Priority

MISSED = 100
"""The percentage at which a clock is missed: the alarm rings once more than this has elapsed."""

LATE = timedelta(minutes=2)
"""An alarm told longer after its moment than this is marked late."""


class Measure(StrEnum):
    RESPONSE = "response"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    RUNNING = "running"
    HELD = "held"
    MET = "met"
    MISSED_RUNNING = "missed_running"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self in (ClockState.RUNNING, ClockState.HELD, ClockState.MISSED_RUNNING)


class Hearer(StrEnum):
    """Who is told that time runs out."""

    ASSIGNEE_OR_TEAM = "assignee or team"
    LEAD = "team lead"
    INCIDENT_MANAGERS = "incident managers"
    SERVICE_OWNER = "service owner"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Targets in seconds of the calendar's open time, for what its conditions fit; an empty condition fits anything.

    One without any conditions applies only as the catch-all. `warns` are percentages below 100.
    """

    name: str
    calendar: Calendar
    targets: Mapping[Measure, int]
    priorities: frozenset[Priority] = frozenset()
    services: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    requesters: frozenset[str] = frozenset()
    is_catch_all: bool = False
    warns: tuple[int, ...] = (75, 90)
    version: str = ""

    def fits(self, facts: "Facts") -> bool:
        conditions: tuple[tuple[frozenset[object], object], ...] = (
            (frozenset(self.priorities), facts.priority),
            (frozenset(self.services), facts.service),
            (frozenset(self.teams), facts.team_key),
            (frozenset(self.requesters), facts.reporter_id),
        )
        asked = [(allowed, fact) for allowed, fact in conditions if allowed]
        return all(fact in allowed for allowed, fact in asked) if asked else self.is_catch_all


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What policies ask of an incident."""

    priority: Priority
    service: str | None
    team_key: str
    reporter_id: str


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Something to be said once so many percent of the target have elapsed."""

    percent: int
    hearers: tuple[Hearer, ...]


_HEARERS: Mapping[int, tuple[Hearer, ...]] = {
    90: (Hearer.ASSIGNEE_OR_TEAM, Hearer.LEAD),
    MISSED: (Hearer.LEAD, Hearer.INCIDENT_MANAGERS),
}
_FAR_BEYOND: Mapping[Priority, int] = {Priority.P1: 150, Priority.P2: 150}
_HALF_TIME = (Priority.P1,)


def policy_for(policies: Sequence[Policy], facts: Facts) -> Policy | None:
    """The first that fits. None is a legal outcome: then nothing is promised."""
    return next((policy for policy in policies if policy.fits(facts)), None)


@cache
def alarms(warns: tuple[int, ...], priority: Priority) -> tuple[Alarm, ...]:
    """The alarms of a clock, earliest first: the policy's warnings, the miss, and far beyond it."""
    early = {*warns, *((50,) if priority in _HALF_TIME else ())}
    beyond = _FAR_BEYOND.get(priority, 200)
    return (
        *(Alarm(percent=percent, hearers=_warned(percent)) for percent in sorted(early)),
        Alarm(percent=MISSED, hearers=_HEARERS[MISSED]),
        Alarm(percent=beyond, hearers=(Hearer.SERVICE_OWNER, Hearer.LEAD)),
    )


def rings_at(course: Course, percent: int) -> datetime | None:
    """When the alarm is due: never outside the hours of the calendar then in force."""
    if percent == MISSED:
        return breach_from(course)
    at = warns_at(course, percent)
    return None if at is None else next_opening(course, at)


def reached(course: Course, percents: Sequence[int], at: datetime) -> int:
    """The highest of these percentages whose alarm was due by `at`; 0 for none."""
    due = ((percent, rings_at(course, percent)) for percent in percents)
    return max((percent for percent, moment in due if moment and moment <= at), default=0)


def _warned(percent: int) -> tuple[Hearer, ...]:
    return _HEARERS[90] if percent >= 90 else (Hearer.ASSIGNEE_OR_TEAM,)


MINUTE, HOUR = 60, 3600

DEFAULT_TARGETS: Mapping[Priority, Mapping[Measure, int]] = {
    Priority.P1: {Measure.RESPONSE: 15 * MINUTE, Measure.RESOLUTION: 4 * HOUR},
    Priority.P2: {Measure.RESPONSE: 30 * MINUTE, Measure.RESOLUTION: 8 * HOUR},
    Priority.P3: {Measure.RESPONSE: 4 * HOUR, Measure.RESOLUTION: 24 * HOUR},
    Priority.P4: {Measure.RESPONSE: 8 * HOUR, Measure.RESOLUTION: 40 * HOUR},
    Priority.P5: {Measure.RESPONSE: 16 * HOUR},
}
"""What is promised where nobody has promised anything else (section 2.4)."""


def default_policies(urgent: Calendar, usual: Calendar) -> tuple[Policy, ...]:
    """P1 and P2 around the clock, the others in business hours."""
    return tuple(
        Policy(
            name=f"default {priority.name}",
            calendar=urgent if priority <= Priority.P2 else usual,
            targets=targets,
            priorities=frozenset({priority}),
        )
        for priority, targets in DEFAULT_TARGETS.items()
    )
