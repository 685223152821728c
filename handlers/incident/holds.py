"""Holds as people meet them."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from desk import incidents
from desk.incident import holds
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import Step
from handlers.shapes import opening, quietly, submitting
from handlers.tools import Handler
from views.ids import Button, Field, Form
from views.incident import forms

USUALLY = timedelta(days=14)
"""Longer than a requester is waited for, so that reminders and giving up come first."""


open_hold_form = opening(
    partial(incidents.to_step, step=Step.HOLD),
    lambda found, click: forms.hold_form(found, until=click.now + USUALLY),
)
submit_hold = submitting(
    holds.hold,
    lambda values: {
        "asked": HoldRequest(
            reason=values.one_of(Field.HOLD_REASON, HoldReason),
            until=values.moment(Field.HOLD_UNTIL),
            message=values.text(Field.HOLD_MESSAGE),
        )
    },
)
resume = quietly(holds.resume)

ACTIONS: Mapping[str, Handler] = {
    Button.HOLD_INCIDENT: open_hold_form,
    Button.RESUME_INCIDENT: resume,
}
FORMS: Mapping[str, Handler] = {Form.HOLD_INCIDENT: submit_hold}
