"""A file of assets that was brought in can be taken back: that, too, is the worker's to do."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_TO_DO = sa.text("standing IN ('asked', 'wanted', 'unwanted')")


def upgrade() -> None:
    op.drop_index("ix_asset_files_to_do", "asset_files")
    op.create_index(
        "ix_asset_files_to_do",
        "asset_files",
        ["id"],
        sqlite_where=_TO_DO,
        postgresql_where=_TO_DO,
    )
