"""What runs out is told in the morning: each notice once, in one message for each who has to do with it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk import assets, people
from desk.asset import expiries
from desk.people import Told
from domain.asset.expiries import TOLD_AT, Expiry
from domain.assets import AssetClass, Status
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.people import Role
from storage.assets import Asset
from storage.database import Database
from storage.outbox import Message, Owed
from tests.assets import AMY, PRIVATE, details, history_of, make_asset
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ORGANISATION

TODAY = date(2026, 3, 2)
MANAGED = replace(
    ORGANISATION, holders={**ORGANISATION.holders, Role.ASSET_MANAGER: frozenset({AMY.id})}
)
"""Northwind with its asset manager."""


def morning(do: Do, day: date, organisation: Any = MANAGED) -> list[Owed]:
    """The messages of this day, once it is nine o'clock in Berlin; how many bots there are does not matter."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    before = len(messages(do))
    for _ in range(2):
        for zone in do(expiries.due_zones, organisation=organisation, at=at):
            do(expiries.tell, zone, organisation=organisation, at=at)
    return messages(do)[before:]


def messages(do: Do) -> list[Owed]:
    query = select(Owed).where(Owed.message == Message.EXPIRIES).order_by(Owed.id)
    return list(do(lambda tx: tx.scalars(query).all()))


def heard_by(owed: list[Owed]) -> dict[str, list[int]]:
    """The assets each person is told of."""
    return {
        it.destination.removeprefix("person:"): [named[0] for named in (it.facts or {})["items"]]
        for it in owed
    }


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_owner_and_manager_get_one_message_each(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, warranty_until=in_days(30), support_until=in_days(7))
    kiosk = make_asset(do, noon, "kiosk", contract_until=in_days(60), owner_id=MAX.id)
    make_asset(do, noon, "printer", warranty_until=in_days(91))
    heard = heard_by(morning(do, TODAY))
    assert heard == {
        BEN.id: [laptop.id, laptop.id],
        MAX.id: [kiosk.id],
        AMY.id: [laptop.id, laptop.id, kiosk.id],
    }


def test_through_its_last_months_each_notice_comes_once(do: Do, noon: datetime) -> None:
    make_asset(do, noon, warranty_until=in_days(100))
    told = [day for day in range(140) if morning(do, in_days(day))]
    assert [100 - day for day in told] == sorted(TOLD_AT, reverse=True)


def test_after_a_pause_only_the_nearest_is_told(do: Do, noon: datetime) -> None:
    make_asset(do, noon, warranty_until=in_days(100))
    assert morning(do, in_days(10))
    assert morning(do, in_days(95))
    assert morning(do, in_days(96)) == []
    assert morning(do, in_days(103))
    assert morning(do, in_days(104)) == []


def test_nobody_is_told_before_the_morning(do: Do, noon: datetime) -> None:
    early = datetime(2026, 3, 2, 6, 59, tzinfo=UTC)
    assert do(expiries.due_zones, organisation=MANAGED, at=early) == []
    assert do(expiries.due_zones, organisation=MANAGED, at=early + timedelta(minutes=1))


def test_days_of_its_class_are_told_too(do: Do, noon: datetime) -> None:
    of_class = {
        AssetClass.CONTRACT: {"number": "C-7", "ends_on": in_days(5).isoformat()},
        AssetClass.LICENCE: {"entitled": "9", "valid_until": in_days(5).isoformat()},
        AssetClass.APPLICATION: {"certificate_until": in_days(5).isoformat()},
    }
    made = [
        make_asset(do, noon, str(it), asset_class=it, fields=fields)
        for it, fields in of_class.items()
    ]
    (to_ben, _) = sorted(morning(do, TODAY), key=lambda it: it.destination != f"person:{BEN.id}")
    assert heard_by([to_ben])[BEN.id] == [it.id for it in made]


def test_what_serves_nobody_runs_out_in_silence(do: Do, noon: datetime) -> None:
    make_asset(do, noon, warranty_until=in_days(-31))
    stock = make_asset(do, noon, "stock", status=Status.RECEIVED, warranty_until=in_days(3))
    do(lambda tx: setattr(tx.get(Asset, stock.id), "status", Status.RETIRED))
    assert morning(do, TODAY) == []


def test_where_nobody_answers_for_it_the_lead_of_its_team_hears(do: Do, noon: datetime) -> None:
    ownerless = make_asset(do, noon, owner_id=None, warranty_until=in_days(3))
    left = make_asset(do, noon, "kiosk", owner_id=DEV.id, warranty_until=in_days(3))
    do(people.learn, Told(id=DEV.id, name="Dev", zone="UTC", locale="en", is_gone=True), at=noon)
    assert heard_by(morning(do, TODAY, ORGANISATION)) == {ANN.id: [ownerless.id, left.id]}


def test_a_renewed_day_is_a_new_one(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, warranty_until=in_days(7))
    assert morning(do, TODAY)
    with pytest.raises(FieldErrors, match="Choose a day after"):
        renew(do, asset, noon, until=in_days(7))
    renew(do, asset, noon, until=in_days(97))
    assert history_of(do, asset)[-1].event == Event.ASSET_RENEWED
    assert [day for day in range(1, 12) if morning(do, in_days(day))] == [7]


def renew(do: Do, asset: Asset, at: datetime, *, until: date, by: Any = BEN) -> None:
    how: dict[str, Any] = {"what": Expiry.WARRANTY, "by": by, "at": at}
    do(expiries.renew, asset.id, until=until, **how)


def test_whoever_sees_to_it_silences_the_rest(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, warranty_until=in_days(30), owner_id=MAX.id)
    assert morning(do, TODAY)
    how: dict[str, Any] = {"what": Expiry.WARRANTY, "at": noon}
    with pytest.raises(NotAllowed):
        do(expiries.promise, asset.id, by=CHLOE, **how)
    do(expiries.promise, asset.id, by=MAX, **how)
    with pytest.raises(WrongState, match="sees to that"):
        do(expiries.promise, asset.id, by=BEN, **how)
    assert [day for day in range(1, 61) if morning(do, in_days(day))] == []


def test_put_off_it_is_told_again_in_a_week(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, warranty_until=in_days(40))
    how: dict[str, Any] = {"what": Expiry.WARRANTY, "by": BEN, "at": noon}
    do(expiries.put_off, asset.id, **how)
    assert [day for day in range(15) if morning(do, in_days(day))] == [7, 10]


def test_the_list_is_what_its_reader_may_see(do: Do, noon: datetime) -> None:
    for number in range(12):
        make_asset(do, noon, f"laptop {number}", warranty_until=in_days(number))
    vault = make_asset(
        do, noon, "vault", team_key="platform", owner_id=CHLOE.id, warranty_until=in_days(1)
    )
    how: dict[str, Any] = {"organisation": PRIVATE, "by": MAX, "at": noon}
    first, more = do(expiries.page, **how)
    assert more
    assert vault.id not in [it.asset.id for it in first.items]
    last = first.items[-1]
    place = (last.last_day, last.asset.id, last.what)
    second, more = do(expiries.page, after=place, **how)
    assert not more
    days = [it.last_day for it in (*first.items, *second.items)]
    assert days == [in_days(number) for number in range(12)]


def test_a_message_says_what_still_is_so_when_it_is_sent(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, warranty_until=in_days(7))
    kiosk = make_asset(do, noon, "kiosk", warranty_until=in_days(7))
    (owed,) = morning(do, TODAY, ORGANISATION)
    renew(do, asset, noon, until=in_days(900))
    told = do(expiries.shown, owed.facts, at=noon)
    assert ([it.asset.id for it in told.items], told.count) == ([kiosk.id], 1)
    renew(do, kiosk, noon, until=in_days(900))
    assert do(expiries.shown, owed.facts, at=noon) is None


async def test_of_two_bots_one_tells(database: Database, noon: datetime) -> None:
    await database.write(
        lambda tx: assets.add(
            tx,
            details(warranty_until=in_days(7)),
            organisation=ORGANISATION,
            by=AMY,
            at=noon,
            given=None,
            status=Status.RECEIVED,
        )
    )
    zone = ZoneInfo("Europe/Berlin")

    async def tell() -> int:
        return await database.write(
            lambda tx: expiries.tell(tx, zone, organisation=ORGANISATION, at=noon)
        )

    async with asyncio.TaskGroup() as both:
        one, other = both.create_task(tell()), both.create_task(tell())
    assert sorted([one.result(), other.result()]) == [0, 1]
