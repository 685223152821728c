"""How risky a change is, in words: the questions, their answers, and how the result came about."""

from collections.abc import Mapping, Sequence

from domain.change.risk import IMPACT, LIKELIHOOD, Floor, Question, Risk
from domain.change.risk import UNKNOWN as UNKNOWN_COUNTS
from domain.changes import ChangeState
from storage.changes import Change
from views.blocks import Block, Content, actions, button, header, markdown, section
from views.change.words import FLOORS, RISKS
from views.ids import Button

QUESTIONS: Mapping[Question, str] = {
    Question.WHO_NOTICES: "Who notices if it fails?",
    Question.CRITICALITY: "How critical is what it touches, and what depends on that?",
    Question.INTERRUPTION: "How long is the interruption?",
    Question.DATA: "What does it do to data, security and compliance?",
    Question.EXPERIENCE: "How often has it been done?",
    Question.TESTING: "Where has it been tested?",
    Question.BACK_OUT: "How is it undone?",
    Question.COORDINATION: "Who has to work together?",
}

ANSWERS: Mapping[Question, tuple[str, str, str, str]] = {
    Question.WHO_NOTICES: (
        "Nobody outside the team",
        "One team",
        "Several teams or one site",
        "The company or customers",
    ),
    Question.CRITICALITY: ("Low", "Medium", "High", "Critical"),
    Question.INTERRUPTION: (
        "None",
        "Up to 15 minutes",
        "Up to 60 minutes",
        "Longer, or not known",
    ),
    Question.DATA: (
        "Nothing",
        "Internal configuration",
        "Personal or financial data, or access rights",
        "It changes data for good",
    ),
    Question.EXPERIENCE: (
        "Three times or more in 12 months, with success",
        "Once or twice",
        "First time here, documented elsewhere",
        "Never",
    ),
    Question.TESTING: (
        "In a production-like place, with a record",
        "In a test place",
        "In part",
        "Not at all",
    ),
    Question.BACK_OUT: (
        "By itself or rehearsed, within 15 minutes",
        "Documented and tested",
        "Documented only",
        "Not at all, or it is impossible",
    ),
    Question.COORDINATION: (
        "One person, or nobody: it is automated",
        "One team",
        "Two or three teams, or a vendor",
        "More, or it is the asset's peak hours",
    ),
}
"""Each from 0 to 3."""

UNKNOWN = "I don't know"


def in_words(change: Change) -> str:
    """The risk, and what decided it."""
    risk, found = RISKS[change.its_risk], change.assessment
    if found.get("set"):
        return f"{risk}, set by hand"
    if found.get("decided_by"):
        floor = Floor(found["decided_by"])
        return f"{risk}, because {FLOORS[floor]} ({floor})"
    if not found:
        return risk
    return f"{risk} (impact {found['impact']}, likelihood {found['likelihood']} of 12)"


def answer_in_words(question: Question, answer: int | None) -> str:
    return UNKNOWN if answer is None else ANSWERS[question][answer]


def explained(change: Change) -> Content:
    """Every answer, the matrix, and the floor that decided where one did."""
    found = change.assessment
    by_matrix = RISKS[Risk(found.get("by_matrix") or change.risk)].partition(" ")[2].lower()
    floor = found.get("decided_by")
    why = f"By its answers it is {by_matrix}."
    if floor:
        why += f" It is lifted because {FLOORS[Floor(floor)]} ({floor})."
    if found.get("set"):
        why += " Somebody who knows better has set it."
    return {
        "text": f"{change.number}: how risky it is",
        "blocks": [
            header(f"{change.number} · how risky it is"),
            section(markdown(f"{RISKS[change.its_risk]}\n{why}")),
            _axis("Impact", found.get("impact"), IMPACT, change),
            _axis("Likelihood", found.get("likelihood"), LIKELIHOOD, change),
            *_to_set(change),
        ],
    }


def _axis(name: str, total: int | None, questions: Sequence[Question], change: Change) -> Block:
    """The answers on one axis, each with what it counts."""
    lines = [f"*{name}: {'–' if total is None else total} of 12*"]
    for question in questions:
        answer = change.answers.get(question)
        counts = UNKNOWN_COUNTS if answer is None else answer
        lines.append(f"{counts} · {QUESTIONS[question]} _{answer_in_words(question, answer)}_")
    return section(markdown("\n".join(lines)))


def _to_set(change: Change) -> list[Block]:
    """Who looks after it may know better than the answers."""
    if change.state not in (ChangeState.ASSESSMENT, ChangeState.APPROVAL):
        return []
    return [actions([button("Set it…", Button.SET_RISK, change.number)])]
