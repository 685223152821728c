"""Major incidents by rule: their life, the cadence of word about them, their channel's name, and their review."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FieldErrors, WrongState
from domain.incidents import Priority
from domain.major.reviews import REVIEW_LENGTH, checked_review
from domain.major.updates import (
    LONGEST_SILENCE,
    STAGES,
    UPDATE_LENGTH,
    Stage,
    Update,
    checked_update,
    next_stage_at,
    promised_after,
    stage_at,
)
from domain.major.war_rooms import MOST_NAMES, NAME_LENGTH, room_name
from domain.majors import (
    ACTIVE,
    FIRST_UPDATE,
    NEXT_UPDATE,
    STEPS,
    MajorState,
    MajorStep,
    Severity,
    checked_restoration,
    state_after,
    supposed_severity,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOT_ALLOWED = [pair for pair in product(MajorStep, MajorState) if pair[1] not in STEPS[pair[0]]]
SAID = Update(
    affected="Nobody can pay.",
    known="The database is full.",
    doing="It is emptied.",
    next_at=NOON + 30 * MINUTE,
)


def test_every_step_leads_somewhere_and_every_state_is_reached() -> None:
    assert set(STEPS) == set(MajorStep)
    reached = {state for steps in STEPS.values() for state in steps.values()}
    assert reached == set(MajorState) - {MajorState.CANDIDATE}


@pytest.mark.parametrize(("step", "state"), NOT_ALLOWED)
def test_what_is_not_in_the_table_is_refused_in_a_sentence(
    step: MajorStep, state: MajorState
) -> None:
    with pytest.raises(WrongState) as refused:
        state_after(step, state, number="INC-7")
    assert str(refused.value).endswith(".")
    assert "{" not in str(refused.value)


def test_the_way_of_the_semantics_is_open() -> None:
    state = MajorState.CANDIDATE
    for step in (MajorStep.DECLARE, MajorStep.MITIGATE, MajorStep.RESOLVE, MajorStep.REVIEW):
        state = state_after(step, state, number="INC-7")
    assert state is MajorState.REVIEWED


def test_a_fault_that_is_back_makes_it_active_again() -> None:
    for step, state in (
        (MajorStep.RELAPSE, MajorState.MITIGATED),
        (MajorStep.REOPEN, MajorState.RESOLVED),
        (MajorStep.REOPEN, MajorState.REVIEWED),
    ):
        assert state_after(step, state, number="INC-7") in ACTIVE


@pytest.mark.parametrize("priority", Priority)
def test_what_is_most_urgent_is_taken_for_the_most_severe(priority: Priority) -> None:
    is_p1 = priority is Priority.P1
    assert supposed_severity(priority) is (Severity.SEV1 if is_p1 else Severity.SEV2)


def test_the_cadence_is_the_one_in_the_semantics() -> None:
    assert [FIRST_UPDATE[each] / MINUTE for each in Severity] == [15, 30, 120]
    assert [NEXT_UPDATE[each] / MINUTE for each in Severity] == [30, 60, 240]
    assert promised_after(NOON, Severity.SEV1, is_first=True) == NOON + 15 * MINUTE
    assert promised_after(NOON, Severity.SEV2, is_first=False) == NOON + 60 * MINUTE


RESTORATIONS = [
    (None, "Say when"),
    (NOON + timedelta(seconds=1), "still to come"),
    (NOON - 61 * MINUTE, "before the incident was raised"),
]


@pytest.mark.parametrize(("restored_at", "says"), RESTORATIONS)
def test_a_restoration_lies_between_report_and_now(restored_at: datetime | None, says: str) -> None:
    with pytest.raises(FieldErrors, match=rf"restored_at.*{says}"):
        checked_restoration(restored_at, raised_at=NOON - 60 * MINUTE, at=NOON)


@pytest.mark.parametrize("minutes", [0, 30, 60])
def test_a_restoration_between_is_taken(minutes: int) -> None:
    restored_at = NOON - minutes * MINUTE
    raised_at = NOON - 60 * MINUTE + timedelta(seconds=42)  # the form knows no seconds
    assert checked_restoration(restored_at, raised_at=raised_at, at=NOON) == restored_at


def changed(**fields: object) -> Update:
    return Update(**{**vars(SAID), **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("affected", " ", "Say what is affected"),
        ("known", "\u200b", "Say what is known"),
        ("doing", "", "Say what is being done"),
        ("doing", "x" * (UPDATE_LENGTH + 1), "within 1,000 characters"),
        ("next_at", None, "when the next update comes"),
        ("next_at", NOON, "in the past"),
        ("next_at", NOON + LONGEST_SILENCE + MINUTE, "more than a day ahead"),
    ],
)
def test_an_update_says_four_things(field: str, value: object, says: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        checked_update(changed(**{field: value}), NOON)
    assert list(refused.value.errors) == [field]
    assert says in refused.value.errors[field]


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(FieldErrors) as refused:
        checked_update(Update(affected="", known="", doing="", next_at=None), NOON)
    assert set(refused.value.errors) == {"affected", "known", "doing", "next_at"}
    with pytest.raises(FieldErrors) as refused:
        checked_review("", "x" * (REVIEW_LENGTH + 1))
    assert set(refused.value.errors) == {"cause", "actions"}


def test_an_update_is_cleaned() -> None:
    update, next_at = checked_update(changed(known=" It\u202e is full. "), NOON)
    assert (update.known, next_at) == ("It is full.", SAID.next_at)
    assert checked_review(" The disk. ", "Nothing.") == ("The disk.", "Nothing.")


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [(-6, None), (-5, Stage.NEAR), (-1, Stage.NEAR), (0, Stage.MISSED), (5, Stage.STILL_MISSING)],
)
def test_an_update_comes_near_is_missed_and_goes_on_missing(
    minutes: int, stage: Stage | None
) -> None:
    assert stage_at(NOON, NOON + minutes * MINUTE) is stage


@given(st.integers(-600, 600))
def test_every_stage_is_looked_at_when_it_begins_and_never_after_the_last(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    following = next_stage_at(NOON, at)
    if following is None:
        assert stage_at(NOON, at) is max(Stage)
        return
    begun = stage_at(NOON, at)
    assert following > at
    assert stage_at(NOON, following) == Stage(int(begun or 0) + 1)
    assert following == NOON + STAGES[Stage(int(begun or 0) + 1)]


@pytest.mark.parametrize(
    ("about", "attempt", "name"),
    [
        ("Web shop", 0, "inc-12-web-shop"),
        ("Web shop", 1, "inc-12-web-shop-2"),
        ("", 0, "inc-12"),
        ("", 2, "inc-12-3"),
        ("Straße über München", 0, "inc-12-strasse-uber-munchen"),
        ("屏幕", 0, "inc-12"),
        ("<!channel> & Co.", 0, "inc-12-channel-co"),
        ("one two three four five six seven eight nine ten eleven twelve", 0,
         "inc-12-one-two-three-four-five-six-seven-eight-nine-ten"),
    ],
)  # fmt: skip
def test_a_channel_is_called_by_number_and_subject(about: str, attempt: int, name: str) -> None:
    assert room_name("INC-12", about, attempt) == name


@given(st.text(), st.integers(0, MOST_NAMES - 1))
def test_a_channel_s_name_keeps_slack_s_rules(about: str, attempt: int) -> None:
    name = room_name("INC-9223372036854775807", about, attempt)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", name)
    assert len(name) <= NAME_LENGTH
