"""What stands in the form that asks for a change: when, how urgent, how risky, and what most can do without."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.change.requests import LONGEST_INTERRUPTION, TEXT_LENGTH, ChangeRequest
from domain.change.risk import Question
from domain.numbers import Kind, number
from views.blocks import Block, actions, button
from views.change.risks import ANSWERS, QUESTIONS, UNKNOWN
from views.change.words import CATEGORIES, ENVIRONMENTS
from views.fields import choice, moment_choice, number_input, person_choice, text_input, tick
from views.ids import Button, Field

UNKNOWN_VALUE = "unknown"

FIELD_OF: Mapping[Question, Field] = {question: Field(f"risk_{question}") for question in Question}


def urgency(draft: ChangeRequest, *, is_new: bool) -> list[Block]:
    about = number(Kind.INCIDENT, draft.incident_id) if draft.incident_id else ""
    return [
        long_text(
            Field.WHY_URGENT,
            "Why the normal way is too slow",
            draft.why_urgent,
            "Planned too late is no emergency.",
        ),
        text_input(
            Field.INCIDENT,
            "Incident",
            limit=30,
            initial=about,
            placeholder="INC-12",
            hint="An open P1, P2 or major incident that it restores service for.",
            optional=True,
        ),
        long_text(
            Field.FINDING,
            "Or security finding",
            draft.finding,
            "What was found, and where it is written down.",
            optional=True,
        ),
        *([_already_started()] if is_new else []),
    ]


def _already_started() -> Block:
    return tick(
        Field.ALREADY_STARTED,
        "When",
        "It is already being carried out",
        describes="Those who decide hear of it at once, and decide afterwards.",
        ticked=False,
    )


UNKNOWN_ZONE = "UTC"
"""Also the zone of who has only just come, until Slack has said which theirs is."""


def planned(draft: ChangeRequest, slots: Sequence[str], zone: str) -> list[Block]:
    """When: by hand, or one of the windows that were found to be free."""
    found = [(slot, _slot_in_words(slot, zone)) for slot in slots]
    by_hand = not found
    pickers = [
        moment_choice(
            Field.STARTS_AT,
            "Begins",
            initial=draft.starts_at,
            hint=f"In your time: {zone}" if zone != UNKNOWN_ZONE else "In your own time zone.",
            optional=not by_hand,
        ),
        moment_choice(
            Field.ENDS_AT, "Ends at the latest", initial=draft.ends_at, optional=not by_hand
        ),
    ]
    if found:
        placeholder = "Or as you say below"
        return [
            choice(Field.SLOT, "Free windows", found, placeholder=placeholder, optional=True),
            *pickers,
        ]
    return [*pickers, actions([button("Find free windows", Button.FIND_SLOTS, "slots")])]


def _slot_in_words(slot: str, zone: str) -> str:
    starts_at, ends_at = (at.astimezone(ZoneInfo(zone)) for at in slot_of(slot))
    is_one_day = starts_at.date() == ends_at.date()
    until = f"{ends_at:%H:%M}" if is_one_day else _moment_in_words(ends_at)
    return f"{_moment_in_words(starts_at)} – {until}"


def _moment_in_words(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def slot_of(slot: str) -> tuple[datetime, datetime]:
    """A window as it travels through a form: two moments in Unix seconds. Raises ValueError."""
    starts_at, ends_at = (datetime.fromtimestamp(int(at), UTC) for at in slot.split("/"))
    return starts_at, ends_at


def questions(draft: ChangeRequest) -> list[Block]:
    return [question(each, draft.risk_answers) for each in Question]


def question(it: Question, given: Mapping[Question, int | None]) -> Block:
    """One question, with the answer that was given where there is one."""
    answers = [(str(at), words) for at, words in enumerate(ANSWERS[it])]
    chosen = None
    if it in given:
        answer = given[it]
        chosen = UNKNOWN_VALUE if answer is None else str(answer)
    return choice(
        FIELD_OF[it],
        QUESTIONS[it],
        [*answers, (UNKNOWN_VALUE, f"{UNKNOWN}: it counts as the worst")],
        initial=chosen,
        placeholder="Choose one",
    )


def details(draft: ChangeRequest) -> list[Block]:
    return [
        choice(
            Field.ENVIRONMENT,
            "Environment",
            [(each.value, text) for each, text in ENVIRONMENTS.items()],
            initial=draft.environment.value,
        ),
        choice(
            Field.CATEGORY,
            "Kind of work",
            [(each.value, text) for each, text in CATEGORIES.items()],
            initial=draft.category.value,
        ),
        {
            **person_choice(
                Field.IMPLEMENTER,
                "Carried out by",
                initial=draft.implementer_id,
                hint="Empty: by whoever asks for it.",
            ),
            "optional": True,
        },
        long_text(Field.TEST_EVIDENCE, "How it was tested", draft.test_evidence, optional=True),
        number_input(
            Field.BACK_OUT_MINUTES,
            "Minutes the back-out takes",
            initial=draft.back_out_minutes,
            most=LONGEST_INTERRUPTION,
        ),
        long_text(
            Field.VALIDATION, "How it is checked afterwards", draft.validation, optional=True
        ),
        number_input(
            Field.INTERRUPTION,
            "Minutes of interruption",
            initial=draft.interruption_minutes or None,
            most=LONGEST_INTERRUPTION,
            hint="How long people cannot work with it.",
        ),
        long_text(Field.COMMUNICATION, "Who is told, and how", draft.communication, optional=True),
    ]


def override(draft: ChangeRequest) -> Block:
    return long_text(
        Field.OVERRIDE,
        "Why it cannot wait",
        draft.override,
        "Those who answer for it read this, and decide about it first.",
        optional=True,
    )


def long_text(
    field: Field, label: str, initial: str, hint: str = "", *, optional: bool = False
) -> Block:
    return text_input(
        field,
        label,
        limit=TEXT_LENGTH,
        initial=initial,
        hint=hint,
        multiline=True,
        optional=optional,
    )
