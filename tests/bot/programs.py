"""The door for programs, served over real HTTP for a test, with a database that may be away."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.api.routes import Api
from bot.http import Http
from bot.metrics import Metrics
from desk import people, tokens
from desk.people import Told
from domain.errors import Unavailable
from domain.tokens import Lifetime, Scope
from storage.changes import Change
from storage.database import Database
from tests.people import EVERYONE, IN_CHANNELS, MAX, ORGANISATION, ZOE

JSON = "application/json"
CHANGES = "/api/v1/changes"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = {
    "title": "Deploy the web shop 4.2",
    "reason": "New prices.",
    "service": "Web shop",
    "starts_at": (NOW + timedelta(hours=1)).isoformat(),
    "ends_at": (NOW + timedelta(hours=2)).isoformat(),
    "implementation": "The pipeline deploys it, one node after the other.",
    "back_out": "The pipeline deploys the version before.",
    "risk": {
        "who_notices": 1,
        "criticality": 1,
        "interruption": 0,
        "data": 0,
        "experience": 0,
        "testing": 0,
        "back_out": 0,
        "coordination": 0,
    },
}


class Flaky:
    """The database, which may be away."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.is_away = False

    async def write(self, work: Any) -> Any:
        self._check()
        return await self.real.write(work)

    async def read(self, work: Any, **how: Any) -> Any:
        self._check()
        return await self.real.read(work, **how)

    async def close(self) -> None: ...

    def _check(self) -> None:
        if self.is_away:
            raise Unavailable("Steward cannot reach its database right now. Nothing was changed.")

    @contextmanager
    def gone(self) -> Iterator[None]:
        self.is_away = True
        yield
        self.is_away = False


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Any
    body: Any

    @property
    def says(self) -> dict[str, str]:
        """The sentence on each field."""
        return {each["field"]: each["says"] for each in self.body["errors"]}


@dataclass
class Door:
    session: ClientSession
    database: Flaky
    metrics: Metrics
    url: str
    secret: str = ""
    woken: list[str] = field(default_factory=list)
    starting: list[str] = field(default_factory=list)

    async def ask(self, method: str, path: str, **request: Any) -> Answered:
        async with self.session.request(method, self.url + path, **request) as answer:
            text = await answer.text()
            problem = "application/problem+json" if answer.status >= 400 else JSON
            assert answer.content_type == problem
            assert answer.headers["Cache-Control"] == "no-store"
            return Answered(answer.status, answer.headers, json.loads(text) if text else None)

    async def post(self, body: Any = ASKED, **headers: str) -> Answered:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        given = {"Authorization": f"Bearer {self.secret}", "Content-Type": JSON, **headers}
        return await self.ask("POST", CHANGES, data=data, headers=given)

    async def get(self, number: str) -> Answered:
        given = {"Authorization": f"Bearer {self.secret}"}
        return await self.ask("GET", f"{CHANGES}/{number}", headers=given)

    async def token(self, name: str = "Deployments", *scopes: Scope) -> str:
        made = await self.database.write(
            lambda tx: tokens.make(
                tx,
                name=name,
                scopes=scopes or tuple(Scope),
                lifetime=Lifetime.YEAR,
                asks_for=MAX.id,
                by=ZOE,
                at=NOW,
            )
        )
        secret: str = made.secret
        return secret

    async def count(self) -> int:
        found: int = await self.database.read(
            lambda tx: tx.scalar(select(func.count()).select_from(Change))
        )
        return found


def settle_in(tx: Any) -> None:
    for person in EVERYONE:
        told = Told(id=person.id, name=person.name, zone=person.zone, locale="en-US")
        people.learn(tx, told, at=NOW)
    for team_key, members in IN_CHANNELS.items():
        people.list_members(tx, team_key, {member.id for member in members})


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    async def nothing() -> Any:
        return []

    metrics, flaky = Metrics(), Flaky(database)
    http = Http(("127.0.0.1", 0), metrics, nothing, nothing)
    woken, starting = list[str](), list[str]()
    api = Api(
        database=flaky,
        organisation=ORGANISATION,
        metrics=metrics,
        wake=lambda: woken.append("sender"),
        now=lambda: NOW,
        is_ready=lambda: not starting,
    )
    http.also_serve(api.routes())
    await database.write(settle_in)
    async with ClientSession() as session:
        await http.start()
        door = Door(
            session, flaky, metrics, f"http://127.0.0.1:{http.port}", woken=woken, starting=starting
        )
        door.secret = await door.token()
        yield door
        await http.stop()
