"""What figures count is found by when it happened."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

OUTCOMES = sa.text(
    "event IN ('incident.resolved', 'incident.reopened', 'incident.cancelled', 'incident.merged')"
)


def upgrade() -> None:
    for name, columns in (
        ("ix_journal_outcomes", ["event", "at", "subject_id"]),
        ("ix_journal_outcomes_of", ["subject_id", "id"]),
    ):
        op.create_index(name, "journal", columns, sqlite_where=OUTCOMES, postgresql_where=OUTCOMES)
    for name, table, column in (
        ("ix_incidents_acknowledged_at", "incidents", "acknowledged_at"),
        ("ix_incidents_first_response_at", "incidents", "first_response_at"),
        ("ix_incidents_resolved_at", "incidents", "resolved_at"),
        ("ix_clocks_stopped", "clocks", "stopped_at"),
        ("ix_clocks_missed", "clocks", "missed_at"),
        ("ix_ratings_answered_at", "ratings", "answered_at"),
    ):
        happened = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, table, [column], sqlite_where=happened, postgresql_where=happened)
    op.create_index("ix_ratings_asked_at", "ratings", ["asked_at"])
