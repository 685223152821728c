"""However incidents are merged, linked and worked on: no rings, every reply has a home, every state is explained."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from desk import incidents
from desk.comments import Said
from desk.incident import assignments, comments, holds, links, merges
from domain.errors import FieldErrors, Refusal
from domain.events import STEPS as STEP_EVENTS
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.links import ACYCLIC, LinkKind
from domain.incidents import STEPS, CancelReason, Resolution, State, Step
from domain.people import Person
from storage.incident import clocks, watchers
from storage.incident import links as stored_links
from storage.incident.links import Link
from storage.incidents import Comment, Incident, survivor_id
from tests.desk.incident.test_comments import CHANNEL, post_card
from tests.makers import Do, history, make_incident, scratch, settle_in
from tests.people import ANN, BEN, DEV, MAX, ZOE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MANY = 4
ONE = st.integers(0, MANY - 1)
WHO = st.sampled_from([ANN, BEN, DEV, MAX])
STEP_OF = {
    Event.INCIDENT_ACKNOWLEDGED: Step.ACKNOWLEDGE,
    Event.INCIDENT_STARTED: Step.ACKNOWLEDGE,
    Event.INCIDENT_HELD: Step.HOLD,
    Event.INCIDENT_RESUMED: Step.RESUME,
    Event.INCIDENT_RESOLVED: Step.RESOLVE,
    Event.INCIDENT_CLOSED: Step.CONFIRM,
    Event.INCIDENT_REOPENED: Step.REOPEN,
    Event.INCIDENT_CANCELLED: Step.CANCEL,
    Event.INCIDENT_MERGED: Step.MERGE,
}
TIES = st.one_of(
    st.tuples(st.just("merge"), ONE, ONE),
    st.tuples(st.just("reply"), ONE),
    st.tuples(st.just("link"), ONE, ONE, st.just(LinkKind.CHILD_OF)),
    st.tuples(st.just("link"), ONE, ONE, st.sampled_from(LinkKind)),
    st.tuples(st.just("unlink"), ONE, ONE),
    st.tuples(st.just("detach"), ONE),
)
WORK = st.one_of(
    st.tuples(st.just("acknowledge"), ONE),
    st.tuples(st.just("hold"), ONE, st.sampled_from(HoldReason)),
    st.tuples(st.just("resume"), ONE),
    st.tuples(st.just("resolve"), ONE),
    st.tuples(st.just("reopen"), ONE),
    st.tuples(st.just("confirm"), ONE),
    st.tuples(st.just("cancel"), ONE),
)


def act(do: Do, ids: list[int], what: tuple[Any, ...], *, by: Person, at: datetime) -> None:
    name, one, *more = what
    who: dict[str, Any] = {"by": by, "at": at}
    match name:
        case "merge":
            do(merges.merge, ids[one], into=ids[more[0]], **who)
        case "link":
            do(links.link, ids[one], to=ids[more[0]], kind=more[1], **who)
        case "unlink":
            do(links.unlink, ids[one], other=ids[more[0]], **who)
        case "detach":
            do(links.detach, ids[one], **who)
        case "reply":
            stamp = f"{at.timestamp():.6f}"
            told = Said(channel_id=CHANNEL, thread_ts=card(one), ts=stamp, text="And?", at=at)
            do(comments.write, told, **who)
        case "acknowledge":
            do(assignments.acknowledge, ids[one], **who)
        case "hold":
            asked = HoldRequest(reason=more[0], until=at + 999 * HOUR, message="Which one?")
            do(holds.hold, ids[one], asked, **who)
        case "resume":
            do(holds.resume, ids[one], **who)
        case "resolve":
            do(incidents.resolve, ids[one], code=Resolution.FIXED, summary="Done.", **who)
        case "reopen":
            do(incidents.reopen, ids[one], reason="It is back.", **who)
        case "confirm":
            do(incidents.confirm, ids[one], **who)
        case "cancel":
            do(incidents.cancel, ids[one], reason=CancelReason.TEST, **who)


def card(place: int) -> str:
    return f"100.00000{place}"


@given(st.lists(st.tuples(st.just(BEN), TIES), min_size=8, max_size=20))
@settings(max_examples=30)
def test_however_they_are_tied_together(engine: Engine, acts: list[Any]) -> None:
    play(engine, acts, [False] * MANY)


@given(
    st.lists(st.tuples(WHO, st.one_of(TIES, WORK)), max_size=22),
    st.lists(st.booleans(), min_size=MANY, max_size=MANY),
)
@settings(max_examples=20)
def test_whatever_is_done_to_them_meanwhile(
    engine: Engine, acts: list[Any], restricted: list[bool]
) -> None:
    play(engine, acts, restricted)


def play(engine: Engine, acts: list[Any], restricted: list[bool]) -> None:
    with scratch(engine) as do:
        settle_in(do, NOON)
        raised = [
            make_incident(do, NOON, by=(MAX, ZOE)[place % 2], restricted=is_restricted)
            for place, is_restricted in enumerate(restricted)
        ]
        for place, incident in enumerate(raised):
            if not incident.restricted:
                post_card(do, incident, card(place))
        ids, at = [incident.id for incident in raised], NOON
        for by, what in acts:
            at += HOUR
            try:
                act(do, ids, what, by=by, at=at)
            except (Refusal, FieldErrors):
                continue
            check(do, ids)


def check(do: Do, ids: list[int]) -> None:
    found = {it: do(lambda tx, it=it: tx.get(Incident, it)) for it in ids}
    made = do(lambda tx: tx.scalars(select(Link)).all())
    for kind in ACYCLIC:
        ways = {(it.incident_id, it.to_id) for it in made if it.kind is kind}
        assert not any(leads(ways, to, here) for here, to in ways)
    parents = [it.incident_id for it in made if it.kind is LinkKind.CHILD_OF]
    assert len(parents) == len(set(parents))
    for incident in found.values():
        is_merged = incident.state is State.MERGED
        assert (incident.merged_into_id is not None) == is_merged
        targets = do(stored_links.targets, incident.id, LinkKind.DUPLICATE_OF)
        assert list(targets) == ([incident.merged_into_id] if is_merged else [])
        explain(do, incident)
        if incident.restricted:
            assert not set(do(watchers.of_incident, incident.id))
    for comment in do(lambda tx: tx.scalars(select(Comment)).all()):
        home, latest = found[comment.incident_id], history(do, found[comment.incident_id])[-1]
        assert found[do(survivor_id, home.id)].state is not State.MERGED
        if latest.event is Event.COMMENT_WRITTEN:  # a moment ago
            assert home.state is not State.MERGED


def leads(ways: set[tuple[int, int]], start: int, end: int) -> bool:
    reached = {start}
    for _ in range(MANY):
        reached |= {to for here, to in ways if here in reached}
    return end in reached


def explain(do: Do, incident: Incident) -> None:
    """Each step in its journal is one the rules allow, and leads to how it stands."""
    state = State.NEW
    for entry in history(do, incident):
        if entry.event in STEP_EVENTS and entry.event is not Event.INCIDENT_RAISED:
            assert entry.before["state"] == state
            assert STEPS[STEP_OF[entry.event]][state] == entry.after["state"]
            state = State(entry.after["state"])
        assert entry.event is not Event.COMMENT_STRAYED
    assert state is incident.state
    assert (do(clocks.open_hold, incident.id) is not None) == (state is State.ON_HOLD)
    over = state in (State.RESOLVED, State.CLOSED, State.CANCELLED, State.MERGED)
    for clock in do(clocks.of_incident, incident.id):
        assert not over or clock.fire_at is None
