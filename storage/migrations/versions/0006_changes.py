"""Changes, who decides about them, their votes, substitutes, and the rules that were set aside."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0006"
down_revision = "0005"

OPEN = sa.text(
    "state IN ('draft', 'assessment', 'approval', 'scheduled', 'implementing', 'review', 'rejected')"
)
DUE = sa.text("fire_at IS NOT NULL")
UNDECIDED = sa.text("state IN ('open', 'blocked')")
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("elector_id", sa.String(30), nullable=False),
        sa.Column("substitute_id", sa.String(30), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("until", Moment),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_elector", "delegations", ["elector_id"])
    op.create_index("ix_delegations_substitute", "delegations", ["substitute_id"])
    op.create_table(
        "changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("service", sa.String(100)),
        sa.Column("team_key", sa.String(60), nullable=False),
        sa.Column("environment", sa.String(20), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("assets", Facts, nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("implementation", sa.Text, nullable=False),
        sa.Column("test_evidence", sa.Text, nullable=False),
        sa.Column("back_out", sa.Text, nullable=False),
        sa.Column("back_out_minutes", sa.Integer),
        sa.Column("validation", sa.Text, nullable=False),
        sa.Column("interruption_minutes", sa.Integer, nullable=False),
        sa.Column("communication", sa.Text, nullable=False),
        sa.Column("implementer_id", sa.String(30), nullable=False),
        sa.Column("requester_id", sa.String(30), nullable=False),
        sa.Column("last_editor_id", sa.String(30), nullable=False),
        sa.Column("requested_at", Moment, nullable=False),
        sa.Column("risk_answers", Facts, nullable=False),
        sa.Column("risk", sa.Integer, nullable=False),
        sa.Column("assessment", Facts, nullable=False),
        sa.Column("risk_set", sa.Integer),
        sa.Column("template", sa.String(60)),
        sa.Column("why_urgent", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("incident_id", BigId),
        sa.Column("override", sa.Text, nullable=False),
        sa.Column("retrospective", sa.Boolean, nullable=False),
        sa.Column("unauthorised", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("approved_plan", Facts),
        sa.Column("approved_digest", sa.String(20)),
        sa.Column("approved_at", Moment),
        sa.Column("lapses_at", Moment),
        sa.Column("hold_reason", sa.Text),
        sa.Column("held_by", sa.String(100)),
        sa.Column("started_at", Moment),
        sa.Column("finished_at", Moment),
        sa.Column("result", sa.String(30)),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("outage_minutes", sa.Integer),
        sa.Column("objected", sa.Boolean, nullable=False),
        sa.Column("review_due_at", Moment),
        sa.Column("review_summary", sa.Text, nullable=False),
        sa.Column("closed_at", Moment),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("said", Facts, nullable=False),
        sa.Column("fire_at", Moment),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_changes_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_finished_at", "changes", ["finished_at"])
    op.create_index(
        "ix_changes_fire", "changes", ["fire_at", "id"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index("ix_changes_incident_id", "changes", ["incident_id"])
    op.create_index(
        "ix_changes_open", "changes", ["starts_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_changes_open_implementer",
        "changes",
        ["implementer_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_changes_open_requester",
        "changes",
        ["requester_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "approval_stages",
        sa.Column("id", BigId, nullable=False),
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("policy", sa.String(100), nullable=False),
        sa.Column("policy_version", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("rule_number", sa.Integer, nullable=False),
        sa.Column("veto", sa.Boolean),
        sa.Column("min_electors", sa.Integer, nullable=False),
        sa.Column("distinct_voters", sa.Boolean, nullable=False),
        sa.Column("named", Facts, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("shown", Facts),
        sa.Column("digest", sa.String(20)),
        sa.Column("excluded", Facts, nullable=False),
        sa.Column("opened_at", Moment),
        sa.Column("decided_at", Moment),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name="fk_approval_stages_change_id_changes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_stages"),
    )
    op.create_index(
        "ix_approval_stages_change", "approval_stages", ["change_id", "revision", "position"]
    )
    op.create_index(
        "ix_approval_stages_undecided",
        "approval_stages",
        ["change_id"],
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )
    op.create_table(
        "exceptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("digest", sa.String(20), nullable=False),
        sa.Column("requested_by", sa.String(30), nullable=False),
        sa.Column("requested_at", Moment, nullable=False),
        sa.Column("valid_until", Moment, nullable=False),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name="fk_exceptions_change_id_changes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exceptions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_exceptions_change_id", "exceptions", ["change_id"])
    op.create_table(
        "electors",
        sa.Column("stage_id", BigId, nullable=False),
        sa.Column("person_id", sa.String(30), nullable=False),
        sa.Column("named_by", sa.String(30)),
        sa.Column("removed_at", Moment),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["approval_stages.id"], name="fk_electors_stage_id_approval_stages"
        ),
        sa.PrimaryKeyConstraint("stage_id", "person_id", name="pk_electors"),
    )
    op.create_index("ix_electors_person", "electors", ["person_id", "stage_id"])
    op.create_table(
        "votes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("stage_id", BigId, nullable=False),
        sa.Column("elector_id", sa.String(30), nullable=False),
        sa.Column("voter_id", sa.String(30), nullable=False),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(20), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("ending", sa.String(20)),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["approval_stages.id"], name="fk_votes_stage_id_approval_stages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
    )
    op.create_index(
        "uq_votes_elector",
        "votes",
        ["stage_id", "elector_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index(
        "uq_votes_voter",
        "votes",
        ["stage_id", "voter_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "caused_incidents",
        sa.Column("change_id", BigId, nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("is_confirmed", sa.Boolean, nullable=False),
        sa.Column("said_by", sa.String(30), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name="fk_caused_incidents_change_id_changes"
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_caused_incidents_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("change_id", "incident_id", name="pk_caused_incidents"),
    )
    op.create_index("ix_caused_incidents_incident_id", "caused_incidents", ["incident_id"])
