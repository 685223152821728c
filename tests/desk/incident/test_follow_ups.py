"""What is over for good has come back: a new incident follows the old one, whoever raises it."""

from datetime import datetime, timedelta

import pytest

from desk import incidents
from desk.incident import follow_ups
from domain.errors import FieldErrors, NotFound, Over, WrongState
from domain.events import Event
from domain.incident.links import LinkKind
from domain.incidents import REOPEN_WINDOW, CancelReason, Report, State
from domain.people import Person
from storage.incident import links
from storage.incidents import Incident
from tests.makers import Do, history, make_incident, make_resolved, notices
from tests.people import BEN, DEV, MAX, ZOE

BACK = Report(title="The printer is on fire again")
A_SECOND = timedelta(seconds=1)


def make_closed(do: Do, at: datetime, **report: object) -> Incident:
    incident = make_resolved(do, at, **report)
    closed: Incident = do(incidents.confirm, incident.id, by=MAX, at=at)
    return closed


def follow(
    do: Do, old: Incident, at: datetime, by: Person = MAX, report: Report = BACK
) -> Incident:
    new: Incident = do(follow_ups.raise_following, report, follows=old.id, by=by, at=at)
    return new


@pytest.mark.parametrize("by", [MAX, BEN, ZOE], ids=lambda by: by.name)
def test_whoever_may_see_it_raises_one_that_follows(do: Do, noon: datetime, by: Person) -> None:
    """Linking is for agents; that this one comes after that one everybody may say who raises it."""
    old = make_closed(do, noon)
    new = follow(do, old, noon, by)
    assert (new.state, new.reporter_id, old.state) == (State.NEW, by.id, State.CLOSED)
    assert list(do(links.targets, new.id, LinkKind.FOLLOWS)) == [old.id]
    for one, facts in ((new, {"to": old.number}), (old, {"from": new.number})):
        entry = history(do, one)[-1]
        assert entry.event is Event.INCIDENT_LINKED
        assert entry.after == {"kind": "follows", **facts}


def test_a_resolved_one_is_followed_once_its_window_is_past(do: Do, noon: datetime) -> None:
    old = make_resolved(do, noon)
    with pytest.raises(WrongState, match="Reopen it instead"):
        follow(do, old, noon + REOPEN_WINDOW)
    assert follow(do, old, noon + REOPEN_WINDOW + A_SECOND).state is State.NEW


def test_what_was_cancelled_may_be_needed_after_all(do: Do, noon: datetime) -> None:
    old = make_incident(do, noon)
    do(incidents.cancel, old.id, reason=CancelReason.NO_LONGER_NEEDED, by=MAX, at=noon)
    with pytest.raises(Over, match="raise a new incident that follows it"):
        do(incidents.to_reopen, old.id, by=MAX, at=noon)
    assert follow(do, old, noon).state is State.NEW


def test_what_is_open_is_not_followed(do: Do, noon: datetime) -> None:
    old = make_incident(do, noon)
    with pytest.raises(WrongState, match="belongs in its thread"):
        follow(do, old, noon)


def test_where_the_report_is_refused_nothing_is_linked(do: Do, noon: datetime) -> None:
    old = make_closed(do, noon)
    before = len(history(do, old))
    with pytest.raises(FieldErrors):
        follow(do, old, noon, report=Report(title=" "))
    assert len(history(do, old)) == before


def test_a_restricted_one_is_followed_by_those_alone_who_may_see_it(do: Do, noon: datetime) -> None:
    old = make_closed(do, noon, restricted=True)
    with pytest.raises(NotFound):
        follow(do, old, noon, DEV)
    new = follow(do, old, noon, MAX)
    entry = history(do, new)[-1]
    assert entry.after == {"kind": "follows", "to": old.number, "private": True}
    assert DEV.id not in notices(do, new)
