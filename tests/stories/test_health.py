"""How the bot is doing, and how it keeps well: connections lost, tokens refused, questions of its operators."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.settings import Settings
from sandbox.delivery.office import Timing
from sandbox.server import Sandbox
from tests.stories.conftest import COMPANY, UNHURRIED_SLACK, Company, free_port, until
from tests.stories.test_kill import START
from tests.visitor import PATIENCE, Visitor

HASTY = Timing(ack_within=9.0, events_again_after=(0.1, 2.0, 15.0))

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def raises(visitor, title: str) -> None:
    await visitor.says("general", f"/incident {title}")
    await visitor.modal("Raise an incident")
    assert (await visitor.submit()).closed


@only_sqlite
@pytest.mark.parametrize("how", ["refresh", "warning", "cut", "a ticket that does not work"])
async def test_a_lost_connection_is_opened_again_and_nothing_is_lost(
    open_company, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.socket.TIME_TO_OPEN", 1.5)
    async with open_company(timing=HASTY) as company:
        await _lose_the_connection(company, how)


async def _lose_the_connection(company, how: str) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    sandbox, told = company.sandbox, []
    await raises(max_, "the printer is on fire")
    card = await ben.sees("service-desk", containing="INC-1")
    await max_.says("general", "/incident and the coffee machine too")
    await max_.modal("Raise an incident")

    sandbox.world.carrier.listeners.append(told.append)
    match how:
        case "refresh":
            await sandbox.faults.disconnect("refresh_requested")
        case "warning":
            await sandbox.faults.disconnect("warning")
        case "cut":
            sandbox.faults.drop_sockets()
        case _:
            tickets, real = iter(["wrong", "wrong too"]), sandbox.world.carrier.ticket
            sandbox.world.carrier.ticket = lambda: next(tickets, None) or real()
            await sandbox.faults.disconnect("refresh_requested")
    await ben.says("service-desk", "On my way.", thread_ts=card["ts"])
    await until(lambda: len(told) > 1 and sandbox.bot_is_connected)  # one went, and one came

    assert (await max_.submit()).closed
    await max_.sees_direct(containing="INC-2")
    await ben.sees("service-desk", containing="1 comment")


@only_sqlite
async def test_slack_away_and_back_at_the_same_address(tmp_path: Path, database_url: str) -> None:
    """What was promised before goes out after."""
    port = free_port()
    async with AsyncExitStack() as first:
        starting = Sandbox.start(data=tmp_path / "sandbox", port=port, timing=UNHURRIED_SLACK)
        sandbox = await first.enter_async_context(starting)
        settings = Settings(
            _env_file=None,
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_api_url=f"{sandbox.url}/api/",
            database_url=database_url,
            steward_http="127.0.0.1:0",
            steward_config=COMPANY,
        )
        company = Company(sandbox, settings)
        try:
            await company.start()
            assert await company.steward.not_ready_because() == []
            async with Visitor.enter(sandbox.url, "Max Weber") as max_:
                sandbox.faults.fail("chat.postMessage", times=9)
                await raises(max_, "the printer is on fire")
            await first.aclose()
            await becomes(company, ["not connected to Slack"])

            async with Sandbox.start(data=tmp_path / "sandbox", port=port) as again:
                async with Visitor.enter(again.url, "Ann Berger") as ann:
                    await ann.bot_is_there()
                    await becomes(company, [])
                    await ann.sees("service-desk", containing="the printer is on fire")
                await company.stop()
        finally:
            await company.close()


async def becomes(company, reasons: list[str]) -> None:
    """Wait until these are the reasons not to be ready."""
    async with asyncio.timeout(PATIENCE):
        while await company.steward.not_ready_because() != reasons:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@only_sqlite
@pytest.mark.parametrize("wrong", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_slack_refuses_ends_the_start_with_one_line(
    tmp_path: Path, database_url: str, wrong: str
) -> None:
    async with Sandbox.start(data=tmp_path / "sandbox") as sandbox:
        code, said = await run_bot(sandbox, database_url, {wrong: WRONG[wrong]})
        assert code == 2
        [line] = said.splitlines()
        assert line.startswith(f"Slack does not accept {wrong} (invalid_auth). ")


WRONG = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-wrong"}


async def run_bot(sandbox: Sandbox, database_url: str, changes: dict[str, str]) -> tuple[int, str]:
    """Run the bot until it ends; its exit code and what it wrote."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "DATABASE_URL": database_url,
        "STEWARD_HTTP": "127.0.0.1:0",
        "STEWARD_CONFIG": COMPANY,
        **changes,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(START):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode()


async def test_steward_tells_everyone_how_to_use_it_and_admins_how_it_is_doing(company) -> None:
    max_ = await company.enter("Max Weber")
    zoe = await company.enter("Zoe Lindqvist")
    await max_.says("general", "/steward")
    told = await max_.read(await max_.sees_privately("general", containing="/incident INC-1"))
    assert "given up" not in told
    await zoe.says("general", "/steward")
    await zoe.sees_privately("general", containing="0 waiting, 0 given up")
    await company.press(max_, "steward.retry_notices", "all")
    await max_.sees_privately("general", containing="This is for Steward's admins.")
    status, figures = await company.http("GET", "/metrics")
    assert (status, "steward_messages_owed 0.0" in figures) == (200, True)


async def test_a_bot_stopped_in_the_middle_of_sending_goes_on_where_it_was(open_company) -> None:
    async with open_company() as company:
        max_ = await company.enter("Max Weber")
        company.sandbox.faults.fail("chat.postMessage", times=2)
        await raises(max_, "the printer is on fire")
        await company.stop()
        assert not company.posted()
        await company.start()
        await max_.sees_direct(containing="INC-1")
        await until(lambda: len(company.posted()) == 2)
