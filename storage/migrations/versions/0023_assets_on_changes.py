"""Which assets each change is about. Changes there are keep their words; those that name an asset lead to it."""

import json

import sqlalchemy as sa
from alembic import op

from storage.base import BigId

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "change_assets",
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("asset_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("change_id", "asset_id", name="pk_change_assets"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name="fk_change_assets_change_id_changes"
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_change_assets_asset_id_assets"
        ),
    )
    op.create_index("ix_change_assets_asset", "change_assets", ["asset_id", "change_id"])
    lead_from_words()


def lead_from_words() -> None:
    """What has been written so far is found by number, tag or serial number."""
    connection = op.get_bind()
    leads = sa.text(
        "INSERT INTO change_assets (change_id, asset_id) SELECT :change, id FROM assets "
        "WHERE tag_key = :key OR serial_key = :key OR ('ast-' || id) = :key ON CONFLICT DO NOTHING"
    )
    for change_id, written in connection.execute(sa.text("SELECT id, assets FROM changes")).all():
        names = json.loads(written) if isinstance(written, str) else written
        for key in {" ".join(name.split()).casefold() for name in names or []}:
            connection.execute(leads, {"change": change_id, "key": key})
