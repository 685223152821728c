"""A major incident's own channel is a row of its own, done part by part; reports are found by when they came."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0004"
down_revision = "0003"

DUE = sa.text("due_at IS NOT NULL")
GIVEN_UP = sa.text("given_up_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_incidents_raised_at", "incidents", ["raised_at"])
    op.add_column(
        "comments", sa.Column("internal", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.drop_index("ix_majors_channel_id", "majors")
    op.drop_column("majors", "channel_id")
    op.drop_column("majors", "steps")
    op.add_column("majors", sa.Column("updated_at", Moment))
    op.create_table(
        "war_rooms",
        sa.Column(
            "incident_id",
            BigId,
            sa.ForeignKey("incidents.id", name="fk_war_rooms_incident_id_incidents"),
            nullable=False,
        ),
        sa.Column("wanted_at", Moment, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.String(30)),
        sa.Column("done", Facts, nullable=False),
        sa.Column("failed", Facts, nullable=False),
        sa.Column("due_at", Moment),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("leased_by", sa.String(40)),
        sa.Column("given_up_at", Moment),
        sa.PrimaryKeyConstraint("incident_id", name="pk_war_rooms"),
    )
    op.create_index("ix_war_rooms_channel_id", "war_rooms", ["channel_id"])
    for name, column, where in (
        ("ix_war_rooms_due", "due_at", DUE),
        ("ix_war_rooms_given_up", "given_up_at", GIVEN_UP),
    ):
        op.create_index(name, "war_rooms", [column], sqlite_where=where, postgresql_where=where)
