"""The tellers of incidents: the troubles of every day, the bad days, and what becomes of each."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from domain.incidents import Impact, Priority
from sandbox.seeds.busy import when
from sandbox.seeds.busy.cases import Case, case_of, somebody
from sandbox.seeds.busy.people import AGENTS, BY_NAME, DISPATCHER, LEADS, OFFICE
from sandbox.seeds.busy.tale import Act, Telling
from sandbox.seeds.busy.threads import spoken_about, thanks
from sandbox.seeds.busy.troubles import Outage, ended, table
from sandbox.seeds.northwind import ANN

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

PATHS: Mapping[str, int] = {"take up": 70, "hand out": 16, "resolve at once": 8, "pass on": 6}
"""What happens to a new incident, and how often of a hundred."""

SAID_IN_GENERAL = 0.2
COMES_BACK = 0.13
STAYS_OPEN = 0.03


def everyday(telling: Telling) -> Iterator[Act]:
    """What goes wrong on any day."""
    rng, troubles = telling.rng, table().trouble
    often = [trouble.often for trouble in troubles]
    for day in telling.days:
        for place in range(when.how_many(rng, day)):
            (trouble,) = rng.choices(troubles, often)
            reporter = somebody(rng, trouble)
            at = when.at_work(rng, reporter, day)
            case = case_of(telling, f"{day} {place}", trouble, reporter, at)
            yield from _raised(rng, case)
            yield from _course(rng, case)


def bad_days(telling: Telling) -> Iterator[Act]:
    """What the whole company talks about."""
    today = telling.days[-1]
    for place, outage in enumerate(table().outage):
        day = today - timedelta(days=outage.days_ago)
        day -= timedelta(days=max(0, day.weekday() - 4))  # the Friday before a weekend
        if day < telling.days[0]:
            continue
        at = when.of_clock(OFFICE[ANN], day, outage.at)
        reporter = somebody(telling.rng, outage)
        case = case_of(telling, f"outage {place}", outage, reporter, at)
        yield case.act(case.at, "raise", case.reporter, report=case.report)
        yield from _course(telling.rng, case, paths=("take up",))
        yield from _told_to_all(outage, case)


def _told_to_all(outage: Outage, case: Case) -> Iterator[Act]:
    for minutes, name, text in outage.says:
        at = when.later(case.at, minutes)
        yield Act(
            at=at,
            does="say",
            by=BY_NAME[name].id,
            about=f"{case.name} {minutes}",
            how={"channel": "general", "text": text},
        )


def _raised(rng: Random, case: Case) -> Iterator[Act]:
    """By the command, or from what was said in #general first."""
    source = None
    concerns_many = case.report.impact is Impact.TEAM and case.trouble.who is None
    if concerns_many and rng.random() < SAID_IN_GENERAL:
        source = f"{case.name} said"
        text = (
            f"{case.report.title}. {rng.choice(('Anybody else?', 'Only me?', 'Whom do I tell?'))}"
        )
        said_at = when.later(case.at, -rng.uniform(2, 25))
        how = {"channel": "general", "text": text}
        yield Act(at=said_at, does="say", by=case.reporter, about=source, how=how)
    yield case.act(case.at, "raise", case.reporter, report=case.report, source=source)


def _course(rng: Random, case: Case, paths: tuple[str, ...] = tuple(PATHS)) -> Iterator[Act]:
    """What becomes of it, from the moment somebody looks at it."""
    (path,) = rng.choices(paths, [PATHS[path] for path in paths])
    agent, at = _taken_up(rng, case)
    first, other = agent, _other_agent(case.team, agent)
    giver = _giver(case.team, agent, at)
    if path == "hand out" and giver:
        yield case.act(at, "assign", giver, to=agent)
    elif path != "resolve at once":
        yield case.act(at, "acknowledge", agent)
    end = _work(rng, case, agent, at)
    if path == "pass on":
        passed_at = at + (end - at) * rng.uniform(0.2, 0.6)
        passed_at = when.worked(agent, passed_at, 1)
        if at < passed_at < end:
            yield case.act(passed_at, "assign", agent, to=other)
            agent, end = other, _work(rng, case, other, passed_at)
    if path != "resolve at once":
        yield from spoken_about(rng, case, first, at, end)
    if case.priority >= Priority.P4 and rng.random() < STAYS_OPEN:
        return
    yield _resolved(rng, case, agent, end)
    yield from thanks(rng, case, end)
    if case.trouble.again and rng.random() < COMES_BACK:
        yield from _again(rng, case, agent, end, is_assigned=path != "resolve at once")


def _taken_up(rng: Random, case: Case) -> tuple[str, datetime]:
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


def _work(rng: Random, case: Case, agent: str, at: datetime) -> datetime:
    """When it is done, taken up at this moment."""
    _, median = MINUTES[case.priority]
    minutes = 2 + when.about(rng, median * case.trouble.effort, 0.85)
    stays_for_it = case.priority in AT_ANY_HOUR and minutes < LONGEST_STAY
    if case.priority is Priority.P1 or stays_for_it:
        return when.later(at, minutes)
    return when.worked(agent, at, minutes)


def _other_agent(team: str, agent: str) -> str:
    return next(each for each in AGENTS[team] if each != agent)


def _giver(team: str, agent: str, at: datetime) -> str | None:
    """Who gives it to the agent: their lead, or who stands above both; whoever is at work then."""
    above = (person for person in (LEADS[team], DISPATCHER) if person != agent)
    return next((person for person in above if when.is_at_work(person, at)), None)


def _resolved(rng: Random, case: Case, agent: str, at: datetime) -> Act:
    code, summary = ended(rng.choice(case.trouble.ends))
    return case.act(at, "resolve", agent, code=code, summary=case.fill(summary))


def _again(
    rng: Random, case: Case, agent: str, ended_at: datetime, *, is_assigned: bool
) -> Iterator[Act]:
    """It is not over: its reporter says so within the week, and somebody looks again."""
    at = when.worked(case.reporter, ended_at, 30 + when.about(rng, 500))
    if at - ended_at > timedelta(days=6):
        return
    yield case.act(at, "reopen", case.reporter, reason=case.fill(case.trouble.again))
    if not is_assigned:
        taken_at = when.worked(agent, at, rng.uniform(5, 60))
        yield case.act(taken_at, "assign", agent, to=agent)
        at = taken_at
    yield _resolved(rng, case, agent, _work(rng, case, agent, at))
