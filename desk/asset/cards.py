"""Cards of incidents and changes name assets: they follow what the card tells of one."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.numbers import Kind
from storage import outbox
from storage.change import affected as change_assets
from storage.incident import affected

TOLD = frozenset({"name", "tag", "status", "criticality", "team_key"})
"""What such a card tells of an asset, and whose it is, which decides whether it may."""

MOST = 500
"""So many cards of a kind follow at once; older ones do with the next that happens to them."""

APART = timedelta(seconds=2)
"""They follow one after the other, so that what is raised meanwhile is not kept waiting by five hundred of them."""


def follow(tx: Session, asset_ids: Collection[int], *, at: datetime) -> None:
    """Cards of open incidents and changes about these are to be brought up to date, the latest first."""
    if not asset_ids:
        return
    for kind, ids in (
        (Kind.INCIDENT, affected.latest_about(tx, asset_ids, limit=MOST)),
        (Kind.CHANGE, change_assets.latest_about(tx, asset_ids, limit=MOST)),
    ):
        outbox.want_cards_in_turn(tx, kind, ids, at, apart=APART)
