"""What figures are to come to, as the configuration says: of a team, of its services, or of all."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.figure.kpis import Line
from domain.figure.targets import Target
from tests.figures import report, week
from tests.makers import Do, make_incident, make_resolved
from tests.people import ORGANISATION

LATER = timedelta(hours=5)
OF_PLATFORM = Target(figure="incidents_raised", number=1, is_least=False, team_key="platform")
OF_P1 = Target(figure="sla_resolution_attainment", number=100, is_least=True, priority=1)
OF_ANY = Target(figure="sla_resolution_attainment", number=90, is_least=True)
AIMS = replace(ORGANISATION, targets=(OF_PLATFORM, OF_P1, OF_ANY))


def told(do: Do, name: str, at: datetime, **about: Any) -> Line:
    return report(do, week(at), at + LATER, organisation=AIMS, **about).line(name)


def test_a_teams_target_is_its_services_too_and_nobody_elses(do: Do, noon: datetime) -> None:
    for _ in range(2):
        make_incident(do, noon, service="Web shop")
    judged = {
        "platform": told(do, "incidents_raised", noon, team="platform"),
        "shop": told(do, "incidents_raised", noon, service="Web shop"),
        "desk": told(do, "incidents_raised", noon, team="service-desk"),
        "all": told(do, "incidents_raised", noon),
    }
    assert {name: (line.target, line.is_met) for name, line in judged.items()} == {
        "platform": (OF_PLATFORM, False),
        "shop": (OF_PLATFORM, False),
        "desk": (None, None),
        "all": (None, None),
    }


def test_a_priority_may_have_a_target_of_its_own(do: Do, noon: datetime) -> None:
    make_resolved(do, noon, impact=1, urgency=1)
    make_resolved(do, noon, impact=3, urgency=3)
    line = told(do, "sla_resolution_attainment", noon)
    assert (line.target, line.is_met) == (OF_ANY, True)
    assert line.targets == {1: OF_P1, **dict.fromkeys(set(line.by_priority) - {1}, OF_ANY)}
    assert told(do, "sla_resolution_attainment", noon, priority=1).target is OF_P1


def test_of_an_empty_cohort_nothing_is_met_or_missed(do: Do, noon: datetime) -> None:
    line = told(do, "sla_resolution_attainment", noon)
    assert (line.now.number, line.target, line.is_met) == (None, OF_ANY, None)
