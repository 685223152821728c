"""Which assets an incident is about. What was written in words is taken for the one asset it names."""

import sqlalchemy as sa
from alembic import op

from domain.numbers import Kind, read_number
from storage.base import BigId, Moment

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "affected_assets",
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("asset_id", BigId, nullable=False),
        sa.Column("named_by", sa.String(30), nullable=False),
        sa.Column("named_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_affected_assets_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name="fk_affected_assets_asset_id_assets"
        ),
        sa.PrimaryKeyConstraint("incident_id", "asset_id", name="pk_affected_assets"),
    )
    op.create_index("ix_affected_assets_asset", "affected_assets", ["asset_id", "incident_id"])
    take_words_for_assets()


def take_words_for_assets() -> None:
    """By number, tag or serial; a name may have been of another asset then."""
    said = "lower(trim(incidents.affected_asset))"
    for is_it in (f"assets.tag_key = {said}", f"assets.serial_key = {said}"):
        op.execute(
            "INSERT INTO affected_assets (incident_id, asset_id, named_by, named_at) "  # noqa: S608  ours
            "SELECT incidents.id, min(assets.id), incidents.reporter_id, incidents.raised_at "
            f"FROM incidents JOIN assets ON {is_it} "
            "WHERE incidents.affected_asset <> '' AND NOT EXISTS "
            "(SELECT 1 FROM affected_assets AS known WHERE known.incident_id = incidents.id) "
            "GROUP BY incidents.id HAVING count(*) = 1"
        )
    numbered = "SELECT id, affected_asset FROM incidents WHERE lower(affected_asset) LIKE 'ast%'"
    for incident_id, written in op.get_bind().execute(sa.text(numbered)).all():
        asset_id = read_number(written, Kind.ASSET)
        if asset_id is not None:
            op.get_bind().execute(_BY_NUMBER, {"incident": incident_id, "asset": asset_id})


_BY_NUMBER = sa.text(
    "INSERT INTO affected_assets (incident_id, asset_id, named_by, named_at) "
    "SELECT incidents.id, assets.id, incidents.reporter_id, incidents.raised_at "
    "FROM incidents JOIN assets ON assets.id = :asset "
    "WHERE incidents.id = :incident AND NOT EXISTS "
    "(SELECT 1 FROM affected_assets AS known WHERE known.incident_id = incidents.id)"
)
