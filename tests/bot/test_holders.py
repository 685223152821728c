"""Whoever has something is looked at once a day, so that nobody leaves unnoticed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.answers import SlackIsBusy, SlackSaysNo
from bot.background import Background
from bot.people import People
from desk import assets
from desk.asset import custody, leavers
from storage.database import Database
from tests.assets import AMY, details
from tests.people import BEN, MAX, ORGANISATION

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Asked:
    """Slack as it is asked for profiles: whom it was asked about, and whom it says no about, or waits."""

    def __init__(self) -> None:
        self.about: list[str] = []
        self.gone: set[str] = set()
        self.says: dict[str, Exception] = {}

    async def profile(self, person_id: str) -> Mapping[str, Any]:
        self.about.append(person_id)
        if person_id in self.says:
            raise self.says[person_id]
        return {
            "id": person_id,
            "profile": {"display_name": person_id},
            "tz": "UTC",
            "deleted": person_id in self.gone,
        }


@pytest.fixture
def slack() -> Asked:
    return Asked()


@pytest.fixture
async def people(database: Database, slack: Asked) -> People:
    """Ben owns a laptop that Max has."""
    who: dict[str, Any] = {"organisation": ORGANISATION, "at": NOW}
    laptop = await database.write(lambda tx: assets.add(tx, details(tag="L-1"), by=AMY, **who))
    await database.write(lambda tx: custody.check_out(tx, laptop.id, to=MAX.id, by=BEN, **who))
    asked: Any = slack
    return People(asked, database, ORGANISATION, Background(), now=lambda: NOW)


async def test_who_has_or_owns_something_is_read_once_a_day(
    database: Database, people: People, slack: Asked
) -> None:
    assert await people.look_at_holders(database, ORGANISATION, NOW) == 2
    assert sorted(slack.about) == sorted([BEN.id, MAX.id])
    assert await people.look_at_holders(database, ORGANISATION, NOW + DAY / 2) == 0
    assert await people.look_at_holders(database, ORGANISATION, NOW + 2 * DAY) == 2


async def test_who_left_meanwhile_is_noticed(
    database: Database, people: People, slack: Asked
) -> None:
    await people.look_at_holders(database, ORGANISATION, NOW)
    slack.gone = {MAX.id}
    assert await database.read(leavers.due) == []
    await people.look_at_holders(database, ORGANISATION, NOW + 2 * DAY)
    assert await database.read(leavers.due) == [MAX.id]


async def test_whom_slack_does_not_know_keeps_no_other_waiting(
    database: Database, people: People, slack: Asked
) -> None:
    slack.says = {it: SlackSaysNo("user_not_found") for it in (BEN.id, MAX.id)}
    await people.look_at_holders(database, ORGANISATION, NOW)
    await people.look_at_holders(database, ORGANISATION, NOW + DAY / 2)
    assert sorted(slack.about) == sorted([BEN.id, MAX.id])


async def test_a_slack_that_is_busy_is_asked_no_more_for_now(
    database: Database, people: People, slack: Asked
) -> None:
    slack.says = {it: SlackIsBusy(30) for it in (BEN.id, MAX.id)}
    assert await people.look_at_holders(database, ORGANISATION, NOW) == 0
    assert len(slack.about) == 1
    slack.says = {}
    assert await people.look_at_holders(database, ORGANISATION, NOW) == 2
