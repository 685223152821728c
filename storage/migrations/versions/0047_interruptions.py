"""When work was carried out for which a service was to be away: to find what ran on past its announced window."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0049"

_INTERRUPTS = sa.text("interruption_minutes > 0 AND started_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_changes_interrupting",
        "changes",
        ["finished_at"],
        sqlite_where=_INTERRUPTS,
        postgresql_where=_INTERRUPTS,
    )
