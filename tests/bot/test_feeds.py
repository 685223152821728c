"""Calendar links over HTTP: read by who has one, the same refusal for every other, and asked for anew only when new."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from aiohttp import ClientSession

from bot.feeds import Feeds
from bot.http import Http
from bot.metrics import Metrics
from desk import changes, people
from desk.change import feeds
from desk.people import Told
from storage.database import Database, unavailable
from tests.changes import asked
from tests.people import ANN, EVERYONE, IN_CHANNELS, MAX, ORGANISATION

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Reader:
    """A calendar program, and the bot it asks; the database is away while `is_away`."""

    session: ClientSession
    database: Database
    url: str = ""
    now: datetime = NOON
    is_away: bool = False
    seen: dict[str, str] = field(default_factory=dict)

    async def read(self, work: Any, **how: Any) -> Any:
        if self.is_away:
            raise unavailable()
        return await self.database.read(work, **how)

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        async with self.session.request(method, self.url + path, headers=headers) as answer:
            self.seen = dict(answer.headers)
            return answer.status, await answer.text()

    async def link(self) -> str:
        made = await self.database.write(lambda tx: feeds.make(tx, by=ANN, at=NOON))
        return feeds.path(made)

    async def plan(self, title: str, **about: Any) -> None:
        form = asked(NOON, title=title, **about)
        await self.database.write(
            lambda tx: changes.request(tx, form, organisation=ORGANISATION, by=MAX, at=NOON)
        )


def settle_in(tx: Any) -> None:
    for person in EVERYONE:
        told = Told(id=person.id, name=person.name, zone=person.zone, locale="en-US")
        people.learn(tx, told, at=NOON)
    for team_key, members in IN_CHANNELS.items():
        people.list_members(tx, team_key, {member.id for member in members})


@pytest.fixture
async def reader(database: Database) -> AsyncIterator[Reader]:
    async def nothing() -> Any:
        return []

    http = Http(("127.0.0.1", 0), Metrics(), nothing, nothing)
    await database.write(settle_in)
    async with ClientSession() as session:
        reader = Reader(session, database)
        calendars = Feeds(database=reader, organisation=ORGANISATION, now=lambda: reader.now)  # type: ignore[arg-type]
        http.also_serve(calendars.routes())
        await http.start()
        reader.url = f"http://127.0.0.1:{http.port}"
        yield reader
        await http.stop()


async def test_who_has_the_link_reads_the_calendar(reader: Reader) -> None:
    await reader.plan("Rotate the keys")
    status, calendar = await reader.ask(await reader.link())
    (event,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert (status, str(event["summary"])) == (200, "CHG-1 Rotate the keys")
    assert reader.seen["Content-Type"] == "text/calendar; charset=utf-8"
    assert reader.seen["Cache-Control"] == "private, max-age=300"
    assert reader.seen["Referrer-Policy"] == "no-referrer"


async def test_only_what_is_new_is_sent_again(reader: Reader) -> None:
    link = await reader.link()
    await reader.ask(link)
    tag = reader.seen["Etag"]
    assert await reader.ask(link, **{"If-None-Match": tag}) == (304, "")
    assert await reader.ask(link, **{"If-None-Match": f'"other", W/{tag}'}) == (304, "")
    reader.now += timedelta(minutes=1)
    assert await reader.ask(link, **{"If-None-Match": tag}) == (304, "")
    await reader.plan("Rotate the keys")
    status, calendar = await reader.ask(link, **{"If-None-Match": tag})
    assert (status, "Rotate the keys" in calendar) == (200, True)
    assert reader.seen["Etag"] != tag


async def test_unknown_replaced_and_revoked_links_are_answered_alike(reader: Reader) -> None:
    replaced = await reader.link()
    revoked = await reader.link()
    await reader.database.write(lambda tx: feeds.revoke(tx, by=ANN))
    answers = set()
    for link in (replaced, revoked, "/calendar/x.ics", f"/calendar/{'x' * 4000}.ics"):
        status, says = await reader.ask(link)
        kept = {name: value for name, value in reader.seen.items() if name != "Date"}
        answers.add((status, says, str(kept)))
    ((status, says, kept),) = answers
    assert status == 404
    assert "makes a new link" in says
    assert "no-store" in kept


@pytest.mark.parametrize("path", ["/calendar/", "/calendar/x", "/calendar/a/b.ics", "/calendar"])
async def test_nothing_else_is_there(reader: Reader, path: str) -> None:
    assert (await reader.ask(path))[0] == 404


async def test_it_can_be_looked_at_and_nothing_else(reader: Reader) -> None:
    link = await reader.link()
    assert await reader.ask(link, "HEAD") == (200, "")
    assert (await reader.ask(link, "POST"))[0] == 405
    assert (await reader.ask(link, "DELETE"))[0] == 405


async def test_while_the_database_is_away_it_is_to_be_asked_again(reader: Reader) -> None:
    link = await reader.link()
    reader.is_away = True
    assert (await reader.ask(link))[0] == 503
    assert reader.seen["Retry-After"] == "30"
    reader.is_away = False
    assert (await reader.ask(link))[0] == 200
