"""What assets are found by: a line of text for each, and the words of all lines to mend misspelt ones by."""

from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    Executable,
    Index,
    String,
    Text,
    bindparam,
    delete,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.assets import Status, bare_key
from domain.spelling import repairable, words_in
from domain.text import clean_line
from storage import people
from storage.assets import Asset
from storage.base import BigId, Insert, Record, built_once

_BY_BYTES = String(60).with_variant(String(60, "C"), "postgresql")
"""Compared letter by letter: so a beginning is a range of the index."""


class SearchLine(Record, kw_only=True):
    """What an asset is found by, in small letters. The line may be there before the asset is: nobody sees it then."""

    __tablename__ = "asset_search"

    asset_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)


class KnownWord(Record, kw_only=True):
    """A word that stands or stood in some line, and the same from its end."""

    __tablename__ = "asset_words"
    __table_args__ = (Index("ix_asset_words_backwards", "backwards"),)

    word: Mapped[str] = mapped_column(_BY_BYTES, primary_key=True)
    backwards: Mapped[str] = mapped_column(_BY_BYTES)


_KEEP_LINE = built_once(
    lambda insert: (
        kept := insert(SearchLine).values(asset_id=bindparam("it"), line=bindparam("says"))
    ).on_conflict_do_update(index_elements=[SearchLine.asset_id], set_={"line": kept.excluded.line})
)
_KEEP_WORDS = built_once(lambda insert: insert(KnownWord).on_conflict_do_nothing())


def keep(tx: Session, asset: Asset, names: Iterable[str]) -> None:
    """It is found from now on by what it is called now; `names` are those of the people who have to do with it."""
    if asset.status is Status.VOIDED:
        tx.execute(delete(SearchLine).where(SearchLine.asset_id == asset.id))
        return
    line = line_of(asset, names)
    tx.connection().execute(_KEEP_LINE(tx), {"it": asset.id, "says": line})
    if words := known_words(asset, line):
        known = [{"word": it, "backwards": it[::-1]} for it in sorted(words)]
        tx.connection().execute(_KEEP_WORDS(tx), known)


def lines_from(
    insert: Insert,
    asset_id: ColumnElement[int],
    line: ColumnElement[str],
    which: ColumnElement[bool],
) -> Executable:
    """The lines of many, from a table that has them."""
    kept = insert(SearchLine).from_select(["asset_id", "line"], select(asset_id, line).where(which))
    return kept.on_conflict_do_update(
        index_elements=[SearchLine.asset_id],
        set_={"line": kept.excluded.line},
        where=SearchLine.line != kept.excluded.line,
    )


def words_from(
    insert: Insert,
    word: ColumnElement[str],
    backwards: ColumnElement[str],
    which: ColumnElement[bool],
) -> Executable:
    """Words of lines, from a table that has them."""
    words = select(word, backwards).where(which).order_by(word)
    return insert(KnownWord).from_select(["word", "backwards"], words).on_conflict_do_nothing()


def call_anew(tx: Session, person_id: str, name: str, *, after: int, limit: int) -> int | None:
    """What this person owns or has is found by this name from now on: the next assets behind `after`, by id.

    Answers the last one's id where there may be more. What is found by it already is left alone.
    """
    theirs = union(
        *(select(Asset.id).where(whose == person_id) for whose in (Asset.owner_id, Asset.holder_id))
    )
    query = select(Asset).where(Asset.id.in_(theirs), Asset.id > after)
    found = tx.scalars(query.order_by(Asset.id).limit(limit).with_for_update()).all()
    involved = {it for asset in found for it in (asset.owner_id, asset.holder_id) if it}
    names = {**people.names(tx, involved), person_id: name}
    kept = select(SearchLine.asset_id, SearchLine.line)
    theirs_now = SearchLine.asset_id.in_([it.id for it in found])
    said = {row.asset_id: row.line for row in tx.execute(kept.where(theirs_now))}
    for asset in found:
        its = [names[it] for it in {asset.owner_id, asset.holder_id} if it in names]
        if asset.id in said and said[asset.id] != line_of(asset, its):
            keep(tx, asset, its)
    return found[-1].id if len(found) == limit else None


FOUND_BY = frozenset(
    {
        *("tag", "name", "serial", "manufacturer", "model", "asset_class", "service", "location"),
        *("tags", "owner_id", "holder_id"),
    }
)
"""The fields that its line is made of."""


def line_of(asset: Asset, names: Iterable[str]) -> str:
    parts = (
        *(asset.number, asset.tag, asset.name, asset.serial, asset.manufacturer, asset.model),
        *(asset.asset_class.replace("_", " "), asset.service, asset.location),
        *asset.tags,
        *sorted(names),
    )
    return clean_line(" ".join(part for part in parts if part)).casefold()


def known_words(asset: Asset, line: str) -> list[str]:
    """Those of its line, and its tag as one word."""
    tag = bare_key(asset.tag or "")
    return repairable([*words_in(line), *([tag] if tag else [])])
