"""Changes as the load asks for them and decides them, over the same ways as incidents."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, func, select

from bench.payloads import ORGANISATION, TITLE, Ask, asset, pressed, submitted
from domain.approvals import StageState
from domain.change.requests import Category, ChangeRequest
from domain.change.risk import Question
from domain.changes import ChangeState
from domain.numbers import Kind, number
from sandbox.visit.elements import state_values
from storage.approvals import ApprovalStage, Elector
from storage.changes import Change
from storage.database import read_url
from views.blocks import actions, button
from views.change.ask_forms import Asking, ask_form
from views.ids import Button

_hours = itertools.cycle(range(350 * 24))
"""As far ahead as a change may lie."""


def asking() -> Ask:
    """The form that asks for a change, with all questions answered, from a view of its own."""
    at = datetime.now(UTC).replace(microsecond=0)
    view = ask_form(wanted(at), Asking(judges=True), ORGANISATION, zone="Europe/Berlin")
    return submitted(view, state_values(list(view["blocks"]), None))


def approving(url: str) -> list[Ask]:
    """For each change that waits, a press of Approve by somebody who decides it: a peer's yes is enough."""
    first = func.min(Elector.person_id)
    query = (
        select(first, ApprovalStage.id, ApprovalStage.digest, ApprovalStage.change_id)
        .join(Elector, Elector.stage_id == ApprovalStage.id)
        .where(ApprovalStage.state == StageState.OPEN)
        .group_by(ApprovalStage.id, ApprovalStage.digest, ApprovalStage.change_id)
    )
    with _connected(url) as connection:
        return [
            _approval(person_id, stage_id, str(digest), change_id)
            for person_id, stage_id, digest, change_id in connection.execute(query)
        ]


def count(url: str) -> tuple[int, int]:
    """How many changes there are, and how many of them are approved."""
    approved = func.count().filter(Change.state == ChangeState.SCHEDULED)
    with _connected(url) as connection:
        asked, decided = connection.execute(
            select(func.count(), approved).select_from(Change)
        ).one()
    return asked, decided


def wanted(at: datetime) -> ChangeRequest:
    """A change of low risk, of a thing and in an hour of its own: nothing stands against it."""
    starts_at = at + timedelta(days=1, hours=next(_hours))
    return ChangeRequest(
        title=TITLE,
        reason="It has printed blank pages since the last update.",
        assets=(asset(),),
        category=Category.CONFIGURATION,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        implementation="Load the maker's file in its own page, wait until it starts anew, print a page.",
        back_out="Load the version before from the same page.",
        risk_answers=dict.fromkeys(Question, 0),
    )


def _approval(person_id: str, stage_id: int, digest: str, change_id: int) -> Ask:
    about = f"{stage_id}:{digest} {number(Kind.CHANGE, change_id)}"
    request = [{**actions([button("Approve", Button.APPROVE_CHANGE, about)]), "block_id": "vote"}]
    press = {
        "action_id": Button.APPROVE_CHANGE.value,
        "block_id": "vote",
        "type": "button",
        "text": {"type": "plain_text", "text": "Approve", "emoji": True},
        "value": about,
    }
    return pressed(press, request, by=person_id)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(read_url(url))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
