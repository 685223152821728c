"""Cards of incidents and changes name assets: they follow what the card tells of one."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.numbers import Kind
from storage import outbox
from storage.change import affected as change_assets
from storage.incident import affected

WHOSE = "team_key"
TOLD = frozenset({"name", "tag", "status", "criticality", WHOSE})
"""What such a card tells of an asset, and whose it is, which decides whether it may."""

MOST = 500
"""So many cards of a kind follow at once; older ones do with the next that happens to them."""

APART = timedelta(seconds=2)
"""They follow one after the other, so that what is raised meanwhile is not kept waiting by five hundred of them."""


def follow(
    tx: Session, asset_ids: Collection[int], *, handed_over: Collection[int] = (), at: datetime
) -> None:
    """Cards of open incidents and changes about these are to be brought up to date, the latest first.

    What is over keeps what it said of an asset then. Only those that were `handed_over` to another team are followed by
    all cards: that team may keep its things to itself.
    """
    for kind, latest_about in _LATEST.items():
        ids = latest_about(tx, asset_ids, limit=MOST) if asset_ids else ()
        theirs = latest_about(tx, handed_over, limit=MOST, also_over=True) if handed_over else ()
        its = list(dict.fromkeys((*ids, *theirs)))[:MOST]
        outbox.want_cards_in_turn(tx, kind, its, at, apart=APART)


_LATEST = {Kind.INCIDENT: affected.latest_about, Kind.CHANGE: change_assets.latest_about}
