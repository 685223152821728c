"""Every message and form about what runs out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.asset.expiries import Expiry
from storage.assets import Asset
from tests.views.hostile import NOON
from views.asset import expiries

TODAY = NOON.date()


@dataclass(frozen=True)
class RunsOut:
    asset: Asset
    what: Expiry
    last_day: date


@dataclass(frozen=True)
class Notices:
    items: list[RunsOut]
    count: int
    today: date = TODAY


def notices_of(asset: Asset, *, count: int) -> Notices:
    days = (-3, -1, 0, 1, 90)
    items = [RunsOut(asset, what, TODAY + timedelta(days=left)) for what in Expiry for left in days]
    return Notices((items * 2)[: min(count, 15)], count)


def messages_about_expiries(asset: Asset) -> Iterator[Mapping[str, Any]]:
    for count in (1, 15, 400):
        yield expiries.notice(notices_of(asset, count=count))
    page = notices_of(asset, count=10)
    yield expiries.listing(page, is_first=False, more=True)
    yield expiries.listing(Notices([], 0), is_first=True, more=False)


def forms_about_expiries(asset: Asset) -> Iterator[Mapping[str, Any]]:
    yield from (expiries.renew_form(asset, what, TODAY) for what in Expiry)
    yield expiries.renew_form(asset, Expiry.TERM, None)
