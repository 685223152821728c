"""Tags by their letters and digits alone, and as words to mend misspelt ones by."""

import sqlalchemy as sa
from alembic import op

from domain.assets import bare_key
from domain.spelling import repairable

revision = "0033"
down_revision = "0029"

AT_ONCE = 5_000

_NEXT = sa.text(
    "SELECT id, tag, name FROM assets WHERE id > :after AND status <> 'voided' ORDER BY id LIMIT :most"
)
_KEEP = sa.text("UPDATE assets SET bare_key = :bare WHERE id = :its_id")
_KNOW = sa.text(
    "INSERT INTO asset_words (word, backwards) VALUES (:word, :backwards) ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    by_letters = sa.String(200).with_variant(sa.String(200, "C"), "postgresql")
    op.add_column("assets", sa.Column("bare_key", by_letters, nullable=True))
    connection = op.get_bind()
    after = 0
    while found := connection.execute(_NEXT, {"after": after, "most": AT_ONCE}).all():
        after = found[-1].id
        bare = [{"bare": bare_key(it.tag or it.name), "its_id": it.id} for it in found]
        connection.execute(_KEEP, bare)
        words = repairable({key for it in found if it.tag and (key := bare_key(it.tag))})
        if words:
            known = [{"word": it, "backwards": it[::-1]} for it in sorted(words)]
            connection.execute(_KNOW, known)
    op.create_index("ix_assets_bare", "assets", ["bare_key"])
