"""When what a deployment brings was committed; comments of ratings by when they were written, to forget them."""

import sqlalchemy as sa
from alembic import op

from storage.base import Moment

revision = "0040"
down_revision = "0045"

_SAYS_SOMETHING = sa.text("comment <> ''")


def upgrade() -> None:
    op.add_column("changes", sa.Column("committed_at", Moment, nullable=True))
    op.create_index(
        "ix_ratings_commented",
        "ratings",
        ["answered_at"],
        sqlite_where=_SAYS_SOMETHING,
        postgresql_where=_SAYS_SOMETHING,
    )
