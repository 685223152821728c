"""Finding assets by what people type: exact keys first, then every word somewhere in it, then one slip in a word.

Each asset has one line of text. Three letters in a row are its index: SQLite's FTS5 keeps them, and on PostgreSQL a GIN
index over `asset_grams`, which needs no extension. The words of all lines are kept beside them to mend misspelt ones.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.assets import GONE, Status
from domain.numbers import Kind, read_number
from domain.spelling import halves, is_one_slip, repairable, words_in
from domain.text import clean_line, cut
from storage import assets, people
from storage.assets import Asset, Reader
from storage.base import BigId, Record, built_once

LOOKED_AT = 300
"""Assets that are weighed against each other for one search."""

CANDIDATES = 3000
"""Known words with the same half that are looked at to mend one."""

MOST_WORDS = 8
MENDINGS = 6

_BY_BYTES = String(60).with_variant(String(60, "C"), "postgresql")
"""Compared letter by letter: so a beginning is a range of the index."""


class SearchLine(Record, kw_only=True):
    """What an asset is found by, in small letters."""

    __tablename__ = "asset_search"

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
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
    known = [{"word": it, "backwards": it[::-1]} for it in sorted(repairable(words_in(line)))]
    if known:
        tx.connection().execute(_KEEP_WORDS(tx), known)


def keep_all(tx: Session, said: Iterable[tuple[Asset, Iterable[str]]]) -> None:
    """The same for many that are all there."""
    lines = {asset.id: line_of(asset, names) for asset, names in said}
    if not lines:
        return
    tx.connection().execute(
        _KEEP_LINE(tx), [{"it": it, "says": says} for it, says in lines.items()]
    )
    words = {word for line in lines.values() for word in repairable(words_in(line))}
    if words:
        known = [{"word": it, "backwards": it[::-1]} for it in sorted(words)]
        tx.connection().execute(_KEEP_WORDS(tx), known)


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


def line_of(asset: Asset, names: Iterable[str]) -> str:
    parts = (
        *(asset.number, asset.tag, asset.name, asset.serial, asset.manufacturer, asset.model),
        *(asset.asset_class.replace("_", " "), asset.service, asset.location),
        *asset.tags,
        *sorted(names),
    )
    return clean_line(" ".join(part for part in parts if part)).casefold()


def search(
    tx: Session,
    said: str,
    reader: Reader,
    *,
    limit: int,
    also_gone: bool = True,
    is_whole: bool = True,
) -> Sequence[Asset]:
    """The assets this may mean, the best first: what is called exactly so, or else what has every word of it.

    Where it is not whole, for more may be typed, what is called exactly so comes first and the others after it.
    Only those that are answered are loaded: of many a keystroke may mean little is looked at.
    """
    said = cut(clean_line(said), 200)
    if not said:
        return []
    exact = [asset for asset in called_exactly(tx, said) if reader.may_see(asset)]
    kept = [it for it in exact if also_gone or it.status not in GONE]
    if exact and is_whole:
        return kept[:limit]
    every = said.casefold().split()
    words = ([word for word in every if any(map(str.isalnum, word))] or every)[:MOST_WORDS]
    found = _with_all(tx, [[word] for word in words], reader)
    if not found and not exact and (mended := _mended(tx, said)):
        found = _with_all(tx, mended, reader)
    left = [it for it in found if also_gone or it.status not in GONE]
    others = _best_first(left, said.casefold())
    best = list(dict.fromkeys([*(it.id for it in kept), *others]))[:limit]
    loaded = assets.several(tx, best)
    return [loaded[it] for it in best]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What decides how well it fits."""

    id: int
    name_key: str
    status: Status
    line: str


def called_exactly(tx: Session, said: str) -> list[Asset]:
    """Those with this number, tag or serial; or else those of this name."""
    found: dict[int, Asset] = {}
    asset_id = read_number(said, Kind.ASSET)
    numbered = assets.find(tx, asset_id) if asset_id else None
    for asset in (
        numbered,
        assets.by_tag(tx, said),
        *assets.by_serial(tx, said),
    ):
        if asset is not None:
            found[asset.id] = asset
    return list(found.values()) or list(assets.by_name(tx, said, limit=LOOKED_AT))


def _with_all(tx: Session, words: Sequence[Collection[str]], reader: Reader) -> list[_Found]:
    """Assets in whose line each of these stands, or one of what it may mean."""
    by = _SEARCHES[tx.get_bind().dialect.name]
    query = (
        select(Asset.id, Asset.name_key, Asset.status, SearchLine.line)
        .join(SearchLine, SearchLine.asset_id == Asset.id)
        .where(*by(words), reader.sees)
        .limit(LOOKED_AT)
    )
    return [
        _Found(id=asset_id, name_key=name_key, status=status, line=line)
        for asset_id, name_key, status, line in tx.execute(query)
    ]


def _fts(words: Sequence[Collection[str]]) -> list[ColumnElement[bool]]:
    """SQLite: three letters and more through the index, shorter ones where a word begins."""
    indexed = [[it for it in choices if len(it) > 2] for choices in words]
    asked = " AND ".join(f"({' OR '.join(map(_quoted, it))})" for it in indexed if it)
    conditions = [_has(choices) for choices, it in zip(words, indexed, strict=True) if not it]
    if asked:
        matching = text(
            "asset_search.asset_id IN (SELECT rowid FROM asset_fts WHERE asset_fts MATCH :asked)"
        ).bindparams(asked=asked)
        return [matching, *conditions]  # type: ignore[list-item]
    return conditions


def _quoted(word: str) -> str:
    """A word that is only a word to FTS5, whatever stands in it."""
    return '"' + word.replace('"', '""') + '"'


def _gin(words: Sequence[Collection[str]]) -> list[ColumnElement[bool]]:
    """PostgreSQL: the index finds what has all three-letter pieces, the text decides.

    They are asked for apart: the text is quickly compared and comes first where the index was not used for a word, for
    to take a line into its pieces again costs a thousand times as much.
    """
    indexed = [choices for choices in words if all(len(it) > 2 for it in choices)]
    return [*map(_has, words), *(or_(*map(_in_grams, choices)) for choices in indexed)]


def _in_grams(word: str) -> ColumnElement[bool]:
    return func.asset_grams(SearchLine.line).op("@>")(func.asset_grams(word))


def _has(choices: Collection[str]) -> ColumnElement[bool]:
    """One of these stands in the line; those of one or two letters where a word begins."""
    line = " " + SearchLine.line
    return or_(*(line.contains(it if len(it) > 2 else f" {it}", autoescape=True) for it in choices))


_SEARCHES = {"sqlite": _fts, "postgresql": _gin}


def _mended(tx: Session, said: str) -> list[list[str]] | None:
    """Each word with what it may have been meant for; None where there is nothing to mend."""
    words = words_in(said)[:MOST_WORDS]
    mended = [[word, *_meant(tx, word)] for word in words]
    return mended if any(len(choices) > 1 for choices in mended) else None


def _meant(tx: Session, word: str) -> list[str]:
    """Known words one slip away from it."""
    if not repairable([word]):
        return []
    beginning, end = halves(word)
    found: set[str] = set()
    for column, half in ((KnownWord.word, beginning), (KnownWord.backwards, end[::-1])):
        within = (column >= half, column < half + "\U0010ffff")
        near = func.length(KnownWord.word).between(len(word) - 1, len(word) + 1)
        query = select(KnownWord.word).where(*within, near).order_by(column).limit(CANDIDATES)
        found.update(it for it in tx.scalars(query) if it != word and is_one_slip(word, it))
    return sorted(found)[:MENDINGS]


def _best_first(found: Sequence[_Found], said: str) -> list[int]:
    """Whose name begins like that comes first, then those with the words whole, then by name."""
    words = set(words_in(said))

    def rank(it: _Found) -> tuple[bool, int, bool, str, int]:
        return (
            not it.name_key.startswith(said),
            -len(words & set(words_in(it.line))),
            it.status in GONE,
            it.name_key,
            it.id,
        )

    return [it.id for it in sorted(found, key=rank)]
