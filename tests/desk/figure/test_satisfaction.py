"""How satisfied those were who had reported something, worked out by hand."""

from datetime import datetime, timedelta

from desk import incidents
from desk.incident import ratings
from domain.figure.kpis import Line
from domain.incidents import Resolution
from domain.people import Person
from storage.incidents import Incident
from tests.figures import behind, numbers, report, week
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, IVY, MAX, ZOE

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def asked(do: Do, at: datetime, by: Person = MAX) -> Incident:
    """Reported and resolved at once, and its reporter asked an hour later."""
    incident = make_incident(do, at, by=by)
    said = {"code": Resolution.FIXED, "summary": "Put out the fire."}
    do(incidents.resolve, incident.id, **said, by=BEN, at=at)
    fresh = do(incidents.to_reopen, incident.id, by=BEN, at=at)
    assert do(ratings.ask, fresh, at=at + HOUR)
    return incident


def rate(do: Do, incident: Incident, score: int, at: datetime, by: Person = MAX) -> None:
    do(ratings.rate, incident.id, score=score, comment=None, by=by, at=at)


def line(do: Do, name: str, noon: datetime, at: datetime) -> Line:
    return report(do, week(noon), at).line(name)


def test_of_few_ratings_only_the_count_is_told(do: Do, noon: datetime) -> None:
    scores = (5, 4, 3, 5, 1)
    for person, score in zip((MAX, ANN, BEN, IVY, ZOE), scores, strict=True):
        assert numbers(do, week(noon), noon + DAY)["csat"] is None
        incident = asked(do, noon, person)
        rate(do, incident, score, noon + 2 * HOUR, person)
    told = numbers(do, week(noon), noon + DAY)
    assert (told["csat"], told["csat_responses"], told["csat_response_rate"]) == (60, 5, 100)
    rate(do, incident, 4, noon + 3 * HOUR, ZOE)
    assert numbers(do, week(noon), noon + DAY)["csat"] == 80


def test_who_was_asked_and_who_answered_are_two_cohorts(do: Do, noon: datetime) -> None:
    """Asked on Sunday evening, answered on Monday: of one week asked, of the next answered."""
    sunday = week(noon).ends_at - 2 * HOUR
    incident = asked(do, sunday)
    rate(do, incident, 5, sunday + 9 * HOUR)
    ours, following = (
        numbers(do, period, sunday + 8 * WEEK) for period in (week(noon), week(noon + WEEK))
    )
    assert (ours["csat_responses"], ours["csat_response_rate"]) == (0, 100)
    assert (following["csat_responses"], following["csat_response_rate"]) == (1, None)


def test_a_change_of_mind_takes_the_place_of_what_was_said(do: Do, noon: datetime) -> None:
    sunday = week(noon).ends_at - 9 * HOUR
    incident = asked(do, sunday)
    rate(do, incident, 1, sunday + 2 * HOUR)
    assert behind(do, "csat_responses", week(noon), sunday + 3 * HOUR) == [incident.number]
    rate(do, incident, 5, sunday + 2 * DAY)
    later = sunday + 8 * WEEK
    assert behind(do, "csat_responses", week(noon), later) == []
    assert behind(do, "csat_responses", week(noon + WEEK), later) == [incident.number]


def test_as_long_as_a_question_is_open_what_was_answered_may_change(do: Do, noon: datetime) -> None:
    """The incident is closed at once; the question a week after it was put."""
    friday = noon + 4 * DAY
    incident = asked(do, friday)
    do(incidents.confirm, incident.id, by=MAX, at=friday + HOUR)
    rate(do, incident, 4, friday + 2 * HOUR)
    for name in ("csat", "csat_responses", "csat_response_rate"):
        closes = friday + HOUR + WEEK
        assert line(do, name, noon, closes).is_provisional, name
        assert not line(do, name, noon, closes + HOUR).is_provisional, name
