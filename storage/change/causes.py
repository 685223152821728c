"""Which incidents a change has caused, as far as that is suspected or confirmed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Moment, Record
from storage.incidents import Incident


class CausedIncident(Record, kw_only=True):
    __tablename__ = "caused_incidents"

    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("changes.id"), primary_key=True)
    incident_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("incidents.id"), primary_key=True, index=True
    )
    is_confirmed: Mapped[bool]
    said_by: Mapped[str] = mapped_column(String(30))
    said_at: Mapped[datetime] = mapped_column(Moment)


def say(
    tx: Session, change_id: int, incident_id: int, *, is_confirmed: bool, by: str, at: datetime
) -> bool:
    """Keep it; False when just that was said before."""
    found = tx.get(CausedIncident, (change_id, incident_id))
    if found is None:
        found = CausedIncident(
            change_id=change_id,
            incident_id=incident_id,
            is_confirmed=is_confirmed,
            said_by=by,
            said_at=at,
        )
        tx.add(found)
    elif found.is_confirmed == is_confirmed:
        return False
    found.is_confirmed, found.said_by, found.said_at = is_confirmed, by, at
    tx.flush()
    return True


def of_change(tx: Session, change_id: int) -> Sequence[tuple[Incident, bool]]:
    """The incidents, each with whether that is confirmed, in the order of their numbers."""
    query = (
        select(Incident, CausedIncident.is_confirmed)
        .join(CausedIncident, CausedIncident.incident_id == Incident.id)
        .where(CausedIncident.change_id == change_id)
        .order_by(Incident.id)
    )
    return [(incident, confirmed) for incident, confirmed in tx.execute(query)]


def has_confirmed(tx: Session, change_id: int) -> bool:
    return any(confirmed for _, confirmed in of_change(tx, change_id))
