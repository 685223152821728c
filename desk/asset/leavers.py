"""What people who have left still have or own, told to those who get it back and find it a new owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk import people
from desk.asset.steps import reader_of
from domain.organisation import Organisation
from domain.people import Role
from storage import outbox
from storage import people as profiles
from storage.asset import leavers
from storage.assets import Asset, Reader
from storage.outbox import Message

SHOWN = 15
EVERYTHING = Reader(person_id="")
MOST_LOOKED_AT = 5000


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """What somebody left behind: what they have first, then what they own. `more` counts what is not shown."""

    person_id: str
    name: str
    assets: Sequence[Asset]
    more: int


def due(tx: Session) -> list[str]:
    """Who has left and nobody was told of, and who is back."""
    return [*leavers.untold(tx), *leavers.returned(tx)]


def tell(tx: Session, person_id: str, *, organisation: Organisation, at: datetime) -> bool:
    """Asset managers, and leads whose teams look after something of theirs, get a list. False: nothing to tell."""
    if not profiles.gone(tx, {person_id}):
        leavers.forget(tx, person_id)  # when they leave again, that is told too
        return False
    if not leavers.take(tx, person_id, at):
        return False
    theirs = leavers.left_behind(tx, person_id, EVERYTHING, limit=MOST_LOOKED_AT)
    teams = {it.team_key for it in theirs}
    leads = {it.lead_id for it in organisation.teams if it.lead_id and it.key in teams}
    hearers = {*organisation.holders.get(Role.ASSET_MANAGER, ()), *leads}
    here = hearers - profiles.gone(tx, hearers)
    outbox.want(tx, [_message(person_id, hearer, at) for hearer in sorted(here)], at)
    return True


def shown(
    tx: Session, facts: Mapping[str, Any], hearer_id: str, *, organisation: Organisation
) -> LeftBehind | None:
    """The list as it stands now for whoever gets it; None where nothing is left."""
    hearer, _ = people.person(tx, hearer_id, called=hearer_id, organisation=organisation)
    leaver_id = facts["leaver"]
    found = leavers.left_behind(
        tx, leaver_id, reader_of(hearer, organisation), limit=MOST_LOOKED_AT
    )
    if not found:
        return None
    names = people.called(tx, {leaver_id})
    return LeftBehind(
        person_id=leaver_id,
        name=names.get(leaver_id, leaver_id),
        assets=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
    )


def _message(person_id: str, hearer_id: str, at: datetime) -> dict[str, Any]:
    return {
        "key": f"leaver:{person_id}:{at:%Y-%m-%d}:{hearer_id}",
        "message": Message.LEAVER,
        "destination": f"person:{hearer_id}",
        "facts": {"leaver": person_id},
    }
