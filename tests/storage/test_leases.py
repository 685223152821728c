"""Leases: one sender at a time has a message, and each destination is one sender's."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from storage import backlog, leases, outbox
from storage.database import Database
from storage.leases import Way
from tests.makers import Do
from tests.storage.outgoing import LEASE, SECOND, US, claimed, message, row, show


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
