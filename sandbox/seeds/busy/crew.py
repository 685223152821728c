"""Who gets to an incident, when, and how long it takes them."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from domain.incidents import Priority
from sandbox.seeds.busy import when
from sandbox.seeds.busy.cases import Case
from sandbox.seeds.busy.people import AGENTS, DISPATCHER, LEADS
from sandbox.seeds.busy.troubles import Outage

MINUTES: Mapping[Priority, tuple[float, float]] = {
    Priority.P1: (5, 110),
    Priority.P2: (12, 190),
    Priority.P3: (35, 260),
    Priority.P4: (90, 480),
    Priority.P5: (200, 840),
}
"""Median minutes until somebody takes it up, and from then until it is resolved."""

AT_ANY_HOUR = {Priority.P1, Priority.P2}
"""For these somebody is called, and stays."""

LONGEST_STAY = 400
"""Minutes after which also a P2 waits for the next morning."""


def taken_up(rng: Random, case: Case) -> tuple[str, datetime]:
    """Who is the first to get to it, and when."""
    median, _ = MINUTES[case.priority]
    chances = []
    for agent in AGENTS[case.team]:
        minutes = 1 + when.about(rng, median)
        if case.priority not in AT_ANY_HOUR:
            chances.append((when.worked(agent, case.at, minutes), agent))
        elif when.is_at_work(agent, case.at):
            chances.append((when.later(case.at, minutes), agent))
        else:
            chances.append((when.later(case.at, 8 + minutes), agent))
    at, agent = min(chances)
    return agent, at


def work(rng: Random, case: Case, agent: str, at: datetime) -> datetime:
    """When it is done, taken up at this moment."""
    if isinstance(case.trouble, Outage):
        return when.later(case.at, case.trouble.lasts)
    _, median = MINUTES[case.priority]
    minutes = 2 + when.about(rng, median * case.trouble.effort, 0.85)
    stays_for_it = case.priority in AT_ANY_HOUR and minutes < LONGEST_STAY
    if case.priority is Priority.P1 or stays_for_it:
        return when.later(at, minutes)
    return when.worked(agent, at, minutes)


def other_agent(team: str, agent: str) -> str:
    return next(each for each in AGENTS[team] if each != agent)


def giver(team: str, agent: str, at: datetime) -> str | None:
    """Who gives it to the agent: their lead, or who stands above both; whoever is at work then."""
    above = (person for person in (LEADS[team], DISPATCHER) if person != agent)
    return next((person for person in above if when.is_at_work(person, at)), None)
