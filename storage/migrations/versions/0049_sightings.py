"""Where a thing stood when somebody said that it is there."""

import sqlalchemy as sa
from alembic import op

from storage.base import Facts, Moment

revision = "0049"
down_revision = "0046"

_items = sa.table(
    "asset_audit_items",
    *(sa.column(it) for it in ("asset_id", "answer", "found_at")),
    sa.column("answered_at", Moment),
)
_journal = sa.table(
    "journal",
    *(sa.column(it) for it in ("id", "event", "subject_kind", "subject_id")),
    sa.column("at", Moment),
    sa.column("after", Facts),
)


_moved_to = (
    sa.select(_journal.c.after["location"].as_string())
    .where(
        _journal.c.subject_kind == "AST",
        _journal.c.subject_id == _items.c.asset_id,
        _journal.c.event == "asset.seen_elsewhere",
        _journal.c.at == _items.c.answered_at,
    )
    .order_by(_journal.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
as_the_journal_says = (
    sa.update(_items)
    .where(_items.c.answer == "elsewhere")
    .values(found_at=sa.func.coalesce(_moved_to, ""))
)


def upgrade() -> None:
    op.add_column(
        "asset_audit_items",
        sa.Column("found_at", sa.String(200), nullable=False, server_default=""),
    )
    op.execute(as_the_journal_says)
