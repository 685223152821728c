"""A parent and its children: who takes a step with it, and why that is."""

from sqlalchemy.orm import Session

from desk.incident.links import children_of
from domain.incident.families import goes_along
from domain.incidents import Step
from storage import majors
from storage.incidents import Incident


def followers(tx: Session, parent: Incident, step: Step) -> list[Incident]:
    """Its children that take this step with it, locked. A major incident that is worked on goes alone."""
    if _is_major(tx, parent):
        return []
    children = (child for child in children_of(tx, parent) if goes_along(step, child))
    return [child for child in children if not _is_major(tx, child)]


def because(parent: Incident, why: str | None = None) -> str:
    """Why something happens to a child: it happened to its parent."""
    return (
        f"With {parent.number}, its parent: {why}" if why else f"With {parent.number}, its parent."
    )


def _is_major(tx: Session, incident: Incident) -> bool:
    major = majors.of_incident(tx, incident.id)
    return bool(major and major.is_active)
