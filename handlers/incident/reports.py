"""Saying what is broken: the form that raises an incident, and every way to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk import incidents, people
from desk.incident import affected, duplicates, follow_ups, watchers
from desk.incident.duplicates import SeemsRaised
from domain.incidents import TITLE_LENGTH, Impact, Report, Urgency
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean, clean_line
from handlers.inputs import Click, ShortcutUse, Submission, plain_text
from handlers.tools import Ack, Do, Handler, Read, Show
from handlers.values import Values
from storage.incidents import Incident
from views.blocks import Block
from views.ids import Button, Field, Form, Shortcut
from views.incident import forms
from views.incident.duplicates import already_raised, watching


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a raise form carries with it.

    The message it came from, what was shown as likely the same, and which incident it follows.
    """

    source: tuple[str, str, str | None] | None = None
    shown: tuple[int, ...] = ()
    follows: int | None = None

    @classmethod
    def read(cls, metadata: str) -> "Origin":
        carried = json.loads(metadata) if metadata else {}
        channel, ts, thread = carried.get("source") or (None, None, None)
        return cls(
            source=(channel, ts, thread) if channel and ts else None,
            shown=tuple(carried.get("shown") or ()),
            follows=carried.get("follows"),
        )

    def written(self) -> str:
        carried = {"source": self.source, "shown": self.shown, "follows": self.follows}
        return json.dumps({name: it for name, it in carried.items() if it})


async def open_raise_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    await show.form(forms.raise_form(Report(), organisation))
    await ack()


async def raise_by_shortcut(
    shortcut: ShortcutUse, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The global shortcut, and the one on a message, which brings the message's text and the way back to it."""
    draft, origin = Report(), Origin()
    if shortcut.message is not None:
        text = plain_text(shortcut.message.get("text") or "")
        draft = draft_of(await read(people.spoken, text))
        channel, ts, thread = (shortcut.message.get(it) for it in ("channel", "ts", "thread_ts"))
        origin = Origin(source=(channel or "", ts or "", thread))
    await show.form(await _form(draft, origin, shortcut.actor, read, organisation))
    await ack()


async def open_follow_up(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """What was over has come back: the form knows what it is about."""
    old = await read(follow_ups.to_follow, click.incident_id, by=click.actor, at=click.now)
    await show.form(await follow_up_form(old, click.actor, read, organisation))
    await ack()


async def follow_up_form(
    old: Incident, by: Person, read: Read, organisation: Organisation, said: str = ""
) -> Mapping[str, Any]:
    draft = Report(
        title=old.title,
        description=said,
        service=old.service,
        affected_asset=old.affected_asset,
        assets=tuple(await read(affected.ids_of, old.id)),
        restricted=old.restricted,
    )
    return await _form(draft, Origin(follows=old.id), by, read, organisation)


async def show_priority(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Impact, urgency or an asset was chosen in the form: it tells the priority that follows, and what weighs much."""
    if click.view is not None:
        draft, origin = _as_filled_in(click.view.values), Origin.read(click.view.metadata)
        likely = []
        if origin.shown:
            likely = await read(duplicates.again, origin.shown, by=click.actor)
        already = already_raised(likely, viewer_id=click.actor.id, now=click.now)
        view = await _form(draft, origin, click.actor, read, organisation, already)
        await show.form_again(view, click.view)
    await ack()


async def submit_report(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """Where it looks like one that is open already it is asked once whether it is; then it is raised."""
    draft, origin = _as_filled_in(submission.values), Origin.read(submission.metadata)
    by, at = submission.actor, submission.now
    report = replace(draft, source=origin.source)
    how: dict[str, Any] = {"unless_raised": not origin.shown, "by": by, "at": at}
    try:
        if origin.follows:
            follows = origin.follows
            await do(
                follow_ups.raise_following,
                report,
                follows=follows,
                organisation=organisation,
                **how,
            )
        else:
            await do(incidents.raise_incident, report, organisation=organisation, **how)
    except SeemsRaised as seems:
        likely = await read(duplicates.again, seems.ids, by=by)
        already = already_raised(likely, viewer_id=by.id, now=at)
        shown = replace(origin, shown=seems.ids)
        await ack(await _form(draft, shown, by, read, organisation, already))
    else:
        await ack()


async def watch_instead(click: Click, do: Do, ack: Ack, show: Show) -> None:
    """It is the same as one that is open: nothing new is raised, and they hear how that goes on."""
    watched = await do(watchers.watch, click.incident_id, by=click.actor, at=click.now)
    await ack()
    if click.view is not None:
        await show.form_again(watching(watched), click.view)


def draft_of(text: str) -> Report:
    """The form's first values: a short text is the title; a long one, or one of several lines, the description too."""
    cleaned = clean(text)
    title = clean_line(cleaned)
    is_short = len(title) <= TITLE_LENGTH and "\n" not in cleaned
    return Report(title=title, description="" if is_short else cleaned)


async def _form(
    draft: Report,
    origin: Origin,
    by: Person,
    read: Read,
    organisation: Organisation,
    already: Sequence[Block] = (),
) -> Mapping[str, Any]:
    """The form, with its assets as they are called now."""
    picked = []
    if draft.assets:
        picked = await read(affected.seen, draft.assets, organisation=organisation, by=by)
    follows = number(Kind.INCIDENT, origin.follows) if origin.follows else ""
    return forms.raise_form(
        draft,
        organisation,
        picked=picked,
        metadata=origin.written(),
        already=already,
        follows=follows,
    )


def _as_filled_in(values: Values) -> Report:
    return Report(
        title=values.text(Field.TITLE),
        description=values.text(Field.DESCRIPTION),
        service=values.choice(Field.SERVICE),
        affected_asset=values.text(Field.AFFECTED_ASSET),
        assets=values.numbered(Field.PICKED_ASSETS, Kind.ASSET),
        impact=values.number(Field.IMPACT, Impact, Impact.PERSON),
        urgency=values.number(Field.URGENCY, Urgency, Urgency.CAN_WAIT),
        restricted=values.is_ticked(Field.RESTRICTED),
    )


ACTIONS: Mapping[str, Handler] = {
    Button.RAISE_INCIDENT: open_raise_form,
    Button.WATCH_INSTEAD: watch_instead,
    Button.FOLLOW_INCIDENT: open_follow_up,
    Field.IMPACT: show_priority,
    Field.URGENCY: show_priority,
    Field.PICKED_ASSETS: show_priority,
}
FORMS: Mapping[str, Handler] = {Form.RAISE_INCIDENT: submit_report}
SHORTCUTS: Mapping[str, Handler] = {
    Shortcut.RAISE_INCIDENT: raise_by_shortcut,
    Shortcut.RAISE_INCIDENT_FROM_MESSAGE: raise_by_shortcut,
}
