"""Fidelity 18: the workspace has a clock of its own; moved ahead, it wakes whoever waits for it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.company.clock import Clock
from sandbox.delivery.office import Timing
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, start, until
from tests.visitor import PATIENCE, Refused, Visitor

HOUR = timedelta(hours=1)
AS_SLACK_CARRIES_AGAIN = Timing(ack_within=0.1)


def test_it_stands_until_it_is_moved(noon: datetime) -> None:
    clock = Clock(standing_at=noon)
    assert clock() == noon
    clock.advance(90, minutes=1)
    assert clock() == noon + timedelta(seconds=150)


def test_it_never_goes_back(noon: datetime) -> None:
    clock = Clock(standing_at=noon)
    with pytest.raises(ValueError, match="only moves ahead"):
        clock.advance(-1)
    with pytest.raises(OverflowError):
        clock.advance(days=365 * 9000)
    assert clock() == noon


async def test_it_wakes_who_waits_when_it_is_moved_past_their_moment(noon: datetime) -> None:
    clock = Clock(standing_at=noon)
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.advance(minutes=59)
    await asyncio.sleep(0.01)
    assert not sleeper.done()
    clock.advance(minutes=1)
    async with asyncio.timeout(PATIENCE):
        await sleeper


async def test_a_running_clock_wakes_by_itself_too() -> None:
    async with asyncio.timeout(PATIENCE):
        await Clock().sleep(0.01)


async def test_a_restart_keeps_how_far_it_is_ahead(tmp_path: Path) -> None:
    async with start(tmp_path) as sandbox:
        sandbox.clock.advance(hours=1)
    async with start(tmp_path) as sandbox:
        assert sandbox.clock.ahead == HOUR
        assert sandbox.clock() - datetime.now(UTC) > HOUR - timedelta(minutes=1)


async def test_a_visitor_moves_it_and_every_page_hears(sandbox: Sandbox, enter: Enter) -> None:
    ann, max_ = await enter("Ann Berger"), await enter("Max Weber")
    before = (await ann.looks_up("clock"))["now"]
    moved = await ann.orders("clock", advance=3600)
    assert moved["ahead"] == 3600
    assert 3600 <= moved["now"] - before < 3605
    assert (await max_.hears("clock", ahead=3600))["now"] >= before + 3600
    said = await ann.says("service-desk", "An hour later")
    assert float(said["ts"]) >= moved["now"]


@pytest.mark.parametrize(
    ("way", "error"),
    [
        (-1, "clock_only_moves_ahead"),
        (1e30, "clock_cannot_go_that_far"),
        ("1", "advance_must_be_seconds"),
        (True, "advance_must_be_seconds"),
        (None, "advance_must_be_seconds"),
    ],
)
async def test_ways_it_cannot_be_moved(
    sandbox: Sandbox, enter: Enter, way: object, error: str
) -> None:
    ann = await enter("Ann Berger")
    with pytest.raises(Refused, match=error):
        await ann.orders("clock", advance=way)
    assert sandbox.clock.ahead == timedelta()


async def test_events_are_carried_again_at_once_after_a_minute_and_after_five(
    tmp_path: Path, clock: Clock
) -> None:
    """Fidelity 3: what nobody acknowledges comes again, by the workspace's own time."""
    async with (
        start(tmp_path, clock=clock, timing=AS_SLACK_CARRIES_AGAIN) as sandbox,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
    ):
        deliveries = sandbox.world.post.deliveries
        await ann.says("service-desk", "Anyone?")
        await until(lambda: [len(each.tries) for each in deliveries] == [2])
        clock.advance(59)
        await asyncio.sleep(0.05)
        assert [each.attempts for each in deliveries] == [2]
        clock.advance(1)
        await until(lambda: [len(each.tries) for each in deliveries] == [3])
        clock.advance(minutes=5)
        await sandbox.world.post.idle()
        assert [(each.attempts, each.state) for each in deliveries] == [(4, "failed")]
