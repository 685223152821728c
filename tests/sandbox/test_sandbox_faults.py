"""What goes wrong on purpose."""

import asyncio

import pytest
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter

DESK = "C0SERVICEDK"


async def post(slack: AsyncWebClient, text: str = "x") -> str:
    return str((await slack.chat_postMessage(channel=DESK, text=text))["ts"])


async def test_too_many_calls(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    sandbox.faults.limit("chat.postMessage", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await post(slack)
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "7"
    assert await post(slack)
    sandbox.faults.limit("chat.postMessage", seconds=1.0)
    with pytest.raises(SlackApiError):
        await post(slack)
    await asyncio.sleep(1.1)
    assert await post(slack)


async def test_other_methods_go_on(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", times=1)
    assert (await slack.auth_test())["ok"]
    with pytest.raises(SlackApiError):
        await post(slack)
    assert await post(slack)
    sandbox.faults.refuse("*", "internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        await slack.auth_test()
    assert (await slack.auth_test())["ok"]


async def test_it_happened_and_nobody_heard(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter
) -> None:
    sandbox.faults.cut("chat.postMessage")
    with pytest.raises(ClientError):
        await post(slack, "Posted all the same")
    ann = await enter("Ann Berger")
    await ann.sees("service-desk", containing="Posted all the same")
    assert [call.ok for call in sandbox.calls] == [True]


async def test_a_call_hangs_until_it_is_released(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    sandbox.faults.hang("chat.postMessage")
    hanging = asyncio.create_task(post(slack))
    await asyncio.sleep(0.05)
    assert not hanging.done()
    sandbox.faults.release()
    assert await hanging
    sandbox.faults.hang("chat.postMessage")
    impatient = asyncio.create_task(post(slack))
    await asyncio.sleep(0.05)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    sandbox.faults.release()
    assert (await slack.auth_test())["ok"]
    assert [call.method for call in sandbox.calls] == ["chat.postMessage", "auth.test"]


async def test_a_workspace_without_charts_refuses_messages_with_one_and_no_others(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    chart = {
        "type": "data_visualization",
        "title": "By service",
        "chart": {"type": "pie", "segments": [{"label": "Mail", "value": 3}]},
    }
    await sandbox.faults.begin("no_charts")
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await slack.chat_postMessage(channel=DESK, text="x", blocks=[chart])
    assert await post(slack)
    sandbox.faults.end("no_charts")
    assert (await slack.chat_postMessage(channel=DESK, text="x", blocks=[chart]))["ok"]
