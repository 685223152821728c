"""Messages owed: what is wanted is shown, and what cannot be is visible."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from domain.numbers import Kind
from storage import backlog, leases, outbox
from storage.outbox import Message, Owed
from tests.makers import Do
from tests.storage.outgoing import LEASE, US, claimed, message, row, show


def test_what_is_shown_is_owed_no_longer(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon)["one"])
    one = row(do, "one")
    assert (one.wanted, one.shown, one.due_at, one.leased_until) == (1, 1, None, None)
    assert (one.channel_id, one.ts) == ("C1", "1.0")


def test_many_wishes_are_one_message(do: Do, noon: datetime) -> None:
    for _ in range(5):
        do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon)["one"])
    assert not claimed(do, noon)
    assert row(do, "one").shown == 5


def test_what_changes_while_it_is_being_sent_stays_due(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    under_way = claimed(do, noon)["one"]
    do(outbox.want, [message("one")], noon)
    show(do, under_way)
    assert row(do, "one").shown == 1
    again = claimed(do, noon)["one"]
    assert again.owed.wanted == 2


def test_a_late_sender_that_overwrote_a_newer_text_leaves_it_owed(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    slow = claimed(do, noon)["one"]
    do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon + LEASE)["one"])
    show(do, slow)
    assert set(claimed(do, noon + LEASE)) == {"one"}


def test_wanting_what_was_given_up_owes_it_again(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    do(
        leases.give_up,
        claimed(do, noon)["one"].owed.id,
        by=US,
        at=noon,
        error="is_archived",
        certain=True,
    )
    assert row(do, "one").error == "is_archived"
    do(outbox.want, [message("one")], noon)
    one = row(do, "one")
    assert (one.given_up_at, one.error, one.due_at, one.attempts) == (None, None, noon, 0)


def test_what_is_given_up_is_sent_after_all_when_an_admin_says_so(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    for claim in claimed(do, noon).values():
        do(leases.give_up, claim.owed.id, by=US, at=noon, error="is_archived", certain=True)
    assert not claimed(do, noon)
    assert {owed.key for owed in do(backlog.given_up, limit=10)} == {"one", "to ben"}
    assert do(backlog.retry_given_up, noon, "person:ben") == 1
    assert do(backlog.retry_given_up, noon) == 1
    assert do(backlog.retry_given_up, noon) == 0
    assert set(claimed(do, noon)) == {"one", "to ben"}


def test_what_slack_lost_is_posted_anew_when_it_is_next_wanted(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon)["one"])
    do(outbox.lost, row(do, "one").id, tried_at=None)
    assert not claimed(do, noon)
    do(outbox.want_again, row(do, "one").id, noon)
    assert claimed(do, noon)["one"].owed.ts is None


@pytest.mark.parametrize(
    ("want_again", "wanted"),
    [
        (outbox.want_cards_again, {"card": 2, "receipt": 2, "notice": 1, "another": 1}),
        (outbox.want_receipts_again, {"card": 1, "receipt": 2, "notice": 1, "another": 1}),
    ],
)
def test_cards_follow_their_record_and_notices_are_said_once(
    do: Do, noon: datetime, want_again: Callable[..., None], wanted: dict[str, int]
) -> None:
    for key, what, subject_id in (
        ("card", Message.CARD, 1),
        ("receipt", Message.RECEIPT, 1),
        ("notice", Message.NOTICE, 1),
        ("another", Message.CARD, 2),
    ):
        about = {"message": what, "subject_kind": Kind.INCIDENT, "subject_id": subject_id}
        do(outbox.want, [message(key) | about], noon)
    do(want_again, Kind.INCIDENT, 1, noon)
    assert {key: row(do, key).wanted for key in wanted} == wanted


def test_what_is_wanted_once_is_not_wanted_twice(do: Do, noon: datetime) -> None:
    do(outbox.want_once, message("trouble"), noon)
    show(do, claimed(do, noon)["trouble"])
    do(outbox.want_once, message("trouble"), noon)
    assert not claimed(do, noon)


def test_trouble_that_is_over_can_come_again(do: Do, noon: datetime) -> None:
    for destination in ("team:desk", "team:desk_2", "team:desk%"):
        do(outbox.want_once, message(f"trouble:{destination}:is_archived:U1"), noon)
    do(backlog.forget_trouble, "team:desk")
    left = do(lambda tx: tx.scalars(select(Owed.key)).all())
    assert sorted(left) == [
        "trouble:team:desk%:is_archived:U1",
        "trouble:team:desk_2:is_archived:U1",
    ]


def test_counts_tell_what_waits_and_what_was_given_up(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    do(
        leases.give_up,
        claimed(do, noon)["to ben"].owed.id,
        by=US,
        at=noon,
        error="user_not_found",
        certain=True,
    )
    assert do(backlog.counts) == (1, 1, noon)
