"""What is late and goes on, and the majors that go on: a digest looks for both among all that is open."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

_LATE = sa.text("missed_at IS NOT NULL AND stopped_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_clocks_late",
        "clocks",
        ["missed_at", "incident_id"],
        sqlite_where=_LATE,
        postgresql_where=_LATE,
    )
    op.create_index("ix_majors_state", "majors", ["state"])
