"""Open incidents are found by what they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

STILL_OPEN = sa.text("state IN ('new', 'in_progress', 'on_hold')")


def upgrade() -> None:
    for name, about in (
        ("ix_incidents_open_service", "service"),
        ("ix_incidents_open_asset", sa.text("lower(affected_asset)")),
    ):
        op.create_index(
            name,
            "incidents",
            [about, "raised_at"],
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        )
