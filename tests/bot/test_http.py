"""The HTTP face: alive, ready or not and why, and figures."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession

from bot.http import Http
from bot.metrics import Metrics


@dataclass
class Face:
    """The face on a free port; `reasons` is why the bot is not ready."""

    session: ClientSession
    metrics: Metrics = field(default_factory=Metrics)
    reasons: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)
    url: str = ""

    async def ask(self, method: str, path: str, **request: object) -> tuple[int, str]:
        async with self.session.request(method, self.url + path, **request) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text()


@pytest.fixture
async def face() -> AsyncIterator[Face]:
    async with ClientSession() as session:
        face = Face(session)

        async def reasons() -> list[str]:
            return face.reasons

        async def measure() -> None:
            face.measured.append("now")

        http = Http(("127.0.0.1", 0), face.metrics, reasons, measure)
        await http.start()
        face.url = f"http://127.0.0.1:{http.port}"
        yield face
        await http.stop()


async def test_it_is_alive_also_when_it_is_not_ready(face: Face) -> None:
    face.reasons.append("starting")
    assert await face.ask("GET", "/healthz") == (200, '{"status": "ok"}')


async def test_it_is_ready_when_nothing_speaks_against_it(face: Face) -> None:
    assert await face.ask("GET", "/readyz") == (200, '{"status": "ready"}')


async def test_when_it_is_not_it_says_why(face: Face) -> None:
    face.reasons += ["not connected to Slack", "scheduler is not running"]
    status, says = await face.ask("GET", "/readyz")
    assert status == 503
    assert '"reasons": ["not connected to Slack", "scheduler is not running"]' in says


async def test_figures_are_measured_when_they_are_asked_for(face: Face) -> None:
    face.metrics.owed.set(3)
    status, says = await face.ask("GET", "/metrics")
    assert status == 200
    assert "steward_messages_owed 3.0" in says
    assert face.measured == ["now"]


async def test_without_a_signing_secret_slack_is_told_that_http_is_off(face: Face) -> None:
    status, says = await face.ask("POST", "/slack/events", data="x")
    assert status == 404
    assert "SLACK_SIGNING_SECRET" in says


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/slack/events", 405), ("POST", "/healthz", 405)],
)
async def test_nothing_else_is_there(face: Face, method: str, path: str, status: int) -> None:
    assert (await face.ask(method, path))[0] == status
