"""One trouble that somebody has."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from domain.incidents import PRIORITIES, Impact, Priority, Report, Urgency
from sandbox.seeds.busy.people import ANYBODY, BY_NAME, GROUPS
from sandbox.seeds.busy.tale import Act, Telling
from sandbox.seeds.busy.troubles import IMPACTS, URGENCIES, Trouble, Words, words


@dataclass(frozen=True, kw_only=True)
class Case:
    """What it is called in the tale, what kind it is, who raises it and when."""

    name: str
    trouble: Trouble
    words: Words
    reporter: str
    at: datetime
    team: str
    report: Report

    @property
    def priority(self) -> Priority:
        return self.report.priority

    def fill(self, text: str) -> str:
        return text.format_map(self.words)

    def act(self, at: datetime, does: str, by: str, **how: object) -> Act:
        return Act(at=at, does=does, by=by, about=self.name, how=how)


def somebody(rng: Random, trouble: Trouble) -> str:
    if trouble.who is None:
        return rng.choice(ANYBODY)
    return BY_NAME[rng.choice(GROUPS[trouble.who])].id


def case_of(telling: Telling, name: str, trouble: Trouble, reporter: str, at: datetime) -> Case:
    rng = telling.rng
    filled = words(rng, reporter)
    impact, urgency = IMPACTS[trouble.impact], URGENCIES[trouble.urgency]
    report = Report(
        title=rng.choice(trouble.titles).format_map(filled),
        description=rng.choice(trouble.details).format_map(filled),
        service=trouble.service,
        affected_asset=trouble.asset.format_map(filled),
        impact=impact,
        urgency=_felt(rng, impact, urgency),
        restricted=trouble.restricted,
    )
    team = telling.organisation.team_for(trouble.service).key
    return Case(
        name=name,
        trouble=trouble,
        words=filled,
        reporter=reporter,
        at=at,
        team=team,
        report=report,
    )


def _felt(rng: Random, impact: Impact, urgency: Urgency) -> Urgency:
    """Now and then somebody is in more of a hurry than others would be; never so that a P1 comes of it."""
    hurried = Urgency(max(1, urgency - 1))
    if rng.random() < 0.1 and PRIORITIES[impact, hurried] is not Priority.P1:
        return hurried
    return urgency
