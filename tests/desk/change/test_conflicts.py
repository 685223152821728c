"""What stands against a change, found among what is there: other changes, incidents, freezes, windows."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from desk import changes
from desk.change import conflicts
from domain.change.conflicts import Conflict
from domain.change.windows import Window
from domain.changes import ChangeState
from domain.incidents import Impact, Urgency
from domain.majors import Severity
from domain.organisation import Organisation
from storage.change import conflicts as stored
from storage.changes import Change
from tests.changes import ask, asked, vote
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN, BEN, DEV, MAX, ORGANISATION, ZOE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
ON_DB = {"assets": ("db-1",), "service": None, "override": "They work side by side."}

BESIDE = {**ON_DB, "service": "Laptops and printers"}


def window(begins: datetime, hours: float, **more: Any) -> Window:
    local = begins.replace(tzinfo=None)
    usual = {"name": "Year end", "zone": ZoneInfo("UTC"), "begins": local, "lasts": hours * HOUR}
    return Window(**{**usual, **more})


def against(
    do: Do, change: Change, at: datetime, organisation: Organisation = ORGANISATION
) -> list[Conflict]:
    found: list[Conflict] = do(conflicts.of_change, change, organisation=organisation, at=at)
    return found


def codes(found: list[Conflict]) -> list[str]:
    return [f"{it.code} {it.what}" for it in found]


def into(do: Do, change: Change, state: ChangeState) -> None:
    """Into this state by the shortest way, whoever would have had to press what."""

    def put(tx: Any) -> None:
        tx.get(Change, change.id).state = state

    do(put)


def test_nothing_stands_against_a_change_that_is_alone(do: Do, noon: datetime) -> None:
    assert against(do, ask(do, noon, **ON_DB), noon) == []


def test_another_on_the_same_asset_is_found_from_both_sides(do: Do, noon: datetime) -> None:
    one = ask(do, noon, **ON_DB)
    other = ask(do, noon, by=BEN, **{**BESIDE, "title": "New disks", "assets": ("DB-1", "db-2")})
    (found,) = against(do, one, noon)
    assert (found.is_hard, found.what, found.digest) == (True, other.number, other.plan.digest)
    assert found.evidence == f"{other.number} (New disks) changes db-1 as well, at the same time."
    assert found.span == (other.starts_at, other.ends_at)
    assert codes(against(do, other, noon)) == [f"K1 {one.number}"]


def test_the_same_service_and_the_same_hands_are_warned_of(do: Do, noon: datetime) -> None:
    one = ask(do, noon)
    two = ask(do, noon, by=BEN)
    three = ask(do, noon, service="Laptops and printers")
    assert codes(against(do, one, noon)) == [f"K3 {two.number}", f"K7 {three.number}"]


@pytest.mark.parametrize("state", ChangeState)
def test_only_those_with_a_claim_to_their_time_count(
    do: Do, noon: datetime, state: ChangeState
) -> None:
    one, other = ask(do, noon, **ON_DB), ask(do, noon, by=BEN, **BESIDE)
    into(do, other, state)
    has_claim = state in {"assessment", "approval", "scheduled", "implementing"}
    assert bool(against(do, one, noon)) is has_claim


@pytest.mark.parametrize(
    ("starts", "ends", "is_found"),
    [
        (-DAY * 13, DAY * 0, False),
        (-DAY * 13, HOUR / 60, True),
        (HOUR, HOUR * 2, False),
        (HOUR * 59 / 60, DAY * 13, True),
        (-HOUR, HOUR * 2, True),
    ],
)
def test_back_to_back_is_no_conflict_and_the_longest_window_is_found(
    do: Do, noon: datetime, starts: timedelta, ends: timedelta, is_found: bool
) -> None:
    begins = noon + 20 * DAY
    one = ask(do, noon, **ON_DB, starts_at=begins, ends_at=begins + HOUR)
    ask(do, noon, by=BEN, **BESIDE, starts_at=begins + starts, ends_at=begins + ends)
    assert bool(against(do, one, noon)) is is_found


def test_what_overruns_its_window_is_in_the_way_until_it_is_finished(
    do: Do, noon: datetime
) -> None:
    late = ask(do, noon, by=BEN, **BESIDE, starts_at=noon + HOUR, ends_at=noon + 2 * HOUR)
    into(do, late, ChangeState.IMPLEMENTING)
    one = ask(do, noon, **ON_DB, starts_at=noon + 3 * HOUR, ends_at=noon + 4 * HOUR)
    assert against(do, one, noon) == []
    assert codes(against(do, one, noon + 3 * HOUR)) == [f"K1 {late.number}"]
    assert codes(against(do, one, noon + 2.8 * HOUR)) == [f"K1 {late.number}"]
    into(do, late, ChangeState.REVIEW)
    assert against(do, one, noon + 3 * HOUR) == []


def test_freezes_and_maintenance_windows_of_the_configuration_count(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    frozen = replace(ORGANISATION, freezes=(window(noon, 48),))
    assert codes(against(do, change, noon, frozen)) == ["K5 Year end"]
    nights = window(noon, 4, name="Nights", services=frozenset({"Web shop"}))
    kept = replace(ORGANISATION, maintenance=(nights,))
    assert codes(against(do, change, noon, kept)) == ["K6 Nights"]


def test_open_p1s_and_majors_on_the_same_are_told(do: Do, noon: datetime) -> None:
    change = ask(do, noon, assets=("till-1",))
    p1 = make_incident(do, noon, service="Web shop", title="Nobody can pay", **P1)
    make_incident(do, noon, service="Web shop")
    make_incident(do, noon, service="Laptops and printers", **P1)
    make_resolved(do, noon, by=DEV, service="Web shop", **P1)
    major = make_major(do, noon, affected_asset="TILL-1", severity=Severity.SEV2)
    found = against(do, change, noon)
    assert codes(found) == [f"K8 {p1.number}", f"K8 {major.number}"]
    assert found[0].evidence == f"{p1.number} (Nobody can pay), a P1, is open on Web shop."
    assert "a major incident, is open on TILL-1" in found[1].evidence


def test_of_a_restricted_incident_nothing_is_told(do: Do, noon: datetime) -> None:
    make_incident(do, noon, service="Web shop", restricted=True, **P1)
    assert against(do, ask(do, noon), noon) == []


def test_what_is_still_being_asked_for_is_looked_at_too(do: Do, noon: datetime) -> None:
    other = ask(do, noon, by=BEN, **BESIDE)
    form = asked(noon, assets=("db-1",))
    found = do(conflicts.of_request, form, at=noon)
    assert codes(found) == [f"K1 {other.number}"]
    assert do(conflicts.of_request, replace(form, starts_at=None), at=noon) == []


def slots(do: Do, planned: Any, after: datetime, **around: Any) -> list[str]:
    found = do(
        conflicts.free_slots, planned, organisation=replace(ORGANISATION, **around), after=after
    )
    return [f"{start:%d %H:%M}–{end:%H:%M}" for start, end in found]


def test_slots_are_as_long_as_the_window_and_leave_out_what_is_in_the_way(
    do: Do, noon: datetime
) -> None:
    """Its own time is free to it; what has nothing in common with it is no matter."""
    change = ask(do, noon, starts_at=noon + HOUR, ends_at=noon + 2.5 * HOUR)
    ask(do, noon, by=BEN, starts_at=noon + 2 * HOUR, ends_at=noon + 3.1 * HOUR)
    ask(do, noon, by=ZOE, **ON_DB, starts_at=noon + HOUR, ends_at=noon + 20 * HOUR)
    freeze = window(noon + 5 * HOUR, 10)
    found = slots(do, change, noon + HOUR / 10, freezes=(freeze,))
    assert found == ["02 12:15–13:45", "02 15:15–16:45", "03 03:00–04:30"]


def test_before_a_window_is_said_slots_are_an_hour_long(do: Do, noon: datetime) -> None:
    form = replace(asked(noon), starts_at=None, ends_at=None)
    nights = window(noon, 2, name="Nights", rule="FREQ=DAILY", services=frozenset({"Web shop"}))
    assert slots(do, form, noon, maintenance=(nights,)) == [
        "02 12:00–13:00",
        "02 13:00–14:00",
        "03 12:00–13:00",
    ]


def test_what_lies_around_is_found_by_the_index(do: Do, noon: datetime) -> None:
    """However many changes there are, those that are over or far away are not looked at."""

    def plan(tx: Any) -> list[str]:
        query = stored.asked_around((noon + DAY, noon + 2 * DAY), None)
        told = query.compile(tx.get_bind(), compile_kwargs={"literal_binds": True})
        if tx.get_bind().dialect.name == "postgresql":
            tx.execute(text("SET LOCAL enable_seqscan = off"))  # nobody reads an index of nothing
            return list(tx.scalars(text(f"EXPLAIN {told}")))
        return [row.detail for row in tx.execute(text(f"EXPLAIN QUERY PLAN {told}"))]

    way = " ".join(do(plan))
    assert "ix_changes_open" in way
    assert re.search(r"starts_at>\? AND starts_at<\?|Index Cond: .*starts_at < .*starts_at > ", way)


def test_who_votes_is_not_kept_from_it(do: Do, noon: datetime) -> None:
    """What was approved keeps its claim, and what was withdrawn gives it back."""
    one, other = ask(do, noon, **ON_DB), ask(do, noon, by=BEN, **BESIDE)
    vote(do, one, ANN, noon)
    assert codes(against(do, other, noon)) == [f"K1 {one.number}"]
    do(changes.cancel, one.id, why="Not needed.", by=MAX, at=noon)
    assert against(do, other, noon) == []


def test_what_was_found_is_kept_as_facts(do: Do, noon: datetime) -> None:
    other = ask(do, noon, by=BEN).number
    told = {
        "code": "K3",
        "severity": "warn",
        "what": other,
        "evidence": f"{other} (Rotate the keys) is about Web shop too, at the same time.",
    }
    change = ask(do, noon)
    assert change.assessment["conflicts"] == [told]
    assert conflicts.facts_of(against(do, change, noon)) == [told]
