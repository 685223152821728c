"""The whole life of an incident: holds, closing, clocks, reminders, links, watchers, majors, ratings."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0002"
down_revision = "0001"

NEW_COLUMNS = (
    ("first_response_at", Moment),
    ("hold_reason", sa.String(20)),
    ("hold_until", Moment),
    ("closed_at", Moment),
    ("cancel_reason", sa.String(40)),
    ("merged_into_id", BigId),
)
OPEN_LISTS = (
    ("ix_incidents_open", ["priority", "id"]),
    ("ix_incidents_open_assignee", ["assignee_id", "priority", "id"]),
    ("ix_incidents_open_reporter", ["reporter_id", "priority", "id"]),
)


def upgrade() -> None:
    for name, kind in NEW_COLUMNS:
        op.add_column("incidents", sa.Column(name, kind))
    op.add_column(
        "incidents",
        sa.Column("priority_overridden", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    for name, columns in OPEN_LISTS:
        op.drop_index(name, "incidents")
        create_partial_index(
            name, "incidents", columns, "state IN ('new', 'in_progress', 'on_hold')"
        )

    op.create_table(
        "calendars",
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("facts", Facts, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_calendars"),
    )
    op.create_table(
        "clocks",
        sa.Column("id", BigId, nullable=False),
        of_incident("clocks"),
        sa.Column("measure", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("policy", sa.String(80), nullable=False),
        sa.Column("calendar", sa.String(80), nullable=False),
        sa.Column("terms", Facts, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment),
        sa.Column("elapsed", sa.Integer),
        sa.Column("due_at", Moment),
        sa.Column("missed_at", Moment),
        sa.Column("fired", sa.Integer, nullable=False),
        sa.Column("fire_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_clocks"),
        sa.UniqueConstraint("incident_id", "measure", name="uq_clocks_incident_id_measure"),
    )
    create_partial_index("ix_clocks_fire", "clocks", ["fire_at", "id"], "fire_at IS NOT NULL")
    create_partial_index("ix_clocks_calendar", "clocks", ["calendar"], "stopped_at IS NULL")
    op.create_table(
        "holds",
        sa.Column("id", BigId, nullable=False),
        of_incident("holds"),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("pauses", sa.Boolean, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("until", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("message", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_incident_id", "holds", ["incident_id"])
    op.create_table(
        "reminders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        of_incident("reminders"),
        sa.Column("fire_at", Moment, nullable=False),
        sa.Column("facts", Facts, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("key", name="uq_reminders_key"),
    )
    op.create_index("ix_reminders_fire", "reminders", ["fire_at", "id"])
    op.create_index("ix_reminders_incident_id", "reminders", ["incident_id"])
    op.create_table(
        "watchers",
        of_incident("watchers"),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name="pk_watchers"),
    )
    op.create_table(
        "links",
        sa.Column("id", BigId, nullable=False),
        of_incident("links"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("to_kind", sa.String(10), nullable=False),
        sa.Column("to_id", BigId, nullable=False),
        sa.Column("made_by", sa.String(30), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint(
            "incident_id",
            "kind",
            "to_kind",
            "to_id",
            name="uq_links_incident_id_kind_to_kind_to_id",
        ),
    )
    op.create_index("ix_links_to", "links", ["to_kind", "to_id"])
    op.create_table(
        "majors",
        of_incident("majors"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("declared_at", Moment),
        sa.Column("declared_by", sa.String(30)),
        sa.Column("commander_id", sa.String(30)),
        sa.Column("communications_id", sa.String(30)),
        sa.Column("scribe_id", sa.String(30)),
        sa.Column("channel_id", sa.String(30)),
        sa.Column("steps", Facts, nullable=False),
        sa.Column("mitigated_at", Moment),
        sa.Column("resolved_at", Moment),
        sa.Column("next_update_at", Moment),
        sa.Column("review_due_at", Moment),
        sa.Column("reviewed_at", Moment),
        sa.PrimaryKeyConstraint("incident_id", name="pk_majors"),
    )
    op.create_index("ix_majors_channel_id", "majors", ["channel_id"])
    op.create_table(
        "ratings",
        of_incident("ratings"),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("answered_at", Moment),
        sa.PrimaryKeyConstraint("incident_id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_person", "ratings", ["person_id", "asked_at"])


def of_incident(table: str) -> sa.Column[int]:
    name = f"fk_{table}_incident_id_incidents"
    return sa.Column("incident_id", BigId, sa.ForeignKey("incidents.id", name=name), nullable=False)


def create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
