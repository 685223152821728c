"""Incidents hang together: who may say so, that both ends tell of it, and what is refused."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents, people
from desk.incident import links, merges
from domain.errors import NotAllowed, NotFound, Unavailable, WrongState
from domain.events import Event
from domain.incident.links import LARGEST_FAMILY, LinkKind
from domain.incidents import Report
from domain.people import Person
from storage import sheets
from storage.database import Database
from storage.incident import links as stored
from storage.incidents import Incident
from tests.makers import Do, history, make_incident, make_resolved, notices, owed
from tests.people import ANN, BEN, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR = timedelta(hours=1)
MISSING = 4_000_000
CHILD, FOLLOWS, RELATES = LinkKind.CHILD_OF, LinkKind.FOLLOWS, LinkKind.RELATES_TO


def link(
    do: Do,
    source: Incident,
    target: Incident,
    at: datetime,
    *,
    kind: LinkKind = RELATES,
    by: Person = BEN,
) -> Incident:
    linked: Incident = do(links.link, source.id, kind=kind, to=target.id, by=by, at=at)
    return linked


def unlink(do: Do, one: Incident, other: Incident, at: datetime, **how: Any) -> None:
    do(links.unlink, one.id, **{"other": other.id, "by": BEN, "at": at, **how})


def kin(do: Do, incident: Incident) -> list[tuple[LinkKind, bool, int]]:
    found = do(sheets.incident_sheet, incident.id).kin
    return [(it.kind, it.outwards, it.incident.id) for it in found]


@pytest.mark.parametrize("kind", [CHILD, FOLLOWS, RELATES])
def test_both_ends_list_it_and_say_so(do: Do, noon: datetime, kind: LinkKind) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    link(do, five, two, noon + HOUR, kind=kind)
    assert kin(do, five) == [(kind, True, two.id)]
    assert kin(do, two) == [(kind, False, five.id)]
    for incident, facts in (
        (five, {"kind": kind, "to": two.number}),
        (two, {"kind": kind, "from": five.number}),
    ):
        entry = history(do, incident)[-1]
        assert (entry.event, entry.actor_id, entry.after) == (Event.INCIDENT_LINKED, BEN.id, facts)
        assert owed(do, incident)["card", "team:service-desk"] == 2
        assert notices(do, incident) == set()


@pytest.mark.parametrize("kind", [CHILD, FOLLOWS, RELATES])
def test_it_is_taken_away_from_either_end(do: Do, noon: datetime, kind: LinkKind) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    for one, other in ((two, five), (five, two)):
        link(do, five, two, noon + HOUR, kind=kind)
        unlink(do, one, other, noon + HOUR)
        assert kin(do, two) == kin(do, five) == []
        assert history(do, two)[-1].event is history(do, five)[-1].event is Event.INCIDENT_UNLINKED


def test_of_two_links_it_must_be_said_which(do: Do, noon: datetime) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    link(do, five, two, noon, kind=FOLLOWS)
    link(do, two, five, noon, kind=RELATES)
    with pytest.raises(
        WrongState, match=r"Say which: /incident unlink INC-\d+ follows INC-\d+ or /"
    ):
        unlink(do, five, two, noon)
    unlink(do, five, two, noon, kind=RELATES)
    assert kin(do, five) == [(FOLLOWS, True, two.id)]


def test_what_is_not_linked_cannot_be_unlinked(do: Do, noon: datetime) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    link(do, five, two, noon, kind=FOLLOWS)
    with pytest.raises(WrongState, match="are not linked like that"):
        unlink(do, five, two, noon, kind=CHILD)


def test_a_merge_is_for_good(do: Do, noon: datetime) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    do(merges.merge, five.id, into=two.id, by=BEN, at=noon)
    with pytest.raises(WrongState, match="What was merged stays merged"):
        unlink(do, five, two, noon)
    with pytest.raises(WrongState, match="/incident merge"):
        link(do, five, two, noon, kind=LinkKind.DUPLICATE_OF)


def test_a_child_is_detached_without_naming_its_parent(do: Do, noon: datetime) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    link(do, five, two, noon, kind=CHILD)
    do(links.detach, five.id, by=BEN, at=noon)
    assert kin(do, five) == []
    with pytest.raises(WrongState, match="is nobody's child"):
        do(links.detach, five.id, by=BEN, at=noon)


def test_so_many_hang_on_one_parent_and_no_more(do: Do, noon: datetime) -> None:
    """What happens to it happens to all of them at once, and must be done in two seconds."""
    head, parent, child = (make_incident(do, noon) for _ in range(3))
    link(do, parent, head, noon, kind=CHILD)

    def fill(tx: Any) -> None:
        for _ in range(LARGEST_FAMILY - 1):
            report = Report(title="The mail is down")
            each = incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=noon)
            links.make(tx, CHILD, each, parent, by=BEN, at=noon)

    do(fill)
    for full in (parent, head):
        with pytest.raises(WrongState, match=f"more than {LARGEST_FAMILY} children"):
            link(do, child, full, noon, kind=CHILD)
    do(merges.merge, child.id, into=parent.id, by=BEN, at=noon)
    another, its_child = (make_incident(do, noon) for _ in range(2))
    link(do, its_child, another, noon, kind=CHILD)
    with pytest.raises(WrongState, match=f"more than {LARGEST_FAMILY} children"):
        do(merges.merge, another.id, into=parent.id, by=BEN, at=noon)


def test_a_closed_one_may_be_followed(do: Do, noon: datetime) -> None:
    old, new = make_resolved(do, noon), make_incident(do, noon)
    do(incidents.confirm, old.id, by=MAX, at=noon)
    link(do, new, old, noon, kind=FOLLOWS)
    with pytest.raises(WrongState, match="is closed"):
        link(do, new, old, noon, kind=CHILD)


@pytest.mark.parametrize("by", [ANN, BEN, DEV, IVY])
def test_any_agent_may(do: Do, noon: datetime, by: Person) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    link(do, five, two, noon, by=by)
    unlink(do, five, two, noon, by=by)


@pytest.mark.parametrize("by", [MAX, ZOE])
def test_others_may_not(do: Do, noon: datetime, by: Person) -> None:
    two, five = (make_incident(do, noon) for _ in range(2))
    with pytest.raises(NotAllowed, match="Agents link incidents"):
        link(do, five, two, noon, by=by)
    link(do, five, two, noon, kind=CHILD)
    with pytest.raises(NotAllowed, match="Agents link incidents"):
        unlink(do, five, two, noon, by=by)
    with pytest.raises(NotAllowed, match="Agents link incidents"):
        do(links.detach, five.id, by=by, at=noon)


def test_what_one_may_not_see_is_answered_as_if_it_were_not_there(do: Do, noon: datetime) -> None:
    hidden, mine = make_incident(do, noon, restricted=True), make_incident(do, noon)
    for nothing in (hidden.id, MISSING):
        with pytest.raises(NotFound, match=f"There is no INC-{nothing} that you can see"):
            do(links.link, mine.id, kind=RELATES, to=nothing, by=DEV, at=noon)
        with pytest.raises(NotFound, match=f"There is no INC-{nothing} that you can see"):
            do(links.unlink, mine.id, other=nothing, by=DEV, at=noon)


def test_a_private_one_is_listed_for_those_alone_who_may_see_it(do: Do, noon: datetime) -> None:
    hidden, mine = make_incident(do, noon, restricted=True), make_incident(do, noon)
    link(do, mine, hidden, noon)
    assert kin(do, mine) == []
    assert kin(do, hidden) == [(RELATES, False, mine.id)]
    assert [it.incident.id for it in do(incidents.show, mine.id, by=BEN).kin] == [hidden.id]
    assert [it.incident.id for it in do(incidents.show, mine.id, by=DEV).kin] == []
    assert history(do, mine)[-1].after["private"]
    assert "private" not in history(do, hidden)[-1].after


async def test_two_who_close_a_ring_at_once_are_one_too_many(
    database: Database, noon: datetime
) -> None:
    """Four links that make a ring, all wished for at the same moment: three come to be."""

    def raise_four(tx: Any) -> list[int]:
        for person in (BEN, MAX):
            told = people.Told(id=person.id, name=person.name, zone="UTC", locale="en-US")
            people.learn(tx, told, at=noon)
        report = Report(title="The mail is down")
        raised = (
            incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=noon)
            for _ in range(4)
        )
        return [each.id for each in raised]

    four = await database.write(raise_four)
    ring = list(zip(four, [*four[1:], four[0]], strict=True))

    async def make(child: int, parent: int) -> bool:
        def work(tx: Any) -> None:
            links.link(tx, child, kind=CHILD, to=parent, by=BEN, at=noon)

        try:
            await database.write(work)
        except (WrongState, Unavailable):
            return False
        return True

    made = await asyncio.gather(*(make(*pair) for pair in ring))
    assert sum(made) == 3
    targets = await database.read(lambda tx: [stored.targets(tx, each, CHILD) for each in four])
    assert sum(len(each) for each in targets) == 3
