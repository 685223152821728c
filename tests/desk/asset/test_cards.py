"""Cards that name an asset follow it: what it is called, how it is, and who may know of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import assets
from desk.asset import cards as asset_cards
from desk.asset import stages
from domain.asset.guards import Evidence
from domain.assets import Criticality, Status
from domain.numbers import Kind
from storage.assets import Asset
from storage.outbox import Message, Owed
from tests.assets import AMY, details_like, make_asset
from tests.changes import ask
from tests.makers import Do, make_incident, make_resolved
from tests.people import ORGANISATION

LATER = timedelta(minutes=5)


def edit(do: Do, asset: Asset, at: datetime, **about: Any) -> Asset:
    now = do(lambda tx: tx.get(Asset, asset.id))
    how: dict[str, Any] = {"organisation": ORGANISATION, "by": AMY, "at": at}
    edited: Asset = do(assets.edit, now.id, details_like(now, **about), based_on=now.version, **how)
    return edited


def cards(do: Do, kind: Kind) -> Mapping[int, Owed]:
    """The card of each record of this kind."""
    its = (Owed.subject_kind == kind, Owed.message == Message.CARD)
    return {it.subject_id: it for it in do(lambda tx: tx.scalars(select(Owed).where(*its)).all())}


@pytest.mark.parametrize(
    "about",
    [{"name": "Till 2"}, {"tag": "TILL-2"}, {"criticality": Criticality.HIGH}],
    ids=["name", "tag", "criticality"],
)
def test_cards_that_name_it_follow_what_is_written_down(
    do: Do, noon: datetime, about: Mapping[str, Any]
) -> None:
    asset = make_asset(do, noon, "Till", tag="TILL-1")
    incident = make_incident(do, noon, assets=(asset.id,))
    change = ask(do, noon, assets=(asset.number,))
    other = make_incident(do, noon, title="Nothing to do with it")
    before = cards(do, Kind.INCIDENT)
    asked = cards(do, Kind.CHANGE)
    edit(do, asset, noon + LATER, **about)
    after = cards(do, Kind.INCIDENT)
    assert after[incident.id].wanted == before[incident.id].wanted + 1
    assert after[other.id].wanted == before[other.id].wanted
    assert cards(do, Kind.CHANGE)[change.id].wanted == asked[change.id].wanted + 1


def test_they_follow_where_it_goes_and_nothing_they_do_not_tell(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    incident = make_incident(do, noon, assets=(asset.id,))
    before = cards(do, Kind.INCIDENT)[incident.id].wanted
    edited = edit(do, asset, noon + LATER, location="Rome")
    assert cards(do, Kind.INCIDENT)[incident.id].wanted == before
    do(
        stages.move,
        asset.id,
        to=Status.STANDBY,
        given=Evidence(),
        based_on=edited.version,
        organisation=ORGANISATION,
        by=AMY,
        at=noon + LATER,
    )
    assert cards(do, Kind.INCIDENT)[incident.id].wanted == before + 1


def test_many_follow_one_after_the_other_the_latest_first(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    incidents = [make_incident(do, noon, title=f"No {n}", assets=(asset.id,)) for n in range(3)]
    do(lambda tx: tx.execute(Owed.__table__.update().values(due_at=None)))
    at = noon + LATER
    edit(do, asset, at, name="Renamed")
    found = cards(do, Kind.INCIDENT)
    assert [found[it.id].due_at for it in reversed(incidents)] == [
        at,
        at + asset_cards.APART,
        at + 2 * asset_cards.APART,
    ]


def test_what_is_due_sooner_is_not_put_off(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    incidents = [make_incident(do, noon, title=f"No {n}", assets=(asset.id,)) for n in range(2)]
    edit(do, asset, noon + LATER, name="Renamed")
    found = cards(do, Kind.INCIDENT)
    assert {found[it.id].due_at for it in incidents} == {noon}


def test_what_is_over_keeps_what_it_said_unless_the_asset_is_anothers(
    do: Do, noon: datetime
) -> None:
    asset = make_asset(do, noon, "Till", tag="TILL-1")
    incident = make_resolved(do, noon, assets=(asset.id,))
    over = cards(do, Kind.INCIDENT)[incident.id].wanted
    edit(do, asset, noon + LATER, name="Till 2")
    assert cards(do, Kind.INCIDENT)[incident.id].wanted == over
    edit(do, asset, noon + LATER, team_key="platform")
    assert cards(do, Kind.INCIDENT)[incident.id].wanted == over + 1
