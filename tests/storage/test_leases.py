"""Leases: one sender at a time has a message, and whatever befalls it, what is wanted is not lost."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage import backlog, leases, outbox
from storage.database import Database
from storage.leases import Claim, Way
from storage.outbox import Owed
from tests.makers import Do, scratch
from tests.storage.outgoing import LEASE, SECOND, US, claimed, message, row, show

# Claiming


def test_each_destination_has_one_turn_however_much_it_is_owed(do: Do, noon: datetime) -> None:
    assert do(leases.turns) == []
    do(outbox.want, [message(f"{n}") for n in range(9)], noon + SECOND)
    do(outbox.want, [message("to ben", "person:ben")], noon + LEASE)
    do(outbox.want, [message("first")], noon)
    turns = {it.destination: it for it in do(leases.turns)}
    assert {place: it.at for place, it in turns.items()} == {
        "team:desk": noon,
        "person:ben": noon + LEASE,
    }
    assert turns["team:desk"].owed_id == row(do, "first").id


def test_a_turn_comes_when_whoever_has_the_destination_is_done_or_gone(
    do: Do, noon: datetime
) -> None:
    do(outbox.want, [message("one"), message("two")], noon)
    one = claimed(do, noon)["one"]
    assert [it.at for it in do(leases.turns)] == [noon + LEASE]
    show(do, one)
    assert [it.at for it in do(leases.turns)] == [noon]


def test_the_first_due_of_each_destination_is_claimed(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("late")], noon)
    do(outbox.want, [message("early"), message("to ben", "person:ben")], noon - SECOND)
    do(outbox.want, [message("not yet", "person:ann")], noon + SECOND)
    assert set(claimed(do, noon)) == {"early", "to ben"}


def test_no_more_destinations_are_taken_on_than_can_be_served(do: Do, noon: datetime) -> None:
    do(outbox.want, [message(f"{n}", f"person:{n}") for n in range(5)], noon)
    assert set(claimed(do, noon, limit=2)) == {"0", "1"}
    assert set(claimed(do, noon, limit=4)) == {"2", "3", "4"}


def test_no_more_of_a_way_are_taken_on_than_there_is_room_for(do: Do, noon: datetime) -> None:
    places = [f"person:{n}" for n in range(3)]
    do(outbox.want, [message(f"card {place}", place) for place in places], noon)
    for claim in claimed(do, noon).values():
        show(do, claim)
    do(outbox.want, [message(f"card {place}", place) for place in places], noon + SECOND)
    do(outbox.want, [message("new", "person:new")], noon + 2 * SECOND)
    at, room = noon + 2 * SECOND, {Way.UPDATE: 1, Way.HOME: 0}
    assert set(claimed(do, at, room=room)) == {"card person:0", "new"}
    assert set(claimed(do, at, room={Way.UPDATE: 0})) == set()
    assert set(claimed(do, at, room={Way.HOME: 0})) == {"card person:1", "card person:2"}


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
    do(leases.renew, [claim.owed.id], by=US, lease_until=noon + LEASE + LEASE)
    assert not claimed(do, noon + LEASE)


def test_a_paused_destination_waits_and_the_others_do_not(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    assert set(claimed(do, noon, paused=("team:desk",))) == {"to ben"}


def test_a_dead_sender_s_leases_are_released(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claimed(do, noon)
    do(leases.release_all)
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
    do(leases.postpone, one.id, by=US, until=noon + SECOND, error="ratelimited", certain=True)
    assert claimed(do, noon + SECOND)["one"].uncertain_since is None


def test_silence_leaves_it_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon)["one"].owed
    do(leases.postpone, one.id, by=US, until=noon + SECOND, error="no answer", certain=False)
    assert claimed(do, noon + SECOND)["one"].uncertain_since == noon


def test_what_is_posted_is_noted_to_be_on_its_way(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claimed(do, noon, leads_to={"team:desk": "C1"}.get)
    assert (row(do, "one").channel_id, row(do, "one").ts) == ("C1", None)


def test_what_may_have_been_posted_is_looked_for_where_it_was_tried(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    claimed(do, noon, leads_to={"team:desk": "C1"}.get)
    again = claimed(do, noon + LEASE, leads_to={"team:desk": "C2"}.get)["one"]
    assert again.owed.channel_id == "C1"


def test_what_slack_surely_has_not_goes_where_its_destination_leads_now(
    do: Do, noon: datetime
) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon, leads_to={"team:desk": "C1"}.get)["one"].owed
    do(leases.give_up, one.id, by=US, at=noon, error="is_archived", certain=True)
    do(backlog.retry_given_up, noon)
    assert claimed(do, noon)["one"].owed.channel_id is None
    do(leases.release_all)
    do(outbox.lost, one.id, tried_at=None)
    assert claimed(do, noon, leads_to={"team:desk": "C2"}.get)["one"].owed.channel_id == "C2"


def test_an_update_is_never_uncertain(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    show(do, claimed(do, noon)["one"])
    do(outbox.want, [message("one")], noon)
    claimed(do, noon)
    assert claimed(do, noon + LEASE)["one"].uncertain_since is None


@pytest.mark.parametrize(
    "end",
    [
        lambda do, owed_id, by, at: do(
            leases.postpone, owed_id, by=by, until=at, error="silence", certain=True
        ),
        lambda do, owed_id, by, at: do(
            leases.give_up, owed_id, by=by, at=at, error="is_archived", certain=True
        ),
        lambda do, owed_id, by, at: do(leases.moved, owed_id, by=by, at=at),
        lambda do, owed_id, by, at: do(outbox.lost, owed_id, by=by, tried_at=at),
    ],
    ids=["postpone", "give up", "moved", "lost"],
)
def test_who_comes_late_changes_nothing_for_whoever_has_it_now(
    do: Do, noon: datetime, end: Callable[..., bool]
) -> None:
    do(outbox.want, [message("one")], noon)
    owed_id = claimed(do, noon, by="slow")["one"].owed.id
    claimed(do, noon + LEASE, by="quick")
    assert end(do, owed_id, "slow", noon + LEASE) is False
    one = row(do, "one")
    assert (one.leased_by, one.leased_until) == ("quick", noon + 2 * LEASE)
    assert (one.tried_at, one.due_at, one.given_up_at) == (noon, noon, None)
    assert end(do, owed_id, "quick", noon + LEASE) is True


def test_who_comes_late_may_end_it_while_nobody_else_has_it(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon, by="slow")["one"].owed
    later = noon + 2 * LEASE
    assert do(leases.postpone, one.id, by="slow", until=later, error="silence", certain=False)
    assert set(claimed(do, later, by="quick")) == {"one"}


def test_what_slack_shows_is_noted_from_whomever_and_the_lease_stays(
    do: Do, noon: datetime
) -> None:
    do(outbox.want, [message("one"), message("two")], noon)
    slow = claimed(do, noon, by="slow")["one"]
    quick = claimed(do, noon + LEASE, by="quick")["one"]
    show(do, slow, by="slow", ts="1.0")
    one = row(do, "one")
    assert (one.ts, one.shown, one.leased_by) == ("1.0", 1, "quick")
    assert not claimed(do, noon + LEASE), "its destination is still being served"
    show(do, quick, by="quick", ts="1.0")
    assert set(claimed(do, noon + LEASE)) == {"two"}


def test_only_its_own_leases_are_renewed_for_a_sender(do: Do, noon: datetime) -> None:
    do(outbox.want, [message("one"), message("to ben", "person:ben")], noon)
    ours = [claim.owed.id for claim in claimed(do, noon, by="slow").values()]
    claimed(do, noon + LEASE, by="quick")
    do(leases.renew, ours, by="slow", lease_until=noon + 9 * LEASE)
    assert {row(do, key).leased_until for key in ("one", "to ben")} == {noon + 2 * LEASE}


def test_what_needs_not_be_said_is_owed_no_longer_until_it_is_wanted_again(
    do: Do, noon: datetime
) -> None:
    do(outbox.want, [message("one")], noon)
    one = claimed(do, noon)["one"].owed
    assert do(leases.needless, one.id, by=US, count=one.wanted)
    assert not claimed(do, noon)
    assert (row(do, "one").ts, row(do, "one").given_up_at) == (None, None)
    do(outbox.want, [message("one")], noon)
    again = claimed(do, noon)["one"]
    assert again.uncertain_since is None
    do(outbox.want, [message("one")], noon)
    do(leases.needless, one.id, by=US, count=again.owed.wanted)
    assert set(claimed(do, noon)) == {"one"}


async def test_claimers_at_once_never_get_the_same_row(database: Database, noon: datetime) -> None:
    owed = [message(f"{n}", f"person:{n}") for n in range(30)]
    await database.write(lambda tx: outbox.want(tx, owed, noon))

    def claim(tx: Session) -> list[str]:
        found = leases.claim(tx, by=US, at=noon, lease_until=noon + LEASE, paused=(), limit=7)
        return [each.owed.key for each in found]

    answers = await asyncio.gather(*(database.write(claim) for _ in range(12)))
    assert set(Counter(key for keys in answers for key in keys).values()) == {1}


async def test_of_claimers_at_once_one_serves_a_destination(
    database: Database, noon: datetime
) -> None:
    owed = [message(f"{n}") for n in range(50)]
    await database.write(lambda tx: outbox.want(tx, owed, noon))

    def claim(tx: Session) -> list[str]:
        found = leases.claim(tx, by=US, at=noon, lease_until=noon + LEASE, paused=(), limit=5)
        return [each.owed.key for each in found]

    answers = await asyncio.gather(*(database.write(claim) for _ in range(5)))
    assert [key for keys in answers for key in keys] == ["0"]


# Whatever happens


@dataclass(frozen=True)
class Held:
    """A message in a sender's hands. It may keep it there for longer than it may."""

    claim: Claim
    by: str
    until: datetime


@dataclass
class Post:
    """Senders at work on a few messages: each step is something that can befall them."""

    do: Do
    at: datetime
    under_way: list[Held] = field(default_factory=list)
    senders: Iterator[int] = field(default_factory=count)

    def want(self, key: str) -> None:
        destination = "team:desk" if key in "ab" else "person:ben"
        self.do(outbox.want, [message(key, destination)], self.at)

    def wait(self, seconds: int) -> None:
        self.at += seconds * SECOND

    def claim(self, _: int) -> None:
        by = f"sender {next(self.senders)}"
        for claim in claimed(self.do, self.at, by=by).values():
            self.under_way.append(Held(claim, by, self.at + LEASE))

    def end(self, which: int, how: str) -> None:
        """One of those under way comes to an end, or its sender dies without a word."""
        if not self.under_way:
            return
        held = self.under_way.pop(which % len(self.under_way))
        owed, end = held.claim.owed, {"by": held.by, "error": "is_archived", "certain": False}
        match how:
            case "delivered":
                show(self.do, held.claim, by=held.by)
            case "postponed":
                self.do(leases.postpone, owed.id, until=self.at + 3 * SECOND, **end)
            case "given up":
                self.do(leases.give_up, owed.id, at=self.at, **end)

    def retry(self, _: int) -> None:
        self.do(backlog.retry_given_up, self.at)

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
        assert sending.do(backlog.counts)[:2] == (0, 0)


@given(steps=SEQUENCES)
@settings(max_examples=60)
def test_no_message_is_in_two_hands_and_no_place_served_twice_at_a_time(
    engine: Engine, steps: list[tuple[str, Any]]
) -> None:
    with post(engine) as sending:
        for step in steps:
            take(sending, step)
            held = [held for held in sending.under_way if held.until > sending.at]
            places = [each.claim.owed.destination for each in held]
            assert len(places) == len(set(places))
            holders = {owed.id: owed.leased_by for owed in sending.rows()}
            assert all(holders[each.claim.owed.id] == each.by for each in held)
