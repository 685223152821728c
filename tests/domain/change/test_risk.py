"""Risk: the questionnaire's matrix and the floors that lift it."""

from itertools import product

import pytest

from domain.change.risk import (
    BANDS,
    IMPACT,
    LIKELIHOOD,
    MATRIX,
    Floor,
    Question,
    Risk,
    assess,
    band,
)


def answers(impact: tuple[int, ...], likelihood: tuple[int, ...]) -> dict[Question, int | None]:
    return dict(zip((*IMPACT, *LIKELIHOOD), (*impact, *likelihood), strict=True))


@pytest.mark.parametrize(
    ("impact", "likelihood", "risk", "floor"),
    [
        ((0, 1, 0, 0), (0, 1, 1, 0), Risk.LOW, None),
        ((1, 3, 1, 0), (1, 1, 1, 1), Risk.MEDIUM, None),
        ((2, 2, 1, 0), (1, 1, 3, 1), Risk.HIGH, Floor.NO_WAY_BACK),
        ((3, 3, 2, 2), (3, 2, 2, 2), Risk.VERY_HIGH, None),
        ((0, 3, 0, 0), (0, 0, 0, 0), Risk.MEDIUM, Floor.CRITICAL_ASSET),
    ],
)
def test_answers_lead_to_a_risk(
    impact: tuple[int, ...], likelihood: tuple[int, ...], risk: Risk, floor: Floor | None
) -> None:
    found = assess(answers(impact, likelihood), frozenset())
    assert (found.risk, found.decided_by) == (risk, floor)


@pytest.mark.parametrize(
    ("floor", "risk"),
    [
        (Floor.RULE_SET_ASIDE, Risk.HIGH),
        (Floor.FAILED_LATELY, Risk.MEDIUM),
        (Floor.EMERGENCY, Risk.MEDIUM),
        (Floor.OPEN_MAJOR, Risk.HIGH),
    ],
)
def test_a_floor_lifts_what_is_below_it_and_says_so(floor: Floor, risk: Risk) -> None:
    harmless = answers((0, 0, 0, 0), (0, 0, 0, 0))
    found = assess(harmless, frozenset({floor}))
    assert (found.risk, found.by_matrix, found.decided_by) == (risk, Risk.LOW, floor)


def test_a_floor_never_lowers() -> None:
    worst = answers((3, 3, 3, 3), (3, 3, 3, 3))
    found = assess(worst, frozenset(Floor))
    assert (found.risk, found.decided_by) == (Risk.VERY_HIGH, None)


def test_what_is_not_known_counts_as_the_worst() -> None:
    assert assess({}, frozenset()) == assess(answers((3,) * 4, (3,) * 4), frozenset())


def test_bands_are_contiguous_and_cover_every_score() -> None:
    assert [band(score) for score in range(13)] == sorted(band(score) for score in range(13))
    assert BANDS[-1][0] == 12


def test_the_matrix_is_whole_and_never_falls_as_things_get_worse() -> None:
    bands = (Risk.LOW, Risk.MEDIUM, Risk.HIGH)
    assert set(MATRIX) == set(product(bands, bands))
    for impact, likelihood in MATRIX:
        for worse in bands:
            if worse >= impact:
                assert MATRIX[worse, likelihood] >= MATRIX[impact, likelihood]
            if worse >= likelihood:
                assert MATRIX[impact, worse] >= MATRIX[impact, likelihood]


@pytest.mark.parametrize("answer", [-1, 4])
def test_an_answer_is_from_0_to_3(answer: int) -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        assess({Question.DATA: answer}, frozenset())
