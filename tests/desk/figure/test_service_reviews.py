"""The service review of a month: what came of it for a team, as everybody may read it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.figure import service_reviews
from desk.incident import ratings
from desk.major import reviews
from domain.changes import Result
from domain.errors import NotAllowed, NotFound
from domain.incidents import Resolution
from domain.people import Person
from domain.periods import month_of
from storage import incidents as stored
from storage.figure.service_reviews import ServiceReview
from storage.figure.tops import By
from tests.desk.change.test_work import finished, started
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN, BEN, CHLOE, IVY, MAX, ORGANISATION, ZOE
from views.figure.service_reviews import document, file_name

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
APRIL = datetime.fromisoformat("2026-04-02T09:00:00+00:00")


def march(do: Do, team: str | None = "service-desk", at: datetime = APRIL) -> ServiceReview:
    period = month_of(date(2026, 3, 1), ORGANISATION.zone_of(team))
    found: ServiceReview = do(service_reviews.review, team, period=period, at=at)
    return found


def rated(
    do: Do, at: datetime, score: int, comment: str, *, may_be_quoted: bool = True, **about: Any
) -> None:
    incident = make_resolved(do, at, **about)
    do(lambda tx: ratings.ask(
        tx, stored.find(tx, incident.id), organisation=ORGANISATION, at=at + HOUR
    ))  # fmt: skip
    how = {"score": score, "comment": comment, "by": MAX, "at": at + 2 * HOUR}
    do(ratings.rate, incident.id, may_be_quoted=may_be_quoted, **how)


def test_trends_go_back_six_months(do: Do, noon: datetime) -> None:
    for day in ("2025-09-30", "2025-10-01", "2026-02-10", "2026-03-31"):
        make_incident(do, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    sheet = march(do)
    assert (sheet.months[0], sheet.months[-1]) == (date(2025, 10, 1), date(2026, 3, 1))
    raised = [value.number for value in sheet.history["incidents_raised"]]
    assert raised == [1, 0, 0, 0, 1, 1]


def test_promises_are_told_for_each_service_of_the_team(do: Do, noon: datetime) -> None:
    make_resolved(do, noon, service="Web shop", by=CHLOE, impact=2, urgency=2)
    told = dict(march(do, "platform").services)
    assert set(told) == {it.name for it in ORGANISATION.services if it.team == "platform"}
    assert told["Web shop"].line("sla_resolution_attainment").now.number == 100.0
    everybody = march(do, None)
    assert {name for name, _ in everybody.services} == {it.name for it in ORGANISATION.services}


def test_causes_are_how_incidents_ended_and_what_they_were_about(do: Do, noon: datetime) -> None:
    for _ in range(2):
        make_resolved(do, noon, affected_asset="Printer 3")
    other = make_incident(do, noon, affected_asset="VPN")
    do(incidents.resolve, other.id, code=Resolution.THIRD_PARTY, summary="ISP.", by=BEN, at=noon)
    make_resolved(do, noon, affected_asset="Safe", restricted=True, by=ANN)
    tops = march(do).tops
    assert tops[By.OUTCOME] == [("fixed", 2), ("third_party", 1)]
    assert tops[By.ASSET] == [("Printer 3", 2), ("VPN", 1)]


def test_changes_stand_there_with_what_came_of_them(do: Do, noon: datetime) -> None:
    change = started(do, noon)
    finished(do, change, Result.SUCCESSFUL)
    sheet = march(do, "platform")
    assert [it.number for it in sheet.changes] == [change.number]
    text = document(sheet, ORGANISATION)
    assert f"| {change.number} Rotate the keys | normal | low | 2026-03-03 | successful |" in text
    assert march(do).changes == []


def test_what_people_let_others_read_stands_there_without_their_names(
    do: Do, noon: datetime
) -> None:
    rated(do, noon, 5, "Quick & kind")
    rated(do, noon + 9 * DAY, 1, "Between us", may_be_quoted=False)
    sheet = march(do)
    assert sheet.quotes == [(5, "Quick & kind")]
    text = document(sheet, ORGANISATION)
    assert "- 5 of 5: Quick \\& kind" in text
    assert "Between us" not in text
    assert MAX.id not in text
    assert MAX.name not in text


def test_what_was_learnt_and_what_is_still_to_be_done(do: Do, noon: datetime) -> None:
    how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": noon, "by": CHLOE}
    one, other = (make_major(do, noon, by=CHLOE, service="Web shop") for _ in range(2))
    for incident in (one, other):
        do(incidents.resolve, incident.id, at=noon, **how)
    said = {"cause": "A disk was full.", "actions": "Watch the disks, by May."}
    do(reviews.review, one.id, **said, by=IVY, at=noon + DAY)
    sheet = march(do, "platform")
    assert [(it.incident.id, it.cause) for it in sheet.learnt] == [(one.id, "A disk was full.")]
    assert [it.id for it, _ in sheet.unreviewed_majors] == [other.id]
    text = document(sheet, ORGANISATION)
    assert "Cause: A disk was full." in text
    assert f"- {one.number} The printer is on fire: Watch the disks, by May." in text
    assert (
        f"- {other.number} The printer is on fire: its review is overdue since 2026-03-10" in text
    )


def test_nothing_restricted_is_in_it(do: Do, noon: datetime) -> None:
    secret = make_major(do, noon, restricted=True, affected_asset="Safe")
    how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": noon, "by": ANN}
    do(incidents.resolve, secret.id, at=noon, **how)
    said = {"cause": "A thief.", "actions": "Lock it."}
    do(reviews.review, secret.id, **said, by=IVY, at=noon + DAY)
    rated(do, noon, 1, "My salary was readable", restricted=True)
    text = document(march(do), ORGANISATION)
    assert not [word for word in (secret.number, "Safe", "thief", "salary") if word in text]
    assert "No incident ended, and none was about a service or an asset." in text


def test_an_empty_month_has_no_figure_that_says_more(do: Do) -> None:
    text = document(march(do), ORGANISATION)
    assert "100.0 %" not in text.replace("100.00 %", "")
    assert "No change was carried out." in text
    assert text.endswith("of how many records it is taken.\n")


def test_a_month_that_goes_on_says_so(do: Do, noon: datetime) -> None:
    assert "The month is not over" in document(march(do, at=noon), ORGANISATION)
    assert "The month is not over" not in document(march(do), ORGANISATION)


@pytest.mark.parametrize("person", [ANN, BEN, ZOE], ids=lambda person: person.name)
def test_those_who_work_for_the_team_have_it(person: Person) -> None:
    service_reviews.check_reader("service-desk", ORGANISATION, person)


@pytest.mark.parametrize("person", [MAX, CHLOE], ids=lambda person: person.name)
def test_others_have_not(person: Person) -> None:
    with pytest.raises(NotAllowed, match="its agents, its lead"):
        service_reviews.check_reader("service-desk", ORGANISATION, person)


def test_there_is_none_of_a_team_that_is_not_there(do: Do, noon: datetime) -> None:
    period = month_of(date(2026, 3, 1), ORGANISATION.zone_of("service-desk"))
    assert file_name("gone", period) == "service-review-gone-2026-03.md"
    with pytest.raises(NotFound, match="there are: "):
        do(service_reviews.review, "gone", period=period, at=noon)
