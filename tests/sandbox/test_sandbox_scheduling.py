"""Messages written for later, on the workspace's clock."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.clock import Clock
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, client_for, error_of, section, start

DESK, GENERAL = "C0SERVICEDK", "C0GENERAL00"
DAY = 86_400


@pytest.fixture
async def sandbox(tmp_path: Path, clock: Clock) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, clock=clock, rate_limits=False) as opened:
        yield opened


@pytest.fixture
def now(clock: Clock) -> int:
    return int(clock().timestamp())


async def texts(slack: AsyncWebClient) -> list[str]:
    """What the app said at the service desk, oldest first."""
    messages = (await slack.conversations_history(channel=DESK))["messages"]
    return [each["text"] for each in reversed(messages) if each.get("bot_id")]


async def test_it_is_posted_when_the_clock_gets_there(
    slack: AsyncWebClient, clock: Clock, now: int, enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    later = await slack.chat_scheduleMessage(
        channel=DESK, post_at=now + 7200, text="Second", blocks=[section("Second *one*")]
    )
    assert later["scheduled_message_id"].startswith("Q")
    assert (later["post_at"], later["message"]["type"]) == (now + 7200, "delayed_message")
    await slack.chat_scheduleMessage(channel="#service-desk", post_at=now + 3600, text="First")
    assert await texts(slack) == []
    clock.advance(hours=3)
    assert await texts(slack) == ["First", "Second"]
    seen = await ann.sees("service-desk", containing="Second one")
    assert seen["bot_id"] == "B0STEWARD00"
    assert (await slack.chat_scheduledMessages_list())["scheduled_messages"] == []


async def test_what_waits_is_listed_and_can_be_struck_out(
    slack: AsyncWebClient, clock: Clock, now: int
) -> None:
    ids = [
        (await slack.chat_scheduleMessage(channel=DESK, post_at=now + after, text=f"{after}"))
        for after in (300, 600, 900)
    ]
    listed = await slack.chat_scheduledMessages_list(channel=DESK, oldest=str(now + 400), limit=1)
    [first] = listed["scheduled_messages"]
    assert (first["text"], first["post_at"], first["channel_id"]) == ("600", now + 600, DESK)
    assert listed["response_metadata"]["next_cursor"]
    doomed = {"channel": DESK, "scheduled_message_id": ids[1]["scheduled_message_id"]}
    await slack.chat_deleteScheduledMessage(**doomed)
    again = slack.chat_deleteScheduledMessage(**doomed)
    assert await error_of(again) == "invalid_scheduled_message_id"
    clock.advance(250)
    late = slack.chat_deleteScheduledMessage(
        channel=DESK, scheduled_message_id=ids[0]["scheduled_message_id"]
    )
    assert await error_of(late) == "invalid_scheduled_message_id"
    clock.advance(hours=1)
    assert await texts(slack) == ["300", "900"]


async def test_a_restart_forgets_none(tmp_path: Path, clock: Clock) -> None:
    async with start(tmp_path / "w", clock=clock) as sandbox:
        soon = int(clock().timestamp()) + 60
        await client_for(sandbox).chat_scheduleMessage(channel=DESK, post_at=soon, text="Owed")
    clock.advance(days=1)
    async with start(tmp_path / "w", clock=clock) as sandbox:
        assert await texts(client_for(sandbox)) == ["Owed"]
    async with start(tmp_path / "w", clock=clock) as sandbox:
        assert await texts(client_for(sandbox)) == ["Owed"]


async def test_one_with_metadata_is_never_posted(
    slack: AsyncWebClient, clock: Clock, now: int
) -> None:
    """The trap on Slack's own page: it is taken, and nothing comes of it."""
    note = {"event_type": "owed", "event_payload": {}}
    sent = await slack.chat_scheduleMessage(
        channel=DESK, post_at=now + 60, text="Lost", metadata=note
    )
    assert sent["ok"]
    clock.advance(120)
    assert await texts(slack) == []
    assert (await slack.chat_scheduledMessages_list())["scheduled_messages"] == []


@pytest.mark.parametrize(
    ("after", "error"),
    [
        (0, "time_in_past"),
        (-60, "time_in_past"),
        (121 * DAY, "time_too_far"),
        (10**15, "invalid_time"),
    ],
)
async def test_times_that_cannot_be(
    slack: AsyncWebClient, now: int, after: int, error: str
) -> None:
    sending = slack.chat_scheduleMessage(channel=DESK, post_at=now + after, text="x")
    assert await error_of(sending) == error


async def test_thirty_in_five_minutes_to_one_channel(slack: AsyncWebClient, now: int) -> None:
    at = now - now % 300 + 600
    for second in range(30):
        await slack.chat_scheduleMessage(channel=DESK, post_at=at + second, text="x")
    one_more: Any = {"channel": DESK, "post_at": at + 299, "text": "x"}
    assert await error_of(slack.chat_scheduleMessage(**one_more)) == "restricted_too_many"
    assert (await slack.chat_scheduleMessage(**one_more | {"post_at": at + 300}))["ok"]


async def test_where_the_app_is_not(slack: AsyncWebClient, clock: Clock, now: int) -> None:
    elsewhere = slack.chat_scheduleMessage(channel=GENERAL, post_at=now + 60, text="x")
    assert await error_of(elsewhere) == "not_in_channel"
    listing = slack.chat_scheduledMessages_list(channel="C0NOWHERE00")
    assert await error_of(listing) == "invalid_channel"
    await slack.chat_scheduleMessage(channel=DESK, post_at=now + 60, text="Too late")
    await slack.conversations_archive(channel=DESK)
    clock.advance(120)
    await slack.conversations_unarchive(channel=DESK)
    await slack.conversations_join(channel=DESK)
    assert await texts(slack) == []
