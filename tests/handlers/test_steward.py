"""/steward: the overview, what admins see besides, and the way to /incident."""

from datetime import datetime, timedelta

import pytest

from domain.errors import NotAllowed
from handlers import steward
from storage import leases
from tests.handlers.scene import Scene, click, command
from tests.makers import Do, make_incident
from tests.people import MAX, ZOE


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


@pytest.mark.parametrize("text", ["", "help", "what?"])
async def test_everyone_sees_the_overview(scene: Scene, text: str) -> None:
    said = command(text, MAX, "/steward")
    assert await scene.play(steward.steward, command=said) == ["ack"]
    assert "/incident list" in scene.reads()
    assert "Messages:" not in scene.reads()


async def test_an_admin_sees_how_steward_is_doing(scene: Scene, noon: datetime) -> None:
    make_incident(scene.transactions, noon)
    await scene.play(steward.steward, command=command("", ZOE, "/steward"))
    assert "Messages: 2 waiting" in scene.reads()


@pytest.mark.parametrize("text", ["incident list", "Incident  list"])
async def test_incident_is_reached_from_here_too(scene: Scene, noon: datetime, text: str) -> None:
    make_incident(scene.transactions, noon)
    await scene.play(steward.steward, command=command(text, MAX, "/steward"))
    assert scene.reads().startswith("Open incidents")


async def test_an_admin_has_what_was_given_up_sent(scene: Scene, noon: datetime) -> None:
    do = scene.transactions
    make_incident(do, noon)
    lease = noon + timedelta(seconds=15)
    for claim in do(leases.claim, by="a sender", at=noon, lease_until=lease, paused=(), limit=9):
        do(leases.give_up, claim.owed.id, by="a sender", at=noon, error="is_archived", certain=True)
    assert await scene.play(steward.retry_notices, click=click("all", ZOE)) == ["ack", "instead"]
    assert scene.reads().startswith("2 messages are on the way")


async def test_nobody_else_has(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        await scene.play(steward.retry_notices, click=click("all", MAX))
    assert scene.said == []


async def test_a_link_that_was_followed_is_acknowledged(scene: Scene) -> None:
    assert await scene.play(steward.follow_link, click=click("", MAX)) == ["ack"]
