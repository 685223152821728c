"""Stages of approvals by when they were decided: figures ask for those of a week."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_DECIDED = sa.text("decided_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_approval_stages_decided",
        "approval_stages",
        ["decided_at"],
        sqlite_where=_DECIDED,
        postgresql_where=_DECIDED,
    )
