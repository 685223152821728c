"""Finding assets by what people type: exact keys first, then a tag written otherwise, then every word somewhere in it,
then one slip in a tag or a word.

Each asset has one line of text (`asset_lines`). Three letters in a row are its index: SQLite's FTS5 keeps them, and on
PostgreSQL a GIN index over `asset_grams`, which needs no extension. The words of all lines are kept beside them to mend
misspelt ones.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session

from domain.assets import GONE, Status, bare_key
from domain.numbers import Kind, read_number
from domain.spelling import halves, is_one_slip, is_same_number, repairable, words_in
from domain.text import clean_line, cut
from storage import assets
from storage.asset import keys
from storage.asset.lines import KnownWord, SearchLine
from storage.assets import Asset, Reader

LOOKED_AT = 300
"""Assets that are weighed against each other for one search."""

CANDIDATES = 3000
"""Known words with the same half that are looked at to mend one."""

MOST_WORDS = 8
MENDINGS = 6
SHORTEST_BEGINNING = 3
"""Letters and digits of a tag that more may follow."""

_LAST_DIGITS = re.compile(r"\d*$")


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
    exact = _called(tx, said, reader)
    found = [] if exact and is_whole else _with_all(tx, [[it] for it in _words(said)], reader)
    if not found and not exact:
        exact = _nearly_tagged(tx, said, reader)
    if not found and not exact and (mended := _mended(tx, said)):
        found = _with_all(tx, mended, reader)
    kept = [it for it in exact if also_gone or it.status not in GONE]
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
        keys.by_tag(tx, said),
        *keys.by_serial(tx, said),
    ):
        if asset is not None:
            found[asset.id] = asset
    return list(found.values()) or list(keys.by_name(tx, said, limit=LOOKED_AT))


def _called(tx: Session, said: str, reader: Reader) -> list[Asset]:
    """What the reader sees that is called exactly so; or else that is, but for spaces and hyphens."""
    exact = [it for it in called_exactly(tx, said) if reader.may_see(it)]
    bare = bare_key(said)
    if exact or bare is None:
        return exact
    return keys.tagged_like(tx, [bare], reader, limit=LOOKED_AT)


def _nearly_tagged(tx: Session, said: str, reader: Reader) -> list[Asset]:
    """What has a tag that begins so, or else one that is a slip away with the same digits."""
    bare = bare_key(said) or ""
    if len(bare) < SHORTEST_BEGINNING:
        return []
    begins = keys.tag_begins(tx, bare, reader, limit=LOOKED_AT)
    return begins or keys.tagged_like(tx, _meant(tx, bare, is_tag=True), reader, limit=LOOKED_AT)


def _words(said: str) -> list[str]:
    every = said.casefold().split()
    return ([word for word in every if any(map(str.isalnum, word))] or every)[:MOST_WORDS]


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
    """SQLite: through the index, and a single letter where a word begins."""
    indexed = [[_piece(it) for it in choices if _is_indexed(it)] for choices in words]
    asked = " AND ".join(f"({' OR '.join(map(_quoted, it))})" for it in indexed if it)
    conditions = [_has(choices) for choices, it in zip(words, indexed, strict=True) if not it]
    if asked:
        matching = text(
            "asset_search.asset_id IN (SELECT rowid FROM asset_fts WHERE asset_fts MATCH :asked)"
        ).bindparams(asked=asked)
        return [matching, *conditions]  # type: ignore[list-item]
    lines = select(SearchLine.asset_id).where(*conditions)  # else the assets are gone through first
    return [Asset.id.in_(lines.correlate(None))]


def _quoted(word: str) -> str:
    """A word that is only a word to FTS5, whatever stands in it."""
    return '"' + word.replace('"', '""') + '"'


def _gin(words: Sequence[Collection[str]]) -> list[ColumnElement[bool]]:
    """PostgreSQL: the index finds what has all three-letter pieces, the text decides.

    They are asked for apart: the text is quickly compared and comes first where the index was not used for a word, for
    to take a line into its pieces again costs a thousand times as much.
    """
    indexed = [choices for choices in words if all(map(_is_indexed, choices))]
    return [*map(_has, words), *(or_(*map(_in_grams, choices)) for choices in indexed)]


def _in_grams(word: str) -> ColumnElement[bool]:
    return func.asset_grams(SearchLine.line).op("@>")(func.asset_grams(_piece(word)))


def _has(choices: Collection[str]) -> ColumnElement[bool]:
    """One of these stands in the line; those of one or two letters where a word begins."""
    line = " " + SearchLine.line
    return or_(*(line.contains(_piece(it), autoescape=True) for it in choices))


def _piece(word: str) -> str:
    """What of it is looked for in a line, which begins with a number: of one or two letters a word's beginning."""
    return word if len(word) > 2 else f" {word}"


def _is_indexed(word: str) -> bool:
    """Whether three letters of it, or the space before it and two, stand in the index."""
    return len(word) > 1


_SEARCHES = {"sqlite": _fts, "postgresql": _gin}


def _mended(tx: Session, said: str) -> list[list[str]] | None:
    """Each word with what it may have been meant for; None where there is nothing to mend."""
    words = words_in(said)[:MOST_WORDS]
    mended = [[word, *_meant(tx, word)] for word in words]
    return mended if any(len(choices) > 1 for choices in mended) else None


def _meant(tx: Session, word: str, *, is_tag: bool = False) -> list[str]:
    """Known words one slip away from it; of a tag those alone that have its digits, for another number is no slip."""
    if not repairable([word]):
        return []
    beginning, end = halves(word)
    last = _LAST_DIGITS.search(word)[0]  # type: ignore[index]
    found: set[str] = set()
    for column, half in ((KnownWord.word, beginning), (KnownWord.backwards, end[::-1])):
        within = (column >= half, column < half + "\U0010ffff")
        near = func.length(KnownWord.word).between(len(word) - 1, len(word) + 1)
        alike = [KnownWord.word.endswith(last)] if is_tag and last else []
        query = select(KnownWord.word).where(*within, near, *alike)
        some = tx.scalars(query.order_by(column).limit(CANDIDATES))
        found.update(it for it in some if it != word and is_one_slip(word, it))
    if is_tag:
        found = {it for it in found if is_same_number(word, it)}
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
