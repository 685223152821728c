"""What was found in assets and told."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0037"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "asset_findings",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("finding", sa.String(20), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_asset_findings_asset_id_assets"
        ),
        sa.PrimaryKeyConstraint("asset_id", "finding", name="pk_asset_findings"),
    )
