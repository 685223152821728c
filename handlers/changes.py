"""A change's steps as people meet them in Slack: read, one verb, ack, show."""

from collections.abc import Callable, Mapping
from typing import Any

from desk import changes
from desk.change import causes, conflicts, edits, holds, rest, reviews, work
from desk.change import risks as set_risks
from domain.change.risk import Risk
from domain.changes import Result
from domain.errors import FieldErrors
from domain.numbers import Kind, numbers_in, read_number
from domain.organisation import Organisation
from handlers.change.asked import answers_in
from handlers.inputs import Click, Command
from handlers.shapes import opening, submitting
from handlers.tools import Ack, Do, Handler, Read, Show
from handlers.values import Values
from views.blocks import Content
from views.change import forms, lists, risks, texts
from views.change.history import timeline
from views.changes import details
from views.ids import Button, Field, Form


async def show_one(
    click: Click, read: Read, ack: Ack, organisation: Organisation, home: str
) -> None:
    """The change as it stands, in answer to a command."""
    sheet = await read(changes.show_to, click.change_id, by=click.actor, at=click.now)
    await ack(details(sheet, organisation, home, click.actor))


async def show_again(
    click: Click, read: Read, show: Show, organisation: Organisation, home: str
) -> None:
    """What was pressed in a private message shows it as it stands now; cards elsewhere follow by themselves."""
    if click.in_private:
        sheet = await read(changes.show_to, click.change_id, by=click.actor, at=click.now)
        await show.instead(details(sheet, organisation, home, click.actor))


async def show_details(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    sheet = await read(changes.show_to, click.change_id, by=click.actor, at=click.now)
    await ack()
    await show.privately(details(sheet, organisation, home, click.actor))


async def send_whole(click: Click, read: Read, ack: Ack, show: Show) -> None:
    """Everything that was written about it, as a file of one's own."""
    sheet = await read(changes.show, click.change_id)
    await ack()
    await show.document(texts.file_name(sheet.change), texts.document(sheet.change))


async def timeline_of(click: Click, read: Read, _: Organisation) -> Content:
    sheet, entries = await read(changes.timeline, click.change_id)
    return timeline(sheet, entries)


async def risk_of(click: Click, read: Read, _: Organisation) -> Content:
    sheet = await read(changes.show, click.change_id)
    return risks.explained(sheet.change)


async def slots_for(click: Click, read: Read, organisation: Organisation) -> Content:
    change = await read(edits.to_edit, click.change_id, by=click.actor)
    free = await read(conflicts.free_slots, change, organisation=organisation, after=click.now)
    return lists.slots(change, free)


async def caused_by_word(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/change caused CHG-1 INC-2` says that it is suspected; with no incident the form asks."""
    found = numbers_in(command.text, Kind.INCIDENT)
    if not found:
        await open_caused_form(click, read, ack, show, organisation)
        return
    await do(
        causes.caused,
        click.change_id,
        incident_id=found[0],
        is_confirmed="confirmed" in command.text.lower().split(),
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await show_one(click, read, ack, organisation, home)


def quietly(verb: Callable[..., Any]) -> Handler:
    """The verb at once; a private message that was pressed shows what came of it."""

    async def does(
        click: Click,
        do: Do,
        read: Read,
        ack: Ack,
        show: Show,
        organisation: Organisation,
        home: str,
    ) -> None:
        how = {"organisation": organisation, "by": click.actor, "at": click.now}
        await do(verb, click.change_id, **how)
        await ack()
        await show_again(click, read, show, organisation, home)

    return does


def then_shown(verb: Callable[..., Any]) -> Handler:
    """The verb at once, and then the change as it stands."""

    async def does(
        click: Click, do: Do, read: Read, ack: Ack, organisation: Organisation, home: str
    ) -> None:
        how = {"organisation": organisation, "by": click.actor, "at": click.now}
        await do(verb, click.change_id, **how)
        await show_one(click, read, ack, organisation, home)

    return does


open_cancel_form = opening(
    changes.to_cancel, lambda found, _: forms.cancel_form(found), Kind.CHANGE
)
open_hold_form = opening(holds.to_hold, lambda found, _: forms.hold_form(found), Kind.CHANGE)
open_finish_form = opening(work.to_finish, lambda found, _: forms.finish_form(found), Kind.CHANGE)
open_review_form = opening(
    reviews.to_review, lambda found, _: forms.review_form(found), Kind.CHANGE
)

open_complete_form = opening(
    rest.to_complete, lambda found, _: forms.complete_form(found), Kind.CHANGE
)

open_caused_form = opening(causes.to_say, lambda found, _: forms.caused_form(found), Kind.CHANGE)

open_risk_form = opening(edits.to_edit, lambda found, _: forms.risk_form(found), Kind.CHANGE)


submit_risk = submitting(
    set_risks.set_risk,
    lambda values: {
        "risk": values.number(Field.RISK, Risk, Risk.VERY_HIGH),
        "why": values.text(Field.RISK_REASON),
    },
    Kind.CHANGE,
)
submit_cause = submitting(
    causes.caused,
    lambda values: {
        "incident_id": _incident(values),
        "is_confirmed": values.is_ticked(Field.CONFIRMED),
    },
    Kind.CHANGE,
)


def _incident(values: Values) -> int:
    found = read_number(values.text(Field.CAUSED), Kind.INCIDENT)
    if found is None:
        raise FieldErrors({Field.CAUSED: "Write the number of an incident, such as INC-12."})
    return found


submit_cancellation = submitting(
    changes.cancel, lambda values: {"why": values.text(Field.CANCEL_REASON)}, Kind.CHANGE
)
submit_hold = submitting(
    holds.hold, lambda values: {"why": values.text(Field.HOLD_REASON)}, Kind.CHANGE
)
submit_result = submitting(
    work.finish,
    lambda values: {
        "result": values.one_of(Field.RESULT, Result),
        "outcome": values.text(Field.OUTCOME),
        "outage_minutes": values.count(Field.OUTAGE),
    },
    Kind.CHANGE,
)
submit_review = submitting(
    reviews.review,
    lambda values: {"summary": values.text(Field.REVIEW_SUMMARY)},
    Kind.CHANGE,
)

submit_rest = submitting(
    rest.complete,
    lambda values: {
        "answers": answers_in(values),
        "test_evidence": values.text(Field.TEST_EVIDENCE),
        "validation": values.text(Field.VALIDATION),
    },
    Kind.CHANGE,
)

ACTIONS: Mapping[str, Handler] = {
    Button.SHOW_CHANGE: show_details,
    Button.WHOLE_CHANGE: send_whole,
    Button.SEND_CHANGE: quietly(changes.send_to_approvers),
    Button.START_CHANGE: quietly(work.start),
    Button.RELEASE_CHANGE: quietly(holds.release),
    Button.FINISH_CHANGE: open_finish_form,
    Button.REVIEW_CHANGE: open_review_form,
    Button.COMPLETE_CHANGE: open_complete_form,
    Button.SET_RISK: open_risk_form,
}
FORMS: Mapping[str, Handler] = {
    Form.CANCEL_CHANGE: submit_cancellation,
    Form.HOLD_CHANGE: submit_hold,
    Form.FINISH_CHANGE: submit_result,
    Form.REVIEW_CHANGE: submit_review,
    Form.COMPLETE_CHANGE: submit_rest,
    Form.SET_RISK: submit_risk,
    Form.CHANGE_CAUSED: submit_cause,
}
