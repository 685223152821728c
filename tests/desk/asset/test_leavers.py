"""Whoever leaves has things of ours: those who get them back are told, once for each leaving."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import people
from desk.asset import custody, leavers
from desk.people import Told
from domain.assets import Status
from storage.assets import Asset
from storage.outbox import Message, Owed
from tests.assets import AMY, PRIVATE, make_asset
from tests.desk.asset.test_expiries import MANAGED
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ORGANISATION

DAY = timedelta(days=1)


def leaves(do: Do, at: datetime, *, who: Any = MAX, is_gone: bool = True) -> None:
    told = Told(id=who.id, name=who.name, zone="UTC", locale="en-US", is_gone=is_gone)
    do(people.learn, told, at=at)


def sweep(do: Do, at: datetime) -> list[str]:
    """Who is told, by two bots one after the other."""
    before = len(told(do))
    for _ in range(2):
        for person_id in do(leavers.due):
            do(leavers.tell, person_id, organisation=MANAGED, at=at)
    return [it.destination.removeprefix("person:") for it in told(do)[before:]]


def told(do: Do) -> list[Owed]:
    query = select(Owed).where(Owed.message == Message.LEAVER).order_by(Owed.id)
    return list(do(lambda tx: tx.scalars(query).all()))


@pytest.fixture
def laptop(do: Do, noon: datetime) -> Asset:
    """Max has it."""
    made = make_asset(do, noon)
    do(custody.check_out, made.id, to=MAX.id, by=BEN, at=noon)
    return made


def test_managers_and_leads_of_what_they_have_are_told_once(
    do: Do, noon: datetime, laptop: Asset
) -> None:
    assert sweep(do, noon) == []
    leaves(do, noon)
    assert sorted(sweep(do, noon)) == sorted([AMY.id, ANN.id])
    assert sweep(do, noon + DAY) == []


def test_the_list_has_what_they_have_first_and_follows(
    do: Do, noon: datetime, laptop: Asset
) -> None:
    owned = make_asset(do, noon, "kiosk", team_key="platform", owner_id=MAX.id)
    old = make_asset(do, noon, "old", owner_id=MAX.id)
    do(lambda tx: setattr(tx.get(Asset, old.id), "status", Status.RETIRED))
    leaves(do, noon)
    assert sorted(sweep(do, noon)) == sorted([AMY.id, ANN.id, CHLOE.id])
    facts = told(do)[0].facts
    seen = do(leavers.shown, facts, ANN.id, organisation=ORGANISATION)
    assert ([it.id for it in seen.assets], seen.name) == ([laptop.id, owned.id], MAX.name)
    seen = do(leavers.shown, facts, ANN.id, organisation=PRIVATE)
    assert [it.id for it in seen.assets] == [laptop.id]
    do(custody.check_in, laptop.id, by=BEN, at=noon)
    seen = do(leavers.shown, facts, ANN.id, organisation=PRIVATE)
    assert seen is None


def test_who_comes_back_and_leaves_again_is_told_of_again(
    do: Do, noon: datetime, laptop: Asset
) -> None:
    leaves(do, noon)
    assert sweep(do, noon)
    leaves(do, noon + DAY, is_gone=False)
    assert sweep(do, noon + DAY) == []
    leaves(do, noon + 2 * DAY)
    leaves(do, noon + 2 * DAY, who=DEV)
    assert sweep(do, noon + 2 * DAY)


def test_who_has_nothing_leaves_in_silence(do: Do, noon: datetime) -> None:
    leaves(do, noon)
    assert sweep(do, noon) == []
