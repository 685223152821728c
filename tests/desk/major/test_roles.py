"""Who leads a major incident: roles taken while they are free, and handed over explicitly."""

from datetime import datetime
from itertools import pairwise

import pytest

from desk import incidents, majors
from desk.major import roles
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incidents import Resolution
from domain.majors import MajorRole
from domain.people import Person
from storage.incidents import Incident
from tests.makers import Do, history, major_of, make_incident, make_major, notices, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ZOE


def take(do: Do, incident: Incident, role: MajorRole, by: Person, at: datetime) -> None:
    do(roles.take, incident.id, role, by=by, at=at)


def hand_over(
    do: Do,
    incident: Incident,
    role: MajorRole | None,
    to: Person | None,
    *,
    by: Person,
    at: datetime,
) -> None:
    do(roles.hand_over, incident.id, role, to=to.id if to else None, by=by, at=at)


@pytest.mark.parametrize("by", [ANN, BEN, CHLOE, DEV, IVY], ids=lambda by: by.name)
@pytest.mark.parametrize("role", MajorRole)
def test_agents_and_leads_take_a_role_that_is_free(
    do: Do, noon: datetime, role: MajorRole, by: Person
) -> None:
    incident = make_major(do, noon)
    take(do, incident, role, by, noon)
    assert major_of(do, incident).roles == {role: by.id}
    entry = history(do, incident)[-1]
    assert (entry.event, entry.after) == (
        Event.MAJOR_ROLE_TAKEN,
        {"role": role, "holder": by.id},
    )


def test_one_person_may_have_several(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    for role in MajorRole:
        take(do, incident, role, BEN, noon)
    assert set(major_of(do, incident).roles.values()) == {BEN.id}


def test_its_channel_hears_of_each_who_leads_it_once_and_of_every_commander(
    do: Do, noon: datetime
) -> None:
    """What else one takes on stands in the status message, which everybody there has before them."""
    incident = make_major(do, noon)
    place = ("notice", f"channel:C0ROOM{incident.id}")
    told = [owed(do, incident).get(place, 0)]
    for role, by in (
        (MajorRole.SCRIBE, BEN),
        (MajorRole.COMMUNICATIONS, BEN),
        (MajorRole.COMMANDER, BEN),
    ):
        take(do, incident, role, by, noon)
        told.append(owed(do, incident).get(place, 0))
    assert [after - before for before, after in pairwise(told)] == [1, 0, 1]


@pytest.mark.parametrize("by", [MAX, ZOE], ids=lambda by: by.name)
def test_others_do_not_lead(do: Do, noon: datetime, by: Person) -> None:
    incident = make_major(do, noon)
    with pytest.raises(NotAllowed, match="Agents, team leads and incident managers lead"):
        take(do, incident, MajorRole.COMMANDER, by, noon)


def test_a_role_that_is_taken_stays_with_whoever_has_it(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    take(do, incident, MajorRole.COMMANDER, ANN, noon)
    with pytest.raises(WrongState, match="You are in command already"):
        take(do, incident, MajorRole.COMMANDER, ANN, noon)
    with pytest.raises(
        WrongState,
        match=r"Ann Berger is in command\. They can hand it over with /incident handover",
    ):
        take(do, incident, MajorRole.COMMANDER, BEN, noon)
    assert major_of(do, incident).commander_id == ANN.id


def test_a_restricted_one_is_led_by_those_who_may_see_it(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, restricted=True)
    with pytest.raises(NotFound):
        take(do, incident, MajorRole.SCRIBE, DEV, noon)
    take(do, incident, MajorRole.SCRIBE, BEN, noon)
    with pytest.raises(FieldErrors, match="Dev Patel may not see"):
        hand_over(do, incident, MajorRole.SCRIBE, DEV, by=BEN, at=noon)


@pytest.mark.parametrize("by", [BEN, ANN, CHLOE, IVY], ids=lambda by: by.name)
def test_whoever_has_it_or_decides_hands_it_over(do: Do, noon: datetime, by: Person) -> None:
    """Both hear of it, but for whoever did it."""
    incident = make_major(do, noon)
    take(do, incident, MajorRole.SCRIBE, BEN, noon)
    before = notices(do, incident)
    hand_over(do, incident, MajorRole.SCRIBE, DEV, by=by, at=noon)
    assert major_of(do, incident).scribe_id == DEV.id
    entry = history(do, incident)[-1]
    assert (entry.before, entry.after) == (
        {"role": "scribe", "holder": BEN.id},
        {"role": "scribe", "holder": DEV.id},
    )
    assert notices(do, incident) - before == {DEV.id, BEN.id} - {by.id}


def test_the_commander_hands_over_what_others_have(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    take(do, incident, MajorRole.COMMANDER, DEV, noon)
    take(do, incident, MajorRole.SCRIBE, BEN, noon)
    hand_over(do, incident, MajorRole.SCRIBE, CHLOE, by=DEV, at=noon)
    take(do, incident, MajorRole.COMMUNICATIONS, BEN, noon)
    with pytest.raises(NotAllowed, match="Whoever is in command hands that over"):
        hand_over(do, incident, MajorRole.COMMANDER, ANN, by=BEN, at=noon)


def test_who_has_no_part_in_it_hands_nothing_over(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    take(do, incident, MajorRole.COMMANDER, ANN, noon)
    with pytest.raises(NotAllowed, match="Whoever has a role in INC-"):
        hand_over(do, incident, MajorRole.COMMANDER, BEN, by=BEN, at=noon)


@pytest.mark.parametrize(
    ("role", "to", "says"),
    [
        (None, DEV, "major_role: Choose which role"),
        (MajorRole.COMMANDER, None, "role_holder: Choose who has it"),
        (MajorRole.COMMANDER, ANN, "role_holder: Ann Berger has it already"),
        (MajorRole.COMMANDER, MAX, "role_holder: Max Weber is neither agent nor lead"),
    ],
    ids=str,
)
def test_it_goes_to_somebody_who_may_lead(
    do: Do, noon: datetime, role: MajorRole | None, to: Person | None, says: str
) -> None:
    incident = make_major(do, noon)
    take(do, incident, MajorRole.COMMANDER, ANN, noon)
    with pytest.raises(FieldErrors, match=says):
        hand_over(do, incident, role, to, by=ANN, at=noon)


def test_a_free_role_is_given_to_somebody(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    hand_over(do, incident, MajorRole.COMMUNICATIONS, DEV, by=ANN, at=noon)
    assert major_of(do, incident).communications_id == DEV.id


def test_there_is_nothing_to_lead_before_and_after(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(WrongState, match="is not a major incident"):
        take(do, incident, MajorRole.COMMANDER, ANN, noon)
    demoted, resolved = make_major(do, noon), make_major(do, noon)
    do(majors.demote, demoted.id, why="It is small.", by=ANN, at=noon)
    how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": noon}
    do(incidents.resolve, resolved.id, **how, by=BEN, at=noon)
    for over in (demoted, resolved):
        with pytest.raises(WrongState, match="no longer a major incident under way"):
            take(do, over, MajorRole.COMMANDER, ANN, noon)
