"""What every verb about an asset does first and last: find it for someone, ask whether it may be, record it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk.asset import cards
from desk.journal import record
from domain.access import Can, may
from domain.changes import ChangeState
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from storage import assets, people
from storage.asset import lines
from storage.assets import Asset, Reader
from storage.change import affected


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Whose an asset is to look after, as the rules about access ask."""

    team_key: str
    service_owner_id: str | None = None
    assignee_id: str | None = None
    reporter_id: str = ""


def reader_of(by: Person, organisation: Organisation) -> Reader:
    """What `by` is shown."""
    return Reader(
        person_id=by.id,
        hidden=frozenset(
            team.key
            for team in organisation.teams
            if team.restricts_assets
            and not may(by, Can.SEE_RESTRICTED_ASSET, Looked(team_key=team.key))
        ),
        services=frozenset(it.name for it in organisation.services if it.owner_id == by.id),
    )


def in_public(organisation: Organisation) -> Reader:
    """What anybody is shown, such as where many read the same."""
    return Reader(person_id="", hidden=organisation.secretive)


def visible(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may know of it. Raises NotFound, the same where there is none."""
    asset = (assets.for_update if lock else assets.find)(tx, asset_id)
    if asset is None or not reader_of(by, organisation).may_see(asset):
        raise NotFound(
            f"There is no {number(Kind.ASSET, asset_id)} that you can see. "
            "/asset finds one by its tag, serial number or name."
        )
    return asset


def to_edit(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may edit it. Raises NotFound, NotAllowed."""
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=lock)
    check_may(tx, by, Can.EDIT_ASSET, asset, organisation)
    return asset


def check_may(tx: Session, by: Person, can: Can, asset: Asset, organisation: Organisation) -> None:
    """Raises NotAllowed saying who may."""
    if not is_allowed(tx, by, can, asset, organisation):
        raise NotAllowed(_ONLY[can].format(number=asset.number))


def is_allowed(tx: Session, by: Person, can: Can, asset: Asset, organisation: Organisation) -> bool:
    service = organisation.service(asset.service)
    owner_id = service.owner_id if service else None
    looked = Looked(team_key=asset.team_key or "", service_owner_id=owner_id)
    if may(by, can, looked):
        return True
    carries_out = Looked(team_key="", assignee_id=by.id)
    return may(by, can, carries_out) and _works_on(tx, by, asset)


def _works_on(tx: Session, by: Person, asset: Asset) -> bool:
    """Whether they carry out a change of it right now."""
    return any(
        change.implementer_id == by.id and change.state is ChangeState.IMPLEMENTING
        for change in affected.ahead(tx, asset.id)
    )


_ONLY: Mapping[Can, str] = {
    Can.EDIT_ASSET: "{number} is looked after by its team, the owner of its service, whoever carries out a change of "
    "it, and the asset managers. Ask one of them.",
    Can.RETIRE_ASSET: "An asset manager or the owner of its service takes {number} out of use for good.",
}


def check_version(asset: Asset, based_on: int) -> None:
    """Raises WrongState where it was changed since `based_on`, the version that was looked at."""
    if asset.version != based_on:
        raise WrongState(
            f"{asset.number} was changed since you opened this. Look at it again; its history says by whom."
        )


def record_step(
    tx: Session,
    asset: Asset,
    event: Event,
    before: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    why: str | None = None,
    told: Mapping[str, Any] | None = None,
    tell: Collection[str] = (),
) -> int:
    """Keep what was changed, findable, and record it with before and after; `told` is said besides.

    Raises WrongState where another asset was given the same tag or serial number a moment ago. Answers the entry's id.
    """
    assets.keyed(asset)
    try:
        tx.flush()
    except IntegrityError:
        raise WrongState(
            "Another asset was given the same tag or serial number a moment ago. Look again."
        ) from None
    people.meet(tx, by)
    involved = {it for it in (asset.owner_id, asset.holder_id) if it}
    lines.keep(tx, asset, people.names(tx, involved).values() if involved else ())
    now = asset.facts
    changed = [name for name in assets.KEPT if before.get(name) != now[name]]
    if event is not Event.ASSET_ADDED and not cards.TOLD.isdisjoint(changed):
        handed_over = [asset.id] if cards.WHOSE in changed else []
        cards.follow(tx, [asset.id], handed_over=handed_over, at=at)
    return record(
        tx,
        asset,
        event,
        by=by,
        at=at,
        before={name: before.get(name) for name in changed} or None,
        after={**{name: now[name] for name in changed}, **(told or {})} or None,
        why=why,
        tell=[it for it in tell if it != f"person:{by.id}"],
    )
