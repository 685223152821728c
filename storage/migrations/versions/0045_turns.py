"""What is owed, in the order in which each destination gets it."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0042"

OWED = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["destination", "due_at", "id"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )
