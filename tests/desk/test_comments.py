"""What people say in a card's thread, through Slack's edits and deletions, early, late and twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import comments, incidents
from desk.comments import LENGTH, Said
from domain.errors import Unavailable
from domain.numbers import Kind
from storage import leases, outbox
from storage.incidents import Comment, Incident, comment_at
from storage.outbox import Message, Owed
from tests.makers import Do, history, make_incident, make_resolved, notices, owed
from tests.people import BEN, MAX

CHANNEL, CARD, REPLY = "C0SERVICEDESK", "100.000100", "100.000200"
MINUTE = timedelta(minutes=1)


def post_card(do: Do, incident: Incident, ts: str = CARD) -> Incident:
    """The card stands in the team's channel."""
    card = do(outbox.card_of, Kind.INCIDENT, incident.id)
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


# A card that somebody deleted


def test_a_deleted_card_of_an_open_incident_is_posted_anew(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_incident(do, noon))
    assert do(comments.card_deleted, CHANNEL, CARD, at=noon)
    card = do(outbox.card_of, Kind.INCIDENT, incident.id)
    assert (card.ts, card.due_at) == (None, noon)


def test_that_of_a_resolved_one_stays_away_until_something_happens(do: Do, noon: datetime) -> None:
    incident = post_card(do, make_resolved(do, noon))
    assert do(comments.card_deleted, CHANNEL, CARD, at=noon)
    card = do(outbox.card_of, Kind.INCIDENT, incident.id)
    assert (card.ts, card.due_at) == (None, None)
    do(incidents.reopen, incident.id, reason="It is back.", by=MAX, at=noon)
    assert do(outbox.card_of, Kind.INCIDENT, incident.id).due_at == noon


def test_a_deleted_notice_is_not_said_again(do: Do, noon: datetime) -> None:
    make_resolved(do, noon)
    query = select(Owed.id).where(Owed.message == Message.NOTICE)
    notice = do(lambda tx: tx.scalars(query).one())
    do(outbox.delivered, notice, count=1, channel_id="D0MAX", ts="7.000100")
    assert not do(comments.card_deleted, "D0MAX", "7.000100", at=noon)
    assert do(lambda tx: tx.get(Owed, notice)).due_at is None


def test_a_deletion_of_something_else_is_nothing(do: Do, noon: datetime) -> None:
    post_card(do, make_incident(do, noon))
    assert not do(comments.card_deleted, CHANNEL, "1.000000", at=noon)
