"""Which channels are told how things stand, of what, and when."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0011"
down_revision = "0010"

_FIRES = sa.text("fire_at IS NOT NULL")
_STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("channel_id", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("team_key", sa.String(60), nullable=False),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("days", Facts, nullable=False),
        sa.Column("local_time", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("also_quiet", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(30), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("fire_at", Moment, nullable=True),
        sa.Column("paused_at", Moment, nullable=True),
        sa.Column("paused_because", sa.Text(), nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index(
        "uq_subscriptions_place",
        "subscriptions",
        ["channel_id", "kind", "team_key", "service"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_index(
        "ix_subscriptions_fire",
        "subscriptions",
        ["fire_at", "id"],
        sqlite_where=_FIRES,
        postgresql_where=_FIRES,
    )
