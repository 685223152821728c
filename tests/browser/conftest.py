"""A real Chromium, and the sandbox's page with a workspace that is only a dictionary behind it."""

import asyncio
import json
import mimetypes
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import (
    Browser,
    BrowserContext,
    FileChooser,
    Locator,
    Page,
    async_playwright,
    expect,
)

from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from bot.steward import Steward
from sandbox.server import Sandbox
from sandbox.visit.guard import POLICY
from storage.schema import bring_up_to_date
from tests.stories.conftest import UNHURRIED_SLACK, unhurry
from tests.visitor import PATIENCE

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WITHOUT_TOUR = """if (location.host) localStorage.tour ??= '{"state": "left"}';"""
"""Only newcomers are shown around; their tests begin with `localStorage.tour` at nothing."""
expect.set_options(timeout=1000 * PATIENCE)
FILES = Path(__file__).parents[2] / "sandbox" / "page"


def chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found:
        return found
    sentence = f"browser tests need Chromium on the PATH (one of {', '.join(CHROMIUMS)})"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One for all tests, so that the page's files are fetched once."""
    context = await browser.new_context()
    yield context
    await context.close()


@dataclass
class Tab:
    """One tab for one test after the other, for making one costs more than most tests."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def made(cls, context: BrowserContext) -> "Tab":
        tab = cls(await context.new_page())
        page = tab.page
        page.set_default_timeout(1000 * PATIENCE)
        await page.add_init_script(WITHOUT_TOUR)
        page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: tab.complaints.append(said.text) if said.type == "error" else None,
        )
        return tab

    async def forget(self) -> None:
        """As if it had never been anywhere."""
        if self.page.url.startswith("http"):
            await self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        await self.page.unroute_all()
        await self.page.goto("about:blank")
        await self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(context: BrowserContext) -> AsyncIterator[Tab]:
    yield await Tab.made(context)


@asynccontextmanager
async def fresh_tab(tab: Tab, width: int = 1280) -> AsyncIterator[Page]:
    """A tab that remembers nothing. Whatever the page complains about is an error."""
    tab.complaints.clear()
    await tab.page.set_viewport_size({"width": width, "height": 860})
    yield tab.page
    await tab.forget()
    assert tab.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Tab) -> AsyncIterator[Page]:
    async with fresh_tab(tab) as page:
        yield page


@dataclass
class Pretend:
    """A workspace of two people and the bot. `sent` is what the page asked to be done."""

    page: Page
    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    live: list["asyncio.Queue[str]"] = field(default_factory=list)
    listens: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self, persona: str = "U1") -> Page:
        """Go there, until what was said there has been drawn: its beginning is, together with it."""
        await self.page.goto(f"{self.address}/#as={persona}")
        await self.page.get_by_role("log", name="Messages in #general").wait_for()
        await self.page.locator("main .beginning").wait_for(state="attached")
        await self.listens.wait()
        return self.page

    def say(self, text: str = "", **more: Any) -> None:
        ts = f"1770000{len(self.messages):03d}.000100"
        self.messages.append({"type": "message", "user": "U2", "ts": ts, "text": text, **more})

    def show(self, *blocks: dict[str, Any]) -> None:
        named = [{"block_id": f"b{at}", **block} for at, block in enumerate(blocks)]
        self.say(user="U9", bot_id="B1", blocks=named)

    def tell(self, **frame: Any) -> None:
        for line in self.live:
            line.put_nowait(json.dumps(frame))

    async def done(self, call: str, count: int = 1) -> list[dict[str, Any]]:
        """What the page has asked for by this call, as soon as it has asked so many times."""
        async with asyncio.timeout(PATIENCE):
            while len(found := [it for name, it in self.sent if name == call]) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return found

    def answer(self, call: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """What the sandbox says when it is asked something, or told to do something."""
        if body is not None:
            self.sent.append((call, body))
            return self.answers.get(call, {"delivery": acked(12)})
        return self.answers.get(call) or {
            "people": {"people": PEOPLE},
            "workspace": WORKSPACE,
            "messages": {"messages": self.messages, "has_more": False},
            "traffic": {"deliveries": []},
        }.get(call, {})


class Stage:
    """Where pretended workspaces are played, one after the other, on one address."""

    def __init__(self) -> None:
        self.address = ""
        self.playing: Pretend | None = None

    def doors(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/{name:.+}", self._file),
                web.get("/sandbox/live", self._live),
                web.get("/sandbox/{call:.+}", self._asked),
                web.post("/sandbox/{call}", self._asked),
            ]
        )
        return app

    async def _index(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=(FILES / "index.html").read_text("utf-8"),
            content_type="text/html",
            headers={
                "Content-Security-Policy": POLICY.format(host=self.address.removeprefix("http://"))
            },
        )

    async def _file(self, request: web.Request) -> web.Response:
        file = FILES / request.match_info["name"]
        kind = mimetypes.guess_type(file.name)[0]
        headers = {"Cache-Control": "max-age=3600"}
        return web.Response(body=file.read_bytes(), content_type=kind, headers=headers)

    async def _asked(self, request: web.Request) -> web.Response:
        assert self.playing is not None
        body = await _said(request) if request.method == "POST" else None
        answer = self.playing.answer(request.match_info["call"], body)
        return web.json_response({"ok": True, **answer})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        assert self.playing is not None
        socket = web.WebSocketResponse(timeout=0.5)
        await socket.prepare(request)
        line: asyncio.Queue[str] = asyncio.Queue()
        self.playing.live.append(line)
        self.playing.listens.set()
        writer = asyncio.create_task(_write(socket, line))
        async for _ in socket:
            pass
        writer.cancel()
        return socket


async def _said(request: web.Request) -> dict[str, Any]:
    """A call's body; of a file that is brought, its name and its size."""
    if request.match_info["call"] == "upload":
        return {"name": request.query["name"], "size": len(await request.read())}
    return dict(await request.json())


async def _write(socket: web.WebSocketResponse, line: "asyncio.Queue[str]") -> None:
    while True:
        await socket.send_str(await line.get())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    runner = web.AppRunner(stage.doors(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield stage
    await runner.cleanup()


@asynccontextmanager
async def opened_at(width: int, context: BrowserContext, stage: Stage) -> AsyncIterator[Pretend]:
    """A pretended workspace in a tab of this width, for many tests one after the other."""
    tab = await Tab.made(context)
    async with fresh_tab(tab, width) as page:
        pretend = stage.playing = Pretend(page, stage.address)
        await pretend.open()
        yield pretend
    await tab.page.close()


class FileDialogs:
    """The system's own dialogs for choosing files.

    Waited for from the start: told only when one is about to open, a browser may hear it too late.
    """

    def __init__(self, page: Page) -> None:
        self._opened: asyncio.Queue[FileChooser] = asyncio.Queue()
        page.on("filechooser", self._opened.put_nowait)

    async def choose(self, name: str, content: bytes, kind: str = "image/png") -> None:
        """In the dialog that was opened, or is about to be."""
        async with asyncio.timeout(PATIENCE):
            chooser = await self._opened.get()
        await chooser.set_files([{"name": name, "mimeType": kind, "buffer": content}])


async def tab_to(page: Page, wanted: Locator) -> None:
    """Go there by the Tab key alone."""
    for _ in range(30):
        if await wanted.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there.")


async def pick(form: Locator, label: str, option: str) -> None:
    """Choose in a type-ahead select, by its label and the words of the option."""
    await form.get_by_label(label, exact=True).click()
    offers = form.get_by_role("option")
    await offers.filter(has=form.page.get_by_text(option, exact=True)).click()


def acked(ms: int) -> dict[str, Any]:
    return {
        "id": "D1",
        "kind": "command",
        "what": "it",
        "as": "U1",
        "at": 1770000000,
        "ms": ms,
        "state": "acked",
    }


PEOPLE = [
    {
        "id": "U1",
        "name": "Max Weber",
        "title": "Accounting",
        "tz": "Europe/Berlin",
        "color": "2f6f9f",
    },
    {"id": "U2", "name": "Priya Nair", "title": "Network", "tz": "Asia/Kolkata", "color": "2e7d4f"},
]
WORKSPACE: dict[str, Any] = {
    "team": {"id": "T1", "name": "Birch & Bay"},
    "me": PEOPLE[0],
    "users": [
        *({**person, "is_bot": False} for person in PEOPLE),
        {
            "id": "U9",
            "name": "Steward",
            "title": "",
            "tz": "UTC",
            "is_bot": True,
            "color": "1f3a5f",
        },
    ],
    "channels": [
        {
            "id": "C1",
            "name": "general",
            "kind": "channel",
            "topic": "",
            "is_archived": False,
            "is_member": True,
            "unread": 0,
            "mentions": 0,
            "last_read": "9999999999.000000",
        }
    ],
    "commands": [
        {
            "command": "/incident",
            "description": "Raise an incident",
            "usage_hint": "[what is broken]",
        },
        {"command": "/steward", "description": "Help", "usage_hint": "help"},
    ],
    "shortcuts": [],
    "bot_connected": True,
}


@pytest.fixture
def pretend(page: Page, stage: Stage) -> Pretend:
    stage.playing = Pretend(page, stage.address)
    return stage.playing


@pytest_asyncio.fixture(loop_scope="session")
async def address(
    tmp_path: Path, unhurried: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """The company's page, with Steward at work behind it."""
    unhurry(monkeypatch)
    database_url = f"sqlite:///{tmp_path / 'steward.db'}"
    bring_up_to_date(database_url)
    async with Sandbox.start(data=tmp_path / "sandbox", timing=UNHURRIED_SLACK) as sandbox:
        settings = Settings(
            _env_file=None,
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_api_url=f"{sandbox.url}/api/",
            database_url=database_url,
            steward_http="127.0.0.1:0",
            steward_config="sandbox/steward.toml",
        )
        async with Steward(settings, read_organisation(settings)):
            yield sandbox.url
