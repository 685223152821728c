"""What an incident is about, as people say it: assets by type-ahead, and in words what is none."""

from collections.abc import Mapping

from desk import affected
from domain.numbers import Kind, numbers_in
from domain.organisation import Organisation
from handlers.inputs import Ack, Click, Do, Handler, Read, Show, Submission
from views import incident_forms
from views.ids import Field, Form


async def open_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    incident, picked = await read(
        affected.to_choose, click.incident_id, organisation=organisation, by=click.actor
    )
    await show.form(incident_forms.affected_form(incident, picked))
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
