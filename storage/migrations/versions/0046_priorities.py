"""When incidents were given another priority: to find those lowered when time had begun to run out."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0040"

_PRIORITIES = sa.text("event IN ('incident.reassessed', 'incident.overridden')")


def upgrade() -> None:
    op.create_index(
        "ix_journal_priorities",
        "journal",
        ["event", "at", "subject_id"],
        sqlite_where=_PRIORITIES,
        postgresql_where=_PRIORITIES,
    )
