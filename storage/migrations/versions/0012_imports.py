"""Files that were brought in, what each did to which asset, and what every tool last said of it."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0012"
down_revision = "0020"

_IS_KEYED = sa.text("source_key IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_id", sa.String(30), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("reverts_id", BigId),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.UniqueConstraint("reverts_id", name="uq_imports_reverts_id"),
        sa.ForeignKeyConstraint(
            ["reverts_id"], ["imports.id"], name="fk_imports_reverts_id_imports"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", BigId, nullable=False),
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("entry_id", BigId),
        sa.Column("said_before", Facts),
        sa.PrimaryKeyConstraint("import_id", "asset_id", name="pk_import_rows"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_rows_import_id_imports"
        ),
    )
    op.create_index("ix_import_rows_asset", "import_rows", ["asset_id", "import_id"])
    op.create_table(
        "asset_origins",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("source_key", sa.String(100)),
        sa.Column("said", Facts, nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "source", name="pk_asset_origins"),
    )
    op.create_index(
        "uq_asset_origins_key",
        "asset_origins",
        ["source", "source_key"],
        unique=True,
        sqlite_where=_IS_KEYED,
        postgresql_where=_IS_KEYED,
    )
