"""Saying what is broken: the form that raises an incident, and every way to it."""

import json
from collections.abc import Mapping

from desk import incidents
from domain.incidents import TITLE_LENGTH, Impact, Report, Urgency
from domain.organisation import Organisation
from domain.text import clean, clean_line
from handlers.inputs import (
    Ack,
    Click,
    Do,
    Handler,
    ShortcutUse,
    Show,
    Submission,
    Values,
    plain_text,
)
from views import incident_forms
from views.ids import Button, Field, Form, Shortcut
from views.incident_forms import Draft


async def open_raise_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    await show.form(incident_forms.raise_form(Draft(), organisation))
    await ack()


async def raise_by_shortcut(
    shortcut: ShortcutUse, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The global shortcut, and the one on a message, which brings the message's text and the way back to it."""
    draft, metadata = Draft(), ""
    if shortcut.message is not None:
        draft = draft_of(plain_text(shortcut.message.get("text") or ""))
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


def draft_of(text: str) -> Draft:
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
        impact=values.number(Field.IMPACT, Impact, Impact.PERSON),
        urgency=values.number(Field.URGENCY, Urgency, Urgency.CAN_WAIT),
        restricted=values.is_ticked(Field.RESTRICTED),
    )


def _source(metadata: str) -> tuple[str, str, str | None] | None:
    source = json.loads(metadata).get("source") if metadata else None
    return (source[0], source[1], source[2]) if source and source[0] and source[1] else None


ACTIONS: Mapping[str, Handler] = {
    Button.RAISE_INCIDENT: open_raise_form,
    Field.IMPACT: show_priority,
    Field.URGENCY: show_priority,
}
FORMS: Mapping[str, Handler] = {Form.RAISE_INCIDENT: submit_report}
SHORTCUTS: Mapping[str, Handler] = {
    Shortcut.RAISE_INCIDENT: raise_by_shortcut,
    Shortcut.RAISE_INCIDENT_FROM_MESSAGE: raise_by_shortcut,
}
