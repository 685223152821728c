"""Incidents by how long they lived and when that ended: to find what was open at a moment without all that ended since.

What was cancelled or merged is closed at that moment, and knows since then when that was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0039"

_LIVED = {
    "sqlite": "julianday(coalesce(resolved_at, closed_at)) - julianday(raised_at) < {}",
    "postgresql": "coalesce(resolved_at, closed_at) - raised_at < interval '{} days'",
}
_DAYS = (1, 4, 16, 64, 256)
_ENDED_AT = sa.text("coalesce(resolved_at, closed_at)")
_HAS_ENDED = sa.text("coalesce(resolved_at, closed_at) IS NOT NULL")


def upgrade() -> None:
    op.execute(
        "UPDATE incidents SET closed_at = ("
        "SELECT max(at) FROM journal WHERE subject_kind = 'INC' AND subject_id = incidents.id"
        " AND event IN ('incident.cancelled', 'incident.merged')"
        ") WHERE state IN ('cancelled', 'merged') AND closed_at IS NULL"
    )
    lived = _LIVED[op.get_bind().dialect.name]
    whens = " ".join(f"WHEN {lived.format(days)} THEN {its}" for its, days in enumerate(_DAYS))
    op.create_index(
        "ix_incidents_ended",
        "incidents",
        [sa.text(f"(CASE {whens} ELSE {len(_DAYS)} END)"), _ENDED_AT],
        sqlite_where=_HAS_ENDED,
        postgresql_where=_HAS_ENDED,
    )
    for name, column, where in (
        ("ix_majors_unreviewed", "review_due_at", sa.text("reviewed_at IS NULL")),
        ("ix_majors_mitigated_at", "mitigated_at", sa.text("mitigated_at IS NOT NULL")),
    ):
        op.create_index(name, "majors", [column], sqlite_where=where, postgresql_where=where)
