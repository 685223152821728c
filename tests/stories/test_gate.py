"""The gate for pipelines, with a real HTTP client: a deployment job asks for a change, waits, and hears what came."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from tests.stories.conftest import COMPANY, Company
from tests.stories.test_database_faults import gone
from tests.stories.test_tokens import READ, WRITE, make
from tests.visitor import PATIENCE

SECRET = "whsec_c3Rld2FyZC1zdGV3YXJkLXN0ZXdhcmQtMDE="
RISK = dict.fromkeys(
    (
        *("who_notices", "criticality", "interruption", "data"),
        *("experience", "testing", "back_out", "coordination"),
    ),
    0,
)


@dataclass
class Job:
    """A deployment job: it knows the address, its token, and nothing of Slack."""

    url: str
    secret: str
    session: ClientSession
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def asks(self, key: str = "run-7", **about: Any) -> tuple[int, dict[str, Any]]:
        now = datetime.now(UTC)
        asked = {
            "title": "Deploy the web shop 4.2",
            "reason": "New prices.",
            "service": "Web shop",
            "starts_at": (now + timedelta(minutes=10)).isoformat(timespec="seconds"),
            "ends_at": (now + timedelta(hours=1)).isoformat(timespec="seconds"),
            "implementation": "The pipeline deploys it, one node after the other.",
            "back_out": "The pipeline deploys the version before.",
            "risk": RISK,
            **about,
        }
        return await self._ask("POST", "/api/v1/changes", key=key, json=asked)

    async def looks(self, number: str) -> dict[str, Any]:
        status, answer = await self._ask("GET", f"/api/v1/changes/{number}")
        assert status == 200, answer
        return answer

    async def waits(self, number: str) -> dict[str, Any]:
        """Poll, as the how-to says, while it is worth waiting for."""
        async with asyncio.timeout(PATIENCE):
            while (seen := await self.looks(number))["decision"] == "waiting":  # noqa: ASYNC110
                await asyncio.sleep(0.6)
        return seen

    async def is_told(self) -> tuple[dict[str, str], bytes]:
        async with asyncio.timeout(PATIENCE):
            while not self.heard:  # noqa: ASYNC110  it has no event to wait for
                await asyncio.sleep(0.05)
        return self.heard[0]

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=204)

    async def _ask(
        self, method: str, path: str, *, key: str | None = None, **request: Any
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        async with self.session.request(
            method, self.url + path, headers=headers, **request
        ) as answer:
            return answer.status, await answer.json(content_type=None)


OpenGate = Callable[[], Any]


@pytest.fixture
def open_gate(open_company: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenGate:
    """The company with a token for a job, and the job listening for webhooks."""
    monkeypatch.setenv("STEWARD_WEBHOOK_SECRET", SECRET)

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Company, Job]]:
        async with ClientSession() as session:
            job = Job("", "", session)
            app = web.Application()
            app.router.add_post("/hook", job.hear)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                told_at = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
                file = _company_that_tells(told_at, tmp_path)
                async with open_company(steward_config=file) as company:
                    zoe = await company.enter("Zoe Lindqvist")
                    job.url = f"http://{company.settings.steward_http}"
                    job.secret = await make(zoe, "Deployments", READ, WRITE)
                    yield company, job
            finally:
                await runner.cleanup()

    return opened


def _company_that_tells(url: str, folder: Path) -> str:
    """Northwind's configuration, with a webhook."""
    file = folder / "steward.toml"
    hook = f'[[webhooks]]\nname = "Deployments"\nurl = "{url}"\nsecret_env = "STEWARD_WEBHOOK_SECRET"\n'
    file.write_text(f"{Path(COMPANY).read_text()}\n{hook}")
    return str(file)


async def approves(company: Company, number: str, name: str = "Dev Patel") -> None:
    """Somebody who is asked presses Approve."""
    visitor = await company.enter(name)
    await visitor.press("Approve", in_channel="@Steward", containing=number)


async def rejects(company: Company, number: str, name: str = "Dev Patel") -> None:
    """Somebody who is asked says no, and why."""
    visitor = await company.enter(name)
    await visitor.press("Reject", in_channel="@Steward", containing=number)
    await visitor.modal(f"Reject {number}")
    await visitor.fill("Reason", "Not today.")
    assert (await visitor.submit()).closed


async def soon(of: Awaitable[None], after: float) -> None:
    await asyncio.sleep(after)
    await of


async def test_a_deployment_waits_for_its_approval_and_may_start(open_gate: OpenGate) -> None:
    async with open_gate() as (company, job):
        status, asked = await job.asks()
        assert (status, asked["state"], asked["decision"]) == (201, "approval", "waiting")
        assert not asked["may_start_now"]
        assert "waiting for" in asked["approvals"][0]["says"]

        yes = soon(approves(company, asked["number"]), 1.0)
        seen, _ = await asyncio.gather(job.waits(asked["number"]), yes)
        assert (seen["decision"], seen["state"]) == ("approved", "scheduled")
        assert (seen["may_start_now"], seen["reasons"]) == (True, [])
        assert seen["approved_digest"] == asked["digest"]

        max_ = await company.enter("Max Weber")
        await max_.sees_direct(containing="You asked for CHG-1. It is approved.")
        await max_.says("general", "/change timeline CHG-1")
        told_in_slack = await max_.sees_privately("general", containing="CHG-1 · timeline")
        assert "TOK-1 asked for it for @Max Weber" in await max_.read(told_in_slack)

        headers, body = await job.is_told()
        told = Verifier(SECRET).verify(body, headers)
        assert told["type"] == "change.approved"
        assert told["data"]["number"] == asked["number"]
        assert told["data"]["approved_digest"] == asked["digest"]
        with pytest.raises(WebhookVerificationError):
            Verifier(SECRET).verify(body.replace(b"approved", b"rejected"), headers)


async def test_a_deployment_that_is_refused_gives_up(open_gate: OpenGate) -> None:
    async with open_gate() as (company, job):
        _, asked = await job.asks()
        await rejects(company, asked["number"])
        seen = await job.waits(asked["number"])
        assert (seen["decision"], seen["may_start_now"]) == ("rejected", False)
        _, body = await job.is_told()
        assert json.loads(body)["type"] == "change.rejected"


async def test_an_answer_that_was_lost_is_asked_for_again_with_its_key(
    open_gate: OpenGate, database_url: str
) -> None:
    async with open_gate() as (company, job):
        _, first = await job.asks(starts_at="2099-01-01T00:00:00Z", title="x")
        assert "errors" in first  # refused: the key is free
        with gone(database_url):
            status, away = await job.asks()
            assert (status, away["title"]) == (503, "Service Unavailable")
        fixed = {
            "starts_at": (datetime.now(UTC) + timedelta(minutes=10)).isoformat(timespec="seconds"),
            "ends_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds"),
        }
        async with asyncio.timeout(PATIENCE):
            while (await job.asks(**fixed))[0] == 503:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        _, asked = await job.asks(**fixed)
        await company.stop()
        await company.start()
        status, again = await job.asks(**fixed)
        assert (status, again) == (201, asked)
        assert asked["number"] == "CHG-1"
        status, other = await job.asks(**fixed, title="Something else")
        assert (status, other["title"]) == (409, "Conflict")


async def test_a_standard_change_needs_no_approval_and_no_form(open_gate: OpenGate) -> None:
    async with open_gate() as (_, job):
        at = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
        template = {"type": "standard", "template": "renew-certificate", "starts_at": at}
        status, asked = await job._ask("POST", "/api/v1/changes", json=template)
        assert status == 201, asked
        assert (asked["type"], asked["decision"]) == ("standard", "approved")
        assert asked["approvals"] == []
        status, refused = await job._ask(
            "POST", "/api/v1/changes", json={**template, "template": "no-such"}
        )
        assert status == 404
        assert "renew-certificate" in refused["detail"]
