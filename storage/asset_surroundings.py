"""What is going on around assets: open incidents about them, and changes planned or being carried out."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.changes import ChangeState
from domain.majors import ACTIVE
from domain.windows import same_names
from storage.assets import Asset
from storage.changes import OPEN, Change
from storage.incidents import Incident
from storage.majors import Major

MOST = 500
"""So many are looked at; more than these say nothing new."""

_STILL_OPEN = text("incidents.state IN ('new', 'in_progress', 'on_hold')")


def called(tx: Session, found: Sequence[Asset]) -> Mapping[int, frozenset[str]]:
    """What people may write when they mean each of these: number, tag, serial, and its name where no other has it."""
    names = {asset.name_key for asset in found}
    query = select(Asset.name_key).where(Asset.name_key.in_(names)).group_by(Asset.name_key)
    unique = set(tx.scalars(query.having(func.count() == 1)))
    return {
        asset.id: same_names(
            it
            for it in (
                *(asset.number, asset.tag, asset.serial),
                asset.name if asset.name_key in unique else None,
            )
            if it
        )
        for asset in found
    }


def incidents_about(tx: Session, names: Collection[str]) -> Sequence[tuple[Incident, bool]]:
    """Open incidents about what is called so, and whether they are major; the oldest first, without restricted ones."""
    if not names:
        return []
    is_major = func.coalesce(Major.state.in_(ACTIVE), False)
    query = (
        select(Incident, is_major)
        .outerjoin(Major, Major.incident_id == Incident.id)
        .where(
            _STILL_OPEN,
            func.lower(Incident.affected_asset).in_({name.lower() for name in names}),
            ~Incident.restricted,
        )
        .order_by(Incident.raised_at, Incident.id)
        .limit(MOST)
    )
    return [(incident, bool(major)) for incident, major in tx.execute(query).all()]


def changes_about(tx: Session, names: Collection[str]) -> Sequence[Change]:
    """Changes of what is called so that are planned, approved or being carried out, the soonest first."""
    states = (
        *(ChangeState.ASSESSMENT, ChangeState.APPROVAL, ChangeState.SCHEDULED),
        ChangeState.IMPLEMENTING,
    )
    query = select(Change).where(OPEN, Change.state.in_(states))
    wanted = same_names(names)
    found = tx.scalars(query.order_by(Change.starts_at, Change.id).limit(2 * MOST)).all()
    return [change for change in found if wanted & same_names(change.assets)]
