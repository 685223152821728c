"""Leases bear the name of the sender that has them, and are found by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LEASED = sa.text("leased_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("leased_by", sa.String(40)))
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["leased_until"],
        sqlite_where=LEASED,
        postgresql_where=LEASED,
    )
