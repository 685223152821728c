"""How full things are, as monitoring reports it."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "capacity_samples",
        sa.Column("asset_id", BigId, sa.ForeignKey("assets.id"), nullable=False),
        sa.Column("resource", sa.String(60), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("asset_id", "resource", "at"),
    )
    op.create_index("ix_capacity_samples_at", "capacity_samples", ["at"])
