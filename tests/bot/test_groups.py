"""User groups as they are read from Slack: one that is gone has nobody, trouble leaves what was known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.groups import Groups
from storage import groups
from storage.database import Database
from tests.people import ANN, BEN, ORGANISATION, SERVICE_DESK

DESK, ON_CALL = "S0DESK", "S0ONCALL"
COMPANY = replace(ORGANISATION, teams=(replace(SERVICE_DESK, groups=frozenset({DESK, ON_CALL})),))


@dataclass
class Slack:
    """Answers what it is told to; an exception is raised."""

    answers: Mapping[str, Any]
    asked: list[str] = field(default_factory=list)

    async def group_members(self, group_id: str) -> frozenset[str]:
        self.asked.append(group_id)
        answer = self.answers[group_id]
        if isinstance(answer, Exception):
            raise answer
        return frozenset(answer)


async def read(database: Database, answers: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Whether all was read as well as it can be, and how often it was said that members changed."""
    changed: list[str] = []
    known = Groups(
        Slack(answers),  # type: ignore[arg-type]
        database,
        COMPANY,
        on_members_changed=lambda: changed.append("now"),
    )
    return await known.read_members(), changed


async def members(database: Database, group_id: str) -> frozenset[str]:
    found: frozenset[str] = await database.read(lambda tx: groups.members_of(tx, group_id))
    return found


async def test_every_group_that_has_a_part_is_read(database: Database) -> None:
    done, changed = await read(database, {DESK: [ANN.id, BEN.id], ON_CALL: [BEN.id]})
    assert (done, len(changed)) == (True, 2)
    assert await members(database, DESK) == {ANN.id, BEN.id}
    assert await members(database, ON_CALL) == {BEN.id}


async def test_a_group_that_is_gone_has_nobody_in_it(database: Database) -> None:
    await read(database, {DESK: [ANN.id], ON_CALL: [BEN.id]})
    done, _ = await read(database, {DESK: SlackSaysNo("no_such_subteam"), ON_CALL: [BEN.id]})
    assert done
    assert await members(database, DESK) == frozenset()
    assert await members(database, ON_CALL) == {BEN.id}


@pytest.mark.parametrize(
    ("trouble", "is_worth_another_try"),
    [(SlackSaysNo("missing_scope"), False), (SlackIsBusy(5), True), (SlackIsSilent("x"), True)],
    ids=["refused", "busy", "silent"],
)
async def test_trouble_with_one_leaves_what_was_known_and_the_others_be(
    database: Database, trouble: Exception, is_worth_another_try: bool
) -> None:
    await read(database, {DESK: [ANN.id], ON_CALL: [BEN.id]})
    done, changed = await read(database, {DESK: trouble, ON_CALL: [ANN.id]})
    assert (done, len(changed)) == (not is_worth_another_try, 1)
    assert await members(database, DESK) == {ANN.id}
    assert await members(database, ON_CALL) == {ANN.id}
