"""What monitoring said of assets last, and of which leavers their assets were told."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0019"
down_revision = "0018"

_SPEAKS = sa.text("state <> 'silent'")


def upgrade() -> None:
    op.create_table(
        "asset_signals",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("heard_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name="pk_asset_signals"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_asset_signals_asset_id_assets"
        ),
    )
    op.create_index(
        "ix_asset_signals_heard",
        "asset_signals",
        ["heard_at"],
        sqlite_where=_SPEAKS,
        postgresql_where=_SPEAKS,
    )
    op.create_table(
        "asset_leavers",
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_asset_leavers"),
    )
    op.drop_column("assets", "signal_at")
