"""Holds as people meet them."""

from collections.abc import Mapping
from datetime import timedelta

from desk import holds, incidents
from domain.holds import HoldReason, HoldRequest
from domain.incidents import Step
from domain.organisation import Organisation
from handlers.inputs import Ack, Click, Do, Handler, Read, Show, Submission
from views import incident_forms
from views.ids import Button, Field, Form

USUALLY = timedelta(days=14)
"""Longer than a requester is waited for, so that reminders and giving up come first."""


async def open_hold_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(incidents.to_step, click.incident_id, Step.HOLD, by=click.actor)
    await show.form(incident_forms.hold_form(found, until=click.now + USUALLY))
    await ack()


async def submit_hold(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    values = submission.values
    chosen = values.choice(Field.HOLD_REASON)
    asked = HoldRequest(
        reason=next((reason for reason in HoldReason if reason == chosen), None),
        until=values.moment(Field.HOLD_UNTIL),
        message=values.text(Field.HOLD_MESSAGE),
    )
    await do(
        holds.hold,
        submission.incident_id,
        asked,
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def resume(click: Click, do: Do, ack: Ack, organisation: Organisation) -> None:
    await do(
        holds.resume,
        click.incident_id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()


ACTIONS: Mapping[str, Handler] = {
    Button.HOLD_INCIDENT: open_hold_form,
    Button.RESUME_INCIDENT: resume,
}
FORMS: Mapping[str, Handler] = {Form.HOLD_INCIDENT: submit_hold}
