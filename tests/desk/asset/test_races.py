"""Several people do something to assets at the same instant: one outcome, and for the others an explanation."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import assets
from desk.asset import custody, relations, stages
from domain.asset.guards import Evidence
from domain.asset.relations import RelationKind
from domain.assets import Status
from domain.errors import FieldErrors, Refusal
from storage.asset.relations import Relation
from storage.assets import Asset
from storage.database import Database
from storage.journal import Entry
from tests.assets import AMY, EXISTING, details
from tests.people import BEN, DEV, MAX, ORGANISATION

SAID = Evidence(reason="So.", data_wiped="Yes.", access_released=True, checklist_done=True)


class Office:
    """People who act at once; each answer is what came of it, or the refusal."""

    def __init__(self, database: Database, noon: datetime) -> None:
        self._database = database
        self._how = {"organisation": ORGANISATION, "at": noon}

    async def does(self, verb: Callable[..., Any], *about: Any, **said: Any) -> Any:
        who = {"by": AMY, **self._how}
        return await self._database.write(lambda tx: verb(tx, *about, **{**who, **said}))

    async def tries(self, verb: Callable[..., Any], *about: Any, **said: Any) -> Any:
        try:
            return await self.does(verb, *about, **said)
        except (Refusal, FieldErrors) as refused:
            return refused

    async def has(self, name: str, status: Status = Status.IN_USE, **about: Any) -> int:
        added = await self.does(assets.add, details(name, **about), status=status, given=EXISTING)
        return int(added.id)

    async def looks(self, asset_id: int) -> Asset:
        found = await self._database.read(lambda tx: tx.get(Asset, asset_id))
        assert found
        return found

    async def counts(self, kind: type[Any]) -> int:
        def all_of(tx: Session) -> int:
            return len(tx.scalars(select(kind)).all())

        return await self._database.read(all_of)


def refusals(answers: list[Any]) -> list[str]:
    return [str(it) for it in answers if isinstance(it, Refusal | FieldErrors)]


async def test_one_of_those_who_want_it_at_once_gets_it(database: Database, noon: datetime) -> None:
    office = Office(database, noon)
    it = await office.has("laptop", Status.IN_STOCK, tag="T-1")
    takers = [MAX, DEV, BEN, MAX, DEV]
    answers = await asyncio.gather(
        *(office.tries(custody.check_out, it, to=taker.id) for taker in takers)
    )
    assert len(refusals(answers)) == len(takers) - 1
    assert all("Check it in first" in says for says in refusals(answers))
    assert (await office.looks(it)).holder_id in {MAX.id, DEV.id, BEN.id}
    assert await office.counts(Entry) == 2


async def test_one_of_those_who_use_a_tag_at_once_has_it(
    database: Database, noon: datetime
) -> None:
    office = Office(database, noon)
    answers = await asyncio.gather(
        *(
            office.tries(assets.add, details(f"laptop {turn}", tag="T-1"), given=EXISTING)
            for turn in range(5)
        )
    )
    assert len(refusals(answers)) == 4
    assert all("tag" in says for says in refusals(answers))
    assert await office.counts(Asset) == 1


async def test_two_relations_made_at_once_close_no_ring(database: Database, noon: datetime) -> None:
    office = Office(database, noon)
    one, two, three = [await office.has(name) for name in ("one", "two", "three")]
    needs = RelationKind.DEPENDS_ON
    answers = await asyncio.gather(
        *(
            office.tries(relations.relate, a, kind=needs, to=b)
            for a, b in ((one, two), (two, three), (three, one))
        )
    )
    assert len(refusals(answers)) == 1
    assert "both cannot need each other" in refusals(answers)[0]
    assert await office.counts(Relation) == 2


async def test_nothing_comes_to_need_what_is_retired_at_the_same_moment(
    database: Database, noon: datetime
) -> None:
    office = Office(database, noon)
    shop, db = await office.has("shop"), await office.has("db", Status.IN_USE)
    version = (await office.looks(db)).version
    moved = await office.does(
        stages.move, db, to=Status.DECOMMISSIONING, given=SAID, based_on=version
    )
    answers = await asyncio.gather(
        office.tries(stages.move, db, to=Status.RETIRED, given=SAID, based_on=moved.version),
        office.tries(relations.relate, shop, kind=RelationKind.RUNS_ON, to=db),
    )
    assert len(refusals(answers)) == 1
    retired = (await office.looks(db)).status is Status.RETIRED
    assert await office.counts(Relation) == (0 if retired else 1)


async def test_one_of_those_who_edit_the_same_form_is_told_to_look_again(
    database: Database, noon: datetime
) -> None:
    office = Office(database, noon)
    it = await office.has("laptop", tag="T-1")
    version = (await office.looks(it)).version
    answers = await asyncio.gather(
        *(
            office.tries(assets.edit, it, details(f"name {turn}", tag="T-1"), based_on=version)
            for turn in range(4)
        )
    )
    assert len(refusals(answers)) == 3
    assert all("was changed since" in says for says in refusals(answers))
    assert (await office.looks(it)).version == version + 1
