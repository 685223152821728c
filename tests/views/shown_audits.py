"""Every message and form about audit rounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.asset.audits import FOUND, Answer, Scope
from domain.assets import AssetClass
from storage.asset.audits import Audit, AuditItem, Counts
from storage.assets import Asset
from tests.people import BEN, MAX, ORGANISATION
from tests.views.hostile import NOON
from views.asset import audit_forms, audits


@dataclass(frozen=True)
class Round:
    audit: Audit
    counts: Counts
    may_close: bool = True


@dataclass(frozen=True)
class Items:
    audit: Audit
    items: list[tuple[AuditItem, Asset]]
    total: int
    answered: int


UNSEEN = {AssetClass.HARDWARE: 1200, AssetClass.NETWORK: 3}


def an_audit(*, closed: bool = False, place: str = "Berlin") -> Audit:
    audit = Audit(
        team_key="service-desk",
        asset_class=AssetClass.HARDWARE,
        location=place,
        due_on=NOON.date() + timedelta(days=14),
        opened_by=BEN.id,
        opened_at=NOON,
        closed_by=BEN.id if closed else None,
        closed_at=NOON if closed else None,
    )
    audit.id = 3
    return audit


def a_round(*, closed: bool = False, place: str = "Berlin") -> Round:
    answered = {Answer.SEEN: 70, Answer.ELSEWHERE: 2, Answer.NOT_HERE: 3}
    counts = Counts(answered=answered, left=25, extra=1)
    return Round(an_audit(closed=closed, place=place), counts)


def items_of(asset: Asset, *, count: int = 12, answered: int = 0, closed: bool = False) -> Items:
    items = [
        AuditItem(
            audit_id=3,
            asset_id=asset.id,
            asked_id=MAX.id if answer else None,
            was_at=asset.location,
            found_at=asset.location if answer in FOUND else "",
            answer=answer,
            answered_by=MAX.id if answer else None,
            answered_at=NOON if answer else None,
        )
        for answer in (None, *Answer)
    ]
    pairs = [(items[turn % len(items)], asset) for turn in range(min(count, 12))]
    return Items(an_audit(closed=closed), pairs, count + answered, answered)


def messages_about_audits(asset: Asset) -> Iterator[Mapping[str, Any]]:
    for closed in (False, True):
        yield audits.card(a_round(closed=closed), ORGANISATION)
        for key in audits.LISTS:
            yield audits.items(items_of(asset, closed=closed), key, more=7)
        yield audits.asked(items_of(asset, closed=closed))
    bare = Round(an_audit(place=""), Counts(answered=dict.fromkeys(Answer, 0), left=0, extra=0))
    bare.audit.team_key, bare.audit.asset_class = None, None
    yield audits.card(bare, ORGANISATION)
    yield audits.listing([a_round()] * 10, ORGANISATION, UNSEEN, may_open=True, more=3)
    yield audits.listing([], ORGANISATION, {}, may_open=False, more=None)
    yield audits.items(items_of(asset, count=0), "left", more=None)
    yield audits.asked(items_of(asset, count=0, answered=3))
    yield audits.asked(items_of(asset, count=1), again=True)
    yield audits.asked(items_of(asset, count=40, answered=3))
    yield audits.left_over(items_of(asset, count=40))


def forms_about_audits(asset: Asset) -> Iterator[Mapping[str, Any]]:
    scope = Scope(team_key="platform", asset_class=AssetClass.NETWORK, location="x" * 150)
    yield audit_forms.open_form(Scope(), ORGANISATION, None)
    yield audit_forms.open_form(scope, ORGANISATION, NOON.date())
    yield audit_forms.elsewhere_form("AUD-3", asset)
