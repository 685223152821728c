"""What an emergency answers after it has begun."""

import sqlalchemy as sa
from alembic import op

from storage.base import Facts

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column(
        "changes", sa.Column("late_answers", Facts, nullable=False, server_default=sa.text("'{}'"))
    )
