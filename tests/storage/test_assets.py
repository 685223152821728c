"""Assets in the database: keys that are exact, search that forgives, and who is shown what."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.asset.relations import RelationKind
from domain.assets import AssetClass, Status
from storage import assets
from storage.asset import lines as asset_lines
from storage.asset import lists, relations
from storage.asset.lists import Filter
from storage.asset.relations import Relation
from storage.asset.search import search
from storage.assets import Asset, Reader
from tests.makers import Do, scratch
from tests.people import ANN, BEN, MAX
from tests.slips import slipped

ANYBODY = Reader(person_id=MAX.id)


def keep(do: Do, at: datetime, name: str, *owners: str, **about: Any) -> Asset:
    """An asset of this name, in use."""

    def kept(tx: Session) -> Asset:
        usual = {"asset_class": AssetClass.HARDWARE, "status": Status.IN_USE}
        facts = {**usual, "name": name, "status_since": at, "added_at": at, **about}
        asset = Asset(**facts)
        assets.keyed(asset)
        tx.add(asset)
        tx.flush()
        asset_lines.keep(tx, asset, owners)
        return asset

    found: Asset = do(kept)
    return found


def found(do: Do, said: str, reader: Reader = ANYBODY, limit: int = 50) -> list[str]:
    return [asset.name for asset in do(search, said, reader, limit=limit)]


@pytest.fixture
def shelf(do: Do, noon: datetime) -> Do:
    """What Northwind has."""
    keep(do, noon, "Ben's laptop", "Ben Okafor", tag="LAPTOP-42", serial="5CG1234XYZ")
    keep(do, noon, "Dev's laptop", "Dev Patel", tag="LAPTOP-43", serial="5CG1299XYZ")
    keep(do, noon, "web shop db", tag="DB-1", asset_class=AssetClass.DATABASE, tags=["payments"])
    keep(do, noon, "100% cotton_banner", model="Latitude 7440", location="Berlin")
    keep(do, noon, 'O\'Neill "the" printer 🖨️')
    return do


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("laptop-42", ["Ben's laptop"]),
        (" LAPTOP-42 ", ["Ben's laptop"]),
        ("LAPTOP 42", ["Ben's laptop"]),
        ("laptop42", ["Ben's laptop"]),
        ("lap-top-42", ["Ben's laptop"]),
        ("laptpo-42", ["Ben's laptop"]),
        ("LPATOP 43", ["Dev's laptop"]),
        ("laptop4", ["Ben's laptop", "Dev's laptop"]),
        ("laptop-44", []),
        ("laptop 24", []),
        ("100-cotton-banner", ["100% cotton_banner"]),
        ("db1", ["web shop db"]),
        ("5cg1299xyz", ["Dev's laptop"]),
        ("Web  Shop DB", ["web shop db"]),
        ("shop db", ["web shop db"]),
        ("db shop", ["web shop db"]),
        ("okafor", ["Ben's laptop"]),
        ("payments", ["web shop db"]),
        ("1299", ["Dev's laptop"]),
        ("laptop", ["Ben's laptop", "Dev's laptop"]),
        ("latitdue berlin", ["100% cotton_banner"]),
        ("5CG1234XYS", ["Ben's laptop"]),
        ("lapotp okafor", ["Ben's laptop"]),
        ("%", []),
        ("100%", ["100% cotton_banner"]),
        ("cotton_b", ["100% cotton_banner"]),
        ("cottonXb", []),
        ("o'neill", ['O\'Neill "the" printer 🖨️']),
        ('"the"', ['O\'Neill "the" printer 🖨️']),
        ("🖨️", ['O\'Neill "the" printer 🖨️']),
        ("'; DROP TABLE assets; --", []),
        ('" OR "1"="1', []),
        ("NOT laptop*", []),
        ("line:laptop", []),
        ("", []),
        ("   ", []),
        ("\x00", []),
        ("x" * 5000, []),
    ],
)
def test_what_is_typed_finds_what_is_meant(shelf: Do, said: str, is_found: list[str]) -> None:
    assert found(shelf, said) == is_found


def test_a_number_finds_its_asset_and_that_only(shelf: Do, noon: datetime) -> None:
    other = keep(shelf, noon, "spare")
    keep(shelf, noon, f"once called {other.number}")
    assert found(shelf, other.number.lower()) == ["spare"]


def test_what_is_renamed_is_found_by_its_new_name_only(do: Do, noon: datetime) -> None:
    asset = keep(do, noon, "kitchen tablet")

    def rename(tx: Session) -> None:
        kept = assets.for_update(tx, asset.id)
        assert kept is not None
        kept.name = "reception tablet"
        assets.keyed(kept)
        asset_lines.keep(tx, kept, ())

    do(rename)
    assert found(do, "reception") == ["reception tablet"]
    assert found(do, "kitchen") == []


def test_what_was_voided_is_not_found_and_gives_its_tag_free(do: Do, noon: datetime) -> None:
    keep(do, noon, "mistake", tag="T-1", status=Status.VOIDED)
    assert found(do, "mistake") == []
    keep(do, noon, "the real one", tag="T-1")
    assert found(do, "t-1") == ["the real one"]


def test_two_assets_never_share_a_tag_or_a_maker_s_serial(do: Do, noon: datetime) -> None:
    keep(do, noon, "one", tag="T-1", serial="S-1", manufacturer="Dell")
    keep(do, noon, "another maker's", serial="S-1", manufacturer="HP")
    for same in ({"tag": "t-1"}, {"serial": " s-1", "manufacturer": "DELL"}):
        with pytest.raises(IntegrityError):
            keep(do, noon, "two", **same)
    assert found(do, "s-1") == ["one", "another maker's"]


def test_serials_that_only_fill_the_place_are_nobodys(do: Do, noon: datetime) -> None:
    keep(do, noon, "one", serial="n/a")
    keep(do, noon, "two", serial="N/A")
    assert found(do, "one") == ["one"]


def test_assets_of_a_team_that_keeps_them_to_itself_are_not_shown(do: Do, noon: datetime) -> None:
    keep(do, noon, "legal laptop", tag="L-1", team_key="legal", owner_id=ANN.id)
    keep(do, noon, "legal printer", team_key="legal", service="Contracts")
    keep(do, noon, "legal laptop stand")
    outside = Reader(person_id=MAX.id, hidden=frozenset({"legal"}))
    assert found(do, "legal", outside) == ["legal laptop stand"]
    assert found(do, "L-1", outside) == []
    assert found(do, "legal laptop", outside) == ["legal laptop stand"]
    assert found(do, "lgeal", outside) == ["legal laptop stand"]
    owner = Reader(person_id=ANN.id, hidden=frozenset({"legal"}))
    assert found(do, "L-1", owner) == ["legal laptop"]
    services = Reader(
        person_id=BEN.id, hidden=frozenset({"legal"}), services=frozenset({"Contracts"})
    )
    listed = do(lists.page, Filter(), services, after=None, limit=9)
    assert [it.name for it in listed] == ["legal laptop stand", "legal printer"]


def test_a_list_goes_on_where_the_page_before_ended(shelf: Do) -> None:
    first = shelf(lists.page, Filter(), ANYBODY, after=None, limit=2)
    rest = shelf(lists.page, Filter(), ANYBODY, after=(first[1].name_key, first[1].id), limit=9)
    assert [it.name for it in [*first, *rest]] == [
        "100% cotton_banner",
        "Ben's laptop",
        "Dev's laptop",
        'O\'Neill "the" printer 🖨️',
        "web shop db",
    ]


WORDS = st.text("abcdeé-'%_\"4🖨", min_size=1, max_size=8).filter(str.strip)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=LINES, said=st.lists(WORDS, min_size=1, max_size=2).map(" ".join))
def test_search_finds_what_a_look_at_each_line_finds(
    engine: Engine, noon: datetime, lines: list[str], said: str
) -> None:
    with scratch(engine) as do:
        kept = [keep(do, noon, "z", model=line) for line in lines]
        naive = {
            asset.id
            for asset, line in zip(kept, lines, strict=True)
            if all(
                _stands_in(word, f"{asset.number.lower()} z {line}") for word in _looked_for(said)
            )
        }
        hits = {asset.id for asset in do(search, said, ANYBODY, limit=50)}
        assert hits == naive if naive else hits <= {asset.id for asset in kept}


def _looked_for(said: str) -> list[str]:
    """Signs alone say nothing beside words."""
    every = said.split()
    return [word for word in every if any(map(str.isalnum, word))] or every


def _stands_in(word: str, line: str) -> bool:
    whole = " " + " ".join(f"{line} hardware".split()).casefold()
    return (word.casefold() if len(word) > 2 else f" {word.casefold()}") in whole


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wrong=st.sampled_from(["latitude", "payments", "5cg1234xyz", "münchen"]).flatmap(slipped))
def test_one_slip_in_a_word_is_forgiven(engine: Engine, noon: datetime, wrong: str) -> None:
    with scratch(engine) as do:
        keep(do, noon, "the one", model="Latitude payments 5CG1234XYZ München")
        assert found(do, f"one {wrong}") == ["the one"]


def test_search_goes_through_the_index(do: Do, noon: datetime) -> None:
    keep(do, noon, "web shop db")

    def plan(tx: Session) -> str:
        if tx.get_bind().dialect.name == "postgresql":
            tx.execute(text("SET LOCAL enable_seqscan = off"))
            asked = (
                "EXPLAIN SELECT asset_id FROM asset_search "
                "WHERE asset_grams(line) @> asset_grams('shop')"
            )
        else:
            asked = (
                "EXPLAIN QUERY PLAN SELECT rowid FROM asset_fts WHERE asset_fts MATCH '\"shop\"'"
            )
        return " ".join(str(row) for row in tx.execute(text(asked)).all())

    said = do(plan)
    assert "ix_asset_search_grams" in said or "VIRTUAL TABLE INDEX" in said


def test_groups_hang_together_through_others_and_lose_what_is_gone(do: Do, noon: datetime) -> None:
    one, two, three, gone = (
        keep(do, noon, name, status=status)
        for name, status in (
            ("one", Status.IN_USE),
            ("two", Status.IN_USE),
            ("three", Status.STANDBY),
            ("four", Status.RETIRED),
        )
    )

    def relate(tx: Session, pairs: list[tuple[Asset, Asset]]) -> None:
        for source, target in pairs:
            relation = Relation(
                source_id=source.id,
                target_id=target.id,
                kind=RelationKind.REDUNDANT_WITH,
                made_by=ANN.id,
                made_at=noon,
            )
            relations.add(tx, relation)

    do(relate, [(one, two), (three, two), (three, gone)])
    (group,) = do(relations.groups_of, {one.id})
    assert group.members == {one.id, two.id, three.id}
    assert do(relations.groups_of, {gone.id}) == []
