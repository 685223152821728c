"""The line an asset is found by may be there before the asset is."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId

revision = "0042"
down_revision = "0030"

_FTS = "INSERT INTO asset_fts(rowid, line) VALUES (new.asset_id, new.line);"
_NO_FTS = "INSERT INTO asset_fts(asset_fts, rowid, line) VALUES ('delete', old.asset_id, old.line);"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_asset_search_asset_id_assets", "asset_search")
        return
    op.create_table(
        "asset_lines",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name="pk_asset_search"),
    )
    op.execute("INSERT INTO asset_lines SELECT asset_id, line FROM asset_search")
    op.drop_table("asset_search")  # its triggers go with it, and the index over it stays
    op.rename_table("asset_lines", "asset_search")
    for act, does in (("INSERT", _FTS), ("DELETE", _NO_FTS), ("UPDATE", f"{_NO_FTS} {_FTS}")):
        op.execute(
            f"CREATE TRIGGER asset_search_{act.lower()} AFTER {act} ON asset_search "
            f"BEGIN {does} END"
        )
