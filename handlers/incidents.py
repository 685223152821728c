"""Incidents as people meet them in Slack: read, one verb, ack, show."""

import json
import re
from collections.abc import Mapping
from enum import IntEnum
from typing import TypeVar

from desk import incidents
from domain.errors import NotAllowed, NotFound
from domain.incidents import (
    TITLE_LENGTH,
    CancelReason,
    Impact,
    Report,
    Resolution,
    Step,
    Urgency,
)
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.text import clean, clean_line
from handlers import clocks
from handlers.inputs import (
    Ack,
    Click,
    Command,
    Do,
    Handler,
    Read,
    ShortcutUse,
    Show,
    Submission,
    Values,
    plain_text,
)
from views import incident_forms, steward
from views.ids import Button, Field, Form, More, Shortcut
from views.ids import Command as Slash
from views.incident_forms import Draft
from views.incidents import details, listing, timeline

Choice = TypeVar("Choice", bound=IntEnum)
_PAGE = re.compile(r"([a-z]+):([0-9]):([0-9]{1,18})")


async def incident(
    command: Command, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    """/incident: list, mine, help, a number; anything else is what is broken."""
    word, _ = command.words
    incident_id = read_number(command.text, Kind.INCIDENT)
    if incident_id is not None:
        sheet = await read(incidents.show, incident_id, by=command.actor)
        await ack(details(sheet, organisation, home))
    elif command.text.lower() in {"list", "mine"}:
        mine = word == "mine"
        page, more = await read(incidents.list_open, mine=mine, after=None, by=command.actor)
        await ack(listing(page, mine=mine, is_first=True, more=more))
    elif command.text.lower() == "help":
        await ack(steward.help_for(Slash.INCIDENT))
    else:
        await show.form(incident_forms.raise_form(_draft(command.text), organisation))
        await ack()


async def open_raise_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    await show.form(incident_forms.raise_form(Draft(), organisation))
    await ack()


async def raise_by_shortcut(
    shortcut: ShortcutUse, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The global shortcut, and the one on a message, which brings the message's text and the way back to it."""
    draft, metadata = Draft(), ""
    if shortcut.message is not None:
        draft = _draft(plain_text(shortcut.message.get("text") or ""))
        source = (shortcut.message.get(name) for name in ("channel", "ts", "thread_ts"))
        metadata = json.dumps({"source": list(source)})
    await show.form(incident_forms.raise_form(draft, organisation, metadata=metadata))
    await ack()


async def show_priority(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    """Impact or urgency was chosen in the form: it tells the priority that follows."""
    if click.view is not None:
        draft = _as_filled_in(click.view.values)
        view = incident_forms.raise_form(draft, organisation, metadata=click.view.metadata)
        await show.form_again(view, click.view)
    await ack()


async def submit_report(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    draft = _as_filled_in(submission.values)
    report = Report(
        title=draft.title,
        description=draft.description,
        service=draft.service,
        affected_asset=draft.affected_asset,
        impact=draft.impact,
        urgency=draft.urgency,
        restricted=draft.restricted,
        source=_source(submission.metadata),
    )
    await do(
        incidents.raise_incident,
        report,
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


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
        incidents.acknowledge,
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
    found = await read(incidents.to_step, click.incident_id, Step.RESOLVE, by=click.actor)
    await show.form(incident_forms.resolve_form(found))
    await ack()


async def open_reopen_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(incidents.to_reopen, click.incident_id, by=click.actor, at=click.now)
    await show.form(incident_forms.reopen_form(found))
    await ack()


async def submit_assignment(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        incidents.assign,
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


async def take(click: Click, do: Do, ack: Ack, organisation: Organisation) -> None:
    """Whoever presses has it from now on."""
    await do(
        incidents.assign,
        click.incident_id,
        to=click.actor.id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
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
        incidents.move,
        submission.incident_id,
        to_team=submission.values.choice(Field.TEAM),
        why=submission.values.text(Field.MOVE_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def show_timeline(click: Click, read: Read, ack: Ack, show: Show) -> None:
    sheet, entries = await read(incidents.timeline, click.incident_id, by=click.actor)
    await ack()
    await show.privately(timeline(sheet, entries))


async def more(
    click: Click, do: Do, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """What was chosen in the card's menu."""
    match click.chosen:
        case More.TAKE:
            await take(click, do, ack, organisation)
        case More.MOVE:
            await open_move_form(click, read, ack, show, organisation)
        case More.WHY:
            await clocks.explain(click, read, ack, show, organisation)
        case More.TIMELINE:
            await show_timeline(click, read, ack, show)
        case More.CANCEL:
            await open_cancel_form(click, read, ack, show)
        case _:
            raise NotFound("This menu is of another version of Steward. Look at the card again.")


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


def _draft(text: str) -> Draft:
    """The form's first values: a short text is the title; a long one, or one of several lines, the description too."""
    cleaned = clean(text)
    title = clean_line(cleaned)
    is_short = len(title) <= TITLE_LENGTH and "\n" not in cleaned
    return Draft(title=title, description="" if is_short else cleaned)


def _as_filled_in(values: Values) -> Draft:
    return Draft(
        title=values.text(Field.TITLE),
        description=values.text(Field.DESCRIPTION),
        service=values.choice(Field.SERVICE),
        affected_asset=values.text(Field.AFFECTED_ASSET),
        impact=_chosen(values, Field.IMPACT, Impact, Impact.PERSON),
        urgency=_chosen(values, Field.URGENCY, Urgency, Urgency.CAN_WAIT),
        restricted=values.is_ticked(Field.RESTRICTED),
    )


def _chosen(values: Values, field: Field, choices: type[Choice], otherwise: Choice) -> Choice:
    value = values.choice(field)
    return next((choice for choice in choices if str(int(choice)) == value), otherwise)


def _resolution(values: Values) -> Resolution | None:
    value = values.choice(Field.RESOLUTION_CODE)
    return next((code for code in Resolution if code == value), None)


def _source(metadata: str) -> tuple[str, str, str | None] | None:
    source = json.loads(metadata).get("source") if metadata else None
    return (source[0], source[1], source[2]) if source and source[0] and source[1] else None


def _page(value: str) -> tuple[str, tuple[int, int] | None]:
    """Whose list, and behind which (priority, incident) its page begins."""
    place = _PAGE.fullmatch(value)
    if place is None or value.endswith(":0:0"):
        return value.partition(":")[0], None
    return place[1], (int(place[2]), int(place[3]))


COMMANDS: Mapping[str, Handler] = {Slash.INCIDENT: incident}
ACTIONS: Mapping[str, Handler] = {
    Button.ACKNOWLEDGE_INCIDENT: acknowledge,
    Button.ASSIGN_INCIDENT: open_assign_form,
    Button.RESOLVE_INCIDENT: open_resolve_form,
    Button.REOPEN_INCIDENT: open_reopen_form,
    Button.CONFIRM_INCIDENT: confirm,
    Button.CANCEL_INCIDENT: open_cancel_form,
    Button.MORE_OF_INCIDENT: more,
    Button.SHOW_INCIDENT: show_details,
    Button.FIRST_PAGE_OF_INCIDENTS: turn_page,
    Button.NEXT_PAGE_OF_INCIDENTS: turn_page,
    Button.RAISE_INCIDENT: open_raise_form,
    Field.IMPACT: show_priority,
    Field.URGENCY: show_priority,
}
FORMS: Mapping[str, Handler] = {
    Form.RAISE_INCIDENT: submit_report,
    Form.ASSIGN_INCIDENT: submit_assignment,
    Form.RESOLVE_INCIDENT: submit_resolution,
    Form.REOPEN_INCIDENT: submit_reopening,
    Form.CANCEL_INCIDENT: submit_cancellation,
    Form.MOVE_INCIDENT: submit_move,
}
SHORTCUTS: Mapping[str, Handler] = {
    Shortcut.RAISE_INCIDENT: raise_by_shortcut,
    Shortcut.RAISE_INCIDENT_FROM_MESSAGE: raise_by_shortcut,
}
