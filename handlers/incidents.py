"""An incident's steps as people meet them in Slack: read, one verb, ack, show."""

import re
from collections.abc import Mapping

from desk import assignments, incidents
from domain.errors import NotAllowed
from domain.incidents import (
    CancelReason,
    Resolution,
    Step,
)
from domain.organisation import Organisation
from handlers.inputs import (
    Ack,
    Click,
    Do,
    Handler,
    Read,
    Show,
    Submission,
    Values,
)
from views import incident_forms
from views.blocks import Content
from views.ids import Button, Field, Form
from views.incidents import details, listing
from views.timelines import timeline

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
        sheet = await read(incidents.show, click.incident_id, by=click.actor)
        await show.instead(details(sheet, organisation, home))


async def open_assign_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(incidents.to_step, click.incident_id, Step.ASSIGN, by=click.actor)
    await show.form(incident_forms.assign_form(found, suggested=click.actor.id))
    await ack()


async def open_resolve_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found, is_major = await read(incidents.to_resolve, click.incident_id, by=click.actor)
    restored_by = click.now if is_major else None
    await show.form(incident_forms.resolve_form(found, restored_by=restored_by))
    await ack()


async def open_reopen_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(incidents.to_reopen, click.incident_id, by=click.actor, at=click.now)
    await show.form(incident_forms.reopen_form(found))
    await ack()


async def submit_assignment(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        assignments.assign,
        submission.incident_id,
        to=submission.values.person(Field.ASSIGNEE),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_resolution(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        incidents.resolve,
        submission.incident_id,
        code=_resolution(submission.values),
        summary=submission.values.text(Field.RESOLUTION_SUMMARY),
        restored_at=submission.values.moment(Field.RESTORED_AT),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_reopening(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        incidents.reopen,
        submission.incident_id,
        reason=submission.values.text(Field.REOPEN_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def confirm(click: Click, do: Do, ack: Ack) -> None:
    await do(incidents.confirm, click.incident_id, by=click.actor, at=click.now)
    await ack()


async def open_cancel_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(incidents.to_cancel, click.incident_id, by=click.actor)
    await show.form(incident_forms.cancel_form(found))
    await ack()


async def submit_cancellation(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    chosen = submission.values.choice(Field.CANCEL_REASON)
    await do(
        incidents.cancel,
        submission.incident_id,
        reason=next((reason for reason in CancelReason if reason == chosen), None),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def open_move_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    found = await read(incidents.to_step, click.incident_id, Step.ASSIGN, by=click.actor)
    if len(organisation.teams) < 2:
        raise NotAllowed("There is no other team. The configuration names the teams.")
    await show.form(incident_forms.move_form(found, organisation))
    await ack()


async def submit_move(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    await do(
        assignments.move,
        submission.incident_id,
        to_team=submission.values.choice(Field.TEAM),
        why=submission.values.text(Field.MOVE_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def show_timeline(click: Click, read: Read, ack: Ack, show: Show) -> None:
    content = await timeline_of(click, read)
    await ack()
    await show.privately(content)


async def timeline_of(click: Click, read: Read) -> Content:
    sheet, entries = await read(incidents.timeline, click.incident_id, by=click.actor)
    return timeline(sheet, entries)


async def show_details(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    sheet = await read(incidents.show, click.incident_id, by=click.actor)
    await ack()
    await show.privately(details(sheet, organisation, home))


async def turn_page(click: Click, read: Read, ack: Ack, show: Show) -> None:
    whose, after = _page(click.value)
    mine = whose == "mine"
    page, more = await read(incidents.list_open, mine=mine, after=after, by=click.actor)
    await ack()
    await show.instead(listing(page, mine=mine, is_first=after is None, more=more))


def _resolution(values: Values) -> Resolution | None:
    value = values.choice(Field.RESOLUTION_CODE)
    return next((code for code in Resolution if code == value), None)


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
