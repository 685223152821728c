"""Whoever says how it went says whether others may read it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0037"


def upgrade() -> None:
    op.add_column(
        "ratings",
        sa.Column("may_be_quoted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
