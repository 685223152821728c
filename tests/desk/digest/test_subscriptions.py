"""Subscriptions: who may make them, and that each channel gets one digest for each day, however it comes about."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.digest import due, subscriptions
from domain.digests import DigestKind, Schedule
from domain.errors import NotAllowed, NotFound, Refusal, WrongState
from domain.events import Event
from domain.numbers import Kind
from domain.people import Person
from storage.digest import subscriptions as stored
from storage.digest.subscriptions import Subscription
from storage.journal import Entry
from storage.outbox import Message, Owed
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, CHLOE, IVY, MAX, ORGANISATION, SERVICE_DESK, ZOE

BERLIN = ZoneInfo("Europe/Berlin")
CHANNEL = "C0SERVICEDESK"
NINE = Schedule(kind=DigestKind.DAILY, days=(0, 1, 2, 3, 4, 5, 6), at=time(9), zone=BERLIN)
DAY = timedelta(days=1)


def at_nine(day: int) -> datetime:
    """Nine in Berlin on this day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, 8, tzinfo=UTC)


def subscribed(do: Do, at: datetime, *, by: Person = ANN, **how: object) -> Subscription:
    how = {"team_key": "service-desk", **how}
    made: Subscription = do(
        subscriptions.subscribe,
        how.pop("channel", CHANNEL),
        how.pop("schedule", NINE),
        by=by,
        at=at,
        **how,
    )
    return made


def digests(do: Do) -> list[Owed]:
    query = select(Owed).where(Owed.message == Message.DIGEST).order_by(Owed.id)
    return list(do(lambda tx: tx.scalars(query).all()))


def sweep(do: Do, at: datetime) -> int:
    return sum(do(due.send_due, each, at=at) for each in do(due.due, at=at))


def test_a_channel_gets_its_digest_at_its_time_and_not_before(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    assert it.fire_at == at_nine(3)
    assert sweep(do, at_nine(3) - timedelta(seconds=1)) == 0
    assert sweep(do, at_nine(3)) == 1
    [owed] = digests(do)
    assert owed.key == "digest:service-desk:C0SERVICEDESK:2026-03-03"
    assert owed.destination == "channel:C0SERVICEDESK"
    assert do(stored.find, it.id).fire_at == at_nine(4)


def test_a_second_sweep_at_the_same_moment_finds_nothing_to_do(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    assert do(due.send_due, it.id, at=at_nine(3)) is True
    assert do(due.send_due, it.id, at=at_nine(3)) is False
    assert len(digests(do)) == 1


def test_after_days_of_silence_the_last_one_is_sent_and_no_other(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    assert sweep(do, at_nine(6) + timedelta(hours=3)) == 1
    [owed] = digests(do)
    assert owed.key.endswith(":2026-03-06")
    assert owed.facts is not None
    assert owed.facts["due"] == at_nine(6).isoformat()
    assert do(stored.find, it.id).fire_at == at_nine(7)


def test_a_later_time_on_the_same_day_gives_no_second_digest_of_it(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    subscribed(do, noon)
    sweep(do, at_nine(3))
    later = Schedule(kind=DigestKind.DAILY, days=NINE.days, at=time(15), zone=BERLIN)
    again = subscribed(do, at_nine(3) + timedelta(hours=1), schedule=later)
    assert again.fire_at == datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert sweep(do, datetime(2026, 3, 3, 14, tzinfo=UTC)) == 1
    assert len(digests(do)) == 1


def test_ended_and_made_anew_gives_no_second_digest_either(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    sweep(do, at_nine(3))
    do(subscriptions.unsubscribe, it.id, by=BEN, at=at_nine(3))
    later = Schedule(kind=DigestKind.DAILY, days=NINE.days, at=time(15), zone=BERLIN)
    assert subscribed(do, at_nine(3), schedule=later).id != it.id
    sweep(do, at_nine(4))
    assert [owed.key[-10:] for owed in digests(do)] == ["2026-03-03"]


def test_an_empty_day_is_not_told_unless_that_is_wanted(do: Do, noon: datetime) -> None:
    subscribed(do, noon)
    assert sweep(do, at_nine(3)) == 1
    assert digests(do) == []
    subscribed(do, at_nine(3), also_quiet=True)
    assert sweep(do, at_nine(4)) == 1
    assert len(digests(do)) == 1


@pytest.mark.parametrize(("raised_on", "told"), [(4, ["2026-03-05"]), (6, [])])
def test_what_happened_the_day_before_is_told_on_working_days_alone(
    do: Do, noon: datetime, raised_on: int, told: list[str]
) -> None:
    """A P5 of the afternoon is in no hurry; the 6th is a Friday."""
    make_incident(do, at_nine(raised_on) + timedelta(hours=5), impact=3, urgency=3)
    subscribed(do, at_nine(raised_on))
    sweep(do, at_nine(raised_on + 1))
    assert [owed.key[-10:] for owed in digests(do)] == told


def test_what_needs_someone_is_told_on_a_sunday_too(do: Do, noon: datetime) -> None:
    subscribed(do, noon)
    make_incident(do, at_nine(7), impact=1, urgency=1)
    sweep(do, at_nine(8))
    assert [owed.key[-10:] for owed in digests(do)] == ["2026-03-08"]


def test_nothing_restricted_makes_a_day_worth_telling(do: Do, noon: datetime) -> None:
    subscribed(do, noon)
    make_incident(do, noon, impact=1, urgency=1, restricted=True)
    sweep(do, at_nine(3))
    assert digests(do) == []


def test_a_paused_one_is_silent_until_it_goes_on(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    do(subscriptions.pause, it.id, by=BEN, at=noon)
    assert sweep(do, at_nine(4)) == 0
    with pytest.raises(WrongState, match="paused already"):
        do(subscriptions.pause, it.id, by=BEN, at=noon)
    resumed = do(subscriptions.go_on, it.id, by=ANN, at=at_nine(4))
    assert resumed.fire_at == at_nine(5)
    with pytest.raises(WrongState, match="not paused"):
        do(subscriptions.go_on, it.id, by=ANN, at=at_nine(4))
    query = select(Entry.event).where(Entry.subject_kind == Kind.SUBSCRIPTION).order_by(Entry.id)
    assert do(lambda tx: tx.scalars(query).all()) == [
        *(Event.DIGEST_SUBSCRIBED, Event.DIGEST_PAUSED, Event.DIGEST_RESUMED)
    ]


def test_an_ended_one_can_be_changed_no_more(do: Do, noon: datetime) -> None:
    it = subscribed(do, noon)
    do(subscriptions.unsubscribe, it.id, by=ANN, at=noon)
    assert do(due.due, at=noon + 9 * DAY) == []
    for verb in (subscriptions.pause, subscriptions.go_on, subscriptions.unsubscribe):
        with pytest.raises(NotFound, match="no SUB-"):
            do(verb, it.id, by=ANN, at=noon)


@pytest.mark.parametrize("person", [ANN, BEN, ZOE], ids=lambda person: person.name)
def test_agents_the_lead_and_admins_may_subscribe(do: Do, noon: datetime, person: Person) -> None:
    assert subscribed(do, noon, by=person).made_by == person.id


@pytest.mark.parametrize("person", [MAX, CHLOE, IVY], ids=lambda person: person.name)
def test_others_may_not_nor_change_what_there_is(do: Do, noon: datetime, person: Person) -> None:
    it = subscribed(do, noon)
    with pytest.raises(NotAllowed, match="Digests of Service desk are for its agents"):
        subscribed(do, noon, by=person)
    for verb in (subscriptions.pause, subscriptions.go_on, subscriptions.unsubscribe):
        with pytest.raises(NotAllowed):
            do(verb, it.id, by=person, at=noon)


def test_a_services_digest_is_for_its_teams_people(do: Do, noon: datetime) -> None:
    with pytest.raises(NotAllowed, match="Digests of Platform"):
        subscribed(do, noon, service="Web shop")
    assert subscribed(do, noon, by=CHLOE, service="Web shop").team_key == "platform"
    with pytest.raises(NotFound, match="no service 'Nothing'"):
        subscribed(do, noon, service="Nothing")


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"channel": "D0DIRECTMSG"}, "goes to a channel"),
        ({"team_key": "nobody"}, "no team 'nobody'"),
    ],
)
def test_what_cannot_be_sent_is_refused(do: Do, noon: datetime, how: dict, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        subscribed(do, noon, **how)


def test_each_sees_those_they_may_change_page_by_page(do: Do, noon: datetime) -> None:
    for count in range(9):
        subscribed(do, noon, channel=f"C0CHANNEL{count}")
    subscribed(do, noon, by=CHLOE, team_key="platform")
    page, more = do(subscriptions.listing, behind=0, by=BEN)
    assert len(page) == 8
    rest, end = do(subscriptions.listing, behind=more, by=BEN)
    assert ([it.team_key for it in rest], end) == (["service-desk"], None)
    rest, _ = do(subscriptions.listing, behind=more, by=ZOE)
    assert [it.team_key for it in rest] == ["service-desk", "platform"]
    with pytest.raises(NotAllowed):
        do(subscriptions.listing, behind=0, by=MAX)


def test_a_channel_that_is_gone_pauses_all_of_its_own_and_their_leads_hear_once(
    do: Do, noon: datetime
) -> None:
    first = subscribed(do, noon)
    second = subscribed(do, noon, by=CHLOE, team_key="platform")
    elsewhere = subscribed(do, noon, channel="C0ELSEWHERE")
    for _ in range(2):
        do(due.cannot_be_sent, CHANNEL, "is_archived", at=at_nine(3))
    for it in (first, second):
        paused = do(stored.find, it.id)
        assert (paused.fire_at, paused.paused_because) == (None, "is_archived")
    assert do(stored.find, elsewhere.id).fire_at == at_nine(3)
    query = select(Owed).where(Owed.message == Message.TROUBLE)
    told = do(lambda tx: tx.scalars(query).all())
    assert {it.destination for it in told} == {f"person:{ANN.id}", f"person:{CHLOE.id}"}
    assert [it.facts for it in told] == [{"digests": CHANNEL, "error": "is_archived"}] * 2


def test_what_was_paused_or_ended_before_has_no_part_in_the_trouble(do: Do, noon: datetime) -> None:
    paused, ended = subscribed(do, noon), subscribed(do, noon, by=CHLOE, team_key="platform")
    do(subscriptions.pause, paused.id, by=ANN, at=noon)
    do(subscriptions.unsubscribe, ended.id, by=CHLOE, at=noon)
    do(due.cannot_be_sent, CHANNEL, "is_archived", at=at_nine(3))
    kept = do(stored.find, paused.id)
    assert (kept.paused_at, kept.paused_because) == (noon, None)
    query = select(Owed.destination).where(Owed.message == Message.TROUBLE)
    assert do(lambda tx: tx.scalars(query).all()) == [f"person:{ANN.id}"]


def test_where_a_team_has_no_lead_the_admins_hear_or_else_whoever_subscribed(
    do: Do, noon: datetime
) -> None:
    subscribed(do, noon, by=BEN)
    teams = tuple(replace(team, lead_id=None) for team in ORGANISATION.teams)
    query = select(Owed.destination).where(Owed.message == Message.TROUBLE)
    for holders, hears in ((ORGANISATION.holders, ZOE), ({}, BEN)):
        leaderless = replace(ORGANISATION, teams=teams, holders=holders)
        gone = {"organisation": leaderless, "at": at_nine(3)}
        do(due.cannot_be_sent, CHANNEL, f"archived for {hears.name}", **gone)
        assert f"person:{hears.id}" in do(lambda tx: tx.scalars(query).all())


@pytest.mark.parametrize("by_word", [True, False])
def test_trouble_that_comes_again_after_it_was_mended_is_told_again(
    do: Do, noon: datetime, by_word: bool
) -> None:
    """Whether it is subscribed anew, or has it go on."""
    it = subscribed(do, noon)
    do(due.cannot_be_sent, CHANNEL, "is_archived", at=at_nine(3))
    if by_word:
        subscribed(do, at_nine(3))
    else:
        do(subscriptions.go_on, it.id, by=ANN, at=at_nine(3))
    mended = do(stored.find, it.id)
    assert (mended.paused_at, mended.paused_because, mended.fire_at) == (None, None, at_nine(4))
    query = select(Owed).where(Owed.message == Message.TROUBLE)
    assert do(lambda tx: tx.scalars(query).all()) == []
    do(due.cannot_be_sent, CHANNEL, "is_archived", at=at_nine(4))
    assert len(do(lambda tx: tx.scalars(query).all())) == 1


def test_a_team_that_has_left_the_configuration_is_told_of_no_more(do: Do, noon: datetime) -> None:
    it = subscribed(do, noon)

    def rename(tx) -> None:
        stored.for_update(tx, it.id).team_key = "gone"

    do(rename)
    assert sweep(do, at_nine(3)) == 1
    assert digests(do) == []
    paused = do(stored.find, it.id)
    assert paused.fire_at is None
    assert paused.paused_because == "gone is not in the configuration any more."


def test_one_that_cannot_be_done_is_looked_at_again_in_ten_minutes(do: Do, noon: datetime) -> None:
    it = subscribed(do, noon)
    do(due.put_off, it.id, at=at_nine(3))
    assert do(stored.find, it.id).fire_at == at_nine(3) + timedelta(minutes=10)


def test_what_is_put_off_is_never_earlier_than_it_was(do: Do, noon: datetime) -> None:
    it = subscribed(do, noon)
    do(due.put_off, it.id, at=noon)
    assert do(stored.find, it.id).fire_at == at_nine(3)
    do(subscriptions.pause, it.id, by=ANN, at=noon)
    do(due.put_off, it.id, at=at_nine(3))
    assert do(stored.find, it.id).fire_at is None


def test_what_is_due_the_longest_comes_first(do: Do, noon: datetime) -> None:
    later, first = (
        subscribed(do, noon, channel=f"C0CHANNEL{hour}", schedule=replace(NINE, at=time(hour)))
        for hour in (9, 8)
    )
    assert do(stored.firing, by=at_nine(3), limit=1) == [first.id]
    assert do(stored.firing, by=at_nine(3), limit=9) == [first.id, later.id]


def test_a_time_is_on_the_clocks_of_the_team_or_the_office_else_of_who_says_it() -> None:
    ann = replace(ANN, zone="Asia/Tokyo")
    there = replace(SERVICE_DESK, zone=ZoneInfo("America/New_York"))
    nowhere = replace(ORGANISATION, office=replace(ORGANISATION.office, zone=ZoneInfo("UTC")))
    assert subscriptions.zone_of(there, ORGANISATION, ann) == "America/New_York"
    assert subscriptions.zone_of(SERVICE_DESK, ORGANISATION, ann) == "Europe/Berlin"
    assert subscriptions.zone_of(SERVICE_DESK, nowhere, ann) == "Asia/Tokyo"


def test_whose_digest_a_channel_gets_where_nobody_says_so(do: Do, noon: datetime) -> None:
    asked = {"by": ZOE}
    assert do(subscriptions.home_team, CHANNEL, **asked) is None
    assert do(subscriptions.home_team, CHANNEL, by=CHLOE).key == "platform"
    make_incident(do, noon)

    def post_card(tx) -> None:
        card = tx.scalars(select(Owed).where(Owed.destination == "team:service-desk")).one()
        card.channel_id = CHANNEL

    do(post_card)
    assert do(subscriptions.home_team, CHANNEL, **asked).key == "service-desk"
    with pytest.raises(NotAllowed, match="by the agents and the lead of the team"):
        do(subscriptions.home_team, CHANNEL, by=MAX)


MONDAYS = Schedule(kind=DigestKind.WEEKLY, days=(0,), at=time(9), zone=BERLIN)


def test_a_week_is_told_once_and_beside_the_daily_digest(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1)
    subscribed(do, noon)
    weekly = subscribed(do, noon, schedule=MONDAYS)
    assert weekly.fire_at == at_nine(9)
    for day in range(3, 18):
        sweep(do, at_nine(day))
        sweep(do, at_nine(day) + timedelta(minutes=1))
    keys = [owed.key.rpartition(":")[2] for owed in digests(do)]
    assert [key for key in keys if "W" in key] == ["2026-W10", "2026-W11"]
    assert len([key for key in keys if "W" not in key]) == 15


def test_a_week_without_anything_is_not_told_unless_that_is_wanted(do: Do, noon: datetime) -> None:
    subscribed(do, noon, schedule=MONDAYS)
    assert sweep(do, at_nine(9)) == 1
    assert digests(do) == []
    subscribed(do, at_nine(9), schedule=MONDAYS, also_quiet=True)
    sweep(do, at_nine(16))
    assert [owed.key[-8:] for owed in digests(do)] == ["2026-W11"]
