"""What is found in assets by themselves: on the card, in lists, and told once to those who can see to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import assets
from desk.asset import audits, custody, findings
from domain.asset.findings import Finding, found_in
from domain.assets import AssetClass, Status
from domain.change.requests import Environment
from domain.events import Event
from storage.asset.lists import Filter
from storage.assets import Asset
from storage.outbox import Message, Owed
from tests.assets import AMY, again, details_like, history_of, make_asset
from tests.desk.asset.test_expiries import MANAGED
from tests.makers import Do
from tests.people import BEN, CHLOE, MAX, ORGANISATION

DAY = timedelta(days=1)
LICENCE = {"asset_class": AssetClass.LICENCE, "tag": "LIC-1"}
USED: dict[str, Any] = {"entitled": "25", "installed": "27"}


def licence(do: Do, at: datetime, **fields: str) -> Asset:
    return make_asset(do, at, "Office", fields=USED | fields, **LICENCE)


def listed(do: Do, finding: Finding, today: date) -> list[str]:
    only = Filter(finding=finding, today=today)
    found, _ = do(assets.page, only, organisation=ORGANISATION, by=AMY)
    return [it.name for it in found]


def sweep(do: Do, at: datetime) -> list[str]:
    """Who is told, by two bots one after the other."""
    before = len(told(do))
    for _ in range(2):
        if do(findings.is_due, organisation=MANAGED, at=at):
            do(findings.tell, organisation=MANAGED, at=at)
    return sorted(it.destination.removeprefix("person:") for it in told(do)[before:])


def told(do: Do) -> list[Owed]:
    query = select(Owed).where(Owed.message == Message.FINDINGS).order_by(Owed.id)
    return list(do(lambda tx: tx.scalars(query).all()))


def edit(do: Do, asset: Asset, at: datetime, **about: Any) -> None:
    now = again(do, asset)
    how = {"based_on": now.version, "organisation": ORGANISATION, "by": AMY, "at": at}
    do(assets.edit, now.id, details_like(now, **about), **how)


@pytest.mark.parametrize(
    ("about", "finding", "says"),
    [
        ({**LICENCE, "fields": USED}, Finding.OVERUSED, "27 installed, 25 entitled"),
        ({**LICENCE, "fields": USED | {"installed": "25"}}, None, ""),
        (
            {**LICENCE, "fields": {"entitled": "1", "last_used_on": "2025-12-01"}},
            Finding.UNUSED,
            "since 1 Dec 2025",
        ),
        ({**LICENCE, "fields": {"entitled": "1", "last_used_on": "2025-12-02"}}, None, ""),
        ({"fields": {"next_review": "2026-03-01"}}, Finding.UNREVIEWED, "by 1 Mar 2026"),
        ({"fields": {"next_review": "2026-03-02", "recommendation": "Keep"}}, None, ""),
        ({"support_until": date(2026, 3, 1)}, Finding.UNSUPPORTED, "ended on 1 Mar 2026"),
        ({"support_until": date(2026, 3, 2)}, None, ""),
        ({"support_until": date(2026, 3, 1), "environment": Environment.TEST}, None, ""),
        ({"support_until": date(2026, 3, 1), "status": Status.IN_STOCK, "tag": "T"}, None, ""),
    ],
)
def test_what_its_record_tells_stands_on_its_card_and_in_lists(
    do: Do, noon: datetime, about: Mapping[str, Any], finding: Finding | None, says: str
) -> None:
    asset = make_asset(do, noon, "One", **about)
    found = found_in(asset, noon.date())
    assert list(found) == ([finding] if finding else [])
    assert all(says in it for it in found.values())
    for each in Finding:
        assert listed(do, each, noon.date()) == (["One"] if each is finding else [])


def test_a_thing_is_to_be_seen_in_the_time_its_class_allows(do: Do, noon: datetime) -> None:
    thing = make_asset(do, noon, "Kiosk")
    make_asset(do, noon, "Program", asset_class=AssetClass.APPLICATION)
    later = noon + timedelta(days=366)
    assert listed(do, Finding.UNSEEN, later.date() - DAY) == []
    assert listed(do, Finding.UNSEEN, later.date()) == ["Kiosk"]
    unseen = {"organisation": ORGANISATION, "at": later}
    assert do(audits.unseen, by=AMY, **unseen) == {AssetClass.HARDWARE: 1}
    assert do(audits.unseen, by=MAX, **unseen) == {}
    often = replace(ORGANISATION, seen_every={AssetClass.HARDWARE: timedelta(days=30)})
    soon = noon + timedelta(days=31)
    assert do(audits.unseen, by=AMY, organisation=ORGANISATION, at=soon) == {}
    assert do(audits.unseen, by=AMY, organisation=often, at=soon) == {AssetClass.HARDWARE: 1}
    assert found_in(thing, soon.date(), often.seen_every).keys() == {Finding.UNSEEN}
    do(custody.confirm_seen, thing.id, by=BEN, at=later)
    assert listed(do, Finding.UNSEEN, later.date()) == []


def test_owner_and_managers_are_told_once_and_again_when_it_comes_back(
    do: Do, noon: datetime
) -> None:
    asset = licence(do, noon)
    assert sweep(do, noon - timedelta(hours=6)) == []
    assert sweep(do, noon) == sorted([AMY.id, BEN.id])
    entry = history_of(do, asset)[-1]
    assert (entry.event, entry.actor_id) == (Event.ASSET_FINDING, "system")
    assert sweep(do, noon + DAY) == []
    edit(do, asset, noon + DAY, fields=USED | {"installed": "20"})
    assert sweep(do, noon + 2 * DAY) == []
    edit(do, asset, noon + 2 * DAY, fields=USED)
    assert sweep(do, noon + 3 * DAY) == sorted([AMY.id, BEN.id])


def test_the_message_leaves_out_what_was_mended_meanwhile(do: Do, noon: datetime) -> None:
    asset = licence(do, noon)
    other = make_asset(do, noon, support_until=date(2026, 2, 1), owner_id=CHLOE.id)
    assert sweep(do, noon) == sorted([AMY.id, BEN.id, CHLOE.id])
    facts = {it.destination: it.facts for it in told(do)}[f"person:{AMY.id}"]
    shown = do(findings.shown, facts, noon.date())
    assert ([it.asset.id for it in shown.items], shown.count) == ([asset.id, other.id], 2)
    edit(do, asset, noon, fields=USED | {"installed": "2"})
    shown = do(findings.shown, facts, noon.date())
    assert ([it.asset.id for it in shown.items], shown.count) == ([other.id], 1)
    edit(do, other, noon, support_until=None)
    assert do(findings.shown, facts, noon.date()) is None
