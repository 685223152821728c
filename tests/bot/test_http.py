"""The HTTP face: alive, ready or not and why, and figures."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from aiohttp import ClientSession
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.http import FORM, Http
from bot.metrics import Metrics


@dataclass
class Face:
    """The face on a free port; `reasons` is why the bot is not ready."""

    session: ClientSession
    http: Http
    metrics: Metrics
    reasons: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)
    url: str = ""

    async def ask(self, method: str, path: str, **request: object) -> tuple[int, str]:
        async with self.session.request(method, self.url + path, **request) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text()


@pytest.fixture
async def face() -> AsyncIterator[Face]:
    async def reasons() -> list[str]:
        return face.reasons

    async def measure() -> None:
        face.measured.append("now")

    metrics = Metrics()
    http = Http(("127.0.0.1", 0), metrics, reasons, measure)
    async with ClientSession() as session:
        face = Face(session, http, metrics)
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


@dataclass
class Bolt:
    """Remembers what it was asked, and acknowledges."""

    asked: list[AsyncBoltRequest] = field(default_factory=list)

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.asked.append(request)
        return BoltResponse(status=200)


INTERACTION = json.dumps(
    {"type": "view_submission", "title": "½ + ½ = 1, 100 % & “fire” 🔥 \ud800 %41"}
)
ASKED = [
    (FORM, urlencode({"command": "/incident", "text": "½ + ½ & 100 % 🔥", "token": ""})),
    (FORM, urlencode({"payload": INTERACTION})),
    (FORM, "payload=" + quote(INTERACTION)),
    (FORM, ""),
    ("application/json", json.dumps({"type": "event_callback", "text": "%41 + 1"})),
]


@pytest.mark.parametrize(("content_type", "body"), ASKED)
async def test_what_slack_asks_is_read_as_bolt_reads_it(
    face: Face, content_type: str, body: str
) -> None:
    bolt = Bolt()
    face.http.serve_slack(bolt)  # type: ignore[arg-type]
    headers = {"Content-Type": content_type, "X-Slack-Signature": "v0=1"}
    assert await face.ask("POST", "/slack/events?a=1", data=body, headers=headers) == (200, "")
    [read] = bolt.asked
    own = AsyncBoltRequest(body=body, query="a=1", headers={"Content-Type": content_type})
    for what in ("body", "raw_body", "query", "content_type", "mode"):
        assert getattr(read, what) == getattr(own, what), what
    assert read.headers["x-slack-signature"] == ["v0=1"]


@pytest.mark.parametrize("body", [b"payload=%7B", b"payload=", b"payload=%FF", b"\xff\xfe"])
async def test_what_cannot_be_read_is_told_so(face: Face, body: bytes) -> None:
    face.http.serve_slack(Bolt())  # type: ignore[arg-type]
    answer = await face.ask("POST", "/slack/events", data=body, headers={"Content-Type": FORM})
    assert answer == (400, "This cannot be read.")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/slack/events", 405), ("POST", "/healthz", 405)],
)
async def test_nothing_else_is_there(face: Face, method: str, path: str, status: int) -> None:
    assert (await face.ask(method, path))[0] == status
