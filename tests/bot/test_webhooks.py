"""Webhooks on their way: signed so that the specification's own library believes them, tried again, given up."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from bot.metrics import Metrics
from bot.webhooks import Webhooks, headers_of, wait_asked_for
from domain.events import Event
from domain.numbers import Kind
from domain.webhooks import TRIES_AFTER, Webhook, wait_after
from storage import webhooks
from storage.database import Database
from storage.webhooks import OwedWebhook
from tests.visitor import PATIENCE

SECRET = "whsec_c3Rld2FyZC1zdGV3YXJkLXN0ZXdhcmQtMDE="
OTHER_SECRET = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXI="
BODY = json.dumps({"type": "change.approved", "data": {"number": "CHG-7", "title": "Ü <!here>"}})


@dataclass
class Receiver:
    """Somebody who is told; answers in turn what `answers` says, and 204 after that."""

    answers: list[tuple[int, dict[str, str]] | float] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    async def hear(self, request: web.Request) -> web.Response:
        self.told.append((dict(request.headers), await request.read()))
        answer = self.answers.pop(0) if self.answers else (204, {})
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            answer = 204, {}
        status, headers = answer
        return web.Response(status=status, headers=headers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.hear)
    app.router.add_post("/elsewhere", receiver.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.port = runner.addresses[0][1]
    yield receiver
    await runner.cleanup()


@dataclass
class Post:
    """The sender at work, with a clock that can be put ahead."""

    database: Database
    receiver: Receiver
    ahead: timedelta = timedelta()
    running: asyncio.Task[None] | None = None
    sender: Webhooks | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def owe(self, message_id: str = "msg_1", endpoint: str = "ci") -> None:
        row = {
            "message_id": message_id,
            "endpoint": endpoint,
            "event": Event.CHANGE_APPROVED,
            "subject_kind": Kind.CHANGE,
            "subject_id": 7,
            "body": BODY,
        }
        at = self.now()
        await self.database.write(lambda tx: webhooks.owe(tx, [row], at))
        if self.sender:
            self.sender.wake()

    def open(self, *more: Webhook) -> None:
        told = Webhook(name="ci", url=self.receiver.url, secret=SECRET, events=frozenset())
        self.sender = Webhooks(
            database=self.database, endpoints=[told, *more], metrics=Metrics(), now=self.now
        )
        self.running = asyncio.create_task(self.sender.run(is_alone=True))

    async def row(self, message_id: str = "msg_1") -> OwedWebhook:
        def read(tx: Any) -> OwedWebhook:
            query = webhooks.select(OwedWebhook).where(OwedWebhook.message_id == message_id)
            found: OwedWebhook = tx.scalars(query).one()
            return found

        return await self.database.read(read)

    async def comes_to(self, says: str, message_id: str = "msg_1") -> OwedWebhook:
        """Wait until this is so of the row."""
        async with asyncio.timeout(PATIENCE):
            while True:
                row = await self.row(message_id)
                state = (
                    "sent" if row.sent_at else "given up" if row.given_up_at else row.error or ""
                )
                if says in state and row.leased_by is None:
                    return row
                await asyncio.sleep(0.02)

    def moves_on(self, by: timedelta) -> None:
        self.ahead += by
        assert self.sender
        self.sender.wake()

    async def close(self) -> None:
        if self.running and self.sender:
            await self.sender.stop()
            await self.running


@pytest.fixture
async def post(database: Database, receiver: Receiver) -> AsyncIterator[Post]:
    post = Post(database, receiver)
    yield post
    await post.close()


async def test_what_is_told_is_believed_by_the_specification_s_own_library(post: Post) -> None:
    post.open()
    await post.owe()
    await post.comes_to("sent")
    [(headers, body)] = post.receiver.told
    assert body == BODY.encode()
    assert headers["webhook-id"] == "msg_1"
    assert headers["Content-Type"] == "application/json"
    assert Verifier(SECRET).verify(body, headers) == json.loads(BODY)


def altered(headers: dict[str, str], body: bytes) -> dict[str, tuple[dict[str, str], bytes]]:
    early = str(int(headers["webhook-timestamp"]) - 60)
    return {
        "body": (headers, body.replace(b"CHG-7", b"CHG-8")),
        "id": ({**headers, "webhook-id": "msg_2"}, body),
        "time": ({**headers, "webhook-timestamp": early}, body),
        "signature": ({**headers, "webhook-signature": "v1,AAAA"}, body),
        "no signature": ({k: v for k, v in headers.items() if k != "webhook-signature"}, body),
    }


@pytest.mark.parametrize("what", ["body", "id", "time", "signature", "no signature"])
def test_what_was_altered_on_its_way_is_refused(what: str) -> None:
    headers, body = altered(headers_of("msg_1", BODY, SECRET), BODY.encode())[what]
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(body, headers)


def test_what_another_signed_is_refused() -> None:
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(BODY, headers_of("msg_1", BODY, OTHER_SECRET))


def test_what_is_played_again_later_is_refused(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC))
    headers = headers_of("msg_1", BODY, SECRET)
    time_machine.shift(timedelta(minutes=4))
    assert Verifier(SECRET).verify(BODY, headers)
    time_machine.shift(timedelta(minutes=2))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Verifier(SECRET).verify(BODY, headers)


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (500, {}, "it answered 500"),
        (404, {}, "it answered 404"),
        (302, {"Location": "/elsewhere"}, "it answered 302; redirects are not followed"),
    ],
)
async def test_what_was_not_taken_is_told_again_with_the_same_id(
    post: Post, status: int, headers: dict[str, str], error: str
) -> None:
    post.receiver.answers.append((status, headers))
    post.open()
    await post.owe()
    await post.comes_to(error)
    post.moves_on(timedelta(seconds=6))
    await post.comes_to("sent")
    (first, body), (second, same) = post.receiver.told
    assert first["webhook-id"] == second["webhook-id"]
    assert body == same
    assert Verifier(SECRET).verify(same, second)


async def test_a_receiver_that_is_away_is_told_when_it_is_back(
    post: Post, receiver: Receiver
) -> None:
    port, receiver.port = receiver.port, 9
    post.open()
    receiver.port = port
    await post.owe()
    await post.comes_to("not reached: ClientConnectorError")
    await post.close()
    post.open()
    post.moves_on(timedelta(seconds=6))
    await post.comes_to("sent")


async def test_one_that_says_when_is_not_told_before(post: Post) -> None:
    post.receiver.answers.append((503, {"Retry-After": "3600"}))
    post.open()
    await post.owe()
    row = await post.comes_to("it answered 503")
    assert row.due_at
    assert timedelta(minutes=59) < row.due_at - post.now() <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("90", 90),
        ("9" * 40, 86_400),
        ("Mon, 02 Mar 2026 12:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("Tue, 02 Mar 2027 12:00:00 GMT", 86_400),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_and_a_day_at_most(
    said: str | None, seconds: float | None, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
    wait = wait_asked_for(said)
    assert (None if wait is None else wait.total_seconds()) == seconds


async def test_one_that_is_silent_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.webhooks.TIMEOUT", 0.5)
    post.receiver.answers.append(5.0)
    other = Webhook(name="other", url=post.receiver.url, secret=SECRET, events=frozenset())
    post.open(other)
    await post.owe()
    async with asyncio.timeout(PATIENCE):
        while not post.receiver.told:  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.02)
    await post.owe("msg_2", endpoint="other")
    await post.comes_to("sent", "msg_2")
    await post.comes_to("no answer within")


async def test_it_is_given_up_after_three_days_and_told_after_all_when_asked_for(
    post: Post,
) -> None:
    post.receiver.answers += [(500, {})] * (len(TRIES_AFTER) + 1)
    post.open()
    await post.owe()
    for failed in range(1, len(TRIES_AFTER) + 1):
        async with asyncio.timeout(PATIENCE):
            while (row := await post.row()).attempts < failed or row.leased_by:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        post.moves_on(TRIES_AFTER[failed - 1] * 1.2)
    row = await post.comes_to("given up")
    assert (row.error, row.attempts) == ("it answered 500", len(TRIES_AFTER) + 1)
    at = post.now()
    await post.database.write(lambda tx: webhooks.retry_given_up(tx, at))
    assert post.sender
    post.sender.wake()
    await post.comes_to("sent")
    assert len({headers["webhook-id"] for headers, _ in post.receiver.told}) == 1


def test_about_three_days_are_tried() -> None:
    waits = [wait_after(failed) for failed in range(1, len(TRIES_AFTER) + 2)]
    assert waits == [*TRIES_AFTER, None]
    assert timedelta(days=3) < sum(TRIES_AFTER, timedelta()) < timedelta(days=3.5)


async def test_one_that_wants_to_hear_no_more_is_not_told_again(post: Post) -> None:
    post.receiver.answers.append((410, {}))
    post.open()
    await post.owe()
    assert (await post.comes_to("given up")).error == "it wants to hear no more (410)"


async def test_what_was_owed_to_one_that_is_no_longer_configured_is_given_up(post: Post) -> None:
    await post.owe(endpoint="old")
    post.open()
    assert (await post.comes_to("given up")).error == "it is no longer in the configuration"
    assert post.receiver.told == []


@pytest.mark.parametrize("ticks", range(6))
async def test_it_ends_when_it_is_told_to_in_the_moment_it_wakes(post: Post, ticks: int) -> None:
    post.open()
    await asyncio.sleep(0.1)
    assert post.sender
    post.sender.wake()
    for _ in range(ticks):
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await post.close()


async def test_what_is_under_way_when_it_stops_is_written_down(post: Post) -> None:
    post.receiver.answers.append(0.3)
    post.open()
    await post.owe()
    async with asyncio.timeout(PATIENCE):
        while not post.receiver.told:  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.02)
    await post.close()
    assert (await post.row()).sent_at
