"""Assets, their relations, and what they are found by."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0009"
down_revision = "0008"

BY_BYTES = sa.String(60).with_variant(sa.String(60, "C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("asset_class", sa.String(30), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("tag", sa.String(100)),
        sa.Column("tag_key", sa.String(100)),
        sa.Column("serial", sa.String(200)),
        sa.Column("serial_key", sa.String(200)),
        sa.Column("manufacturer", sa.String(200), nullable=False),
        sa.Column("manufacturer_key", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("status_since", Moment, nullable=False),
        sa.Column("environment", sa.String(20)),
        sa.Column("criticality", sa.String(20)),
        sa.Column("owner_id", sa.String(30)),
        sa.Column("team_key", sa.String(60)),
        sa.Column("service", sa.String(100)),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("holder_id", sa.String(30)),
        sa.Column("held_since", Moment),
        sa.Column("return_by", sa.Date),
        sa.Column("accepted_at", Moment),
        sa.Column("reserved_until", sa.Date),
        sa.Column("supplier", sa.String(200), nullable=False),
        sa.Column("cost", sa.Integer),
        sa.Column("purchased_on", sa.Date),
        sa.Column("warranty_until", sa.Date),
        sa.Column("support_until", sa.Date),
        sa.Column("contract", sa.String(200), nullable=False),
        sa.Column("contract_until", sa.Date),
        sa.Column("monitoring", sa.String(20)),
        sa.Column("monitoring_reason", sa.Text, nullable=False),
        sa.Column("signal_at", Moment),
        sa.Column("seen_at", Moment),
        sa.Column("tags", Facts, nullable=False),
        sa.Column("fields", Facts, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assets"),
        sa.UniqueConstraint("tag_key", name="uq_assets_tag_key"),
        sa.UniqueConstraint(
            "serial_key", "manufacturer_key", name="uq_assets_serial_key_manufacturer_key"
        ),
        sqlite_autoincrement=True,
    )
    for name, column in (
        ("ix_assets_name", "name_key"),
        ("ix_assets_holder", "holder_id"),
        ("ix_assets_owner", "owner_id"),
        ("ix_assets_team", "team_key"),
        ("ix_assets_status", "status"),
    ):
        op.create_index(name, "assets", [column, "id"])
    op.create_table(
        "asset_relations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target_id", BigId, nullable=False),
        sa.Column("min_up", sa.Integer, nullable=False),
        sa.Column("made_by", sa.String(30), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["assets.id"], name="fk_asset_relations_source_id_assets"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["assets.id"], name="fk_asset_relations_target_id_assets"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_asset_relations"),
        sa.UniqueConstraint(
            "source_id", "kind", "target_id", name="uq_asset_relations_source_id_kind_target_id"
        ),
    )
    op.create_index("ix_asset_relations_target", "asset_relations", ["target_id", "kind"])
    op.create_table(
        "asset_search",
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_asset_search_asset_id_assets"
        ),
        sa.PrimaryKeyConstraint("asset_id", name="pk_asset_search"),
    )
    op.create_table(
        "asset_words",
        sa.Column("word", BY_BYTES, nullable=False),
        sa.Column("backwards", BY_BYTES, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_asset_words"),
    )
    op.create_index("ix_asset_words_backwards", "asset_words", ["backwards"])
    index_the_lines()


def index_the_lines() -> None:
    """Three letters in a row lead to the lines they stand in; each database keeps that in its own way."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION asset_grams(line text) RETURNS text[] "
            "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
            "$$ SELECT coalesce(array_agg(DISTINCT substr(line, i, 3)), '{}') "
            "FROM generate_series(1, length(line) - 2) AS i $$"
        )
        op.execute(
            "CREATE INDEX ix_asset_search_grams ON asset_search USING gin (asset_grams(line))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE asset_fts USING fts5"
        "(line, content='asset_search', content_rowid='asset_id', tokenize='trigram')"
    )
    gone = (
        "INSERT INTO asset_fts(asset_fts, rowid, line) VALUES ('delete', old.asset_id, old.line);"
    )
    come = "INSERT INTO asset_fts(rowid, line) VALUES (new.asset_id, new.line);"
    for act, does in (("INSERT", come), ("DELETE", gone), ("UPDATE", gone + " " + come)):
        op.execute(
            f"CREATE TRIGGER asset_search_{act.lower()} AFTER {act} ON asset_search "
            f"BEGIN {does} END"
        )
