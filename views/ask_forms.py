"""The form that asks for a change. It begins with what a small change needs; the rest is shown when its turn comes.

Whatever has been shown stays in the form, so that nothing typed is lost and each refusal stands on its field.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.change_requests import (
    LONGEST_INTERRUPTION,
    TEXT_LENGTH,
    TITLE_LENGTH,
    ChangeRequest,
)
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.risk import Question
from views.blocks import (
    Block,
    actions,
    button,
    choice,
    context,
    header,
    markdown,
    modal,
    moment_choice,
    number_input,
    person_choice,
    plain,
    section,
    text_input,
    tick,
)
from views.change_forms import assets_input
from views.change_words import CATEGORIES, ENVIRONMENTS
from views.ids import Button, Field, Form
from views.risks import ANSWERS, QUESTIONS, UNKNOWN

UNKNOWN_VALUE = "unknown"

FIELD_OF: Mapping[Question, Field] = {question: Field(f"risk_{question}") for question in Question}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How far the form has come, as it carries it along.

    `about` and `based_on` are the number of the change that is edited, and the digest of what stood in the form.
    `says` is why it was not taken as it is.
    """

    is_urgent: bool = False
    judges: bool = False
    details: bool = False
    overrides: bool = False
    about: str = ""
    based_on: str = ""
    says: str = ""

    @classmethod
    def read(cls, metadata: str) -> "Asking":
        carried = json.loads(metadata) if metadata else {}
        return cls(**{name: it for name, it in carried.items() if name in cls.__annotations__})

    def written(self) -> str:
        return json.dumps({name: it for name, it in asdict(self).items() if it and name != "says"})


def ask_form(
    draft: ChangeRequest, asking: Asking, organisation: Organisation, *, zone: str
) -> Mapping[str, Any]:
    """The form as far as it has come, with what stands in it so far. `zone` is the reader's own."""
    blocks: list[Block] = []
    if asking.says:
        blocks.append(section(plain(asking.says)))
    if asking.overrides:
        blocks.append(_override(draft))
    if asking.judges and not asking.about:
        blocks += [header("How risky is it?"), *_questions(draft)]
        blocks.append(header("What you have written"))
    blocks += _beginning(draft, asking, organisation, zone)
    if asking.judges and asking.about:
        blocks += [header("How risky is it?"), *_questions(draft)]
    blocks += _rest(draft, asking)
    return modal(
        Form.ASK_FOR_CHANGE,
        _title(asking),
        blocks,
        submit=_submit(asking),
        metadata=asking.written(),
    )


def _title(asking: Asking) -> str:
    if asking.about:
        return f"Edit {asking.about}"[:24]
    return "Emergency change" if asking.is_urgent else "Ask for a change"


def _submit(asking: Asking) -> str:
    if asking.judges or asking.is_urgent:
        return "Send"
    return "Next"


def _beginning(
    draft: ChangeRequest, asking: Asking, organisation: Organisation, zone: str
) -> list[Block]:
    return [
        text_input(
            Field.TITLE,
            "Title",
            limit=TITLE_LENGTH,
            initial=draft.title,
            placeholder="What is changed?",
        ),
        _text(
            Field.REASON,
            "What and why",
            draft.reason,
            "What gets better, or what happens without it?",
        ),
        *(_urgency(draft) if asking.is_urgent else []),
        *_service(organisation, draft.service),
        assets_input(draft.assets),
        moment_choice(
            Field.STARTS_AT, "Begins", initial=draft.starts_at, hint=f"In your time: {zone}"
        ),
        moment_choice(Field.ENDS_AT, "Ends at the latest", initial=draft.ends_at),
        _text(
            Field.IMPLEMENTATION,
            "Plan",
            draft.implementation,
            "What is done, step by step as far as that helps.",
        ),
        _text(
            Field.BACK_OUT,
            "Back-out",
            draft.back_out,
            "How it is undone when it goes wrong, or why that is impossible.",
        ),
    ]


def _urgency(draft: ChangeRequest) -> list[Block]:
    about = number(Kind.INCIDENT, draft.incident_id) if draft.incident_id else ""
    return [
        _text(
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
        _text(
            Field.FINDING,
            "Or security finding",
            draft.finding,
            "What was found, and where it is written down.",
            optional=True,
        ),
        tick(
            Field.ALREADY_STARTED,
            "When",
            "It is already being carried out",
            describes="Those who decide hear of it at once, and decide afterwards.",
            ticked=False,
        ),
    ]


def _questions(draft: ChangeRequest) -> list[Block]:
    return [_question(question, draft) for question in Question]


def _question(question: Question, draft: ChangeRequest) -> Block:
    answers = [(str(at), words) for at, words in enumerate(ANSWERS[question])]
    chosen = None
    if question in draft.risk_answers:
        answer = draft.risk_answers[question]
        chosen = UNKNOWN_VALUE if answer is None else str(answer)
    return choice(
        FIELD_OF[question],
        QUESTIONS[question],
        [*answers, (UNKNOWN_VALUE, f"{UNKNOWN}: it counts as the worst")],
        initial=chosen,
        placeholder="Choose one",
    )


def _rest(draft: ChangeRequest, asking: Asking) -> list[Block]:
    """What most changes can do without, behind a button until it is asked for."""
    if asking.details:
        risk = _questions(draft) if asking.is_urgent and not asking.judges else []
        return [header("Details"), *_optional(risk), *_details(draft)]
    if asking.is_urgent or asking.judges:
        says = "Environment, tests, interruption, who carries it out, who is told"
        return [
            actions([button("More details", Button.MORE_OF_FORM, "details")]),
            context([markdown(says)]),
        ]
    return [context([markdown("Next come eight questions about the risk.")])]


def _optional(blocks: list[Block]) -> list[Block]:
    return [{**block, "optional": True} for block in blocks]


def _details(draft: ChangeRequest) -> list[Block]:
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
        _text(Field.TEST_EVIDENCE, "How it was tested", draft.test_evidence, optional=True),
        number_input(
            Field.BACK_OUT_MINUTES,
            "Minutes the back-out takes",
            initial=draft.back_out_minutes,
            most=LONGEST_INTERRUPTION,
        ),
        _text(Field.VALIDATION, "How it is checked afterwards", draft.validation, optional=True),
        number_input(
            Field.INTERRUPTION,
            "Minutes of interruption",
            initial=draft.interruption_minutes or None,
            most=LONGEST_INTERRUPTION,
            hint="How long people cannot work with it.",
        ),
        _text(Field.COMMUNICATION, "Who is told, and how", draft.communication, optional=True),
    ]


def _override(draft: ChangeRequest) -> Block:
    return _text(
        Field.OVERRIDE,
        "Why it cannot wait",
        draft.override,
        "Setting a freeze aside is decided first, by a change manager and the service's owner.",
        optional=True,
    )


def _service(organisation: Organisation, chosen: str | None) -> list[Block]:
    if not organisation.services:
        return []
    names = [(service.name, service.name) for service in organisation.services]
    return [
        choice(
            Field.SERVICE,
            "Service",
            names,
            initial=chosen,
            placeholder="Which service is it about?",
            optional=True,
        )
    ]


def _text(
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
