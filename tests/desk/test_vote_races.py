"""Several people press at the same instant: one outcome, and for the others an explanation."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import changes, people
from desk.approval import votes
from domain.approvals import Choice
from domain.changes import ChangeState
from domain.errors import Refusal
from domain.people import Person
from storage import approvals
from storage.approvals import Ballot
from storage.changes import Change
from storage.database import Database
from tests.changes import asked
from tests.people import CHLOE, DEV, IN_CHANNELS, MAX, ORGANISATION


def settled(tx: Session, noon: datetime) -> tuple[int, str]:
    """A change waits for one of two peers; answers the stage and what is shown."""
    for team_key, members in IN_CHANNELS.items():
        people.list_members(tx, team_key, {member.id for member in members})
    change = changes.request(tx, asked(noon), organisation=ORGANISATION, by=MAX, at=noon)
    stage = approvals.undecided(tx, change.id)
    assert stage
    assert stage.digest
    return stage.id, stage.digest


async def test_only_one_of_those_who_press_at_once_decides(
    database: Database, noon: datetime
) -> None:
    stage_id, digest = await database.write(lambda tx: settled(tx, noon))

    async def press(by: Person, choice: Choice) -> Any:
        def work(tx: Session) -> Change:
            return votes.vote(
                tx,
                stage_id,
                choice=choice,
                digest=digest,
                comment="So.",
                organisation=ORGANISATION,
                by=by,
                at=noon,
            )

        try:
            return await database.write(work)
        except Refusal as refusal:
            return refusal

    presses = [press(by, choice) for by in (DEV, CHLOE) for choice in (Choice.APPROVE,) * 3]
    answers = await asyncio.gather(*presses, press(CHLOE, Choice.REJECT))
    assert sum(isinstance(answer, Change) for answer in answers) == 1
    assert all("decided" in str(it) for it in answers if isinstance(it, Refusal))
    ballots = await database.read(lambda tx: tx.scalars(select(Ballot)).all())
    assert len(ballots) == 1
    states = {ChangeState.SCHEDULED, ChangeState.REJECTED}
    found = await database.read(lambda tx: tx.scalars(select(Change)).one())
    assert found.state in states
