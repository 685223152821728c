"""What people say in the threads of changes' cards."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "change_comments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("channel_id", sa.String(30), nullable=False),
        sa.Column("ts", sa.String(30), nullable=False),
        sa.Column("author_id", sa.String(30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("edited_at", Moment, nullable=True),
        sa.Column("deleted_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name="fk_change_comments_change_id_changes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change_comments"),
        sa.UniqueConstraint("channel_id", "ts", name="uq_change_comments_channel_id_ts"),
    )
    op.create_index("ix_change_comments_change_id", "change_comments", ["change_id"])
