"""Changes as they are carried out, and the moments that fall due."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk import people
from desk.approval import votes
from desk.change import holds, moments, reviews, work
from desk.people import Told
from domain.change.windows import Window
from domain.changes import ChangeState, Result
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.organisation import Organisation
from domain.people import Person
from storage import changes as stored
from storage.changes import Change
from tests.changes import MEDIUM, ask, hears, stage_of, vote
from tests.makers import Do
from tests.people import ANN, CHLOE, DEV, EVA, MAX, ORGANISATION, ZOE

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def scheduled(do: Do, noon: datetime, **about: Any) -> Change:
    """A change that is approved, for tomorrow noon."""
    change = ask(do, noon, **about)
    return vote(do, change, CHLOE, noon)


def started(do: Do, noon: datetime, **about: Any) -> Change:
    change = scheduled(do, noon, **about)
    by = DEV if about.get("implementer_id") == DEV.id else MAX
    running: Change = do(work.start, change.id, by=by, at=change.starts_at)
    return running


def finished(
    do: Do, change: Change, result: Result | None, outcome: str = "", **how: Any
) -> Change:
    said = {"result": result, "outcome": outcome, "outage_minutes": 0}
    ended: Change = do(
        work.finish, change.id, **{**said, "by": MAX, "at": change.starts_at + HOUR, **how}
    )
    return ended


def frozen(at: datetime) -> Organisation:
    window = Window(
        name="Sales week",
        zone=ZoneInfo("UTC"),
        begins=at.replace(tzinfo=None),
        lasts=timedelta(days=7),
    )
    return replace(ORGANISATION, freezes=(window,))


def attend(do: Do, change: Change, at: datetime) -> bool:
    did: bool = do(moments.attend, change.id, at=at)
    return did


def test_who_does_not_carry_it_out_hears_first_that_it_is_over(do: Do, noon) -> None:
    change = scheduled(do, noon)
    with pytest.raises(NotAllowed, match="Whoever carries"):
        do(work.start, change.id, by=DEV, at=change.starts_at)
    do(work.start, change.id, by=MAX, at=change.starts_at)
    with pytest.raises(WrongState, match="is being carried out"):
        do(work.start, change.id, by=DEV, at=change.starts_at)


def test_it_starts_a_quarter_of_an_hour_before_its_window_at_the_earliest(do: Do, noon) -> None:
    change = scheduled(do, noon)
    too_early = change.starts_at - 16 * MINUTE
    with pytest.raises(WrongState, match="window has not begun"):
        do(work.start, change.id, by=MAX, at=too_early)
    running = do(work.start, change.id, by=MAX, at=too_early + MINUTE)
    assert running.state is ChangeState.IMPLEMENTING
    with pytest.raises(WrongState, match="is being carried out"):
        do(work.start, change.id, by=MAX, at=too_early + MINUTE)


def test_only_whoever_carries_it_out_starts_it(do: Do, noon) -> None:
    change = scheduled(do, noon, implementer_id=DEV.id)
    with pytest.raises(NotAllowed, match=r"carries CHG-.* out"):
        do(work.start, change.id, by=MAX, at=change.starts_at)
    do(work.start, change.id, by=DEV, at=change.starts_at)
    assert hears(do, change, "change.started") == {MAX.id}


def test_what_is_not_approved_does_not_start(do: Do, noon) -> None:
    change = ask(do, noon)
    with pytest.raises(WrongState, match="waits for approval"):
        do(work.start, change.id, by=MAX, at=change.starts_at)


def test_a_freeze_that_came_later_hinders_the_start_and_holds_it(do: Do, noon) -> None:
    change = scheduled(do, noon)
    ours = frozen(noon)
    with pytest.raises(WrongState, match="Sales week is in force"):
        do(work.start, change.id, organisation=ours, by=MAX, at=change.starts_at)
    assert do(holds.check_freezes, change.id, organisation=ours, at=noon)
    assert not do(holds.check_freezes, change.id, organisation=ours, at=noon)
    assert hears(do, change, "change.held") == {MAX.id}
    with pytest.raises(WrongState, match="on hold"):
        do(work.start, change.id, by=MAX, at=change.starts_at)
    assert do(holds.check_freezes, change.id, at=noon)
    do(work.start, change.id, by=MAX, at=change.starts_at)


def test_a_lifted_freeze_lets_go_only_what_it_held(do: Do, noon) -> None:
    change = scheduled(do, noon)
    do(holds.hold, change.id, why="The part is missing.", by=MAX, at=noon)
    do(holds.check_freezes, change.id, organisation=frozen(noon), at=noon)
    assert not do(holds.check_freezes, change.id, at=noon)
    with pytest.raises(NotAllowed):
        do(holds.release, change.id, by=ANN, at=noon)
    released = do(holds.release, change.id, by=MAX, at=noon)
    assert released.hold_reason is None


def test_another_change_of_the_same_asset_hinders_the_start(do: Do, noon) -> None:
    first = scheduled(do, noon, assets=("db-1",), implementer_id=DEV.id)
    with pytest.raises(FieldErrors, match=first.number):
        ask(do, noon, assets=("DB-1",))
    second = ask(do, noon, assets=("DB-1",), override="Both at once saves a second outage.")
    assert second.state is ChangeState.ASSESSMENT
    do(work.start, first.id, by=DEV, at=first.starts_at)


def test_who_has_left_cannot_carry_it_out(do: Do, noon) -> None:
    change = scheduled(do, noon)
    leave(do, MAX, noon)
    with pytest.raises(WrongState, match="no longer here"):
        do(work.start, change.id, by=MAX, at=change.starts_at)


def leave(do: Do, person: Person, at: datetime) -> None:
    told = Told(id=person.id, name=person.name, zone=person.zone, locale="en-US", is_gone=True)
    do(people.learn, told, at=at)


def test_a_manager_says_how_it_went_where_who_carried_it_out_has_left(do: Do, noon) -> None:
    change = started(do, noon)
    with pytest.raises(NotAllowed, match=r"Whoever carries CHG-[0-9]+ out says how it went"):
        finished(do, change, Result.SUCCESSFUL, by=EVA)
    leave(do, MAX, noon)
    with pytest.raises(NotAllowed, match="is no longer here: a change manager says"):
        finished(do, change, Result.SUCCESSFUL, by=DEV)
    assert finished(do, change, Result.SUCCESSFUL, by=EVA).state is ChangeState.CLOSED


def test_what_went_well_is_closed_and_what_did_not_is_reviewed(do: Do, noon) -> None:
    well = finished(do, started(do, noon), Result.SUCCESSFUL)
    assert (well.state, well.review_due_at) == (ChangeState.CLOSED, None)
    badly = finished(do, started(do, noon), Result.FAILED, "It would not come up.")
    assert badly.state is ChangeState.REVIEW
    assert badly.review_due_at == ORGANISATION.office.end_of_working_days(badly.finished_at, 5)
    assert hears(do, badly, "change.finished") == {EVA.id, ZOE.id}


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"result": None}, "result"),
        ({"result": Result.FAILED}, "outcome"),
        ({"result": Result.SUCCESSFUL, "outage_minutes": -1}, "outage_minutes"),
    ],
)
def test_how_it_went_is_said_whole(do: Do, noon, how: dict[str, Any], field: str) -> None:
    change = started(do, noon)
    with pytest.raises(FieldErrors, match=field):
        finished(do, change, **how)


def test_somebody_else_reviews_it(do: Do, noon) -> None:
    change = finished(do, started(do, noon), Result.BACKED_OUT, "Taken back after 20 minutes.")
    with pytest.raises(NotAllowed, match="A change manager"):
        do(reviews.review, change.id, summary="Well.", by=DEV, at=noon + 2 * DAY)
    with pytest.raises(FieldErrors, match="review_summary"):
        do(reviews.review, change.id, summary="", by=EVA, at=noon + 2 * DAY)
    closed = do(reviews.review, change.id, summary="Tests first.", by=EVA, at=noon + 2 * DAY)
    assert (closed.state, closed.fire_at) == (ChangeState.CLOSED, None)


def test_an_objection_after_the_start_is_kept_and_asks_for_a_review(do: Do, noon) -> None:
    change = started(do, noon)
    do(votes.revoke, change.id, why="I was wrong.", by=CHLOE, at=change.starts_at + MINUTE)
    assert finished(do, change, Result.SUCCESSFUL).state is ChangeState.REVIEW


def test_those_who_have_not_decided_are_reminded_then_the_managers_hear(do: Do, noon) -> None:
    change = ask(do, noon, starts_at=noon + 20 * DAY, ends_at=noon + 20 * DAY + HOUR)
    opened = stage_of(do, change).opened_at
    assert change.fire_at == ORGANISATION.office.after_open(opened, 4 * HOUR)
    assert not attend(do, change, change.fire_at - MINUTE)
    assert attend(do, change, change.fire_at)
    assert hears(do, change, "approval.reminded") == {CHLOE.id, DEV.id}
    later = ORGANISATION.office.after_open(opened, 12 * HOUR)
    assert attend(do, change, later)
    assert not attend(do, change, later)
    assert hears(do, change, "approval.escalated") == {EVA.id, ZOE.id}


def test_what_nobody_decides_expires_and_is_its_requesters_again(do: Do, noon) -> None:
    change = ask(do, noon)
    assert attend(do, change, change.starts_at)
    assert do(stored.find, change.id).state is ChangeState.DRAFT
    assert hears(do, change, "approval.expired") == {MAX.id}
    assert hears(do, change, "approval.reminded") == set()


def test_an_approval_that_is_not_used_lapses(do: Do, noon) -> None:
    change = scheduled(do, noon)
    assert attend(do, change, change.starts_at - 15 * MINUTE)
    assert hears(do, change, "change.start_near") == {MAX.id}
    assert attend(do, change, change.ends_at)
    lapsed = do(stored.find, change.id)
    assert (lapsed.state, lapsed.approved_digest) == (ChangeState.DRAFT, None)


def test_what_takes_longer_than_its_window_is_told(do: Do, noon) -> None:
    change = started(do, noon)
    assert attend(do, change, change.ends_at)
    assert hears(do, change, "change.overrun") == {MAX.id, EVA.id, ZOE.id}
    assert not attend(do, change, change.ends_at + DAY)


def test_a_leaver_is_taken_out_and_the_stage_counted_anew(do: Do, noon) -> None:
    change = ask(do, noon, risk_answers=MEDIUM)
    told = Told(id=DEV.id, name=DEV.name, zone=DEV.zone, locale="en-US", is_gone=True)
    do(people.learn, told, at=noon)
    assert do(moments.undecided_ids) == [change.id]
    assert do(moments.recount_electors, change.id, at=noon)
    assert not do(moments.recount_electors, change.id, at=noon)
