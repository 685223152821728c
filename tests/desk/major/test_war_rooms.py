"""A major incident's own channel comes about: what follows in the desk's books, and who hears when it does not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from desk import audience
from desk.incident import assignments
from desk.major import roles, war_rooms
from domain.events import Event
from domain.majors import MajorRole
from storage import sheets
from storage import war_rooms as stored
from storage.incidents import Incident
from storage.outbox import Message, Owed
from tests.makers import Do, history, make_incident, make_major, open_room, owed
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ORGANISATION, ZOE

MINUTE = timedelta(minutes=1)


def troubles(do: Do) -> dict[str, dict[str, str]]:
    """Who is told of trouble, and of which."""
    query = select(Owed).where(Owed.message == Message.TROUBLE)
    rows = do(lambda tx: tx.scalars(query).all())
    return {row.destination.removeprefix("person:"): row.facts for row in rows}


def settle(do: Do, incident: Incident, at: datetime, **failed: str) -> bool:
    [room] = do(stored.claim, by="worker", at=at, lease_until=at + MINUTE, limit=1)
    return bool(do(war_rooms.settled, room, by_worker="worker", failed=failed, at=at))


def test_once_the_channel_is_there_its_status_is_owed_and_the_card_leads_to_it(
    do: Do, noon: datetime
) -> None:
    incident = make_major(do, noon, has_room=False)
    card = ("card", "team:service-desk")
    before = owed(do, incident)[card]
    channel_id = open_room(do, incident, noon)
    now = owed(do, incident)
    assert now["status", f"channel:{channel_id}"] == 1
    assert now[card] == before + 1
    entry = history(do, incident)[-1]
    assert (entry.event, entry.after) == (Event.MAJOR_ROOM_OPENED, {"channel": channel_id})


def test_a_worker_that_comes_late_opens_nothing(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, has_room=False)
    do(stored.claim, by="worker", at=noon, lease_until=noon + MINUTE, limit=1)
    late = {"by_worker": "another", "lease_until": noon + MINUTE, "at": noon}
    assert not do(war_rooms.opened, incident.id, "C1", **late)
    assert do(stored.find, incident.id).channel_id is None


def test_who_leads_it_has_it_or_declared_it_belongs_there(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, by=CHLOE)
    do(roles.take, incident.id, MajorRole.SCRIBE, by=DEV, at=noon)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    sheet = do(sheets.major_sheet, incident.id)
    expected = sorted(each.id for each in (ANN, BEN, CHLOE, DEV))
    assert war_rooms.people_of(sheet, ORGANISATION) == expected


def test_every_step_has_the_channel_looked_after(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    settle(do, incident, noon)
    assert do(stored.find, incident.id).due_at is None
    do(roles.take, incident.id, MajorRole.SCRIBE, by=DEV, at=noon + MINUTE)
    assert do(stored.find, incident.id).due_at == noon + MINUTE


def test_what_failed_is_told_once_to_whoever_declared_it_and_the_admins(
    do: Do, noon: datetime
) -> None:
    incident = make_major(do, noon, by=CHLOE)
    assert settle(do, incident, noon, topic="restricted_action")
    do(stored.want, incident.id, noon)
    assert settle(do, incident, noon, topic="restricted_action")
    facts = {"room": incident.number, "part": "topic", "error": "restricted_action"}
    assert troubles(do) == {CHLOE.id: facts, ZOE.id: facts}


def test_of_a_restricted_one_the_admins_hear_nothing(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, by=ANN, restricted=True)
    settle(do, incident, noon, topic="restricted_action")
    assert set(troubles(do)) == {ANN.id}


def test_a_worker_that_comes_late_settles_nothing(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    [room] = do(stored.claim, by="worker", at=noon, lease_until=noon + MINUTE, limit=1)
    late = {"by_worker": "another", "failed": {"pin": "x"}, "at": noon}
    assert not do(war_rooms.settled, room, **late)
    assert troubles(do) == {}
    assert do(stored.find, incident.id).due_at == noon


@pytest.mark.parametrize("restricted", [True, False])
def test_in_its_own_channel_everything_may_be_said(
    do: Do, noon: datetime, restricted: bool
) -> None:
    incident = make_major(do, noon, restricted=restricted)
    other = make_incident(do, noon, restricted=restricted, by=MAX)
    place = f"channel:C0ROOM{incident.id}"
    assert do(audience.may_be_told, incident, place)
    assert do(audience.may_be_told, other, place) is not restricted


def test_without_a_lead_those_who_declared_it_are_there(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, by=CHLOE)
    sheet = do(sheets.major_sheet, incident.id)
    nobody = replace(ORGANISATION, teams=())
    assert war_rooms.people_of(sheet, nobody) == [CHLOE.id]
