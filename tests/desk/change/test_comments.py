"""Replies in the thread of a change's card: kept with it, followed through edits and deletions, and never a vote."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import threads
from desk.comments import LENGTH, Said
from domain.changes import ChangeState
from domain.errors import Unavailable
from domain.numbers import Kind
from domain.people import Person
from storage import outbox, places
from storage.change import sheets
from storage.change.sheets import ChangeSheet
from storage.changes import Change
from tests.changes import ask
from tests.desk.incident.test_comments import begin_posting
from tests.makers import Do, make_incident
from tests.people import DEV, MAX, ORGANISATION, ZOE

CHANNEL, CARD = "C0PLATFORM", "100.000100"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def change(do: Do, noon: datetime) -> Change:
    """Max's change, whose card stands in Platform's channel."""
    made = ask(do, noon)
    card = do(places.card_of, Kind.CHANGE, made.id)
    do(outbox.delivered, card.id, count=card.wanted, channel_id=CHANNEL, ts=CARD)
    return made


def said(text: str, at: datetime, ts: str = "1001.000100", **more: Any) -> Said:
    return Said(channel_id=CHANNEL, thread_ts=CARD, ts=ts, text=text, at=at, **more)


def say(do: Do, verb: Any, what: Said, at: datetime, by: Person = DEV) -> None:
    do(verb, what, **{"by": by, "at": at})


def sheet(do: Do, change: Change) -> ChangeSheet:
    found: ChangeSheet = do(sheets.change_sheet, change.id)
    return found


def texts(do: Do, change: Change) -> list[str]:
    return [it.text for it in sheet(do, change).comments]


def test_a_reply_is_kept_once_and_decides_nothing(do: Do, noon: datetime, change: Change) -> None:
    for _ in range(2):
        say(do, threads.write, said("Approved!", noon), noon)
    say(do, threads.write, said("Really?", noon + MINUTE, "1002.000100"), noon, by=ZOE)
    assert texts(do, change) == ["Approved!", "Really?"]
    assert sheet(do, change).comment_count == 2
    assert do(lambda tx: tx.get(Change, change.id)).state is ChangeState.APPROVAL


def test_it_is_followed_through_edits_and_deletions_in_any_order(
    do: Do, noon: datetime, change: Change
) -> None:
    say(do, threads.edit, said("Later", noon, edited_at=noon + 2 * MINUTE), noon)
    say(do, threads.write, said("First", noon), noon)
    say(do, threads.edit, said("Before", noon, edited_at=noon + MINUTE), noon)
    assert texts(do, change) == ["Later"]
    say(do, threads.delete, said("Later", noon), noon)
    say(do, threads.edit, said("Again", noon, edited_at=noon + 3 * MINUTE), noon)
    say(do, threads.delete, said("Gone", noon, "1003.000100"), noon)
    say(do, threads.write, said("Gone", noon, "1003.000100"), noon)
    assert texts(do, change) == []
    assert sheet(do, change).comment_count == 0


def test_a_long_one_is_cut(do: Do, noon: datetime, change: Change) -> None:
    say(do, threads.write, said("x" * 20_000, noon), noon)
    assert len(texts(do, change)[0]) == LENGTH


def test_who_is_mentioned_is_read_by_name(do: Do, noon: datetime, change: Change) -> None:
    say(do, threads.write, said(f"@{MAX.id} has the key.", noon), noon, by=DEV)
    assert sheet(do, change).names == {MAX.id: MAX.name}


@pytest.mark.parametrize(
    ("state", "comes_back"), [(ChangeState.APPROVAL, True), (ChangeState.CLOSED, False)]
)
def test_a_deleted_card_comes_back_while_the_change_is_not_over(
    do: Do, noon: datetime, change: Change, state: ChangeState, comes_back: bool
) -> None:
    """An incident of the same number has nothing to do with it."""
    make_incident(do, noon)
    do(lambda tx: setattr(tx.get(Change, change.id), "state", state))
    assert do(threads.card_deleted, CHANNEL, CARD, at=noon)
    card = do(places.card_of, Kind.CHANGE, change.id)
    assert (card.ts, card.due_at == noon) == (None, comes_back)


def test_the_thread_of_a_card_that_is_being_posted_is_waited_for(do: Do, noon: datetime) -> None:
    ask(do, noon)
    begin_posting(do, noon, {"team:platform": CHANNEL})
    thread = str(noon.timestamp())
    reply = replace(said("Why?", noon), thread_ts=thread)
    with pytest.raises(Unavailable):
        do(threads.write, reply, organisation=ORGANISATION, by=DEV, at=noon)
