"""What Northwind has: taken stock of on the first day, from the table `stock.toml`."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from desk.asset import custody
from desk.asset import relations as asset_relations
from desk.imports.batches import Step, Steps
from domain.asset.relations import RelationKind
from domain.assets import AssetClass, Criticality, Status
from domain.change.requests import Environment
from domain.events import Event
from domain.imports.sources import FILE as A_LIST
from sandbox.seeds.busy import when
from sandbox.seeds.busy.people import BY_NAME, DISPATCHER, EVERYBODY, LAPTOPS
from sandbox.seeds.busy.stage import Stage
from sandbox.seeds.busy.tale import Act, Telling
from storage import people
from storage.assets import Asset
from storage.imports import records
from storage.imports.comparisons import version_of_data
from storage.imports.records import Import

FILE = Path(__file__).with_name("stock.toml")

PRINTERS, SCANNERS = 12, 22
SEEN_WITHIN = 4
"""Days within which somebody has looked at each of the listed things."""

SPARES = ("NB-0140", "NB-0141", "NB-0142")

MODELS = (("Lenovo", "ThinkPad T14"), ("Dell", "Latitude 7440"), ("Apple", "MacBook Pro 14"))
FLOORS = ("ground floor", "first floor", "second floor", "third floor")


class Thing(BaseModel):
    """One thing; `needs`, `runs_on` and `stands_in_for` are tags of others, a day of `fields` may be `+41`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tag: str
    name: str
    class_: AssetClass = Field(alias="class")
    criticality: Criticality = Criticality.LOW
    team: str
    owner: str
    service: str | None = None
    where: str = ""
    maker: str = ""
    model: str = ""
    warranty: int | None = None
    needs: list[str] = []
    runs_on: list[str] = []
    stands_in_for: list[str] = []
    fields: dict[str, str] = {}

    def relations(self) -> Iterator[tuple[RelationKind, str]]:
        for kind, tags in (
            (RelationKind.DEPENDS_ON, self.needs),
            (RelationKind.RUNS_ON, self.runs_on),
            (RelationKind.REDUNDANT_WITH, self.stands_in_for),
        ):
            yield from ((kind, tag) for tag in tags)


@cache
def table() -> tuple[Thing, ...]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Thing.model_validate(it) for it in read["asset"])


def there(telling: Telling) -> Iterator[Act]:
    """Before anything happens the list is written down, and how things hang together."""
    at = datetime.combine(telling.days[0], time(), UTC)
    how = {"today": telling.days[-1]}
    yield Act(at=at, does="take stock", by=DISPATCHER, about="stock", how=how)
    lately = telling.days[-1 - SEEN_WITHIN : -1]
    for place, thing in enumerate(table()):
        owner = BY_NAME[thing.owner].id
        seen_at = when.at_work(telling.rng, owner, lately[place % len(lately)])
        yield Act(at=seen_at, does="look at", by=owner, about="stock", how={"tag": thing.tag})


def take(stage: Stage, act: Act) -> None:
    """One list brought in at once; nobody is asked about what they have had all along."""
    things = [*_listed(act.at, act.how["today"]), *_everyday(act.at, act.how["today"])]
    steps = Steps(stage.tx, version_of_data(stage.tx))
    steps.add(stage.tx, [Step(asset=it, event=Event.ASSET_ADDED) for it in things])
    who = stage.who(act)["by"]
    people.meet(stage.tx, who)
    made = Import(
        at=act.at, by_id=who.id, source=A_LIST.key, file_name="assets.csv", added=len(things)
    )
    steps.take(stage.tx, records.add(stage.tx, made), why="Existing asset", at=act.at)
    stage.assets = {it.tag: it.id for it in things if it.tag}
    for thing in table():
        for kind, tag in thing.relations():
            asset_relations.relate(
                stage.tx,
                stage.assets[thing.tag],
                kind=kind,
                to=stage.assets[tag],
                organisation=stage.organisation,
                **stage.who(act),
            )


def confirm(stage: Stage, act: Act) -> None:
    """Its owner has looked at it."""
    asset_id = stage.assets[act.how["tag"]]
    custody.confirm_seen(stage.tx, asset_id, organisation=stage.organisation, **stage.who(act))


def _listed(at: datetime, today: date) -> Iterator[Asset]:
    for it in table():
        yield _asset(
            at,
            tag=it.tag,
            name=it.name,
            asset_class=it.class_,
            criticality=it.criticality,
            team_key=it.team,
            owner_id=BY_NAME[it.owner].id,
            service=it.service,
            location=it.where,
            manufacturer=it.maker,
            model=it.model,
            warranty_until=_days(today, it.warranty),
            fields={key: _field(said, today) for key, said in it.fields.items()},
        )


def _everyday(at: datetime, today: date) -> Iterator[Asset]:
    """Laptops, the spare ones, printers and scanners: what the service desk looks after."""
    ann, ben = BY_NAME["ann"].id, BY_NAME["ben"].id
    for place, person in enumerate(EVERYBODY):
        maker, model = MODELS[place % len(MODELS)]
        yield _asset(
            at,
            tag=LAPTOPS[person.id],
            name=f"{person.name.partition(' ')[0]}'s laptop",
            serial=f"{maker[:2].upper()}{70411 + 37 * place}",
            owner_id=ben,
            holder_id=person.id,
            held_since=at,
            accepted_at=at,
            manufacturer=maker,
            model=model,
            service="Laptops and printers",
            warranty_until=_days(today, 45 + 29 * place),
        )
    for tag in SPARES:
        yield _asset(at, tag=tag, name="Spare laptop", owner_id=ben, status=Status.IN_STOCK)
    for number in range(PRINTERS):
        floor = FLOORS[number // 3]
        yield _asset(
            at,
            tag=f"PR-{number + 1:02}",
            name=f"Printer on the {floor}",
            owner_id=ben,
            location=f"Berlin, {floor}",
            manufacturer="Brother",
            model="HL-L6415DW",
            service="Laptops and printers",
        )
    for number in range(SCANNERS):
        yield _asset(
            at,
            tag=f"SC-{number + 1:02}",
            name="Scanner of the warehouse",
            owner_id=ann,
            location=f"Berlin, hall {1 + number % 2}",
            manufacturer="Zebra",
            model="TC53",
        )


def _asset(at: datetime, **about: Any) -> Asset:
    usual: dict[str, Any] = {
        "asset_class": AssetClass.HARDWARE,
        "status": Status.IN_USE,
        "criticality": Criticality.LOW,
        "environment": Environment.PRODUCTION,
        "team_key": "service-desk",
        "status_since": at,
        "seen_at": at,
        "added_at": at,
    }
    return Asset(**usual | about)


def _days(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _field(said: str, today: date) -> str | int:
    if said.startswith("+"):
        return (today + timedelta(days=int(said))).isoformat()
    return int(said) if said.isdigit() else said
