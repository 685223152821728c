"""What fails with the assets of an incident or a change, and what of it is not hit."""

from collections.abc import Mapping

from desk.asset import impacts
from domain.numbers import Kind, numbers_in
from domain.organisation import Organisation
from handlers.inputs import Submission
from handlers.shapes import opening
from handlers.tools import Ack, Do, Handler
from views.asset.impact_forms import impact_form
from views.ids import Field, Form

open_of_incident = opening(impacts.of_incident, lambda found, _: impact_form(found))
open_of_change = opening(impacts.of_change, lambda found, _: impact_form(found), Kind.CHANGE)


async def submit(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    """What was chosen is not hit; what was out before and is chosen no more is."""
    is_change = bool(submission.change_id)
    await do(
        impacts.say_of_change if is_change else impacts.say_of_incident,
        submission.change_id or submission.incident_id,
        out=submission.values.numbered(Field.NOT_HIT, Kind.ASSET),
        shown=numbers_in(submission.metadata, Kind.ASSET),
        why=submission.values.text(Field.NOT_HIT_WHY),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


FORMS: Mapping[str, Handler] = {
    Form.SAY_INCIDENT_IMPACT: submit,
    Form.SAY_CHANGE_IMPACT: submit,
}
