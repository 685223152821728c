"""The one question after an incident was resolved: a tap, and a word if one likes."""

from collections.abc import Mapping

from desk.incident import ratings
from domain.organisation import Organisation
from handlers.inputs import Click, Submission
from handlers.tools import Ack, Do, Handler, Show
from views.ids import Button, Field, Form
from views.incident.ratings import SCORES, comment_form


async def rate(click: Click, do: Do, ack: Ack, show: Show, organisation: Organisation) -> None:
    """The tap counts at once; the form that follows may be left."""
    score, _ = SCORES[Button(click.action)]
    incident = await do(
        ratings.rate,
        click.incident_id,
        score=score,
        comment=None,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await show.form(comment_form(incident, score))
    await ack()


async def submit_comment(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    score = submission.metadata.partition(" ")[0]
    await do(
        ratings.rate,
        submission.incident_id,
        score=int(score) if score.isdecimal() else 0,
        comment=submission.values.text(Field.RATING_COMMENT),
        may_be_quoted=submission.values.is_ticked(Field.RATING_QUOTED),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


ACTIONS: Mapping[str, Handler] = dict.fromkeys(SCORES, rate)
FORMS: Mapping[str, Handler] = {Form.COMMENT_RATING: submit_comment}
