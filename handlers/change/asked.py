"""What stands in the form that asks for a change, as a request, and a change as it stands in the form."""

from collections.abc import Mapping

from domain.change.requests import Category, ChangeRequest, Environment
from domain.change.risk import Question
from domain.changes import ChangeType
from domain.errors import FieldErrors
from domain.numbers import Kind, read_number
from handlers.values import Values
from storage.changes import Change
from views.change.ask_forms import Asking
from views.change.ask_parts import FIELD_OF, UNKNOWN_VALUE, slot_of
from views.ids import Field


def request_of(change: Change) -> ChangeRequest:
    """What was asked for, as it stands in the form."""
    return ChangeRequest(
        type=change.type,
        title=change.title,
        reason=change.reason,
        service=change.service,
        assets=tuple(change.assets),
        environment=change.environment,
        category=change.category,
        starts_at=change.starts_at,
        ends_at=change.ends_at,
        implementation=change.implementation,
        test_evidence=change.test_evidence,
        back_out=change.back_out,
        back_out_minutes=change.back_out_minutes,
        validation=change.validation,
        interruption_minutes=change.interruption_minutes,
        communication=change.communication,
        implementer_id=change.implementer_id,
        risk_answers={Question(key): it for key, it in change.risk_answers.items()},
        template=change.template,
        why_urgent=change.why_urgent,
        incident_id=change.incident_id,
        finding=change.finding,
        override=change.override,
    )


def as_filled_in(values: Values, asking: Asking) -> ChangeRequest:
    """What stands in the form. Raises FieldErrors for what is no number of an incident."""
    starts_at, ends_at = values.moment(Field.STARTS_AT), values.moment(Field.ENDS_AT)
    if (slot := values.choice(Field.SLOT)) in asking.slots and slot is not None:
        starts_at, ends_at = slot_of(slot)
    named = values.text(Field.INCIDENT)
    incident_id = read_number(named, Kind.INCIDENT)
    if named.strip() and incident_id is None:
        raise FieldErrors({Field.INCIDENT: "Write the number of an incident, such as INC-12."})
    return ChangeRequest(
        type=ChangeType.EMERGENCY if asking.is_urgent else ChangeType.NORMAL,
        title=values.text(Field.TITLE),
        reason=values.text(Field.REASON),
        service=values.choice(Field.SERVICE),
        assets=assets_in(values),
        environment=values.one_of(Field.ENVIRONMENT, Environment) or Environment.PRODUCTION,
        category=values.one_of(Field.CATEGORY, Category) or Category.OTHER,
        starts_at=starts_at,
        ends_at=ends_at,
        implementation=values.text(Field.IMPLEMENTATION),
        test_evidence=values.text(Field.TEST_EVIDENCE),
        back_out=values.text(Field.BACK_OUT),
        back_out_minutes=values.count(Field.BACK_OUT_MINUTES),
        validation=values.text(Field.VALIDATION),
        interruption_minutes=values.count(Field.INTERRUPTION) or 0,
        communication=values.text(Field.COMMUNICATION),
        implementer_id=values.person(Field.IMPLEMENTER),
        risk_answers=answers_in(values),
        why_urgent=values.text(Field.WHY_URGENT),
        incident_id=incident_id,
        finding=values.text(Field.FINDING),
        override=values.text(Field.OVERRIDE),
    )


def assets_in(values: Values) -> tuple[str, ...]:
    """What it touches: the numbers of the assets that were picked, and what was written down besides."""
    written = filter(None, map(str.strip, values.text(Field.ASSETS).split(",")))
    return (*values.ticked(Field.PICKED_ASSETS), *written)


def answers_in(values: Values) -> Mapping[Question, int | None]:
    """The questions about the risk that were answered; None says that nobody knows."""
    chosen = {question: values.choice(field) for question, field in FIELD_OF.items()}
    return {
        question: None if answer == UNKNOWN_VALUE else int(answer)
        for question, answer in chosen.items()
        if answer is not None and (answer == UNKNOWN_VALUE or answer.isdecimal())
    }
