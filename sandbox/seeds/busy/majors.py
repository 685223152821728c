"""The teller of major incidents: every bad day is led as one, from a few minutes in to its review."""

from collections.abc import Iterator
from datetime import datetime

from domain.incidents import PRIORITIES, Priority
from domain.major.updates import Update, promised_after
from domain.majors import MajorRole, Severity
from sandbox.seeds.busy import when
from sandbox.seeds.busy.incidents import outages
from sandbox.seeds.busy.people import DISPATCHER, LEADS
from sandbox.seeds.busy.tale import Act, Telling
from sandbox.seeds.busy.troubles import IMPACTS, URGENCIES, Outage, ended, spoken

FIRST_WORD, BACK = 12, 10
"""Minutes until the first update, and how long before its end it works again."""

REVIEWED_AFTER = 900
"""Minutes of its lead's work from the end to the review: in the course of the second day."""


def led(telling: Telling) -> Iterator[Act]:
    for name, outage, at in outages(telling):
        lead = LEADS[telling.organisation.team_for(outage.service).key]
        priority = PRIORITIES[IMPACTS[outage.impact], URGENCIES[outage.urgency]]
        severity = Severity.SEV1 if priority is Priority.P1 else Severity.SEV2

        def act(
            minutes: float, does: str, by: str, name: str = name, at: datetime = at, **how: object
        ) -> Act:
            return Act(at=when.later(at, minutes), does=does, by=by, about=name, how=how)

        yield act(4, "declare", lead, severity=severity)
        yield act(4.5, "open room", lead)
        yield act(5, "take role", lead, role=MajorRole.COMMANDER)
        yield act(7, "take role", DISPATCHER, role=MajorRole.COMMUNICATIONS)
        for minutes, text in _words(outage):
            next_at = promised_after(when.later(at, minutes), severity, is_first=False)
            said = Update(
                affected=outage.titles[0],
                known=text,
                doing="The team is on it. Until then, what was said in #general holds.",
                next_at=next_at,
            )
            yield act(minutes, "update", DISPATCHER, said=said)
        works_again_at = when.later(at, outage.lasts - BACK)
        how = "It works again. We keep watching for a while."
        yield act(outage.lasts - BACK, "mitigate", lead, restored_at=works_again_at, how=how)
        reviewed_at = when.worked(lead, when.later(at, outage.lasts), REVIEWED_AFTER)
        _, cause = ended(outage.ends[0])
        learnt = {"cause": cause, "actions": outage.learnt}
        yield Act(at=reviewed_at, does="review", by=lead, about=name, how=learnt)


def _words(outage: Outage) -> Iterator[tuple[float, str]]:
    """What its agents say in the thread is what the updates say, spread over the time it lasts."""
    told = [text for is_agent, text in map(spoken, outage.talk) if is_agent]
    apart = (outage.lasts - BACK - FIRST_WORD) / len(told)
    return ((FIRST_WORD + place * apart, text) for place, text in enumerate(told))
