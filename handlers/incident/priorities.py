"""Priorities as people meet them: impact and urgency judged anew, or set by a lead."""

from collections.abc import Mapping

from desk.incident import priorities
from domain.access import Can, may
from domain.incidents import Impact, Priority, Urgency
from domain.organisation import Organisation
from handlers.inputs import Click, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views.ids import Field, Form
from views.incident import forms


async def open_priority_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(priorities.to_reprioritise, click.incident_id, by=click.actor)
    may_set = may(click.actor, Can.OVERRIDE_PRIORITY, found)
    await show.form(forms.priority_form(found, may_set=may_set))
    await ack()


async def submit_priority(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    """A priority that was chosen counts; else impact and urgency do."""
    values = submission.values
    why = values.text(Field.PRIORITY_REASON)
    if values.choice(Field.OVERRIDE) is not None:
        await do(
            priorities.override,
            submission.incident_id,
            priority=values.number(Field.OVERRIDE, Priority, Priority.P5),
            why=why,
            organisation=organisation,
            by=submission.actor,
            at=submission.now,
        )
    else:
        await do(
            priorities.reassess,
            submission.incident_id,
            impact=values.number(Field.IMPACT, Impact, Impact.PERSON),
            urgency=values.number(Field.URGENCY, Urgency, Urgency.CAN_WAIT),
            why=why,
            organisation=organisation,
            by=submission.actor,
            at=submission.now,
        )
    await ack()


FORMS: Mapping[str, Handler] = {Form.SET_PRIORITY: submit_priority}
