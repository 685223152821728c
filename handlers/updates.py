"""Word about a major incident, and its review, as people give them."""

from collections.abc import Mapping

from desk.major import reviews, updates
from domain.major.updates import Update, promised_after
from domain.organisation import Organisation
from handlers.inputs import Click
from handlers.shapes import opening, submitting
from handlers.tools import Ack, Handler, Read, Show
from views.ids import Button, Field, Form
from views.major import forms
from views.major.reviews import draft, file_name


async def open_update_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """What was said last stands in the form; the next word is due by the cadence."""
    incident, major, last = await read(
        updates.to_post_next, click.incident_id, organisation=organisation, by=click.actor
    )
    next_at = promised_after(click.now, major.severity, is_first=False)
    await show.form(forms.update_form(incident, last=last, next_at=next_at))
    await ack()


async def draft_review(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The review as far as the journal can write it, for whoever asks."""
    chronicle = await read(
        reviews.draft, click.incident_id, organisation=organisation, by=click.actor
    )
    await ack()
    await show.document(file_name(chronicle.sheet), draft(chronicle, organisation))


open_review_form = opening(reviews.to_review, lambda found, _: forms.review_form(found[0]))

submit_update = submitting(
    updates.post,
    lambda values: {
        "said": Update(
            affected=values.text(Field.AFFECTED),
            known=values.text(Field.KNOWN),
            doing=values.text(Field.DOING),
            next_at=values.moment(Field.NEXT_AT),
        )
    },
)
submit_review = submitting(
    reviews.review,
    lambda values: {
        "cause": values.text(Field.CAUSE),
        "actions": values.text(Field.ACTIONS),
    },
)

ACTIONS: Mapping[str, Handler] = {
    Button.POST_UPDATE: open_update_form,
    Button.DRAFT_REVIEW: draft_review,
    Button.REVIEW_MAJOR: open_review_form,
}
FORMS: Mapping[str, Handler] = {
    Form.POST_UPDATE: submit_update,
    Form.REVIEW_MAJOR: submit_review,
}
