"""Incidents, comments, journal, outbox, deliveries, people."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])

    op.create_table(
        "incidents",
        sa.Column("id", BigId, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("service", sa.String(100)),
        sa.Column("affected_asset", sa.String(200), nullable=False),
        sa.Column("impact", sa.Integer, nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("team_key", sa.String(60), nullable=False),
        sa.Column("reporter_id", sa.String(30), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("raised_at", Moment, nullable=False),
        sa.Column("source_channel", sa.String(30)),
        sa.Column("source_ts", sa.String(30)),
        sa.Column("source_thread_ts", sa.String(30)),
        sa.Column("assignee_id", sa.String(30)),
        sa.Column("acknowledged_at", Moment),
        sa.Column("resolved_at", Moment),
        sa.Column("resolution_code", sa.String(40)),
        sa.Column("resolution_summary", sa.Text),
        sa.Column("reopen_count", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sqlite_autoincrement=True,
    )
    for name, columns in (
        ("ix_incidents_open", ["priority", "id"]),
        ("ix_incidents_open_assignee", ["assignee_id", "priority", "id"]),
        ("ix_incidents_open_reporter", ["reporter_id", "priority", "id"]),
    ):
        create_partial_index(name, "incidents", columns, "state IN ('new', 'in_progress')")

    op.create_table(
        "comments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("channel_id", sa.String(30), nullable=False),
        sa.Column("ts", sa.String(30), nullable=False),
        sa.Column("author_id", sa.String(30), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("edited_at", Moment),
        sa.Column("deleted_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_comments_incident_id_incidents"
        ),
        sa.UniqueConstraint("channel_id", "ts", name="uq_comments_channel_id_ts"),
    )
    op.create_index("ix_comments_incident_id", "comments", ["incident_id"])

    op.create_table(
        "journal",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_id", sa.String(30), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(10), nullable=False),
        sa.Column("subject_id", BigId, nullable=False),
        sa.Column("before", Facts),
        sa.Column("after", Facts),
        sa.Column("why", sa.Text),
        sa.Column("on_behalf_of", sa.String(30)),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_subject", "journal", ["subject_kind", "subject_id", "id"])
    keep_the_journal_as_it_is()

    op.create_table(
        "outbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("message", sa.String(20), nullable=False),
        sa.Column("destination", sa.String(80), nullable=False),
        sa.Column("subject_kind", sa.String(10)),
        sa.Column("subject_id", BigId),
        sa.Column("entry_id", BigId),
        sa.Column("facts", Facts),
        sa.Column("owed_at", Moment, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("due_at", Moment),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("tried_at", Moment),
        sa.Column("leased_until", Moment),
        sa.Column("given_up_at", Moment),
        sa.Column("error", sa.Text),
        sa.Column("channel_id", sa.String(30)),
        sa.Column("ts", sa.String(30)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    create_partial_index("ix_outbox_due", "outbox", ["due_at", "id"], "due_at IS NOT NULL")
    create_partial_index("ix_outbox_given_up", "outbox", ["given_up_at"], "given_up_at IS NOT NULL")
    op.create_index("ix_outbox_posted", "outbox", ["channel_id", "ts"])
    op.create_index("ix_outbox_subject", "outbox", ["subject_kind", "subject_id"])

    op.create_table(
        "profiles",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.Column("is_bot", sa.Boolean, nullable=False),
        sa.Column("read_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
    )
    op.create_table(
        "channel_members",
        sa.Column("team_key", sa.String(60), nullable=False),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("team_key", "person_id", name="pk_channel_members"),
    )
    op.create_index("ix_channel_members_person_id", "channel_members", ["person_id"])


def create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def keep_the_journal_as_it_is() -> None:
    """The database refuses what the program never does: changing or deleting history."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
        )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_no_{act.lower()} BEFORE {act} ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
