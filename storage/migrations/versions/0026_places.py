"""Assets that are handed out to a place, or into another asset."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column(
        "assets", sa.Column("placed_at", sa.String(200), nullable=False, server_default="")
    )
    op.add_column("assets", sa.Column("placed_in_id", BigId, nullable=True))
    op.create_index("ix_assets_placed_in", "assets", ["placed_in_id", "id"])
