"""The whole program: sandbox workspace, real protocol, real bot, either transport, either database."""

import asyncio
import itertools
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.configuration.organisation import read_organisation
from bot.replies import FORM_TIME_LIMIT
from bot.settings import Settings
from bot.steward import Steward
from sandbox.delivery.office import AS_SLACK, Timing
from sandbox.delivery.parcels import Envelope, Parcel
from sandbox.delivery.triggers import LIVES_FOR
from sandbox.seeds import USUAL
from sandbox.seeds.busy.past import Setting, play
from sandbox.server import Sandbox
from sandbox.visit.elements import state_values
from tests.conftest import UNHURRIED, is_in_time
from tests.visitor import PATIENCE, Visitor

UNHURRIED_SLACK = replace(AS_SLACK, ack_within=UNHURRIED * AS_SLACK.ack_within)
"""Slack as it is, but for the time it waits for an answer."""

PAST = 5
"""Days that have happened in a busy workspace: a tale needs no three months."""

OUR_OWN_FAULT = {
    *("invalid_arguments", "invalid_json", "invalid_post_type", "missing_scope"),
    *("not_allowed_token_type", "unknown_method"),
}
"""What Slack answers to an app that asks for what it may not, or in a way nobody understands."""

COMPANY = str(Path("sandbox/steward.toml").resolve())


async def until(is_so: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.02)


@dataclass
class Company:
    """Northwind Traders, with Steward at work. `enter` makes a visitor of one of its people."""

    sandbox: Sandbox
    settings: Settings
    steward: Steward | None = None
    _guests: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def enter(self, name: str) -> Visitor:
        return await self._guests.enter_async_context(Visitor.enter(self.sandbox.url, name))

    async def start(self) -> None:
        self.steward = Steward(self.settings, read_organisation(self.settings))
        await self.steward.start()

    async def stop(self) -> None:
        if self.steward:
            await self.steward.stop()
        self.steward = None

    async def deliver(self, envelope: Envelope, payload: dict[str, Any]) -> Any:
        """Carry this to the bot past the client's own checks; answers what stood in its acknowledgement.

        Raises NotDelivered when there was none.
        """
        parcel = Parcel(envelope, payload, takes_an_answer=True)
        return (await self.sandbox.world.post.carrier.hand_over(parcel, 0, "")).body

    def submission(self, of: Visitor, **values: object) -> dict[str, Any]:
        """What Slack would send for the modal in front of this visitor, with these values in its fields."""
        view, world = of.modals[-1], self.sandbox.world
        state = {block_id: dict(it) for block_id, it in state_values(view["blocks"], None).items()}
        for field_name, value in values.items():
            held = state[field_name][field_name]
            key = next(name for name in held if name != "type")
            state[field_name][field_name] = held | {key: value}
        person = world.workspace.people[of.id]
        filled = view | {"state": {"values": state}}
        return world.payloads.submission(person, filled, world.triggers.make(of.id), [])

    async def press(self, presser: Visitor, action: str, value: str) -> None:
        """A press of a button as it stood once, in a message of #general that has changed since."""
        world = self.sandbox.world
        person = world.workspace.people[presser.id]
        channel = world.workspace.channel_named("general")
        url = world.response_urls.make(presser.id, channel.id)
        message = {"type": "message", "text": "", "ts": "1.000001", "user": world.workspace.bot.id}
        about = {
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
            "trigger_id": world.triggers.make(presser.id),
            "response_url": world.payloads.response_url(url.id),
        }
        payload = world.payloads.message_action(person, channel, message, about)
        await self.deliver("interactive", payload)

    async def settle(self) -> None:
        """Wait until the bot has acknowledged everything that is on its way to it."""
        await self.sandbox.world.post.idle()

    def posted(self) -> Counter[str]:
        """How many messages stand in Slack under each key the bot gave them."""
        workspace = self.sandbox.workspace
        return Counter(
            message["metadata"]["event_payload"]["key"]
            for channel in workspace.channels.values()
            for message in workspace.conversation(channel).messages.values()
            if "metadata" in message
        )

    async def http(self, method: str, path: str, **request: Any) -> tuple[int, str]:
        """Ask the bot's own HTTP face; answers status and text."""
        url = f"http://{self.settings.steward_http}{path}"
        async with ClientSession() as session, session.request(method, url, **request) as response:
            return response.status, await response.text()

    async def close(self) -> None:
        await self._guests.aclose()
        await self.stop()


OpenCompany = Callable[..., "AsyncIterator[Company]"]


def _check_calls(sandbox: Sandbox) -> None:
    """Whatever the tale made the bot ask: Slack knows every argument, and the manifest grants every scope."""
    for call in sandbox.calls:
        assert call.unknown == (), call
        assert call.is_staged or call.error not in OUR_OWN_FAULT, call


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten messages a second to one channel, where Slack allows one: the tales have much to say."""
    monkeypatch.setattr("bot.sending.sender.PACE", 0.1)


def unhurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody acts before the bot knows who is in the channels, and a form may take its time to appear, in Slack too."""
    monkeypatch.setattr("bot.steward.TIME_TO_LOOK_AROUND", PATIENCE)
    monkeypatch.setattr("bot.replies.FORM_TIME_LIMIT", UNHURRIED * FORM_TIME_LIMIT)
    monkeypatch.setattr("sandbox.delivery.triggers.LIVES_FOR", UNHURRIED * LIVES_FOR)


@pytest.fixture(autouse=True)
def unhurried_bot(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, unhurried: None
) -> None:
    if not is_in_time(request):
        unhurry(monkeypatch)


@pytest.fixture
def open_company(request: pytest.FixtureRequest, tmp_path: Path, database_url: str):
    """Open the company over `socket` or `http`, with settings changed as a test needs."""

    @asynccontextmanager
    async def opened(
        mode: str = "socket",
        *,
        timing: Timing | None = None,
        seed: str = USUAL,
        **changes: object,
    ) -> AsyncIterator[Company]:
        port = free_port()
        async with Sandbox.start(
            data=tmp_path / "sandbox",
            mode=mode,
            request_url=f"http://127.0.0.1:{port}/slack/events" if mode == "http" else "",
            timing=timing or (AS_SLACK if is_in_time(request) else UNHURRIED_SLACK),
            rate_limits=False,
            seed=seed,
        ) as sandbox:
            settings = Settings(
                _env_file=None,
                slack_bot_token=sandbox.bot_token,
                slack_app_token=sandbox.app_token if mode == "socket" else "",
                slack_signing_secret=sandbox.signing_secret if mode == "http" else "",
                slack_api_url=f"{sandbox.url}/api/",
                steward_http=f"127.0.0.1:{port}",
                steward_clock=str(sandbox.clock.file),
                **{"steward_config": COMPANY, "database_url": database_url, **changes},
            )
            if sandbox.world.owes_past:
                _play_past(sandbox, settings)
            company = Company(sandbox, settings)
            try:
                await company.start()
                yield company
                _check_calls(sandbox)
            finally:
                await company.close()

    return opened


@pytest.fixture
async def company(open_company) -> AsyncIterator[Company]:
    async with open_company() as opened:
        yield opened


def _play_past(sandbox: Sandbox, settings: Settings) -> None:
    setting = Setting(
        workspace=sandbox.workspace,
        files=sandbox.world.files,
        store=sandbox.world.store,
        home=f"{sandbox.url}/",
        database_url=settings.database_url,
        organisation=read_organisation(settings),
    )
    assert max(play(setting, days=PAST)) == 1.0


def _ports() -> Iterator[int]:
    """Free ones, each in its turn: below those the system hands out, and others for each process of the tests."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 20_000 + PORTS * (worker % 10)
    return filter(_is_free, itertools.cycle(range(first, first + PORTS)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


PORTS = 1_000
"""How many a process of the tests may use."""

_free = _ports()


def free_port() -> int:
    return next(_free)
