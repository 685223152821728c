"""Two reports of one thing become one: who follows, what stops, where replies go, and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from desk import incidents
from desk.incident import assignments, comments, follow_ups, links, merges, priorities, watchers
from desk.major import candidates
from domain.errors import GoesOn, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incident.links import LinkKind
from domain.incident.sla import ClockState, Measure
from domain.incidents import CancelReason, State
from domain.majors import MajorState, Severity
from domain.people import Person
from storage import reminders, sheets
from storage.incident import clocks
from storage.incident import links as stored_links
from storage.incident import watchers as stored_watchers
from storage.incidents import Comment, Incident, comment_at
from storage.majors import Major
from storage.outbox import Message
from tests.desk.incident.test_clocks import P1, clock, hold
from tests.desk.incident.test_comments import CHANNEL, REPLY, post_card, said
from tests.makers import Do, history, make_incident, make_resolved, notices, owed
from tests.people import ANN, BEN, DEV, IVY, MAX, ZOE

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MISSING = 4_000_000
STRANGER = Person(id="U0STRANGER0", name="Stranger")


def merge(
    do: Do, source: Incident, target: Incident, at: datetime, *, by: Person = BEN
) -> Incident:
    survivor: Incident = do(merges.merge, source.id, into=target.id, by=by, at=at)
    return survivor


def two(do: Do, noon: datetime, **report: Any) -> tuple[Incident, Incident]:
    """Max's older report, and Zoe's newer one."""
    return make_incident(do, noon), make_incident(do, noon + HOUR, by=ZOE, **report)


def now(do: Do, incident: Incident) -> Incident:
    found: Incident = do(lambda tx: tx.get(Incident, incident.id))
    return found


def watching(do: Do, incident: Incident) -> set[str]:
    return set(do(stored_watchers.of_incident, incident.id))


def test_the_source_is_over_and_points_to_the_target(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    survivor = merge(do, newer, older, noon + 2 * HOUR)
    assert survivor.id == older.id
    source = now(do, newer)
    assert (source.state, source.merged_into_id) == (State.MERGED, older.id)
    assert do(stored_links.targets, newer.id, LinkKind.DUPLICATE_OF) == [older.id]
    assert now(do, older).state is State.NEW


def test_both_ends_are_written_down(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    merge(do, newer, older, noon + 2 * HOUR)
    merged, linked = history(do, newer)[-1], history(do, older)[-1]
    assert (merged.event, merged.actor_id, merged.before) == (
        Event.INCIDENT_MERGED,
        BEN.id,
        {"state": "new"},
    )
    assert merged.after == {"state": "merged", "assignee": None, "into": older.number}
    assert (linked.event, linked.actor_id) == (Event.INCIDENT_LINKED, BEN.id)
    assert linked.after == {"kind": "duplicate_of", "from": newer.number, "joined": [ZOE.id]}


def test_whoever_reported_or_watched_it_follows_the_target(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    do(watchers.watch, newer.id, by=DEV, at=noon + HOUR)
    do(watchers.watch, newer.id, by=MAX, at=noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    assert watching(do, older) == {ZOE.id, DEV.id}  # Max reported it: he follows it anyhow
    do(assignments.acknowledge, older.id, by=BEN, at=noon + 3 * HOUR)
    assert notices(do, older) == {MAX.id, ZOE.id, DEV.id}


def test_those_of_the_source_are_told_where_it_goes_on(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    do(assignments.assign, newer.id, to=ANN.id, by=ANN, at=noon + HOUR)
    do(watchers.watch, newer.id, by=DEV, at=noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    assert notices(do, newer) == {ZOE.id, ANN.id, DEV.id}
    assert notices(do, older) == set()


def test_the_cards_of_both_are_brought_up_to_date(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    merge(do, newer, older, noon + 2 * HOUR)
    for incident, reporter in ((older, MAX), (newer, ZOE)):
        shown = owed(do, incident)
        assert shown["card", "team:service-desk"] == 2
        assert shown["receipt", f"person:{reporter.id}"] == 2


def test_its_clocks_stop_counting_and_the_targets_go_on(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon, **P1)
    before = clock(do, older, Measure.RESPONSE).due_at
    merge(do, newer, older, noon + HOUR + 5 * MINUTE)
    assert {it.state for it in do(clocks.of_incident, newer.id)} == {ClockState.CANCELLED}
    survivors = clock(do, older, Measure.RESPONSE)
    assert (survivors.state, survivors.due_at) == (ClockState.RUNNING, before)


def test_a_miss_is_not_hidden_by_a_merge(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon, **P1)
    merge(do, newer, older, noon + HOUR + 16 * MINUTE)
    response = clock(do, newer, Measure.RESPONSE)
    assert (response.state, response.missed_at) == (ClockState.MISSED, noon + HOUR + 15 * MINUTE)
    assert clock(do, newer).state is ClockState.CANCELLED


def test_nothing_more_comes_due_for_it(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon, **P1)
    do(assignments.acknowledge, newer.id, by=BEN, at=noon + HOUR)
    hold(do, newer, noon + HOUR, HoldReason.VENDOR)
    merge(do, newer, older, noon + 2 * HOUR)
    source = now(do, newer)
    assert (source.hold_reason, source.hold_until) == (None, None)
    assert do(clocks.open_hold, newer.id) is None
    assert do(clocks.firing, by=noon + 999 * HOUR, limit=9) == [
        it.id for it in do(clocks.of_incident, older.id)
    ]
    assert do(reminders.firing, by=noon + 999 * HOUR, limit=9) == []


def test_what_was_resolved_may_be_merged_too(do: Do, noon: datetime) -> None:
    older, newer = make_incident(do, noon), make_resolved(do, noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    assert now(do, newer).state is State.MERGED
    assert do(reminders.firing, by=noon + 999 * HOUR, limit=9) == []


def test_its_children_become_the_targets(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    child = make_incident(do, noon)
    do(links.link, child.id, kind=LinkKind.CHILD_OF, to=newer.id, by=BEN, at=noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    assert do(stored_links.targets, child.id, LinkKind.CHILD_OF) == [older.id]
    said = [(it.event, (it.after or {}).get("to")) for it in history(do, child)[-2:]]
    assert said == [
        (Event.INCIDENT_UNLINKED, newer.number),
        (Event.INCIDENT_LINKED, older.number),
    ]


def test_the_older_in_the_newer_is_the_wrong_way_round(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    assert merges.is_backwards(older, newer)
    assert not merges.is_backwards(newer, older)


# Who may, and what is refused


@pytest.mark.parametrize("by", [ANN, BEN, DEV, IVY])
def test_any_agent_may(do: Do, noon: datetime, by: Person) -> None:
    older, newer = two(do, noon)
    merge(do, newer, older, noon + 2 * HOUR, by=by)


@pytest.mark.parametrize("by", [MAX, ZOE, STRANGER])
def test_others_may_not(do: Do, noon: datetime, by: Person) -> None:
    older, newer = two(do, noon)
    with pytest.raises(NotAllowed, match="Agents merge incidents"):
        merge(do, newer, older, noon + 2 * HOUR, by=by)
    assert now(do, newer).state is State.NEW


def test_not_into_itself_nor_in_a_ring(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    with pytest.raises(WrongState, match="cannot be merged into itself"):
        merge(do, older, older, noon + 2 * HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    with pytest.raises(WrongState, match=f"was merged into {older.number} itself"):
        merge(do, older, newer, noon + 3 * HOUR)


def test_what_was_merged_is_not_merged_again(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    merge(do, newer, older, noon + 2 * HOUR)
    says = rf"merged it on .*\. {newer.number} goes on as {older.number}\."
    with pytest.raises(GoesOn, match=says) as refused:
        merge(do, newer, make_incident(do, noon), noon + 3 * HOUR)
    assert refused.value.number == older.number


def test_whatever_is_asked_of_it_leads_to_the_end_of_the_chain(do: Do, noon: datetime) -> None:
    oldest, older, newer = (make_incident(do, noon + it * HOUR) for it in range(3))
    merge(do, newer, older, noon + 3 * HOUR)
    merge(do, older, oldest, noon + 4 * HOUR)
    at = noon + 5 * HOUR
    about = {"by": BEN, "at": at}
    for ask in (
        lambda: do(assignments.acknowledge, newer.id, **about),
        lambda: do(incidents.to_reopen, newer.id, **about),
        lambda: do(incidents.confirm, newer.id, **about),
        lambda: do(follow_ups.to_follow, newer.id, **about),
        lambda: do(priorities.to_reprioritise, newer.id, by=BEN),
        lambda: do(candidates.to_propose, newer.id, by=BEN),
        lambda: hold(do, newer, at, HoldReason.VENDOR),
    ):
        with pytest.raises(GoesOn, match=f"{newer.number} goes on as {oldest.number}") as refused:
            ask()
        assert refused.value.number == oldest.number


def test_what_one_may_not_see_is_not_named(do: Do, noon: datetime) -> None:
    """Zoe watched the one; the other, of the same reporter, gained no reader by the merge."""
    older, newer = (make_incident(do, noon + it * HOUR, restricted=True) for it in range(2))
    do(lambda tx: stored_watchers.add(tx, newer.id, ZOE.id, noon))
    merge(do, newer, older, noon + 2 * HOUR)
    with pytest.raises(WrongState, match="goes on as another incident") as refused:
        do(follow_ups.to_follow, newer.id, by=ZOE, at=noon + 3 * HOUR)
    assert not isinstance(refused.value, GoesOn)
    with pytest.raises(GoesOn, match=older.number):
        do(follow_ups.to_follow, newer.id, by=BEN, at=noon + 3 * HOUR)


def test_not_into_what_is_over(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    do(incidents.cancel, older.id, reason=CancelReason.TEST, by=MAX, at=noon + HOUR)
    with pytest.raises(WrongState, match="was cancelled"):
        merge(do, newer, older, noon + 2 * HOUR)
    closed = make_resolved(do, noon)
    do(incidents.confirm, closed.id, by=MAX, at=noon + HOUR)
    with pytest.raises(WrongState, match="is closed"):
        merge(do, newer, closed, noon + 2 * HOUR)


def test_what_one_may_not_see_is_answered_as_if_it_were_not_there(do: Do, noon: datetime) -> None:
    hidden, mine = make_incident(do, noon, restricted=True), make_incident(do, noon)
    for nothing in (hidden.id, MISSING):
        with pytest.raises(NotFound, match=f"There is no INC-{nothing} that you can see"):
            do(merges.merge, mine.id, into=nothing, by=DEV, at=noon)
        with pytest.raises(NotFound, match=f"There is no INC-{nothing} that you can see"):
            do(merges.merge, nothing, into=mine.id, by=DEV, at=noon)


@pytest.mark.parametrize(("source", "target"), [(True, False), (False, True), (True, True)])
def test_private_stays_private(do: Do, noon: datetime, source: bool, target: bool) -> None:
    into = make_incident(do, noon, restricted=target)
    incident = make_incident(do, noon + HOUR, by=ZOE, restricted=source)
    with pytest.raises(WrongState, match="restricted"):
        merge(do, incident, into, noon + 2 * HOUR)


def test_two_private_ones_of_one_reporter_gain_no_reader(do: Do, noon: datetime) -> None:
    older, newer = (make_incident(do, noon + it * HOUR, restricted=True) for it in range(2))
    do(watchers.watch, newer.id, by=ANN, at=noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    assert watching(do, older) == set()


def test_a_major_incident_is_not_merged_away(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    fields = {"state": MajorState.DECLARED, "severity": Severity.SEV1}
    do(lambda tx: tx.add(Major(incident_id=newer.id, **fields)))
    with pytest.raises(WrongState, match="is a major incident: merge others into it"):
        merge(do, newer, older, noon + 2 * HOUR)


# Where later replies go


def reply(do: Do, at: datetime, by: Person = ZOE) -> None:
    do(comments.write, said("It smokes again.", at), by=by, at=at)


def kept(do: Do) -> Comment:
    found: Comment = do(comment_at, CHANNEL, REPLY)
    return found


def test_a_later_reply_goes_to_the_end_of_the_chain(do: Do, noon: datetime) -> None:
    oldest, older, newer = (make_incident(do, noon + it * HOUR, by=ZOE) for it in range(3))
    post_card(do, newer)
    merge(do, newer, older, noon + 3 * HOUR)
    merge(do, older, oldest, noon + 4 * HOUR)
    reply(do, noon + 5 * HOUR)
    assert kept(do).incident_id == oldest.id
    assert history(do, oldest)[-1].event is Event.COMMENT_WRITTEN
    assert history(do, newer)[-1].event is Event.INCIDENT_MERGED


def test_an_agents_reply_there_is_the_targets_first_response(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    post_card(do, newer)
    merge(do, newer, older, noon + 2 * HOUR)
    reply(do, noon + 3 * HOUR, by=BEN)
    assert now(do, older).first_response_at == noon + 3 * HOUR


def test_what_was_said_before_stays_where_it_was_said(do: Do, noon: datetime) -> None:
    older, newer = two(do, noon)
    post_card(do, newer)
    reply(do, noon + HOUR)
    merge(do, newer, older, noon + 2 * HOUR)
    do(comments.edit, said("It burns.", noon + HOUR), by=ZOE, at=noon + 3 * HOUR)
    assert (kept(do).incident_id, kept(do).text) == (newer.id, "It burns.")


@pytest.mark.parametrize("leads_to", ["itself", "a ring", "nothing", "nowhere"])
def test_a_broken_chain_keeps_the_reply_and_tells_somebody(
    do: Do, noon: datetime, leads_to: str
) -> None:
    older, newer = two(do, noon)
    post_card(do, newer)
    merge(do, newer, older, noon + 2 * HOUR)
    broken = {"itself": newer.id, "a ring": older.id, "nothing": MISSING, "nowhere": None}
    point(do, newer, broken[leads_to])
    if leads_to == "a ring":
        point(do, older, newer.id, state=State.MERGED)
    reply(do, noon + 3 * HOUR)
    assert kept(do).incident_id == newer.id
    assert history(do, newer)[-1].event is Event.COMMENT_STRAYED
    assert owed(do, newer)[Message.NOTICE, "team:service-desk"] == 1
    assert do(sheets.incident_sheet, newer.id).survivor is None


def point(do: Do, incident: Incident, into: int | None, **more: Any) -> None:
    statement = update(Incident).where(Incident.id == incident.id)
    do(lambda tx: tx.execute(statement.values(merged_into_id=into, **more)))


def test_who_reads_of_it_is_led_to_the_end_of_the_chain(do: Do, noon: datetime) -> None:
    oldest, older, newer = (make_incident(do, noon + it * HOUR, by=ZOE) for it in range(3))
    merge(do, newer, older, noon + 3 * HOUR)
    shown = owed(do, newer)
    merge(do, older, oldest, noon + 4 * HOUR)
    post_card(do, oldest)
    survivor = do(sheets.incident_sheet, newer.id).survivor
    assert (survivor.incident.id, survivor.card) == (oldest.id, (CHANNEL, "100.000100"))
    again = owed(do, newer)
    assert again["card", "team:service-desk"] == shown["card", "team:service-desk"] + 1
