"""The rows behind major incidents' channels: owed, leased to one worker, done part by part, given up."""

from datetime import datetime, timedelta
from typing import Any

from domain.major.war_rooms import Part
from storage import war_rooms
from storage.incidents import Incident
from storage.war_rooms import WarRoom
from tests.makers import Do, make_incident

MINUTE = timedelta(minutes=1)


def claimed(do: Do, at: datetime, by: str = "one", limit: int = 9) -> list[WarRoom]:
    """The rooms this worker gets for a minute."""
    return list(do(war_rooms.claim, by=by, at=at, lease_until=at + MINUTE, limit=limit))


def opened(do: Do, at: datetime) -> Incident:
    incident = make_incident(do, at)
    do(war_rooms.open_for, incident.id, at)
    return incident


def now(do: Do, incident: Incident) -> Any:
    return do(war_rooms.find, incident.id)


def settle(do: Do, room: WarRoom, at: datetime, *, by: str = "one", **failed: str) -> bool:
    return bool(do(war_rooms.settled, room, by=by, failed=failed, at=at))


def test_a_channel_is_owed_until_it_is_settled(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    assert do(war_rooms.next_due_at) == noon
    assert claimed(do, noon - MINUTE) == []
    [room] = claimed(do, noon)
    assert settle(do, room, noon)
    assert (now(do, incident).due_at, do(war_rooms.next_due_at)) == (None, None)
    assert claimed(do, noon + MINUTE) == []


def test_one_worker_at_a_time_has_it(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    assert len(claimed(do, noon)) == 1
    assert claimed(do, noon, by="two") == []
    assert do(war_rooms.next_due_at) == noon + MINUTE
    [room] = claimed(do, noon + MINUTE, by="two")
    assert room.attempts == 2
    lease = {"lease_until": noon + 2 * MINUTE}
    assert not do(war_rooms.done, incident.id, Part.TOPIC, "x", by="one", **lease)
    assert not settle(do, room, noon, by="one")
    assert not do(war_rooms.postpone, room, by="one", until=noon)
    assert now(do, incident).leased_by == "two"


def test_a_dead_one_s_leases_are_let_go(do: Do, noon: datetime) -> None:
    opened(do, noon)
    claimed(do, noon)
    do(war_rooms.release_all)
    assert len(claimed(do, noon, by="two")) == 1


def test_each_part_that_is_done_is_written_down_and_the_lease_begins_anew(
    do: Do, noon: datetime
) -> None:
    incident = opened(do, noon)
    claimed(do, noon)
    lease = {"by": "one", "lease_until": noon + 5 * MINUTE}
    assert do(war_rooms.done, incident.id, Part.CHANNEL, "C1", **lease)
    assert do(war_rooms.done, incident.id, Part.TOPIC, "INC-1", **lease)
    room = now(do, incident)
    assert (room.channel_id, room.done) == ("C1", {"channel": "C1", "topic": "INC-1"})
    assert room.leased_until == noon + 5 * MINUTE
    assert do(war_rooms.in_channel, "C1").incident_id == incident.id
    assert do(war_rooms.is_of, "C1", incident.id)
    assert not do(war_rooms.is_of, "C2", incident.id)


def test_what_is_wanted_meanwhile_stays_due(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    [room] = claimed(do, noon)
    do(war_rooms.want, incident.id, noon)
    assert settle(do, room, noon)
    assert now(do, incident).due_at == noon
    [room] = claimed(do, noon)
    assert settle(do, room, noon)
    assert now(do, incident).due_at is None


def test_wanting_nothing_of_nobody_s_channel_does_nothing(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(war_rooms.want, incident.id, noon)
    assert now(do, incident) is None


def test_put_off_it_is_due_later(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    [room] = claimed(do, noon)
    assert do(war_rooms.postpone, room, by="one", until=noon + MINUTE)
    assert claimed(do, noon) == []
    [room] = claimed(do, noon + MINUTE)
    assert room.attempts == 2
    do(war_rooms.want, incident.id, noon)
    assert now(do, incident).attempts == 0


def test_what_failed_for_good_is_given_up_until_somebody_asks(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    [room] = claimed(do, noon)
    settle(do, room, noon, bookmark="permission_denied")
    assert [it.incident_id for it in do(war_rooms.given_up)] == [incident.id]
    assert now(do, incident).failed == {"bookmark": "permission_denied"}
    assert do(war_rooms.retry_given_up, noon + MINUTE) == 1
    room = now(do, incident)
    assert (room.failed, room.given_up_at, room.due_at) == ({}, None, noon + MINUTE)
    assert do(war_rooms.given_up) == []
    assert do(war_rooms.retry_given_up, noon) == 0


def test_a_part_that_is_done_at_last_has_not_failed(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    [room] = claimed(do, noon)
    settle(do, room, noon, topic="too_long", pin="not_pinnable")
    do(war_rooms.want, incident.id, noon)
    claimed(do, noon)
    do(war_rooms.done, incident.id, Part.TOPIC, "x", by="one", lease_until=noon + MINUTE)
    assert now(do, incident).failed == {"pin": "not_pinnable"}


def test_opened_once_more_it_keeps_what_it_has(do: Do, noon: datetime) -> None:
    incident = opened(do, noon)
    [room] = claimed(do, noon)
    do(war_rooms.done, incident.id, Part.CHANNEL, "C1", by="one", lease_until=noon + MINUTE)
    settle(do, room, noon)
    do(war_rooms.open_for, incident.id, noon + MINUTE)
    assert (now(do, incident).channel_id, now(do, incident).due_at) == ("C1", noon + MINUTE)


def test_no_more_are_taken_than_asked_for(do: Do, noon: datetime) -> None:
    for _ in range(3):
        opened(do, noon)
    assert [len(claimed(do, noon, limit=2)) for _ in range(3)] == [2, 1, 0]
