"""How Steward itself is doing, and who is told when a channel cannot be written to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from desk import tokens, upkeep
from desk.figure import capacities
from desk.figure.capacities import Level
from domain.errors import NotAllowed
from domain.events import Event
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.tokens import Lifetime, Scope
from storage import asked_once, backlog, deliveries, leases, webhooks
from storage.figure import capacity_samples
from storage.figure.capacity_samples import CapacitySample
from storage.incident.ratings import Rating
from storage.journal import Entry
from storage.outbox import Message, Owed
from tests.assets import make_asset
from tests.makers import Do, make_incident
from tests.people import ANN, IVY, MAX, ORGANISATION, ZOE

LEADERLESS = replace(
    ORGANISATION, teams=tuple(replace(team, lead_id=None) for team in ORGANISATION.teams)
)


def give_up_all(do: Do, at: datetime) -> None:
    lease = at + timedelta(seconds=15)
    for claim in do(leases.claim, by="a sender", at=at, lease_until=lease, paused=(), limit=100):
        do(leases.give_up, claim.owed.id, by="a sender", at=at, error="is_archived", certain=True)


def troubles(do: Do) -> set[str]:
    query = select(Owed.destination).where(Owed.message == Message.TROUBLE)
    return set(do(lambda tx: tx.scalars(query).all()))


def tell(do: Do, at: datetime, organisation: Organisation = ORGANISATION, **more: str) -> None:
    about = {"destination": "team:service-desk", "error": "is_archived", **more}
    do(upkeep.tell_trouble, **about, organisation=organisation, at=at)


def test_an_admin_sees_what_waits_and_what_was_given_up(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    give_up_all(do, noon)
    make_incident(do, noon + timedelta(minutes=1))
    health = do(upkeep.health, by=ZOE)
    assert (health.owed, health.given_up) == (2, 2)
    assert health.oldest_due_at == noon + timedelta(minutes=1)
    assert {owed.destination for owed in health.latest_given_up} == {
        "team:service-desk",
        f"person:{MAX.id}",
    }


def test_an_admin_has_it_sent_after_all(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    give_up_all(do, noon)
    assert do(upkeep.retry_given_up, by=ZOE, at=noon) == 2
    assert do(backlog.counts) == (2, 0, noon)


@pytest.mark.parametrize("by", [MAX, ANN, IVY], ids=lambda by: by.name)
def test_others_are_told_who_names_admins(do: Do, noon: datetime, by: Person) -> None:
    with pytest.raises(NotAllowed, match=r"for Steward's admins\. STEWARD_ADMINS"):
        do(upkeep.health, by=by)
    with pytest.raises(NotAllowed, match="for Steward's admins"):
        do(upkeep.retry_given_up, by=by, at=noon)


@pytest.mark.parametrize(
    ("organisation", "told"),
    [
        (ORGANISATION, {f"person:{ANN.id}"}),
        (LEADERLESS, {f"person:{ZOE.id}"}),
        (replace(LEADERLESS, holders={}), set()),
    ],
    ids=["the lead", "without a lead the admins", "without either nobody"],
)
def test_trouble_is_told_to_who_can_mend_it(
    do: Do, noon: datetime, organisation: Organisation, told: set[str]
) -> None:
    tell(do, noon, organisation)
    assert troubles(do) == told


def test_the_same_trouble_is_told_once(do: Do, noon: datetime) -> None:
    tell(do, noon)
    tell(do, noon)
    assert do(backlog.counts)[0] == 1


def test_another_trouble_is_told_too(do: Do, noon: datetime) -> None:
    tell(do, noon)
    tell(do, noon, error="not_in_channel")
    assert do(backlog.counts)[0] == 2


def test_trouble_with_a_team_that_is_gone_is_nobody_s(do: Do, noon: datetime) -> None:
    tell(do, noon, destination="team:fax-room")
    assert troubles(do) == set()


def test_when_it_is_over_what_was_given_up_there_is_sent(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    give_up_all(do, noon)
    tell(do, noon)
    assert do(upkeep.trouble_over, "service-desk", at=noon) == 1
    assert troubles(do) == set()
    assert do(backlog.counts)[:2] == (1, 1)


def test_deliveries_are_remembered_longer_than_slack_repeats_them(do: Do, noon: datetime) -> None:
    do(deliveries.claim, "event:E1", noon)
    assert do(upkeep.forget_old_deliveries, at=noon + timedelta(days=1)) == 0
    assert do(upkeep.forget_old_deliveries, at=noon + timedelta(days=3)) == 1


def test_webhooks_that_were_given_up_are_shown_and_told_after_all(do: Do, noon: datetime) -> None:
    row = {
        "message_id": "msg_1",
        "endpoint": "Deployments",
        "event": Event.CHANGE_APPROVED,
        "subject_kind": Kind.CHANGE,
        "subject_id": 7,
        "body": "{}",
    }
    do(webhooks.owe, [row], noon)
    lease = noon + timedelta(seconds=60)
    [owed] = do(webhooks.claim, by="a sender", at=noon, lease_until=lease)
    do(webhooks.give_up, owed.id, by="a sender", at=noon, error="it answered 500")
    [shown] = do(upkeep.health, by=ZOE).untold_webhooks
    assert (shown.endpoint, shown.error) == ("Deployments", "it answered 500")
    assert do(upkeep.retry_given_up, by=ZOE, at=noon) == 1
    assert do(upkeep.health, by=ZOE).untold_webhooks == []
    assert do(webhooks.next_due_at) == noon


def test_what_nobody_asks_for_again_is_forgotten(do: Do, noon: datetime) -> None:
    made = do(
        tokens.make,
        name="Deployments",
        scopes=list(Scope),
        lifetime=Lifetime.YEAR,
        asks_for=MAX.id,
        by=ZOE,
        at=noon,
    )
    for key, age in (("old", timedelta(days=8)), ("new", timedelta(days=6))):
        do(asked_once.claim, made.token.id, key, fingerprint="a", at=noon - age)
    do(deliveries.claim, "old", noon - timedelta(days=3))
    assert do(upkeep.forget_old_deliveries, at=noon) == 2
    assert do(asked_once.claim, made.token.id, "new", fingerprint="a", at=noon) is not None


def test_after_a_year_what_was_said_with_a_rating_is_forgotten_and_the_rating_is_not(
    do: Do, noon: datetime
) -> None:
    day = timedelta(days=1)
    ages = {"forgotten": 366 * day, "kept": 364 * day}
    for comment, age in ages.items():
        rating = Rating(
            incident_id=make_incident(do, noon - age).id,
            person_id=MAX.id,
            asked_at=noon - age,
            score=4,
            comment=comment,
            may_be_quoted=True,
            answered_at=noon - age,
        )
        do(lambda tx, rating=rating: tx.add(rating))
    before = do(lambda tx: tx.scalar(select(func.count(Entry.id))))
    for count in (1, 0):
        assert do(upkeep.forget_old_deliveries, at=noon) == count
    kept = select(Rating.score, Rating.comment, Rating.may_be_quoted).order_by(Rating.asked_at)
    assert [tuple(it) for it in do(lambda tx: tx.execute(kept).all())] == [
        (4, "", False),
        (4, "kept", True),
    ]
    assert do(lambda tx: tx.scalar(select(func.count(Entry.id)))) == before


def test_old_samples_are_forgotten_some_at_a_time(do: Do, noon: datetime) -> None:
    thing = make_asset(do, noon).id
    for days in (399, 401, 402, 403):
        level = Level(resource="disk", used=days, capacity=500)
        do(capacities.keep, thing, level, at=noon - timedelta(days=days))
    before = noon - upkeep.SAMPLES_KEPT
    assert do(capacity_samples.forget, before=before, most=2) == 2
    assert do(upkeep.forget_old_deliveries, at=noon) == 1
    assert do(upkeep.forget_old_deliveries, at=noon) == 0
    left = do(lambda tx: tx.scalars(select(CapacitySample.used)).all())
    assert left == [399]
