"""Whether what waits for somebody has come to who stands in for them: it does when their time begins."""

import sqlalchemy as sa
from alembic import op

from storage.base import Moment

revision = "0035"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("delegations", sa.Column("begun_at", Moment))
    op.execute("UPDATE delegations SET begun_at = since WHERE since <= made_at")
