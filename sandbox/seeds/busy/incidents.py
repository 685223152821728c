"""The tellers of incidents: the troubles of every day, the bad days, and what becomes of each."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from domain.incidents import Impact, Priority
from sandbox.seeds.busy import turns, when
from sandbox.seeds.busy.afterwards import afterwards
from sandbox.seeds.busy.cases import Case, case_of, somebody
from sandbox.seeds.busy.crew import giver, other_agent, taken_up, work
from sandbox.seeds.busy.people import BY_NAME, DISPATCHER, OFFICE
from sandbox.seeds.busy.tale import Act, Telling
from sandbox.seeds.busy.threads import spoken_about
from sandbox.seeds.busy.troubles import Outage, ended, table
from sandbox.seeds.northwind import ANN

PATHS: Mapping[str, int] = {
    "take up": 66,
    "hand out": 15,
    "resolve at once": 8,
    "pass on": 6,
    "move": 3,
    "cancel": 2,
}
"""What happens to a new incident, and how often of a hundred."""

SAID_IN_GENERAL = 0.2
COMES_BACK = 0.13
STAYS_OPEN = 0.03
WAITS = 0.08


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


def outages(telling: Telling) -> Iterator[tuple[str, Outage, datetime]]:
    """What each is called in the tale, and when it begins."""
    today = telling.days[-1]
    for place, outage in enumerate(table().outage):
        day = today - timedelta(days=outage.days_ago)
        day -= timedelta(days=max(0, day.weekday() - 4))  # the Friday before a weekend
        if day >= telling.days[0]:
            yield f"outage {place}", outage, when.of_clock(OFFICE[ANN], day, outage.at)


def bad_days(telling: Telling) -> Iterator[Act]:
    """What the whole company talks about."""
    for name, outage, at in outages(telling):
        reporter = somebody(telling.rng, outage)
        case = case_of(telling, name, outage, reporter, at)
        yield case.act(case.at, "raise", case.reporter, report=case.report)
        yield case.act(when.later(case.at, 7), "watch", DISPATCHER)
        yield from _course(telling.rng, case, paths=("take up",))
        yield from _told_to_all(outage, case)


def resolved(rng: Random, case: Case, agent: str, at: datetime) -> Act:
    """It is over, in one of the ways such troubles end."""
    code, summary = ended(rng.choice(case.trouble.ends))
    return case.act(at, "resolve", agent, code=code, summary=case.fill(summary))


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
    if path == "cancel":
        yield turns.cancelled(rng, case)
        return
    agent, at = taken_up(rng, case)
    if path == "move":
        case = turns.moved(case, at)
        yield turns.move(rng, case, agent)
        agent, at = taken_up(rng, case)
    giver = _giver_of(path, case, agent, at)
    if giver:
        yield case.act(at, "assign", giver, to=agent)
    elif path != "resolve at once":
        yield case.act(at, "acknowledge", agent)
    end = work(rng, case, agent, at)
    if path == "pass on":
        passed_at = turns.within(rng, agent, at, end)
        if passed_at:
            other = other_agent(case.team, agent)
            yield case.act(passed_at, "assign", agent, to=other)
            agent, end = other, work(rng, case, other, passed_at)
    elif path != "resolve at once":
        yield from turns.judged_anew(rng, case, agent, at, end)
        if case.priority >= Priority.P3 and rng.random() < WAITS:
            end = yield from turns.waits(rng, case, agent, at, end)
        else:
            yield from spoken_about(rng, case, agent, at, end)
    if case.priority >= Priority.P4 and rng.random() < STAYS_OPEN:
        return
    yield resolved(rng, case, agent, end)
    comes_back = bool(case.trouble.again) and rng.random() < COMES_BACK
    yield from afterwards(rng, case, end, is_over=not comes_back)
    if comes_back:
        yield from _again(rng, case, agent, end, is_assigned=path != "resolve at once")


def _giver_of(path: str, case: Case, agent: str, at: datetime) -> str | None:
    return giver(case.team, agent, at) if path == "hand out" else None


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
    yield resolved(rng, case, agent, work(rng, case, agent, at))
