"""Files of assets that people bring in Slack, and how far each has come."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0020"
down_revision = "0019"

_TO_DO = sa.text("standing IN ('asked', 'wanted')")


def upgrade() -> None:
    op.create_table(
        "asset_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("slack_id", sa.String(30), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("standing", sa.String(20), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("mapping", Facts, nullable=False),
        sa.Column("told", Facts, nullable=False),
        sa.Column("token", sa.String(20), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_asset_files"),
    )
    op.create_index(
        "ix_asset_files_to_do",
        "asset_files",
        ["id"],
        sqlite_where=_TO_DO,
        postgresql_where=_TO_DO,
    )
    op.create_index("ix_asset_files_asked", "asset_files", ["asked_at"])
