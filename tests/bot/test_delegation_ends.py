"""A substitute is asked in somebody's place: when that ends, what they were asked has no buttons any more."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.sending.rendering import render
from desk.approval import delegations
from domain.people import Person
from storage import delegations as stored
from storage.changes import Change
from storage.outbox import Message, Owed
from tests.changes import ask
from tests.desk.approval.test_votes import TWO_OF_THREE as THREE
from tests.makers import Do
from tests.people import ANN, IVY
from tests.views.hostile import HOME
from views.ids import Button


def test_when_a_delegation_ends_what_was_asked_offers_nothing_any_more(
    do: Do, noon: datetime
) -> None:
    over = noon + timedelta(hours=1)
    made = do(delegations.delegate, to=IVY.id, until=over, by=ANN, at=noon)
    change = ask(do, noon, organisation=THREE)
    assert do(stored.stands_in_for, IVY.id, noon) == [ANN.id]
    assert Button.APPROVE_CHANGE in offered(do, change, IVY, noon)
    assert do(delegations.over, at=over - timedelta(seconds=1)) == []
    assert not do(delegations.end, made.id, at=over - timedelta(seconds=1))
    wanted = request_rows(do, change, IVY)
    assert do(delegations.over, at=over) == [made.id]
    assert do(delegations.end, made.id, at=over)
    assert not do(delegations.end, made.id, at=over)
    assert request_rows(do, change, IVY) == wanted + 1
    assert offered(do, change, IVY, over) == {Button.SHOW_CHANGE}
    assert Button.APPROVE_CHANGE in offered(do, change, ANN, over)


def test_taken_back_it_offers_nothing_at_once(do: Do, noon: datetime) -> None:
    made = do(delegations.delegate, to=IVY.id, by=ANN, at=noon)
    change = ask(do, noon, organisation=THREE)
    wanted = request_rows(do, change, IVY)
    do(delegations.take_back, made.id, by=ANN, at=noon)
    assert request_rows(do, change, IVY) == wanted + 1
    assert offered(do, change, IVY, noon) == {Button.SHOW_CHANGE}


def request_rows(do: Do, change: Change, person: Person) -> int:
    """How often this person's request has been wanted."""
    about = (Owed.subject_id == change.id, Owed.destination == f"person:{person.id}")
    query = select(Owed.wanted).where(Owed.message == Message.REQUEST, *about)
    return do(lambda tx: tx.scalar(query))


def offered(do: Do, change: Change, person: Person, at: datetime) -> set[str]:
    """The buttons that stand in this person's request."""
    about = (Owed.subject_id == change.id, Owed.destination == f"person:{person.id}")
    query = select(Owed).where(Owed.message == Message.REQUEST, *about)
    owed = do(lambda tx: tx.scalars(query).one())
    shown = do(render, [(owed, True)], organisation=THREE, home=HOME, at=at)[owed.id]
    rows = [block for block in shown["blocks"] if block["type"] == "actions"]
    return {it["action_id"] for row in rows for it in row["elements"]} - {Button.MORE_OF_CHANGE}
