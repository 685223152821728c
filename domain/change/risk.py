"""How risky a change is: eight answers on two axes, a matrix, and floors below which it never falls (section 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Risk(IntEnum):
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4


class Question(StrEnum):
    """I: how bad it is if it fails. L: how likely that is. Each is answered from 0 to 3; unknown is 3."""

    WHO_NOTICES = "i1"
    CRITICALITY = "i2"
    INTERRUPTION = "i3"
    DATA = "i4"
    EXPERIENCE = "l1"
    TESTING = "l2"
    BACK_OUT = "l3"
    COORDINATION = "l4"


IMPACT = (Question.WHO_NOTICES, Question.CRITICALITY, Question.INTERRUPTION, Question.DATA)
LIKELIHOOD = (Question.EXPERIENCE, Question.TESTING, Question.BACK_OUT, Question.COORDINATION)
UNKNOWN = 3

BANDS = ((3, Risk.LOW), (7, Risk.MEDIUM), (12, Risk.HIGH))
"""The highest sum of each band: contiguous, from 0 to 12."""

MATRIX: Mapping[tuple[Risk, Risk], Risk] = {
    (Risk.LOW, Risk.LOW): Risk.LOW,
    (Risk.LOW, Risk.MEDIUM): Risk.LOW,
    (Risk.LOW, Risk.HIGH): Risk.MEDIUM,
    (Risk.MEDIUM, Risk.LOW): Risk.LOW,
    (Risk.MEDIUM, Risk.MEDIUM): Risk.MEDIUM,
    (Risk.MEDIUM, Risk.HIGH): Risk.HIGH,
    (Risk.HIGH, Risk.LOW): Risk.MEDIUM,
    (Risk.HIGH, Risk.MEDIUM): Risk.HIGH,
    (Risk.HIGH, Risk.HIGH): Risk.VERY_HIGH,
}
"""From the bands of impact and likelihood."""


class Floor(StrEnum):
    """What makes a change riskier than its answers say."""

    CRITICAL_ASSET = "F1"
    NO_WAY_BACK = "F2"
    RULE_SET_ASIDE = "F3"
    FAILED_LATELY = "F4"
    EMERGENCY = "F5"
    OPEN_MAJOR = "F6"


FLOORS: Mapping[Floor, Risk] = {
    Floor.CRITICAL_ASSET: Risk.MEDIUM,
    Floor.NO_WAY_BACK: Risk.HIGH,
    Floor.RULE_SET_ASIDE: Risk.HIGH,
    Floor.FAILED_LATELY: Risk.MEDIUM,
    Floor.EMERGENCY: Risk.MEDIUM,
    Floor.OPEN_MAJOR: Risk.HIGH,
}


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The risk, how it came about, and the floor that decided where one did."""

    risk: Risk
    impact: int
    likelihood: int
    by_matrix: Risk
    decided_by: Floor | None


def band(score: int) -> Risk:
    return next(risk for highest, risk in BANDS if score <= highest)


def assess(answers: Mapping[Question, int | None], floors: frozenset[Floor]) -> Assessment:
    """The risk by these answers (None: unknown), and by the floors that the facts around the change call for."""
    given = {question: _answer(answers.get(question)) for question in Question}
    impact = sum(given[question] for question in IMPACT)
    likelihood = sum(given[question] for question in LIKELIHOOD)
    by_matrix = MATRIX[band(impact), band(likelihood)]
    if given[Question.BACK_OUT] == UNKNOWN and band(impact) >= Risk.MEDIUM:
        floors |= {Floor.NO_WAY_BACK}
    if given[Question.CRITICALITY] == 3:
        floors |= {Floor.CRITICAL_ASSET}
    highest = max(sorted(floors), key=lambda floor: FLOORS[floor], default=None)
    lifts = highest is not None and FLOORS[highest] > by_matrix
    return Assessment(
        risk=FLOORS[highest] if highest is not None and lifts else by_matrix,
        impact=impact,
        likelihood=likelihood,
        by_matrix=by_matrix,
        decided_by=highest if lifts else None,
    )


def _answer(given: int | None) -> int:
    if given is None:
        return UNKNOWN
    if given not in range(4):
        raise ValueError(f"an answer is 0 to 3, not {given}")
    return given
