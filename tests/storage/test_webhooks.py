"""The rows behind webhooks: owed, leased to one sender, taken, put off, given up, owed again."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from domain.events import Event
from domain.numbers import Kind
from storage import webhooks
from storage.database import Database
from storage.webhooks import OwedWebhook
from tests.makers import Do

MINUTE = timedelta(minutes=1)


def owe(do: Do, at: datetime, *ids: str, endpoint: str = "ci") -> None:
    rows = [
        {
            "message_id": message_id,
            "endpoint": endpoint,
            "event": Event.CHANGE_APPROVED,
            "subject_kind": Kind.CHANGE,
            "subject_id": 7,
            "body": "{}",
        }
        for message_id in ids
    ]
    do(webhooks.owe, rows, at)


def claimed(do: Do, at: datetime, by: str = "one", **more: Any) -> list[OwedWebhook]:
    return list(do(webhooks.claim, by=by, at=at, lease_until=at + MINUTE, **more))


def ids(rows: list[OwedWebhook]) -> list[str]:
    return [row.message_id for row in rows]


def test_nothing_is_owed_where_nobody_listens(do: Do, noon: datetime) -> None:
    owe(do, noon)
    assert do(webhooks.next_due_at) is None


def test_one_after_the_other_goes_to_an_endpoint(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1", "msg_2")
    [first] = claimed(do, noon)
    assert do(webhooks.sent, first.id, by="one", at=noon)
    [second] = claimed(do, noon)
    assert ids([first, second]) == ["msg_1", "msg_2"]
    assert do(webhooks.sent, second.id, by="one", at=noon)
    assert claimed(do, noon + MINUTE) == []
    assert do(webhooks.counts) == (0, 0)


def test_a_busy_endpoint_holds_up_no_other(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1")
    owe(do, noon, "msg_1", endpoint="other")
    assert [row.endpoint for row in claimed(do, noon, busy=["ci"])] == ["other"]
    assert do(webhooks.next_due_at, ["other"]) == noon
    assert do(webhooks.next_due_at, ["ci", "other"]) is None


def test_one_sender_at_a_time_has_it(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1")
    [row] = claimed(do, noon)
    assert claimed(do, noon, by="two") == []
    assert do(webhooks.next_due_at) == noon + MINUTE
    [again] = claimed(do, noon + MINUTE, by="two")
    assert (again.message_id, again.body, again.attempts) == (row.message_id, row.body, 2)
    assert not do(webhooks.sent, row.id, by="one", at=noon)
    assert not do(webhooks.postpone, row.id, by="one", until=noon, error="late")
    assert not do(webhooks.give_up, row.id, by="one", at=noon, error="late")
    assert do(webhooks.sent, row.id, by="two", at=noon)


def test_a_dead_one_s_leases_are_let_go(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1")
    claimed(do, noon)
    do(webhooks.release_all)
    assert ids(claimed(do, noon, by="two")) == ["msg_1"]


def test_what_was_put_off_waits_for_its_time_and_lets_others_go_first(
    do: Do, noon: datetime
) -> None:
    owe(do, noon, "msg_1", "msg_2")
    [row] = claimed(do, noon)
    do(webhooks.postpone, row.id, by="one", until=noon + MINUTE, error="it answered 500")
    assert ids(claimed(do, noon)) == ["msg_2"]
    assert ids(claimed(do, noon + MINUTE, by="two")) == ["msg_1"]


def test_what_was_given_up_is_shown_and_owed_again_when_asked_for(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1")
    [row] = claimed(do, noon)
    do(webhooks.give_up, row.id, by="one", at=noon, error="it answered 500")
    assert do(webhooks.counts) == (0, 1)
    [shown] = do(webhooks.given_up, limit=9)
    assert (shown.message_id, shown.error) == ("msg_1", "it answered 500")
    assert claimed(do, noon + 999 * MINUTE) == []
    assert do(webhooks.retry_given_up, noon) == 1
    [again] = claimed(do, noon)
    assert (again.message_id, again.attempts) == ("msg_1", 1)


def test_what_was_taken_is_forgotten_after_a_while_and_nothing_else(do: Do, noon: datetime) -> None:
    owe(do, noon, "msg_1", "msg_2")
    [row] = claimed(do, noon)
    do(webhooks.sent, row.id, by="one", at=noon)
    assert do(webhooks.forget_sent, before=noon) == 0
    assert do(webhooks.forget_sent, before=noon + MINUTE) == 1
    assert ids(claimed(do, noon)) == ["msg_2"]


async def test_of_ten_senders_at_once_one_gets_it(database: Database, noon: datetime) -> None:
    row = {
        "message_id": "msg_1",
        "endpoint": "ci",
        "event": Event.CHANGE_APPROVED,
        "subject_kind": Kind.CHANGE,
        "subject_id": 7,
        "body": "{}",
    }
    await database.write(lambda tx: webhooks.owe(tx, [row], noon))

    def claim(by: str) -> Any:
        return database.write(
            lambda tx: len(webhooks.claim(tx, by=by, at=noon, lease_until=noon + MINUTE))
        )

    assert sum(await asyncio.gather(*(claim(str(number)) for number in range(10)))) == 1
