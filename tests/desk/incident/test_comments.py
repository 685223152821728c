"""What people say in a card's thread, through Slack's edits and deletions, early, late and twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from desk import incidents, threads
from desk.comments import LENGTH, Said
from desk.incident import comments
from domain.errors import Unavailable
from domain.events import Event
from domain.incidents import Impact, Urgency
from domain.numbers import Kind
from storage import leases, outbox, places
from storage.incidents import Comment, Incident, comment_at
from storage.outbox import Message, Owed
from tests.makers import (
    Do,
    history,
    make_incident,
    make_resolved,
    notices,
    owed,
    scratch,
    settle_in,
)
from tests.people import BEN, MAX

CHANNEL, CARD, REPLY = "C0SERVICEDESK", "100.000100", "100.000200"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
URGENT = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
"""P1: a response is promised within fifteen minutes."""


def post_card(do: Do, incident: Incident, ts: str = CARD) -> Incident:
    """The card stands in the team's channel."""
    card = do(places.card_of, Kind.INCIDENT, incident.id)
    do(outbox.delivered, card.id, count=card.wanted, channel_id=CHANNEL, ts=ts)
    return incident


def begin_posting(do: Do, at: datetime, on_their_way: dict[str, str]) -> None:
    """The sender takes what is owed, and knows these destinations' channels."""
    more = {"lease_until": at + MINUTE, "paused": (), "limit": 9, "leads_to": on_their_way.get}
    do(leases.claim, by="a sender", at=at, **more)


def said(text: str, at: datetime, *, thread: str = CARD, ts: str = REPLY) -> Said:
    return Said(channel_id=CHANNEL, thread_ts=thread, ts=ts, text=text, at=at)


def kept(do: Do) -> Comment | None:
    comment: Comment | None = do(comment_at, CHANNEL, REPLY)
    return comment


def last_event(do: Do, incident: Incident) -> tuple[str, str, Any]:
    entry = history(do, incident)[-1]
    return entry.event.value, entry.actor_id, entry.after


def test_a_reply_to_a_card_is_kept_with_its_incident(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("Which floor?", noon), by=BEN, at=noon + MINUTE)
    comment = kept(do)
    assert comment is not None
    assert (comment.incident_id, comment.author_id, comment.text, comment.written_at) == (
        incident.id,
        BEN.id,
        "Which floor?",
        noon,
    )
    assert last_event(do, incident) == ("comment.written", BEN.id, {"ts": REPLY})


def test_the_cards_tell_of_it_and_nobody_is_told_in_private(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("Which floor?", noon), by=BEN, at=noon)
    assert owed(do, incident)["card", "team:service-desk"] == 2
    assert notices(do, incident) == set()
    assert do(incidents.show, incident.id, by=MAX).comment_count == 1


@pytest.mark.parametrize("thread", [REPLY, "1.000000"])
def test_what_is_said_elsewhere_is_no_comment(do: Do, noon: datetime, thread: str) -> None:
    incident = post_card(do, make_incident(do, noon))
    assert do(comments.write, said("Lunch?", noon, thread=thread), by=BEN, at=noon) is None
    assert do(comments.edit, said("Lunch!", noon, thread=thread), by=BEN, at=noon) is None
    assert do(comments.delete, said("", noon, thread=thread), by=BEN, at=noon) is None
    assert len(history(do, incident)) == 1


def test_a_reply_that_is_faster_than_our_knowing_the_card_s_place_is_to_come_again(
    do: Do, noon: datetime
) -> None:
    incident = make_incident(do, noon)
    begin_posting(do, noon, {})
    reply = said("Which floor?", noon, thread=f"{noon.timestamp():.6f}")
    with pytest.raises(Unavailable):
        do(comments.write, reply, by=BEN, at=noon)
    post_card(do, incident, ts=reply.thread_ts)
    assert do(comments.write, reply, by=BEN, at=noon) is not None


@pytest.mark.parametrize(
    ("on_their_way", "waits"),
    [
        ({"team:service-desk": CHANNEL, f"person:{MAX.id}": "D0MAX"}, True),
        ({"team:service-desk": "C0OTHER", f"person:{MAX.id}": "D0MAX"}, False),
        ({f"person:{MAX.id}": "D0MAX"}, True),
    ],
    ids=["here", "elsewhere", "nobody knows where"],
)
def test_a_reply_waits_only_for_what_may_be_posted_in_its_own_channel(
    do: Do, noon: datetime, on_their_way: dict[str, str], waits: bool
) -> None:
    make_incident(do, noon)
    begin_posting(do, noon, on_their_way)
    reply = said("Lunch?", noon, thread=f"{noon.timestamp():.6f}")
    if waits:
        with pytest.raises(Unavailable):
            do(comments.write, reply, by=BEN, at=noon)
    else:
        assert do(comments.write, reply, by=BEN, at=noon) is None


def test_the_same_reply_told_twice_is_one(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("Which floor?", noon), by=BEN, at=noon)
    assert do(comments.write, said("Which floor?", noon), by=BEN, at=noon) is None
    assert len(history(do, incident)) == 2


def test_an_edit_is_followed(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("Wich floor?", noon), by=BEN, at=noon)
    do(comments.edit, said("Which floor?", noon), by=BEN, at=noon + MINUTE)
    comment = kept(do)
    assert comment is not None
    assert (comment.text, comment.edited_at) == ("Which floor?", noon + MINUTE)
    assert last_event(do, incident) == ("comment.edited", BEN.id, {"ts": REPLY})


def test_an_edit_that_changes_nothing_is_none(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("Which floor?", noon), by=BEN, at=noon)
    assert do(comments.edit, said("Which floor? ", noon), by=BEN, at=noon) is None
    assert len(history(do, incident)) == 2


def test_an_edit_that_comes_before_its_reply_stands(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.edit, said("Which floor?", noon), by=BEN, at=noon)
    do(comments.write, said("Wich floor?", noon), by=BEN, at=noon)
    comment = kept(do)
    assert comment is not None
    assert comment.text == "Which floor?"
    assert len(history(do, incident)) == 2


def test_of_a_deleted_reply_no_word_is_kept(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.write, said("My password is 1234", noon), by=BEN, at=noon)
    do(comments.delete, said("My password is 1234", noon), by=BEN, at=noon + MINUTE)
    comment = kept(do)
    assert comment is not None
    assert (comment.text, comment.deleted_at) == ("", noon + MINUTE)
    assert do(incidents.show, incident.id, by=MAX).comment_count == 0
    assert last_event(do, incident) == ("comment.deleted", BEN.id, {"ts": REPLY})


def test_a_reply_deleted_before_it_came_stays_away(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    do(comments.delete, said("My password is 1234", noon), by=BEN, at=noon)
    do(comments.write, said("My password is 1234", noon), by=BEN, at=noon)
    do(comments.edit, said("My password is 12345", noon), by=BEN, at=noon)
    do(comments.delete, said("My password is 1234", noon), by=BEN, at=noon)
    comment = kept(do)
    assert comment is not None
    assert comment.text == ""
    assert do(incidents.show, incident.id, by=MAX).comments == []
    assert len(history(do, incident)) == 2


@pytest.mark.parametrize(
    ("typed", "is_kept"),
    [
        ("in\x00voice \u202eDNIM\ud800", "invoice DNIM"),
        ("<!channel> *b*", "<!channel> *b*"),
        ("x" * 40_000, "x" * (LENGTH - 1) + "…"),
        ("\u200b", "\u200b"),
        ("", ""),
    ],
)
def test_a_comment_is_made_safe_and_has_an_end(
    do: Do, noon: datetime, typed: str, is_kept: str
) -> None:
    post_card(do, make_incident(do, noon))
    do(comments.write, said(typed, noon), by=BEN, at=noon)
    comment = kept(do)
    assert comment is not None
    assert comment.text == is_kept


def test_the_latest_comments_are_shown_oldest_first(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    for number in range(7):
        reply = said(f"{number}", noon, ts=f"100.00030{number}")
        do(comments.write, reply, by=BEN, at=noon)
    sheet = do(incidents.show, incident.id, by=MAX)
    assert [comment.text for comment in sheet.comments] == ["2", "3", "4", "5", "6"]
    assert sheet.comment_count == 7


# Slack tells of messages in no certain order


def test_the_latest_are_those_written_last_in_whatever_order_they_came(
    do: Do, noon: datetime
) -> None:
    incident = post_card(do, make_incident(do, noon))
    for second in (3, 0, 6, 1, 5, 2, 4):
        written = noon + timedelta(seconds=second)
        reply = said(f"{second}", written, ts=f"{written.timestamp():.6f}")
        do(comments.write, reply, by=BEN, at=noon + MINUTE)
    sheet = do(incidents.show, incident.id, by=MAX)
    assert [comment.text for comment in sheet.comments] == ["2", "3", "4", "5", "6"]


def test_of_two_edits_the_later_stands(do: Do, noon: datetime) -> None:
    post_card(do, make_incident(do, noon))
    do(comments.write, said("Wich flor?", noon), by=BEN, at=noon)
    for second, text in ((2, "Which floor?"), (1, "Which flor?")):
        edited = replace(said(text, noon), edited_at=noon + timedelta(seconds=second))
        do(comments.edit, edited, by=BEN, at=noon + MINUTE)
    comment = kept(do)
    assert comment is not None
    assert (comment.text, comment.edited_at) == ("Which floor?", noon + timedelta(seconds=2))


SAID, CHANGED, GONE = "said", "changed", "gone"
TALKS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=4)
"""For each reply how often it was edited, and whether it was deleted in the end."""


@given(talk=TALKS, data=st.data())
@settings(max_examples=25)
def test_whatever_the_order_it_ends_as_it_was_said(
    engine: Engine, talk: list[tuple[int, bool]], data: st.DataObject
) -> None:
    began = datetime(2026, 3, 2, 12, tzinfo=UTC)
    happened = list(told(talk, began))
    heard = data.draw(st.permutations(happened))
    with scratch(engine) as do:
        settle_in(do, began)
        incident = post_card(do, make_incident(do, began))
        for what, reply in heard:
            follow(do, what, reply, at=began + HOUR)
        sheet = do(incidents.show, incident.id, by=MAX)
    stands = [(number, edits) for number, (edits, is_gone) in enumerate(talk) if not is_gone]
    assert [(it.text, bool(it.edited_at)) for it in sheet.comments] == [
        (f"{number}, version {edits}", edits > 0) for number, edits in stands
    ]


def told(talk: list[tuple[int, bool]], began: datetime) -> Iterator[tuple[str, Said]]:
    """What Slack tells of such a talk, in the order in which it happened."""
    for number, (edits, is_gone) in enumerate(talk):
        written = began + number * MINUTE
        reply = said(f"{number}, version 0", written, ts=f"{written.timestamp():.6f}")
        yield SAID, reply
        for edit in range(1, edits + 1):
            text, edited_at = f"{number}, version {edit}", written + timedelta(seconds=edit)
            reply = replace(reply, text=text, edited_at=edited_at)
            yield CHANGED, reply
        if is_gone:
            yield GONE, reply


def follow(do: Do, what: str, reply: Said, *, at: datetime) -> None:
    if what == SAID:
        do(comments.write, reply, by=BEN, at=at)
    elif what == CHANGED:
        do(comments.edit, reply, by=BEN, at=at)
    else:
        do(comments.delete, reply, by=BEN, at=at)


# What counts is when it was said, not when we heard of it


def test_a_deleted_card_of_an_open_incident_is_posted_anew(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    assert do(threads.card_deleted, CHANNEL, CARD, at=noon)
    card = do(places.card_of, Kind.INCIDENT, incident.id)
    assert (card.ts, card.due_at) == (None, noon)


def test_that_of_a_resolved_one_stays_away_until_something_happens(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_resolved(do, noon))
    assert do(threads.card_deleted, CHANNEL, CARD, at=noon)
    card = do(places.card_of, Kind.INCIDENT, incident.id)
    assert (card.ts, card.due_at) == (None, None)
    do(incidents.reopen, incident.id, reason="It is back.", by=MAX, at=noon)
    assert do(places.card_of, Kind.INCIDENT, incident.id).due_at == noon


def test_a_deleted_notice_is_not_said_again(do: Do, noon: datetime) -> None:
    make_resolved(do, noon)
    query = select(Owed.id).where(Owed.message == Message.NOTICE)
    notice = do(lambda tx: tx.scalars(query).one())
    do(outbox.delivered, notice, count=1, channel_id="D0MAX", ts="7.000100")
    assert not do(threads.card_deleted, "D0MAX", "7.000100", at=noon)
    assert do(lambda tx: tx.get(Owed, notice)).due_at is None


def test_a_deletion_of_something_else_is_nothing(do: Do, noon: datetime) -> None:
    post_card(do, make_incident(do, noon))
    assert not do(threads.card_deleted, CHANNEL, "1.000000", at=noon)


def test_whoever_reported_what_is_closed_hears_once_that_nobody_looks_there(
    do: Do, noon: datetime
) -> None:
    """An agent who says something there knows that; the reporter's second word is kept without another."""
    incident = post_card(do, make_resolved(do, noon))
    do(incidents.confirm, incident.id, by=MAX, at=noon)
    before = owed(do, incident).get(("notice", f"person:{MAX.id}"), 0)
    for count, by in enumerate((BEN, MAX, MAX)):
        do(comments.write, said("And?", noon, ts=f"100.00030{count}"), by=by, at=noon)
    assert [entry.event for entry in history(do, incident)[-3:]] == [
        Event.COMMENT_WRITTEN,
        Event.COMMENT_TOO_LATE,
        Event.COMMENT_WRITTEN,
    ]
    assert owed(do, incident)["notice", f"person:{MAX.id}"] == before + 1
