"""Assets are taken out as a file in Slack: that is the worker's to do as well."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_TO_DO = sa.text("standing IN ('asked', 'wanted', 'unwanted', 'ordered')")


def upgrade() -> None:
    op.drop_index("ix_asset_files_to_do", "asset_files")
    op.create_index(
        "ix_asset_files_to_do",
        "asset_files",
        ["id"],
        sqlite_where=_TO_DO,
        postgresql_where=_TO_DO,
    )
