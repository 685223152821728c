"""Physical audits of assets, and what was said of each thing in them."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Moment

revision = "0018"
down_revision = "0017"

_FIRES = sa.text("fire_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "asset_audits",
        sa.Column("id", BigId, nullable=False),
        sa.Column("team_key", sa.String(60), nullable=True),
        sa.Column("asset_class", sa.String(30), nullable=True),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fire_at", Moment, nullable=True),
        sa.Column("opened_by", sa.String(30), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_by", sa.String(30), nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_asset_audits"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_asset_audits_fire",
        "asset_audits",
        ["fire_at", "id"],
        sqlite_where=_FIRES,
        postgresql_where=_FIRES,
    )
    op.create_table(
        "asset_audit_items",
        sa.Column("audit_id", BigId, nullable=False),
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("asked_id", sa.String(30), nullable=True),
        sa.Column("was_at", sa.String(200), nullable=False),
        sa.Column("is_expected", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(20), nullable=True),
        sa.Column("answered_by", sa.String(30), nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("audit_id", "asset_id", name="pk_asset_audit_items"),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["asset_audits.id"], name="fk_asset_audit_items_audit_id_asset_audits"
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_asset_audit_items_asset_id_assets"
        ),
    )
    for name, columns in (
        ("answer", ["audit_id", "answer", "asset_id"]),
        ("asked", ["audit_id", "asked_id"]),
        ("asset", ["asset_id"]),
    ):
        op.create_index(f"ix_asset_audit_items_{name}", "asset_audit_items", columns)
