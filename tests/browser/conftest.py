"""A real Chromium, and the sandbox's page with a workspace that is only a dictionary behind it."""

import json
import mimetypes
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, WebSocketRoute, async_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
FILES = Path(__file__).parents[2] / "sandbox" / "page"
ADDRESS = "http://sandbox.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://sandbox.test"
)


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


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A fresh tab. What the page complains about (an exception, a broken policy) fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    await context.close()
    assert complaints == []


@dataclass
class Pretend:
    """A workspace of two people and the bot. `sent` is what the page asked to be done."""

    page: Page
    messages: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    live: list[WebSocketRoute] = field(default_factory=list)

    async def open(self, persona: str = "U1") -> Page:
        await self.page.route("**/*", self._serve)
        await self.page.route_web_socket("**/sandbox/live?*", self._listen)
        await self.page.goto(f"{ADDRESS}/#as={persona}")
        await self.page.get_by_role("log", name="Messages in #general").wait_for()
        return self.page

    def say(self, text: str = "", **more: Any) -> None:
        ts = f"1770000{len(self.messages):03d}.000100"
        self.messages.append({"type": "message", "user": "U2", "ts": ts, "text": text, **more})

    def show(self, *blocks: dict[str, Any]) -> None:
        named = [{"block_id": f"b{at}", **block} for at, block in enumerate(blocks)]
        self.say(user="U9", bot_id="B1", blocks=named)

    def tell(self, **frame: Any) -> None:
        for line in self.live:
            line.send(json.dumps(frame))

    def done(self, call: str) -> list[dict[str, Any]]:
        return [body for name, body in self.sent if name == call]

    def _listen(self, line: WebSocketRoute) -> None:
        self.live.append(line)

    async def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/sandbox/"):
            await route.fulfill(
                json={"ok": True, **self._answer(path.removeprefix("/sandbox/"), route)}
            )
        else:
            file = FILES / ("index.html" if path == "/" else path.removeprefix("/page/"))
            kind = mimetypes.guess_type(file.name)[0]
            headers = {"Content-Security-Policy": POLICY}
            await route.fulfill(body=file.read_bytes(), content_type=kind, headers=headers)

    def _answer(self, call: str, route: Route) -> dict[str, Any]:
        if route.request.method == "POST":
            self.sent.append((call, json.loads(route.request.post_data or "{}")))
            return self.answers.get(call, {"delivery": acked(12)})
        return {
            "people": {"people": PEOPLE},
            "workspace": WORKSPACE,
            "messages": {"messages": self.messages, "has_more": False},
            "traffic": {"deliveries": []},
        }[call]


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
def pretend(page: Page) -> Pretend:
    return Pretend(page)
