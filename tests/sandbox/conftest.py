"""A workspace of its own for each test, clients and visitors for it, and an app by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.clock import Clock
from sandbox.delivery.office import Timing
from sandbox.server import Sandbox
from sandbox.web_api import METHODS
from tests.conftest import is_in_time
from tests.sandbox.facts import FACTS, documented
from tests.visitor import PATIENCE, Visitor

UNHURRIED = Timing(ack_within=12.0, leave_within=0.5, events_again_after=(0.0, 0.05, 0.1))
"""Events come again at once, and who answers is never late, however busy the machine is."""

HASTY = replace(UNHURRIED, ack_within=0.6)
"""For tests in which somebody is late: they are marked `in_time`."""

MANIFEST = {
    "display_information": {"name": "Steward"},
    "features": {
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "Steward"},
        "slash_commands": [
            {"command": "/incident", "description": "Raise an incident", "should_escape": True},
            {"command": "/raw", "description": "Takes words as they are"},
        ],
        "shortcuts": [
            {"name": "Raise incident", "type": "message", "callback_id": "raise_from_message"},
            {"name": "Raise an incident", "type": "global", "callback_id": "raise"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("channels:history", "channels:join", "channels:manage", "channels:read"),
                *("chat:write", "commands", "groups:history", "groups:read"),
                *("im:history", "im:write", "users:read"),
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *("channel_archive", "channel_unarchive", "group_archive", "group_unarchive"),
                *("member_joined_channel", "member_left_channel"),
                *("message.channels", "message.groups", "user_change"),
            ]
        }
    },
}
"""An app of our own making: what the real one asks for changes with every release."""

Json = dict[str, Any]
Enter = Callable[[str], Awaitable[Visitor]]


@dataclass
class Line:
    """One Socket Mode connection held by hand: hears envelopes, acknowledges what it is told to."""

    socket: ClientWebSocketResponse
    acks_with: Json | None = None
    acks: bool = True
    frames: list[Json] = field(default_factory=list)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self) -> None:
        async for message in self.socket:
            if message.type is not WSMsgType.TEXT:
                break
            frame = message.json()
            async with self._heard:
                self.frames.append(frame)
                self._heard.notify_all()
            if self.acks and "envelope_id" in frame:
                await self.ack(frame, self.acks_with if frame["accepts_response_payload"] else None)

    async def ack(self, frame: Json, payload: Json | None = None) -> None:
        answer: Json = {"envelope_id": frame["envelope_id"]}
        await self.socket.send_json(answer | ({"payload": payload} if payload else {}))

    @property
    def envelopes(self) -> list[Json]:
        return [frame for frame in self.frames if "envelope_id" in frame]

    def events(self, kind: str = "") -> list[Json]:
        events = [it["payload"]["event"] for it in self.envelopes if it["type"] == "events_api"]
        return [event for event in events if kind in ("", event["type"])]

    async def hears(self, count: int = 1, type_: str = "", within: float = PATIENCE) -> list[Json]:
        """Wait for so many envelopes (of this type), and answer them."""

        def found() -> list[Json]:
            return [frame for frame in self.envelopes if type_ in ("", frame["type"])]

        async with asyncio.timeout(within), self._heard:
            await self._heard.wait_for(lambda: len(found()) >= count)
        return found()

    async def frame(self, type_: str, within: float = PATIENCE) -> Json:
        def found() -> list[Json]:
            return [frame for frame in self.frames if frame["type"] == type_]

        async with asyncio.timeout(within), self._heard:
            await self._heard.wait_for(lambda: bool(found()))
        return found()[-1]


@pytest.fixture
def clock(noon: datetime) -> Clock:
    """Noon, until it is moved by hand."""
    return Clock(standing_at=noon)


@pytest.fixture
def timing(request: pytest.FixtureRequest) -> Timing:
    return HASTY if is_in_time(request) else UNHURRIED


@pytest.fixture
async def sandbox(tmp_path: Path, timing: Timing) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, timing=timing) as opened:
        yield opened
        _check_errors(opened)


def _check_errors(sandbox: Sandbox) -> None:
    """Whatever a test provoked: Slack's reference knows the method to answer that."""
    for call in sandbox.calls:
        if FACTS.is_dir() and call.error and call.method in METHODS and not call.is_staged:
            assert call.error in documented(call.method), call


def start(data: Path, **more: Any) -> AbstractAsyncContextManager[Sandbox]:
    """A sandbox with this manifest, where nobody waits long."""
    return Sandbox.start(**({"data": data, "timing": UNHURRIED, "manifest": MANIFEST} | more))


def client_for(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(
        token or sandbox.bot_token, base_url=f"{sandbox.url}/api/", retry_handlers=[]
    )


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    """The bot's own client."""
    return client_for(sandbox)


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def guests() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def enter(sandbox: Sandbox, guests: AsyncExitStack) -> Enter:
    async def come_in(name: str) -> Visitor:
        return await guests.enter_async_context(Visitor.enter(sandbox.url, name))

    return come_in


@pytest.fixture
async def pick_up(sandbox: Sandbox, http: ClientSession) -> AsyncIterator[Callable[..., Any]]:
    """Open a Socket Mode connection by hand."""
    listening: list[asyncio.Task[None]] = []

    async def connect(**how: Any) -> Line:
        opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
        line = Line(await http.ws_connect(opened["url"]), **how)
        listening.append(asyncio.create_task(line.listen()))
        await line.frame("hello")
        return line

    yield connect
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Callable[[AsyncApp], Awaitable[None]]]:
    """Connect a Bolt app over Socket Mode until the test is over."""
    handlers: list[AsyncSocketModeHandler] = []

    async def run(app: AsyncApp) -> None:
        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        handlers.append(handler)
        await handler.connect_async()

    yield run
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
def app(slack: AsyncWebClient) -> AsyncApp:
    """A Bolt app of this workspace, without listeners yet."""
    return AsyncApp(client=slack, process_before_response=True)


async def error_of(call: Any) -> str:
    """The error this call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def with_scopes(*scopes: str, events: Sequence[str] = (), **more: Any) -> Json:
    """The manifest, with these scopes and events besides, and other sections as given."""
    manifest: Json = deepcopy(MANIFEST) | more
    manifest["oauth_config"]["scopes"]["bot"] += scopes
    manifest["settings"]["event_subscriptions"]["bot_events"] += events
    return manifest


async def until(is_so: Callable[[], bool], within: float = PATIENCE) -> None:
    """Look again and again, where nobody tells."""
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110  what is watched belongs to someone else
            await asyncio.sleep(0.005)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(*blocks: Json, title: str = "A form", **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": list(blocks) or [section("Nothing to fill in")],
        **more,
    }


def text_input(name: str, label: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def button(words: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": action_id, **more}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}
