"""Messages owed: what is wanted is claimed, shown, and never lost on the way."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.numbers import Kind
from storage import outbox
from storage.database import Database
from storage.outbox import Claim, Message, Owed
from tests.makers import Do, scratch

LEASE = timedelta(seconds=15)
SECOND = timedelta(seconds=1)


def message(key: str, destination: str = "team:desk", **more: Any) -> dict[str, Any]:
    return {"key": key, "message": Message.NOTICE, "destination": destination, **more}


def claimed(
    do: Do, at: datetime, *, paused: tuple[str, ...] = (), limit: int = 100
) -> dict[str, Claim]:
    claims = do(outbox.claim, at=at, lease_until=at + LEASE, paused=paused, limit=limit)
    return {claim.owed.key: claim for claim in claims}


def row(do: Do, key: str) -> Owed:
    found: Owed = do(lambda tx: tx.scalar(select(Owed).where(Owed.key == key)))
    return found


def show(do: Do, claim: Claim) -> None:
    """Slack has taken it, as it was when it was claimed."""
    do(outbox.delivered, claim.owed.id, count=claim.owed.wanted, channel_id="C1", ts="1.0")


# Claiming


def test_the_first_due_of_each_destination_is_claimed(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("late")], noon)
    do(outbox.want, [message("early"), message("to ben", "person:ben")], noon - SECOND)
    do(outbox.want, [message("not yet", "person:ann")], noon + SECOND)
    assert set(claimed(do, noon)) == {"early", "to ben"}


def test_no_more_destinations_are_taken_on_than_can_be_served(do: Do, noon: datetime) -> None:
    do(outbox.want, [message(f"{n}", f"person:{n}") for n in range(5)], noon)
    assert set(claimed(do, noon, limit=2)) == {"0", "1"}
    assert set(claimed(do, noon, limit=4)) == {"2", "3", "4"}


@pytest.mark.parametrize(
    ("after", "is_free"), [(timedelta(0), False), (LEASE - SECOND, False), (LEASE, True)]
)
def test_a_lease_keeps_the_whole_destination_until_it_ends(
    do: Do, noon: datetime, after: timedelta, is_free: bool
) -> None:
    do(outbox.want, [message("one"), message("two")], noon)
    claimed(do, noon)
    assert bool(claimed(do, noon + after)) is is_free


def test_a_renewed_lease_lasts_longer(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claim = claimed(do, noon)["one"]
    do(outbox.renew, [claim.owed.id], noon + LEASE + LEASE)
    assert not claimed(do, noon + LEASE)


def test_a_paused_destination_waits_and_the_others_do_not(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    assert set(claimed(do, noon, paused=("team:desk",))) == {"to ben"}


def test_a_dead_sender_s_leases_are_released(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claimed(do, noon)
    do(outbox.release_all)
    assert set(claimed(do, noon)) == {"one"}


def test_every_claim_counts_as_an_attempt(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claimed(do, noon)
    claimed(do, noon + LEASE)
    assert row(do, "one").attempts == 2


def test_what_a_dead_sender_may_have_posted_is_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    assert claimed(do, noon)["one"].uncertain_since is None
    assert claimed(do, noon + LEASE)["one"].uncertain_since == noon
    assert claimed(do, noon + 2 * LEASE)["one"].uncertain_since == noon


def test_what_slack_surely_has_not_taken_is_not_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon)["one"].owed
    do(outbox.postpone, one.id, until=noon + SECOND, error="ratelimited", certain=True)
    assert claimed(do, noon + SECOND)["one"].uncertain_since is None


def test_silence_leaves_it_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon)["one"].owed
    do(outbox.postpone, one.id, until=noon + SECOND, error="no answer", certain=False)
    assert claimed(do, noon + SECOND)["one"].uncertain_since == noon


def test_an_update_is_never_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon)["one"])
    do(outbox.want, [message("one")], noon)
    claimed(do, noon)
    assert claimed(do, noon + LEASE)["one"].uncertain_since is None


async def test_claimers_at_once_never_get_the_same_row(database: Database, noon: datetime) -> None:
    owed = [message(f"{n}", f"person:{n}") for n in range(30)]
    await database.write(lambda tx: outbox.want(tx, owed, noon))

    def claim(tx: Session) -> list[str]:
        found = outbox.claim(tx, at=noon, lease_until=noon + LEASE, paused=(), limit=7)
        return [each.owed.key for each in found]

    answers = await asyncio.gather(*(database.write(claim) for _ in range(12)))
    assert set(Counter(key for keys in answers for key in keys).values()) == {1}


async def test_of_claimers_at_once_one_serves_a_destination(
    database: Database, noon: datetime
) -> None:
    owed = [message(f"{n}") for n in range(50)]
    await database.write(lambda tx: outbox.want(tx, owed, noon))

    def claim(tx: Session) -> list[str]:
        found = outbox.claim(tx, at=noon, lease_until=noon + LEASE, paused=(), limit=5)
        return [each.owed.key for each in found]

    answers = await asyncio.gather(*(database.write(claim) for _ in range(5)))
    assert [key for keys in answers for key in keys] == ["0"]


# Wanting and showing


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
    do(outbox.give_up, claimed(do, noon)["one"].owed.id, at=noon, error="is_archived", certain=True)
    assert row(do, "one").error == "is_archived"
    do(outbox.want, [message("one")], noon)
    one = row(do, "one")
    assert (one.given_up_at, one.error, one.due_at, one.attempts) == (None, None, noon, 0)


def test_what_is_given_up_is_sent_after_all_when_an_admin_says_so(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    for claim in claimed(do, noon).values():
        do(outbox.give_up, claim.owed.id, at=noon, error="is_archived", certain=True)
    assert not claimed(do, noon)
    assert {owed.key for owed in do(outbox.given_up, limit=10)} == {"one", "to ben"}
    assert do(outbox.retry_given_up, noon, "person:ben") == 1
    assert do(outbox.retry_given_up, noon) == 1
    assert do(outbox.retry_given_up, noon) == 0
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
    do(outbox.forget_trouble, "team:desk")
    left = do(lambda tx: tx.scalars(select(Owed.key)).all())
    assert sorted(left) == [
        "trouble:team:desk%:is_archived:U1",
        "trouble:team:desk_2:is_archived:U1",
    ]


def test_the_next_due_moment_leaves_pauses_aside(do: Do, noon: datetime) -> None:
    assert do(outbox.next_due_at, ()) is None
    do(outbox.want, [message("one")], noon)
    do(outbox.want, [message("to ben", "person:ben")], noon + SECOND)
    assert do(outbox.next_due_at, ()) == noon
    assert do(outbox.next_due_at, ("team:desk",)) == noon + SECOND


def test_counts_tell_what_waits_and_what_was_given_up(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    do(
        outbox.give_up,
        claimed(do, noon)["to ben"].owed.id,
        at=noon,
        error="user_not_found",
        certain=True,
    )
    assert do(outbox.counts) == (1, 1, noon)


# Whatever happens


@dataclass
class Post:
    """Senders at work on a few messages: each step is something that can befall them."""

    do: Do
    at: datetime
    under_way: list[tuple[Claim, datetime]] = field(default_factory=list)

    def want(self, key: str) -> None:
        destination = "team:desk" if key in "ab" else "person:ben"
        self.do(outbox.want, [message(key, destination)], self.at)

    def wait(self, seconds: int) -> None:
        self.at += seconds * SECOND

    def claim(self, _: int) -> None:
        for claim in claimed(self.do, self.at).values():
            self.under_way.append((claim, self.at + LEASE))

    def end(self, which: int, how: str) -> None:
        """One of those under way comes to an end, or its sender dies without a word."""
        if not self.under_way:
            return
        claim, _ = self.under_way.pop(which % len(self.under_way))
        match how:
            case "delivered":
                show(self.do, claim)
            case "postponed":
                until = self.at + 3 * SECOND
                self.do(outbox.postpone, claim.owed.id, until=until, error="silence", certain=False)
            case "given up":
                self.do(
                    outbox.give_up, claim.owed.id, at=self.at, error="is_archived", certain=True
                )

    def retry(self, _: int) -> None:
        self.do(outbox.retry_given_up, self.at)

    def rows(self) -> list[Owed]:
        found: list[Owed] = self.do(lambda tx: tx.scalars(select(Owed)).all())
        return found


STEPS = st.one_of(
    st.tuples(st.just("want"), st.sampled_from("abc")),
    st.tuples(st.just("wait"), st.integers(1, 20)),
    st.tuples(st.just("claim"), st.just(0)),
    st.tuples(st.sampled_from(["delivered", "postponed", "given up", "died"]), st.integers(0, 5)),
    st.tuples(st.just("retry"), st.just(0)),
)
SEQUENCES = st.lists(STEPS, max_size=30)


@contextmanager
def post(engine: Engine) -> Iterator[Post]:
    with scratch(engine) as do:
        yield Post(do, datetime(2026, 3, 2, 12, tzinfo=UTC))


def take(post: Post, step: tuple[str, Any]) -> None:
    name, given = step
    if name in ("want", "wait", "claim", "retry"):
        getattr(post, name)(given)
    else:
        post.end(given, name)


A_LATE_SENDER = [
    ("want", "a"),
    ("claim", 0),
    ("want", "a"),
    ("wait", 20),
    ("claim", 0),
    ("delivered", 1),
    ("delivered", 0),
]


@given(steps=SEQUENCES)
@example(steps=A_LATE_SENDER)
@settings(max_examples=60)
def test_a_wanted_message_is_shown_or_due_or_visibly_given_up(
    engine: Engine, steps: list[tuple[str, Any]]
) -> None:
    with post(engine) as sending:
        for step in steps:
            take(sending, step)
            for owed in sending.rows():
                assert owed.due_at or owed.given_up_at or owed.shown == owed.wanted, owed


@given(steps=SEQUENCES)
@settings(max_examples=40)
def test_when_the_trouble_is_over_everything_wanted_is_shown(
    engine: Engine, steps: list[tuple[str, Any]]
) -> None:
    with post(engine) as sending:
        for step in steps:
            take(sending, step)
        sending.retry(0)
        sending.under_way.clear()
        for _ in range(10):
            sending.wait(60)
            sending.claim(0)
            while sending.under_way:
                sending.end(0, "delivered")
        assert all(owed.shown == owed.wanted for owed in sending.rows())
        assert sending.do(outbox.counts)[:2] == (0, 0)


@given(steps=SEQUENCES)
@settings(max_examples=60)
def test_no_message_is_in_two_hands_and_no_place_served_twice_at_a_time(
    engine: Engine, steps: list[tuple[str, Any]]
) -> None:
    with post(engine) as sending:
        for step in steps:
            take(sending, step)
            sending.under_way = [held for held in sending.under_way if held[1] > sending.at]
            places = [claim.owed.destination for claim, _ in sending.under_way]
            assert len(places) == len(set(places))
