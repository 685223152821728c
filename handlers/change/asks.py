"""Asking for a change: the form, as far as it has come, and every way to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desk import changes
from desk.change import affected, conflicts, edits, submissions
from domain.change.requests import ChangeRequest
from domain.change.risk import Question
from domain.changes import ChangeType
from domain.errors import FieldErrors, NotFound
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean, clean_line, cut
from handlers.change.asked import as_filled_in, assets_in, request_of
from handlers.inputs import Click, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from storage.changes import Change
from views.change import forms
from views.change.ask_forms import Asking, ask_form
from views.change.ask_parts import FIELD_OF, slot_of
from views.change.conflicts import warnings
from views.change.lists import SLOTS
from views.ids import Button, Field, Form

TITLE = 150
URGENT_WINDOW = timedelta(hours=4)


async def open_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    form = ask_form(ChangeRequest(title=""), Asking(), organisation, zone=click.actor.zone)
    await show.form(form)
    await ack()


def first_form(
    text: str, organisation: Organisation, *, zone: str, is_urgent: bool, at: datetime
) -> Mapping[str, Any]:
    """The form as it opens; a short text is the title, a long one what and why too."""
    title = clean_line(text)
    is_short = len(title) <= TITLE and "\n" not in clean(text)
    draft = ChangeRequest(
        type=ChangeType.EMERGENCY if is_urgent else ChangeType.NORMAL,
        title=cut(title, TITLE),
        reason="" if is_short else clean(text),
        starts_at=at if is_urgent else None,
        ends_at=at + URGENT_WINDOW if is_urgent else None,
    )
    return ask_form(draft, Asking(is_urgent=is_urgent), organisation, zone=zone)


async def show_more(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """More details were asked for; what was typed so far stays."""
    if click.view is not None:
        asking = replace(Asking.read(click.view.metadata), details=True)
        draft = as_filled_in(click.view.values, asking)
        view = await _form(draft, asking, click.actor, read, organisation)
        await show.form_again(view, click.view)
    await ack()


async def find_slots(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Free windows were asked for, of the length that stands in the form."""
    if click.view is not None:
        asking = Asking.read(click.view.metadata)
        draft = as_filled_in(click.view.values, asking)
        found = await _free(draft, read, organisation, click.now)
        says = "" if found else "There is no free window in the next two months."
        with_slots = replace(asking, slots=found, says=says)
        view = await _form(draft, with_slots, click.actor, read, organisation)
        await show.form_again(view, click.view)
    await ack()


async def _free(
    draft: ChangeRequest, read: Read, organisation: Organisation, at: datetime
) -> tuple[str, ...]:
    after = max(draft.starts_at or at, at)
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        draft = replace(draft, ends_at=None)
    found = await read(conflicts.free_slots, draft, organisation=organisation, after=after)
    return tuple(f"{int(begins.timestamp())}/{int(ends.timestamp())}" for begins, ends in found)


async def take_slot(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """A free window was chosen for a change there is: the form to edit it opens with that."""
    try:
        starts_at, ends_at = slot_of(click.chosen)
    except ValueError:
        raise NotFound("This list is of another version of Steward. Ask for a new one.") from None
    change = await read(edits.to_edit, click.change_id, by=click.actor)
    asked = replace(request_of(change), starts_at=starts_at, ends_at=ends_at)
    await show.form(await _edit_form(change, asked, click.actor, read, organisation))
    await ack()


async def open_edit_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Everything that may be edited, as it stands now."""
    change = await read(edits.to_edit, click.change_id, by=click.actor)
    form = await _edit_form(change, request_of(change), click.actor, read, organisation)
    await show.form(form)
    await ack()


async def _edit_form(
    change: Change, asked: ChangeRequest, by: Person, read: Read, organisation: Organisation
) -> Mapping[str, Any]:
    asking = Asking(
        is_urgent=change.type is ChangeType.EMERGENCY,
        judges=True,
        details=True,
        overrides=bool(change.override),
        about=change.number,
        based_on=change.plan.digest,
    )
    return await _form(asked, asking, by, read, organisation)


async def _form(
    draft: ChangeRequest, asking: Asking, by: Person, read: Read, organisation: Organisation
) -> Mapping[str, Any]:
    """The form, with the assets that it names as they are called now."""
    picked = await read(affected.picked, draft.assets, organisation=organisation, by=by)
    return ask_form(draft, asking, organisation, zone=by.zone, picked=picked)


async def submit_asking(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """First what is wanted and when is looked at, then how risky it is; then it is asked for."""
    asking = Asking.read(submission.metadata)
    draft = as_filled_in(submission.values, asking)
    by, at = submission.actor, submission.now
    try:
        if asking.judges or asking.is_urgent:
            await _ask(draft, asking, submission, do, organisation)
            await ack()
            return
        against = await read(submissions.look_over, draft, organisation=organisation, by=by, at=at)
    except FieldErrors as refused:
        if Field.OVERRIDE not in refused.errors or asking.overrides:
            raise FieldErrors(_on_fields(refused.errors, draft)) from refused
        says = refused.errors[Field.OVERRIDE]
        slots = await _free(draft, read, organisation, at)
        overrides = replace(asking, overrides=True, says=says, slots=slots)
        await ack(await _form(draft, overrides, by, read, organisation))
        return
    judges = replace(asking, judges=True, says=warnings(against))
    draft = await _with_criticality(draft, by, read, organisation)
    await ack(await _form(draft, judges, by, read, organisation))


async def _with_criticality(
    draft: ChangeRequest, by: Person, read: Read, organisation: Organisation
) -> ChangeRequest:
    """How critical its assets are is known: nobody has to answer that."""
    known = await read(affected.weight, draft.assets, organisation=organisation, by=by)
    if known is None or Question.CRITICALITY in draft.risk_answers:
        return draft
    answers = {**draft.risk_answers, Question.CRITICALITY: known}
    return replace(draft, risk_answers=answers)


async def _ask(
    draft: ChangeRequest,
    asking: Asking,
    submission: Submission,
    do: Do,
    organisation: Organisation,
) -> Change:
    by, at = submission.actor, submission.now
    change_id = read_number(asking.about, Kind.CHANGE)
    if change_id is not None:
        return await do(
            edits.edit,
            change_id,
            draft,
            based_on=asking.based_on,
            organisation=organisation,
            by=by,
            at=at,
        )
    return await do(
        changes.request,
        draft,
        organisation=organisation,
        by=by,
        at=at,
        already_started=submission.values.is_ticked(Field.ALREADY_STARTED),
    )


def _on_fields(errors: Mapping[str, str], draft: ChangeRequest) -> Mapping[str, str]:
    """What is wrong with the answers stands on the first that is missing."""
    if "risk_answers" not in errors:
        return errors
    missing = next((it for it in Question if it not in draft.risk_answers), Question.WHO_NOTICES)
    others = {field: says for field, says in errors.items() if field != "risk_answers"}
    return {**others, FIELD_OF[missing]: errors["risk_answers"]}


async def use_template(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    template = await read(changes.template_of, click.value, organisation=organisation, at=click.now)
    await show.form(forms.standard_form(template))
    await ack()


async def submit_standard(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    values = submission.values
    await do(
        changes.request_standard,
        submission.metadata,
        starts_at=values.moment(Field.STARTS_AT),
        assets=assets_in(values),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


ACTIONS: Mapping[str, Handler] = {
    Button.ASK_FOR_CHANGE: open_form,
    Button.MORE_OF_FORM: show_more,
    Button.FIND_SLOTS: find_slots,
    **dict.fromkeys(SLOTS, take_slot),
    Button.EDIT_CHANGE: open_edit_form,
    Button.USE_TEMPLATE: use_template,
}
FORMS: Mapping[str, Handler] = {
    Form.ASK_FOR_CHANGE: submit_asking,
    Form.ASK_FOR_STANDARD: submit_standard,
}
