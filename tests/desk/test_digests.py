"""What a morning's digest tells: what needs someone, what is planned, and nothing that not everybody may see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from desk import digests, incidents
from desk.asset import stages
from desk.digest import subscriptions
from desk.incident import alarms, assignments, holds
from domain.asset.guards import Evidence
from domain.assets import AssetClass, Status
from domain.change.windows import Window
from domain.digests import DigestKind, Pile
from domain.errors import NotFound
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import Resolution
from domain.majors import Severity
from storage.digest.sheets import Daily, Topic
from storage.incidents import Incident
from tests.assets import AMY, PRIVATE, make_asset
from tests.changes import MEDIUM, ask
from tests.desk.change.test_work import scheduled
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN, BEN, CHLOE, MAX, ORGANISATION, PLATFORM, SERVICE_DESK, ZOE

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)
DESK = Topic(team=SERVICE_DESK, service="", reference="1")
SHOP = Topic(team=PLATFORM, service="Web shop", reference="2")


def morning(do: Do, at: datetime, topic: Topic = DESK, **how: Any) -> Daily:
    how = {"day": at.astimezone(BERLIN).date(), "zone": BERLIN, "due": None, **how}
    told: Daily = do(digests.daily, topic, at=at, **how)
    return told


def is_told(do: Do, at: datetime, topic: Topic = DESK, **how: Any) -> bool:
    asked = {"day": at.astimezone(BERLIN).date(), "zone": BERLIN, "at": at, **how}
    return bool(do(digests.is_told, topic, **asked))


def numbers(sheet: Daily, pile: Pile) -> list[str]:
    return [item.record.number for item in sheet.heaps[pile].items] if pile in sheet.heaps else []


def ring(do: Do, at: datetime) -> None:
    for clock_id in do(alarms.due, at=at):
        do(alarms.ring, clock_id, at=at)


def test_an_empty_morning_is_quiet(do: Do, noon: datetime) -> None:
    sheet = morning(do, noon)
    assert sheet.is_quiet
    assert not is_told(do, noon)


def test_a_missed_clock_is_told_once_the_longest_late_first(do: Do, noon: datetime) -> None:
    """A P1 is late for its answer after a quarter of an hour, and for its resolution after four hours."""
    first = make_incident(do, noon, impact=1, urgency=1)
    second = make_incident(do, noon + HOUR, impact=1, urgency=1)
    later = noon + 6 * HOUR
    ring(do, later)
    sheet = morning(do, later)
    assert numbers(sheet, Pile.MISSED) == [first.number, second.number]
    assert sheet.heaps[Pile.MISSED].count == 2
    assert sheet.heaps[Pile.MISSED].items[0].at == noon + timedelta(minutes=15)
    assert numbers(sheet, Pile.SOON) == []
    do(incidents.resolve, first.id, code=Resolution.FIXED, summary="Done.", by=BEN, at=later)
    assert numbers(morning(do, later), Pile.MISSED) == [second.number]


def test_what_nobody_has_rung_yet_is_late_all_the_same(do: Do, noon: datetime) -> None:
    """After a pause the digest may be ahead of the alarms."""
    incident = make_incident(do, noon, impact=1, urgency=1)
    sheet = morning(do, noon + 6 * HOUR)
    assert numbers(sheet, Pile.MISSED) == [incident.number]
    assert sheet.heaps[Pile.MISSED].items[0].at == noon + timedelta(minutes=15)
    assert numbers(sheet, Pile.SOON) == []


def test_what_is_due_in_eight_open_hours_needs_someone(do: Do, noon: datetime) -> None:
    """A P3 is answered within four office hours: from Monday, 13:00 in Berlin, that is 17:00, from 16:00 on Tuesday."""
    evening = make_incident(do, noon + 3 * HOUR, impact=2, urgency=2)
    sheet = morning(do, noon + 3 * HOUR)
    assert [it.at for it in sheet.heaps[Pile.SOON].items] == [noon + 23 * HOUR]
    do(assignments.acknowledge, evening.id, by=BEN, at=noon + 3 * HOUR)
    incident = make_incident(do, noon, impact=2, urgency=2)
    sheet = morning(do, noon)
    assert numbers(sheet, Pile.SOON) == [incident.number]
    assert sheet.heaps[Pile.SOON].items[0].at == noon + 4 * HOUR
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    assert numbers(morning(do, noon), Pile.SOON) == []


def test_what_another_has_missed_hides_nothing_that_is_due(do: Do, noon: datetime) -> None:
    """Only an incident's own miss is told in the place of what it is due for next."""
    late = make_incident(do, noon, impact=1, urgency=1)
    due = make_incident(do, noon, impact=2, urgency=2)
    later = noon + HOUR
    ring(do, later)
    sheet = morning(do, later)
    assert numbers(sheet, Pile.MISSED) == [late.number]
    assert numbers(sheet, Pile.SOON) == [due.number]


def test_majors_and_urgent_ones_are_told_apart(do: Do, noon: datetime) -> None:
    urgent = make_incident(do, noon, impact=1, urgency=2)
    major = make_major(do, noon, severity=Severity.SEV1, impact=1, urgency=1)
    make_incident(do, noon, impact=2, urgency=2)  # a P3
    sheet = morning(do, noon)
    assert numbers(sheet, Pile.MAJORS) == [major.number]
    assert numbers(sheet, Pile.URGENT) == [urgent.number]
    assert is_told(do, noon)


def test_what_nobody_has_is_told_once_its_answer_is_overdue(do: Do, noon: datetime) -> None:
    waits = make_incident(do, noon, impact=1, urgency=1)
    taken = make_incident(do, noon, impact=1, urgency=1)
    assert numbers(morning(do, noon + timedelta(minutes=14)), Pile.UNOWNED) == []
    do(assignments.take, taken.id, by=BEN, at=noon)
    assert numbers(morning(do, noon + timedelta(minutes=16)), Pile.UNOWNED) == [waits.number]


def test_changes_that_wait_are_their_teams_and_their_services(do: Do, noon: datetime) -> None:
    change = ask(do, noon, risk_answers=MEDIUM)
    assert numbers(morning(do, noon, SHOP), Pile.APPROVALS) == [change.number]
    assert numbers(morning(do, noon), Pile.APPROVALS) == []
    other = Topic(team=PLATFORM, service="Laptops and printers", reference="3")
    assert numbers(morning(do, noon, other), Pile.APPROVALS) == []


def test_changes_of_the_day_with_what_stands_against_them_and_freezes(
    do: Do, noon: datetime
) -> None:
    change = scheduled(do, noon)
    tomorrow = noon + timedelta(days=1)
    assert numbers(morning(do, noon, SHOP), Pile.CHANGES) == []
    sheet = morning(do, tomorrow, SHOP)
    assert numbers(sheet, Pile.CHANGES) == [change.number]
    assert is_told(do, tomorrow, SHOP)
    assert sheet.in_conflict == frozenset()
    freeze = Window(
        name="Sales week",
        zone=ZoneInfo("UTC"),
        begins=noon.replace(tzinfo=None),
        lasts=timedelta(days=7),
    )
    winter = replace(ORGANISATION, freezes=(freeze,))
    frozen = morning(do, tomorrow, SHOP, organisation=winter)
    assert frozen.in_conflict == {change.id}
    assert [it.name for it, _ in frozen.freezes] == ["Sales week"]
    assert is_told(do, tomorrow, DESK, organisation=winter)
    assert not is_told(do, tomorrow, DESK)


@pytest.mark.parametrize(
    ("services", "topic", "is_there"),
    [
        ({"Web shop"}, SHOP, True),
        ({"Web shop"}, Topic(team=PLATFORM, service="", reference="3"), True),
        ({"Web shop"}, DESK, False),
        ({"Laptops and printers", "Web shop"}, DESK, True),
        ({"Laptops and printers"}, SHOP, False),
    ],
)
def test_a_freeze_of_others_services_is_none_of_theirs(
    do: Do, noon: datetime, services: set[str], topic: Topic, is_there: bool
) -> None:
    freeze = Window(
        name="Sales week",
        zone=ZoneInfo("UTC"),
        begins=noon.replace(tzinfo=None),
        lasts=timedelta(days=7),
        services=frozenset(services),
    )
    winter = replace(ORGANISATION, freezes=(freeze,))
    assert bool(morning(do, noon, topic, organisation=winter).freezes) == is_there
    assert is_told(do, noon, topic, organisation=winter) == is_there


def test_holds_that_end_today(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    until = noon + timedelta(days=2)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    asked = HoldRequest(reason=HoldReason.VENDOR, until=until, message="A part is ordered.")
    do(holds.hold, incident.id, asked, by=BEN, at=noon)
    assert numbers(morning(do, noon), Pile.HOLDS) == []
    assert numbers(morning(do, until - HOUR), Pile.HOLDS) == [incident.number]
    assert is_told(do, until - HOUR)
    assert not is_told(do, until + timedelta(days=1))


def test_the_day_before_is_counted_from_midnight_to_midnight_there(do: Do, noon: datetime) -> None:
    sunday_night, monday = (datetime(2026, 3, 1, hour, 30, tzinfo=UTC) for hour in (22, 23))
    make_resolved(do, sunday_night, impact=2, urgency=2)
    make_incident(do, monday, impact=2, urgency=2)
    told = morning(do, noon).yesterday
    assert (told["incidents_raised"].now.number, told["incidents_resolved"].now.number) == (1, 1)
    assert told["sla_response_attainment"].now.n == 1
    assert told["mtta_median"].now.number == 0


def test_nothing_restricted_is_in_a_digest_nor_in_its_lists(do: Do, noon: datetime) -> None:
    secret = make_incident(do, noon - timedelta(days=1), impact=1, urgency=1, restricted=True)
    do(assignments.take, secret.id, by=BEN, at=noon - timedelta(days=1))
    do(incidents.resolve, secret.id, code=Resolution.FIXED, summary="Done.", by=BEN, at=noon - HOUR)
    make_incident(do, noon - timedelta(days=1), impact=1, urgency=1, restricted=True)
    ring(do, noon)
    sheet = morning(do, noon)
    assert sheet.is_quiet
    for which in (*Pile, *digests.YESTERDAY):
        page = do(digests.behind, which, DESK, day=TODAY, zone=BERLIN, after=0, at=noon)
        assert page.records == []


def test_a_line_opens_the_records_it_counts_page_by_page(do: Do, noon: datetime) -> None:
    for _ in range(9):
        make_incident(do, noon, impact=1, urgency=1)
    assert morning(do, noon).heaps[Pile.URGENT].count == 9
    asked = {"day": TODAY, "zone": BERLIN, "at": noon}
    first = do(digests.behind, "urgent", DESK, after=0, **asked)
    rest = do(digests.behind, "urgent", DESK, after=first.more, **asked)
    assert (len(first.records), len(rest.records), rest.more) == (8, 1, None)
    assert len({it.id for it in (*first.records, *rest.records)}) == 9
    tomorrow = {**asked, "day": TODAY + timedelta(days=1)}
    raised = do(digests.behind, "incidents_raised", DESK, after=8, **tomorrow)
    assert ([type(it.record) for it in raised.records], raised.more) == ([Incident], None)


def test_a_line_nobody_knows_is_refused(do: Do, noon: datetime) -> None:
    with pytest.raises(NotFound, match="another version"):
        do(digests.behind, "nonsense", DESK, day=TODAY, zone=BERLIN, after=0, at=noon)


def test_it_is_late_when_it_goes_out_long_after_its_time(do: Do, noon: datetime) -> None:
    assert not morning(do, noon, due=noon - timedelta(minutes=10)).is_late
    assert morning(do, noon, due=noon - timedelta(minutes=11)).is_late


def test_a_preview_is_of_a_team_or_of_a_subscription(do: Do, noon: datetime) -> None:
    asked = {"by": ANN, "at": noon}
    asked["kind"] = DigestKind.DAILY
    sheet = do(subscriptions.preview, "team:service-desk", **asked)
    assert (sheet.topic.team, sheet.zone, sheet.day) == (SERVICE_DESK, BERLIN, TODAY)
    for reference in ("team:gone", "77", "nonsense"):
        with pytest.raises(NotFound):
            do(subscriptions.preview, reference, **asked)


@pytest.mark.parametrize("person", [MAX, CHLOE, ZOE], ids=lambda person: person.name)
def test_whoever_reads_a_digest_may_open_its_lists(do: Do, noon: datetime, person: Any) -> None:
    incident = make_incident(do, noon, impact=1, urgency=1)
    asked = {"day": TODAY, "after": 0, "by": person, "at": noon}
    page = do(subscriptions.behind, "urgent", "team:service-desk", **asked)
    assert [it.number for it in page.records] == [incident.number]


def test_what_runs_out_within_two_weeks_is_told_what_ends_first_before_the_others(
    do: Do, noon: datetime
) -> None:
    """Of one of which several things end, the first counts."""
    in_days = {days: TODAY + timedelta(days=days) for days in (-1, 0, 3, 14, 15)}
    today = make_asset(do, noon, "Printer", support_until=in_days[0])
    licence = make_asset(
        do,
        noon,
        "Office suite",
        asset_class=AssetClass.LICENCE,
        fields={"entitled": "5", "valid_until": in_days[3].isoformat()},
        contract_until=in_days[14],
    )
    contract = make_asset(
        do,
        noon,
        "Cleaning",
        asset_class=AssetClass.CONTRACT,
        fields={"number": "7", "ends_on": in_days[14].isoformat()},
    )
    for gone, days in (("Old laptop", -1), ("New laptop", 15)):
        make_asset(do, noon, gone, warranty_until=in_days[days])
    make_asset(do, noon, "Router", team_key="platform", warranty_until=in_days[3])
    cancelled = make_asset(do, noon, "None", warranty_until=in_days[3], status=Status.REQUESTED)
    gone = {"given": Evidence(reason="Too dear."), "based_on": cancelled.version}
    do(stages.move, cancelled.id, to=Status.CANCELLED, by=AMY, at=noon, **gone)
    heap = morning(do, noon).heaps[Pile.EXPIRING]
    told = [(item.record.id, item.what, item.on) for item in heap.items]
    assert told == [
        (today.id, "support", in_days[0]),
        (licence.id, "licence", in_days[3]),
        (contract.id, "term", in_days[14]),
    ]
    assert heap.count == 3
    assert is_told(do, noon)
    page = do(digests.behind, "expiring", DESK, day=TODAY, zone=BERLIN, after=0, at=noon)
    assert [it.id for it in page.records] == [today.id, licence.id, contract.id]


def test_assets_that_a_team_keeps_to_itself_are_in_no_digest(do: Do, noon: datetime) -> None:
    topic = Topic(team=PLATFORM, service="", reference="3")
    vault = make_asset(do, noon, "Vault", team_key="platform", warranty_until=TODAY)
    assert numbers(morning(do, noon, topic), Pile.EXPIRING) == [vault.number]
    kept = morning(do, noon, topic, organisation=PRIVATE)
    assert kept.is_quiet
    asked = {"day": TODAY, "zone": BERLIN, "after": 0, "at": noon, "organisation": PRIVATE}
    assert do(digests.behind, "expiring", topic, **asked).records == []


def test_how_steward_itself_is_stands_at_the_end(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    sheet = morning(do, noon + timedelta(minutes=10))
    assert (sheet.health.given_up, sheet.health.waits_since) == (0, None)
    later = morning(do, noon + timedelta(minutes=11))
    assert later.health.waits_since == noon


def test_a_list_of_a_hundred_pages_is_turned_to_its_end(do: Do, noon: datetime) -> None:
    """Each of 800 records stands on one page, and only the last leads nowhere."""

    def fill(tx: Session) -> None:
        tx.add_all(
            Incident(
                title=f"Number {number}",
                description="",
                service=None,
                affected_asset="",
                impact=1,
                urgency=1,
                priority=1 + number % 2,
                restricted=False,
                team_key="service-desk",
                reporter_id=MAX.id,
                raised_at=noon,
            )
            for number in range(800)
        )

    do(fill)
    assert morning(do, noon).heaps[Pile.URGENT].count == 800
    asked = {"day": TODAY, "zone": BERLIN, "at": noon}
    seen: list[int] = []
    after: int | None = 0
    for _ in range(100):
        assert after is not None
        page = do(digests.behind, "urgent", DESK, after=after, **asked)
        seen += [it.id for it in page.records]
        after = page.more
    assert (len(seen), len(set(seen)), after) == (800, 800, None)
