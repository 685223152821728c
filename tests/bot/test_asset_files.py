"""Files of assets in the bot: fetched or refused in words, brought in whole, or not at all where it is stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy.exc import OperationalError

from bot.answers import SlackIsSilent, SlackSaysNo
from bot.imports.applies import brought_in, taken_back
from bot.imports.downloads import downloaded
from bot.imports.dry_runs import (
    LARGEST,
    MOST_ROWS,
    StrangeColumns,
    Unusable,
    looked_over,
    understood,
)
from bot.imports.work import Stopped, alone_at
from bot.imports.worker import AssetFiles
from bot.slack import Slack
from desk.imports import files as verbs
from domain.errors import WrongState
from domain.imports.rows import Days
from storage.asset import lists
from storage.asset.lists import Filter
from storage.assets import Reader
from storage.database import Database
from storage.imports import files as stored
from storage.imports.files import AssetFile, Standing
from tests.assets import AMY
from tests.people import ORGANISATION
from tests.visitor import PATIENCE

FILE = b"Asset Tag,Name,Status,Owner\nL-1,One,in stock,Nobody\nL-2,Two,in stock,\n"
TOKEN = "xoxb-of-a-test"


async def nobody_is_met() -> None:
    """Slack says of nobody what they are called."""
    raise SlackSaysNo("missing_scope")


def at_ease(done: int, of: int) -> None:
    """Nobody stops it."""


@pytest.fixture
async def wanted(database: Database, database_url: str, noon: datetime) -> AssetFile:
    """A file that was looked over, and is to be brought in."""
    run = await asyncio.to_thread(looked_over, database_url, FILE, {}, ORGANISATION)

    def work(tx: Any) -> AssetFile:
        file = verbs.ask(tx, slack_id="F0ASSETS0001", name="assets.csv", by=AMY, at=noon)
        verbs.fetched(tx, file.id, FILE)
        verbs.looked_over(tx, file.id, run.told, report=run.report, token=run.token, at=noon)
        return verbs.apply(tx, file.id, token=run.token, by=AMY, at=noon)

    return await database.write(work)


async def there(database: Database) -> list[str]:
    reader = Reader(person_id=AMY.id)
    found = await database.read(lambda tx: lists.page(tx, Filter(), reader, after=None, limit=10))
    return [it.tag or "" for it in found]


async def standing(database: Database, file: AssetFile) -> Standing:
    found = await database.read(lambda tx: stored.find(tx, file.id))
    assert found is not None
    return found.standing


def bring(url: str, file: AssetFile, progress: Any, at: datetime, token: str = "") -> Any:
    return asyncio.to_thread(
        brought_in,
        url,
        file.id,
        FILE,
        token=token or file.token,
        mapping={},
        progress=progress,
        organisation=ORGANISATION,
        at=at,
    )


async def test_what_is_stopped_in_the_middle_is_not_done_and_gone_on_with(
    database: Database, database_url: str, wanted: AssetFile, noon: datetime
) -> None:
    def stopping(done: int, of: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        await bring(database_url, wanted, stopping, noon)
    assert (await there(database), await standing(database, wanted)) == ([], Standing.WANTED)
    await bring(database_url, wanted, at_ease, noon)
    assert await there(database) == ["L-1", "L-2"]
    assert await standing(database, wanted) is Standing.DONE


async def test_two_workers_bring_it_in_once(
    database: Database, database_url: str, wanted: AssetFile, noon: datetime
) -> None:
    """One of them may find it done, the assets no longer as they were looked at, or SQLite held: it changes nothing."""
    outcomes = await asyncio.gather(
        *(bring(database_url, wanted, at_ease, noon) for _ in range(2)), return_exceptions=True
    )
    refused = [it for it in outcomes if it is not None]
    assert all(isinstance(it, WrongState | OperationalError) for it in refused), refused
    assert None in outcomes
    assert await there(database) == ["L-1", "L-2"]


async def test_what_was_taken_back_in_the_middle_is_still_brought_in(
    database: Database, database_url: str, wanted: AssetFile, noon: datetime
) -> None:
    await bring(database_url, wanted, at_ease, noon)
    await database.write(lambda tx: verbs.take_back(tx, wanted.id, by=AMY, at=noon))

    def stopping(done: int, of: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        await asyncio.to_thread(taken_back, database_url, wanted.id, progress=stopping, at=noon)
    assert await standing(database, wanted) is Standing.UNWANTED
    await asyncio.to_thread(taken_back, database_url, wanted.id, progress=at_ease, at=noon)
    assert await standing(database, wanted) is Standing.TAKEN_BACK
    found = await database.read(lambda tx: stored.find(tx, wanted.id))
    assert found is not None
    assert found.told["taken_back"].items() >= {"voided": 2, "restored": 0}.items()


class SlackThatHas:
    """A file, or why there is none; wakes whoever waits for the sender."""

    def __init__(self, content: bytes | Exception, **about: Any) -> None:
        self._content = content
        self._about = {"size": 7, "url_private_download": "https://files.example/f", **about}

    async def file(self, slack_id: str) -> dict[str, Any]:
        return self._about

    async def download(self, address: str, most: int) -> bytes:
        if isinstance(self._content, Exception):
            raise self._content
        return self._content


@pytest.mark.parametrize(
    ("slack", "says"),
    [
        (SlackThatHas(b"", size=LARGEST + 1), "larger than 20 MiB.*steward import assets"),
        (SlackThatHas(b"", mode="tombstone"), "was deleted"),
        (SlackThatHas(b"", is_external=True), "was deleted"),
        (SlackThatHas(SlackSaysNo("file_not_found")), "Invite me"),
        (SlackThatHas(SlackSaysNo("not_allowed")), "scope files:read"),
        (SlackThatHas(SlackSaysNo("missing_scope")), "scope files:read"),
        (SlackThatHas(SlackSaysNo("team_is_on_fire")), "team_is_on_fire"),
    ],
)
async def test_what_cannot_be_fetched_is_said_in_words(slack: Any, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        await downloaded(slack, "F0ASSETS0001")


@asynccontextmanager
async def at_work(database: Database, url: str, noon: datetime) -> AsyncIterator[asyncio.Event]:
    """A worker, until it is stopped; what it wakes the sender by."""
    looked = asyncio.Event()
    worker = AssetFiles(
        slack=SlackThatHas(FILE),  # type: ignore[arg-type]
        database=database,
        address=url,
        organisation=ORGANISATION,
        now=lambda: noon,
        wake_sender=looked.set,
        meet_everyone=nobody_is_met,
    )
    working = asyncio.create_task(worker.run())
    try:
        yield looked
    finally:
        await worker.stop()
        await working


async def asked(database: Database, noon: datetime) -> AssetFile:
    return await database.write(
        lambda tx: verbs.ask(tx, slack_id="F0ASSETS0001", name="assets.csv", by=AMY, at=noon)
    )


async def is_looked_over(database: Database, file: AssetFile, looked: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE):
        while await standing(database, file) is not Standing.LOOKED_OVER:
            await looked.wait()
            looked.clear()


async def test_the_worker_does_what_is_to_be_done_and_stops(
    database: Database, database_url: str, noon: datetime
) -> None:
    file = await asked(database, noon)
    async with at_work(database, database_url, noon) as looked:
        await is_looked_over(database, file, looked)
    assert await database.read(lambda tx: stored.content_of(tx, file.id)) == FILE
    assert await there(database) == []


async def test_what_another_process_is_at_is_left_to_it(
    database: Database, database_url: str, noon: datetime
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one process")
    theirs, ours = await asked(database, noon), await asked(database, noon)
    async with alone_at(database_url, theirs.id) as is_alone:
        assert is_alone
        async with at_work(database, database_url, noon) as looked:
            await is_looked_over(database, ours, looked)
        found = await database.read(lambda tx: stored.find(tx, theirs.id))
        assert found is not None
        assert (found.standing, found.tries) == (Standing.ASKED, 0)
    async with at_work(database, database_url, noon) as looked:
        await is_looked_over(database, theirs, looked)


def test_longer_files_go_by_the_command_line() -> None:
    most = b"tag\n" + b"".join(b"%d\n" % count for count in range(MOST_ROWS))
    understood(most, {})
    with pytest.raises(Unusable, match="more than 25,000 rows"):
        understood(most + b"one more\n", {})


def test_columns_nobody_knows_are_named() -> None:
    with pytest.raises(StrangeColumns) as strange:
        understood(b"Tag,Platz,\n1,2,3\n", {})
    assert strange.value.headers == ("Platz",)
    _, columns = understood(b"Tag,Platz,\n1,2,3\n", {"Platz": "location"})
    assert columns.fields == ("tag", "location", None)


@pytest.fixture
async def download() -> AsyncIterator[Callable[[str], Any]]:
    """Have the bot's client fetch a path from a server that answers as Slack does, or does not."""

    async def file(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPFound("/sign-in")
        return web.Response(body=FILE, content_type="text/csv")

    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>Sign in", content_type="text/html")

    async def redirect(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/sign-in")

    async def trouble(_: web.Request) -> web.StreamResponse:
        raise web.HTTPInternalServerError

    doors = web.Application()
    doors.add_routes(
        [
            web.get("/file", file),
            web.get("/page", page),
            web.get("/elsewhere", redirect),
            web.get("/trouble", trouble),
        ]
    )
    runner = web.AppRunner(doors, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    slack = Slack(TOKEN, f"{base}/api/")
    yield lambda path, most=LARGEST: slack.download(f"{base}{path}", most)
    await slack.close()
    await runner.cleanup()


async def test_a_file_comes_with_the_token(download: Any) -> None:
    assert await download("/file") == FILE


@pytest.mark.parametrize(
    ("path", "most", "error"),
    [
        ("/page", LARGEST, "not_allowed"),
        ("/elsewhere", LARGEST, "not_allowed"),
        ("/nowhere", LARGEST, "file_not_found"),
        ("/file", 10, "file_too_large"),
    ],
)
async def test_a_page_that_asks_to_sign_in_is_no_file(
    download: Any, path: str, most: int, error: str
) -> None:
    with pytest.raises(SlackSaysNo) as refused:
        await download(path, most)
    assert refused.value.error == error


async def test_trouble_is_tried_again(download: Any) -> None:
    with pytest.raises(SlackIsSilent):
        await download("/trouble")


def test_a_day_in_numbers_asks_which_comes_first(database_url: str, database: Database) -> None:
    text = b"Tag,Purchase Date\nL-1,03/01/2026\n"
    told = looked_over(database_url, text, {}, ORGANISATION).told
    assert told["asks_days"]
    for days, day in ((Days.DAY_FIRST, "2026-01-03"), (Days.MONTH_FIRST, "2026-03-01")):
        told = looked_over(database_url, text, {stored.DAYS: days}, ORGANISATION).told
        assert not told["asks_days"]
        assert f"Purchased on {day}" in told["shown"]["create"][0]
