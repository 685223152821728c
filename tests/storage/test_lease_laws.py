"""Whatever befalls messages and their senders, what is wanted is shown, due or given up for all to see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from storage import backlog, leases, outbox
from storage.leases import Claim
from storage.outbox import Owed
from tests.makers import Do, scratch
from tests.storage.outgoing import LEASE, SECOND, claimed, message, show


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
