"""What an incident is about, as people say it: assets by type-ahead, and in words what is none."""

from collections.abc import Mapping

from desk.incident import affected
from domain.numbers import Kind, numbers_in
from domain.organisation import Organisation
from handlers.inputs import Click, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views.ids import Field, Form
from views.incident import forms


async def open_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    incident, picked = await read(
        affected.to_choose, click.incident_id, organisation=organisation, by=click.actor
    )
    await show.form(forms.affected_form(incident, picked))
    await ack()


async def submit(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    """What was taken out of the form is taken back; what others have named meanwhile stays."""
    await do(
        affected.say,
        submission.incident_id,
        named=submission.values.numbered(Field.PICKED_ASSETS, Kind.ASSET),
        shown=numbers_in(submission.metadata, Kind.ASSET),
        besides=submission.values.text(Field.AFFECTED_ASSET),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


FORMS: Mapping[str, Handler] = {Form.SAY_AFFECTED: submit}
