"""Lists of assets by name, narrowed by one thing or several, read no more than they show."""

from alembic import op

revision = "0022"
down_revision = "0012"

NARROWED_BY = ("status", "asset_class", "criticality", "environment", "team_key")


def upgrade() -> None:
    for name in ("name", "team", "status", "class"):
        op.drop_index(f"ix_assets_{name}", "assets")
    op.create_index("ix_assets_name", "assets", ["name_key", "id", *NARROWED_BY])
    for name, column in (
        ("team", "team_key"),
        ("status", "status"),
        ("class", "asset_class"),
        ("criticality", "criticality"),
    ):
        op.create_index(f"ix_assets_{name}", "assets", [column, "name_key", "id"])
