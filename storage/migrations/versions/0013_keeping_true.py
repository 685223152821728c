"""What was said of days on which something of an asset runs out."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0013"
down_revision = "0011"

DAYS = ("warranty_until", "support_until", "contract_until")


def upgrade() -> None:
    op.create_table(
        "asset_expiry_notices",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.Column("silenced_by", sa.String(30), nullable=True),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("asset_id", "what", name="pk_asset_expiry_notices"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_asset_expiry_notices_asset_id_assets"
        ),
    )
    op.create_table(
        "asset_expiry_rounds",
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("zone", "day", name="pk_asset_expiry_rounds"),
    )
    op.create_index("ix_assets_class", "assets", ["asset_class", "id"])
    for day in DAYS:
        there = sa.text(f"{day} IS NOT NULL")
        op.create_index(
            f"ix_assets_{day}", "assets", [day, "id"], sqlite_where=there, postgresql_where=there
        )
