"""What is known of the workspace in Slack."""

import sqlalchemy as sa
from alembic import op

from storage.base import Moment

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("team_id", sa.String(30), nullable=False),
        sa.Column("charts_refused_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_workspaces"),
    )
