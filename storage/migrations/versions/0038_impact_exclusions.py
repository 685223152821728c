"""What is not hit by an incident or a change, though the relations say so."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0038"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "impact_exclusions",
        sa.Column("subject_kind", sa.String(10), nullable=False),
        sa.Column("subject_id", BigId, nullable=False),
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(30), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_impact_exclusions_asset_id_assets"
        ),
        sa.PrimaryKeyConstraint(
            "subject_kind", "subject_id", "asset_id", name="pk_impact_exclusions"
        ),
    )
