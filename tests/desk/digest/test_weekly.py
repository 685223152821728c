"""What a week's digest tells: figures beside those of the weeks before, what was most often, and what is a risk."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk import incidents
from desk.digest import weekly
from desk.incident import alarms, assignments, ratings
from domain.assets import Status
from domain.changes import Result
from domain.digests import Pile
from domain.incidents import Resolution
from domain.majors import Severity
from domain.organisation import Organisation
from storage import incidents as stored
from storage.digest.sheets import Topic, Weekly
from tests.assets import PRIVATE, make_asset
from tests.changes import MEDIUM, VERY_HIGH, ask
from tests.desk.change.test_kpis import ended
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, PLATFORM, SERVICE_DESK, ZOE

DESK = Topic(team=SERVICE_DESK, service="", reference="1")
SHOP = Topic(team=PLATFORM, service="Web shop", reference="2")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def week(
    do: Do, at: datetime, topic: Topic = DESK, organisation: Organisation = ORGANISATION
) -> Weekly:
    day = at.astimezone(organisation.zone_of(topic.team.key)).date()
    asked: dict[str, Any] = {"day": day, "due": None, "organisation": organisation, "at": at}
    told: Weekly = do(weekly.weekly, topic, **asked)
    asked.pop("due")
    asked["zone"] = organisation.zone_of(topic.team.key)
    assert do(weekly.is_told, topic, **asked) is not told.is_quiet
    return told


def raised(sheet: Weekly) -> float | None:
    return sheet.report.line("incidents_raised").now.number


def test_a_week_is_counted_from_monday_to_monday_in_the_teams_zone(do: Do, noon: datetime) -> None:
    """The 1st of March is a Sunday: 22:30 in London is still Sunday in Berlin, 23:30 is Monday."""
    for hour in (22, 23):
        make_incident(do, datetime(2026, 3, 1, hour, 30, tzinfo=UTC))
    make_incident(do, datetime(2026, 3, 1, 12, tzinfo=UTC), restricted=True)
    for monday, name in ((noon, "week 9 of 2026"), (noon + WEEK, "week 10 of 2026")):
        sheet = week(do, monday)
        assert (raised(sheet), sheet.report.period.name) == (1, name)


def test_a_services_week_is_its_own(do: Do, noon: datetime) -> None:
    """Its team has another, of no service."""
    make_incident(do, noon, service="Web shop")
    other = make_incident(do, noon)
    do(assignments.move, other.id, to_team="platform", why="It is theirs.", by=ANN, at=noon)
    following = noon + WEEK
    sheet = week(do, following, SHOP)
    assert (raised(sheet), sheet.is_quiet) == (1, False)
    late = {"day": following.date(), "at": following}
    assert not do(weekly.weekly, SHOP, due=following, **late).is_late
    assert do(weekly.weekly, SHOP, due=following - HOUR, **late).is_late


def test_an_empty_week_is_quiet(do: Do, noon: datetime) -> None:
    sheet = week(do, noon)
    assert (sheet.is_quiet, sheet.risks, sheet.assets) == (True, {}, [])


def test_the_last_eight_weeks_stand_behind_each_figure(do: Do, noon: datetime) -> None:
    """One in the oldest week, three in the fifth, one in the last, none in the ninth before it."""
    for back in (9, 8, 4, 4, 4, 1):
        make_incident(do, noon - back * WEEK)
    sheet = week(do, noon)
    assert sheet.weeks[0] == date(2026, 1, 5)
    assert sheet.weeks[-1] == date(2026, 2, 23)
    counts = [value.number for value in sheet.history["incidents_raised"]]
    assert counts == [1, 0, 0, 0, 3, 0, 0, 1]
    assert sheet.usual("incidents_raised").number == 0
    assert [value.number for value in sheet.history["backlog"]] == [2, 2, 2, 2, 5, 5, 5, 6]
    assert sheet.usual("backlog").number == 3.5
    assert {value.number for value in sheet.history["mttr_median"]} == {None}
    assert sheet.usual("mttr_median").number is None


def test_eight_weeks_lie_across_the_year_and_its_53rd_week(do: Do) -> None:
    """2026 has a week 53, from the 28th of December to the 3rd of January."""
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 2027 in Berlin already
    make_incident(do, new_year)
    sheet = week(do, datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert (sheet.report.period.name, raised(sheet)) == ("week 53 of 2026", 1)
    after = week(do, datetime(2027, 1, 11, 9, tzinfo=UTC))
    assert (after.report.period.name, raised(after)) == ("week 1 of 2027", 0)
    assert [it.isocalendar().week for it in after.weeks] == [47, 48, 49, 50, 51, 52, 53, 1]


@pytest.mark.parametrize(("monday", "hours"), [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169)])
def test_a_week_in_which_the_clocks_change_is_cut_at_midnight_there(
    do: Do, monday: date, hours: int
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begins = datetime(monday.year, monday.month, monday.day, tzinfo=berlin).astimezone(UTC)
    ends = begins + timedelta(hours=hours)
    minute = timedelta(minutes=1)
    for moment in (begins - minute, begins, ends - minute, ends):
        make_incident(do, moment)
    sheet = week(do, ends + 9 * HOUR)
    assert sheet.report.period.ends_at - sheet.report.period.starts_at == timedelta(hours=hours)
    assert [value.number for value in sheet.history["incidents_raised"][-2:]] == [1, 2]


def test_a_team_without_a_calendar_has_its_weeks_in_the_offices_zone(
    do: Do, noon: datetime
) -> None:
    """The office is in Berlin; where that is named nowhere either, days begin at midnight UTC."""
    make_incident(do, datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert raised(week(do, noon)) == 0
    bare = Organisation(teams=(SERVICE_DESK,), services=(), holders={})
    assert raised(week(do, noon, organisation=bare)) == 1


def test_of_which_asset_there_were_most_incidents(do: Do, noon: datetime) -> None:
    last_week = noon - 3 * DAY
    for name in ("Printer 3", "printer 3", "VPN", "", "Printer 3"):
        make_incident(do, last_week, affected_asset=name)
    make_incident(do, last_week, affected_asset="Safe", restricted=True)
    make_incident(do, noon, affected_asset="VPN")
    told = [(name.lower(), count) for name, count in week(do, noon).assets]
    assert told == [("printer 3", 3), ("vpn", 1)]


def test_of_what_a_team_keeps_to_itself_no_digest_tells(do: Do, noon: datetime) -> None:
    last_week = noon - 3 * DAY
    laptop = make_asset(do, noon, "Latitude", tag="LAPTOP-42")
    vault = make_asset(
        do, noon, "vault", tag="P-1", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE
    )
    make_incident(do, last_week, assets=(laptop.id,))
    for _ in range(2):
        make_incident(do, last_week, assets=(laptop.id, vault.id))
    make_incident(do, last_week, affected_asset="the dock")
    told = [("LAPTOP-42 · Latitude", 3), ("the dock", 1)]
    assert list(week(do, noon, organisation=PRIVATE).assets) == told


def test_the_oldest_of_the_backlog_and_what_changes_failed_on_stand_there(
    do: Do, noon: datetime
) -> None:
    old = [make_incident(do, noon - back * DAY).id for back in (3, 40, 20, 11)]
    balancer = make_asset(do, noon - 9 * DAY, "Balancer", tag="LB-1")
    make_asset(do, noon - 9 * DAY, "Spare", tag="LB-2")
    ended(do, noon - 5 * DAY, Result.FAILED, assets=["LB-1"])
    ended(do, noon - 4 * DAY, Result.SUCCESSFUL, assets=["LB-2"])
    sheet = week(do, noon)
    assert [it.record.id for it in sheet.oldest] == [old[1], old[2], old[3]]
    ends = sheet.report.period.ends_at
    assert sheet.oldest[0].value == int((ends - (noon - 40 * DAY)).total_seconds())
    told = week(do, noon, Topic(team=PLATFORM, service="", reference="3"))
    assert list(told.failed_assets) == [(balancer.title, 1)]


def test_two_that_people_let_others_read_are_quoted(do: Do, noon: datetime) -> None:
    said = ((MAX, 3, "So so"), (ZOE, 1, "Bad"), (DEV, 5, "Secret"), (CHLOE, 4, "Fine"))
    at = noon - 3 * DAY
    for who, score, comment in said:
        it = make_incident(do, at, by=who)
        do(incidents.resolve, it.id, code=Resolution.FIXED, summary="Done.", by=BEN, at=at)
        do(
            lambda tx, it=it: ratings.ask(
                tx, stored.find(tx, it.id), organisation=ORGANISATION, at=at
            )
        )
        how = {"score": score, "comment": comment, "may_be_quoted": comment != "Secret"}
        do(ratings.rate, it.id, **how, by=who, at=at)
    assert list(week(do, noon).quotes) == [(1, "Bad"), (3, "So so")]


def test_promises_are_told_by_priority(do: Do, noon: datetime) -> None:
    last_week = noon - 3 * DAY
    late = make_incident(do, last_week, impact=1, urgency=1)
    for clock_id in do(alarms.due, at=last_week + 5 * HOUR):
        do(alarms.ring, clock_id, at=last_week + 5 * HOUR)
    make_resolved(do, last_week, impact=2, urgency=2)
    do(
        incidents.resolve,
        late.id,
        code=Resolution.FIXED,
        summary="Done.",
        by=BEN,
        at=last_week + 5 * HOUR,
    )
    its = week(do, noon).report.line("sla_resolution_attainment").by_priority
    assert its[1].number == 0.0
    assert its[3].number == 100.0


def test_a_service_that_was_out_has_its_availability(do: Do, noon: datetime) -> None:
    last_week = noon - 3 * DAY
    make_major(do, last_week, severity=Severity.SEV1, service="Web shop", impact=1, urgency=1)
    ill = make_major(do, last_week, severity=Severity.SEV2, service="Web shop", impact=1, urgency=1)
    do(
        incidents.resolve,
        ill.id,
        code=Resolution.FIXED,
        summary="Done.",
        restored_at=last_week + HOUR,
        by=IVY,
        at=last_week + HOUR,
    )
    told = week(do, noon, Topic(team=PLATFORM, service="", reference="3")).availability
    assert {name for name, _ in told} == {
        it.name for it in ORGANISATION.services if it.team == "platform"
    }
    ours = {line.figure.name: line.now.n for name, line in told if name == "Web shop"}
    assert ours == {"availability": 1, "degraded_share": 1}
    assert {name for name, _ in week(do, noon, SHOP).availability} == {"Web shop"}


def test_what_may_yet_go_wrong_is_told(do: Do, noon: datetime) -> None:
    risky = ask(do, noon, risk_answers=VERY_HIGH)
    ask(do, noon, risk_answers=MEDIUM)
    ended = make_asset(
        do,
        noon,
        "Old router",
        team_key="platform",
        service="Web shop",
        support_until=(noon - DAY).date(),
        warranty_until=(noon - WEEK).date(),
    )
    make_asset(
        do,
        noon,
        "Router",
        team_key="platform",
        service="Web shop",
        warranty_until=(noon - DAY).date(),
        support_until=noon.date(),
    )
    over = {"team_key": "platform", "support_until": (noon - DAY).date()}
    make_asset(do, noon, "Of no service", **over)
    make_asset(do, noon, "In stock", service="Web shop", status=Status.IN_STOCK, tag="R-1", **over)
    major = make_major(do, noon, severity=Severity.SEV1, service="Web shop", impact=1, urgency=1)
    risks = week(do, noon + HOUR, SHOP).risks
    told = {pile: [item.record.id for item in heap.items] for pile, heap in risks.items()}
    assert told == {
        Pile.MISSED: [major.id],
        Pile.MAJORS: [major.id],
        Pile.RISKY: [risky.id],
        Pile.EXPIRED: [ended.id],
    }


def test_nothing_restricted_is_told(do: Do, noon: datetime) -> None:
    last_week = noon - 3 * DAY
    make_major(
        do,
        last_week,
        severity=Severity.SEV1,
        restricted=True,
        affected_asset="Safe",
        impact=1,
        urgency=1,
    )
    make_asset(do, noon, "Vault", team_key="platform", support_until=(noon - DAY).date())
    assert week(do, noon).is_quiet
    platform = Topic(team=PLATFORM, service="", reference="3")
    assert week(do, noon, platform, organisation=PRIVATE).is_quiet


def test_figures_of_nothing_are_none_and_the_week_is_told_all_the_same(
    do: Do, noon: datetime
) -> None:
    """An empty cohort has no share and no median, never 0 % or 100 %."""
    make_incident(do, noon - DAY)
    sheet = week(do, noon)
    assert sheet.report.line("csat").now.number is None
    assert sheet.report.line("change_success_rate").now.number is None
    assert not sheet.is_quiet
