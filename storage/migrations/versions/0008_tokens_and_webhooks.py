"""Programs ask with tokens, once per idempotency key, and hear of decisions by webhook."""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, Facts, Moment

revision = "0008"
down_revision = "0007"

DUE = sa.text("due_at IS NOT NULL")
GIVEN_UP = sa.text("given_up_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", BigId, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(75), nullable=False),
        sa.Column("scopes", Facts, nullable=False),
        sa.Column("asks_for", sa.String(30), nullable=False),
        sa.Column("made_by", sa.String(30), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment),
        sa.Column("last_used_at", Moment),
        sa.Column("revoked_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("secret_hash", name="uq_tokens_secret_hash"),
    )
    op.create_table(
        "asked_once",
        sa.Column(
            "token_id",
            BigId,
            sa.ForeignKey("tokens.id", name="fk_asked_once_token_id_tokens"),
            nullable=False,
        ),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("answer", Facts),
        sa.PrimaryKeyConstraint("token_id", "key", name="pk_asked_once"),
    )
    op.create_index("ix_asked_once_at", "asked_once", ["at"])
    op.create_table(
        "webhooks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("endpoint", sa.String(75), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(10), nullable=False),
        sa.Column("subject_id", BigId, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("owed_at", Moment, nullable=False),
        sa.Column("due_at", Moment),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("leased_by", sa.String(40)),
        sa.Column("sent_at", Moment),
        sa.Column("given_up_at", Moment),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("message_id", "endpoint", name="uq_webhooks_message_id_endpoint"),
    )
    for name, column, where in (
        ("ix_webhooks_due", "due_at", DUE),
        ("ix_webhooks_given_up", "given_up_at", GIVEN_UP),
    ):
        op.create_index(name, "webhooks", [column], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_webhooks_sent_at", "webhooks", ["sent_at"])
