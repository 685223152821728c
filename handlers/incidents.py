"""An incident's steps as people meet them in Slack: read, one verb, ack, show."""

import re
from collections.abc import Mapping
from functools import partial

from desk import incidents
from desk.incident import assignments, follow_ups
from domain.errors import NotAllowed, Over
from domain.incidents import CancelReason, Resolution, Step
from domain.organisation import Organisation
from handlers.incident.reports import follow_up_form
from handlers.inputs import Click, Submission
from handlers.shapes import opening, quietly, submitting
from handlers.tools import Ack, Do, Handler, Read, Show
from views.blocks import Content
from views.ids import Button, Field, Form
from views.incident import forms
from views.incident.timelines import timeline
from views.incidents import details, listing

_PAGE = re.compile(r"([a-z]+):([0-9]):([0-9]{1,18})")


async def acknowledge(
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    await do(
        assignments.acknowledge,
        click.incident_id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    if click.in_private:
        sheet = await read(
            incidents.show, click.incident_id, organisation=organisation, by=click.actor
        )
        await show.instead(details(sheet, organisation, home, click.actor))


async def submit_reopening(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """Where it is too late by now, the form for a new one that follows it takes over what was typed."""
    by, at = submission.actor, submission.now
    reason = submission.values.text(Field.REOPEN_REASON)
    try:
        await do(
            incidents.reopen,
            submission.incident_id,
            reason=reason,
            organisation=organisation,
            by=by,
            at=at,
        )
    except Over:
        old = await read(follow_ups.to_follow, submission.incident_id, by=by, at=at)
        await ack(await follow_up_form(old, by, read, organisation, said=reason))
    else:
        await ack()


async def open_move_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    found = await read(incidents.to_step, click.incident_id, Step.ASSIGN, by=click.actor)
    if len(organisation.teams) < 2:
        raise NotAllowed("There is no other team. The configuration names the teams.")
    await show.form(forms.move_form(found, organisation))
    await ack()


open_assign_form = opening(
    partial(incidents.to_step, step=Step.ASSIGN),
    lambda found, click: forms.assign_form(found, suggested=click.actor.id),
)
open_resolve_form = opening(
    incidents.to_resolve,
    lambda found, click: forms.resolve_form(found[0], restored_by=click.now if found[1] else None),
)
open_reopen_form = opening(incidents.to_reopen, lambda found, _: forms.reopen_form(found))
open_cancel_form = opening(incidents.to_cancel, lambda found, _: forms.cancel_form(found))

submit_assignment = submitting(
    assignments.assign, lambda values: {"to": values.person(Field.ASSIGNEE)}
)
submit_move = submitting(
    assignments.move,
    lambda values: {
        "to_team": values.choice(Field.TEAM),
        "why": values.text(Field.MOVE_REASON),
    },
)
submit_resolution = submitting(
    incidents.resolve,
    lambda values: {
        "code": values.one_of(Field.RESOLUTION_CODE, Resolution),
        "summary": values.text(Field.RESOLUTION_SUMMARY),
        "restored_at": values.moment(Field.RESTORED_AT),
    },
)
submit_cancellation = submitting(
    incidents.cancel, lambda values: {"reason": values.one_of(Field.CANCEL_REASON, CancelReason)}
)
confirm = quietly(incidents.confirm)


async def timeline_of(click: Click, read: Read, _: Organisation) -> Content:
    sheet, entries = await read(incidents.timeline, click.incident_id, by=click.actor)
    return timeline(sheet, entries)


async def show_details(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    sheet = await read(incidents.show, click.incident_id, organisation=organisation, by=click.actor)
    await ack()
    await show.privately(details(sheet, organisation, home, click.actor))


async def turn_page(click: Click, read: Read, ack: Ack, show: Show) -> None:
    whose, after = _page(click.value)
    mine = whose == "mine"
    page, more = await read(incidents.list_open, mine=mine, after=after, by=click.actor)
    await ack()
    await show.instead(listing(page, mine=mine, is_first=after is None, more=more))


def _page(value: str) -> tuple[str, tuple[int, int] | None]:
    """Whose list, and behind which (priority, incident) its page begins."""
    place = _PAGE.fullmatch(value)
    if place is None or value.endswith(":0:0"):
        return value.partition(":")[0], None
    return place[1], (int(place[2]), int(place[3]))


ACTIONS: Mapping[str, Handler] = {
    Button.ACKNOWLEDGE_INCIDENT: acknowledge,
    Button.ASSIGN_INCIDENT: open_assign_form,
    Button.RESOLVE_INCIDENT: open_resolve_form,
    Button.REOPEN_INCIDENT: open_reopen_form,
    Button.CONFIRM_INCIDENT: confirm,
    Button.CANCEL_INCIDENT: open_cancel_form,
    Button.SHOW_INCIDENT: show_details,
    Button.FIRST_PAGE_OF_INCIDENTS: turn_page,
    Button.NEXT_PAGE_OF_INCIDENTS: turn_page,
}
FORMS: Mapping[str, Handler] = {
    Form.ASSIGN_INCIDENT: submit_assignment,
    Form.RESOLVE_INCIDENT: submit_resolution,
    Form.REOPEN_INCIDENT: submit_reopening,
    Form.CANCEL_INCIDENT: submit_cancellation,
    Form.MOVE_INCIDENT: submit_move,
}
