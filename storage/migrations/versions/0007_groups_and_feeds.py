"""Who is in user groups, and who has a link to the calendar of changes."""

import sqlalchemy as sa
from alembic import op

from storage.base import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(30), nullable=False),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_group_members"),
    )
    op.create_index("ix_group_members_person_id", "group_members", ["person_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("digest", name="uq_calendar_feeds_digest"),
    )
