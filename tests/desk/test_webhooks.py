"""Decisions are owed to webhooks with the decision itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import changes
from desk.approval import votes
from desk.change import edits, moments
from domain.approvals import Choice
from domain.events import Event
from domain.people import Person
from domain.webhooks import TOLD, Webhook
from storage.changes import Change
from storage.webhooks import OwedWebhook
from tests.changes import asked, stage_of
from tests.makers import Do
from tests.people import CHLOE, DEV, EVA, MAX, ORGANISATION

EVERY = Webhook(
    name="ci", url="https://ci.example", secret="whsec_x", events=frozenset(map(str, TOLD))
)
YES_ONLY = Webhook(
    name="yes", url="https://yes.example", secret="whsec_x", events=frozenset({"change.approved"})
)
LISTENED_TO = replace(ORGANISATION, webhooks=(EVERY, YES_ONLY))


def owed(do: Do) -> list[OwedWebhook]:
    return list(do(lambda tx: tx.scalars(select(OwedWebhook).order_by(OwedWebhook.id)).all()))


def ask(do: Do, at: datetime, organisation: Any = LISTENED_TO) -> Change:
    change: Change = do(changes.request, asked(at), organisation=organisation, by=MAX, at=at)
    return change


def decide(
    do: Do,
    change: Change,
    at: datetime,
    choice: Choice,
    organisation: Any = LISTENED_TO,
    by: Person = DEV,
) -> None:
    stage = stage_of(do, change)
    do(
        votes.vote,
        stage.id,
        choice=choice,
        digest=stage.digest,
        comment="Because.",
        organisation=organisation,
        by=by,
        at=at,
    )


def test_a_yes_is_told_to_all_who_hear_of_it_as_one_message(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert owed(do) == []
    decide(do, change, noon, Choice.APPROVE)
    to_ci, to_yes = owed(do)
    assert (to_ci.endpoint, to_yes.endpoint) == ("ci", "yes")
    assert to_ci.message_id == to_yes.message_id
    assert to_ci.message_id.startswith("msg_")
    assert to_ci.due_at == noon
    told = json.loads(to_ci.body)
    assert (told["type"], told["timestamp"]) == ("change.approved", noon.isoformat())
    assert told["data"]["number"] == change.number
    assert told["data"]["decision"] == "approved"
    assert told["data"]["approved_digest"] == told["data"]["digest"]


def test_nothing_people_wrote_is_told(do: Do, noon: datetime) -> None:
    decide(do, ask(do, noon), noon, Choice.REJECT)
    [told] = owed(do)
    assert "Rotate the keys" not in told.body
    assert "Because" not in told.body


def test_who_hears_of_yes_only_is_told_no_no(do: Do, noon: datetime) -> None:
    decide(do, ask(do, noon), noon, Choice.REJECT)
    assert [(it.endpoint, it.event) for it in owed(do)] == [("ci", Event.CHANGE_REJECTED)]


def test_without_webhooks_nothing_is_owed(do: Do, noon: datetime) -> None:
    change = ask(do, noon, ORGANISATION)
    decide(do, change, noon, Choice.APPROVE, ORGANISATION)
    assert owed(do) == []


def test_a_decision_that_is_rolled_back_is_owed_to_nobody(do: Do, noon: datetime) -> None:
    change = ask(do, noon)

    def stumble(tx: Any) -> None:
        changes.cancel(tx, change.id, why="No need.", organisation=LISTENED_TO, by=MAX, at=noon)
        raise LookupError

    with pytest.raises(LookupError):
        do(stumble)
    assert owed(do) == []


def test_an_edit_that_takes_an_approval_back_is_told(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    decide(do, change, noon, Choice.APPROVE)
    other = asked(noon, implementation="Something else altogether.")
    do(
        edits.edit,
        change.id,
        other,
        based_on=change.plan.digest,
        organisation=LISTENED_TO,
        by=MAX,
        at=noon,
    )
    last = owed(do)[-1]
    told = json.loads(last.body)
    assert (told["type"], told["data"]["decision"]) == ("change.edited", "waiting")
    assert told["data"]["approved_digest"] is None


Ends = Callable[[Do, Change, datetime], Any]


def _expires(do: Do, change: Change, at: datetime) -> None:
    later = at + timedelta(days=30)
    for _ in range(9):
        do(moments.attend, change.id, organisation=LISTENED_TO, at=later)


def _nobody_is_left_to_decide(do: Do, change: Change, at: datetime) -> None:
    for elector in (CHLOE, DEV):
        decide(do, change, at, Choice.ABSTAIN, by=elector)


ENDINGS: dict[str, Ends] = {
    "change.cancelled": lambda do, change, at: do(
        changes.cancel, change.id, why="No need.", organisation=LISTENED_TO, by=MAX, at=at
    ),
    "change.returned": lambda do, change, at: do(
        changes.give_back, change.id, why="Too short.", organisation=LISTENED_TO, by=EVA, at=at
    ),
    "approval.stage_blocked": _nobody_is_left_to_decide,
    "approval.expired": _expires,
}


@pytest.mark.parametrize("event", [*ENDINGS])
def test_other_ways_to_end_waiting_are_told(do: Do, noon: datetime, event: str) -> None:
    change = ask(do, noon)
    ENDINGS[event](do, change, noon)
    assert [it.event for it in owed(do)] == [event]
