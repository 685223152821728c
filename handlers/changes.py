"""A change's steps as people meet them in Slack: read, one verb, ack, show."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from desk import change_calendar, change_work, changes
from domain.changes import Result
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers.inputs import Ack, Click, Do, Handler, Read, Show
from handlers.shapes import opening, submitting
from views import change_forms, change_lists, risks
from views.change_history import timeline
from views.changes import details
from views.ids import Button, Field, Form


async def show_one(
    click: Click, read: Read, ack: Ack, organisation: Organisation, home: str
) -> None:
    """The change as it stands, in answer to a command."""
    sheet = await read(changes.show, click.change_id)
    await ack(details(sheet, organisation, home))


async def show_again(
    click: Click, read: Read, show: Show, organisation: Organisation, home: str
) -> None:
    """What was pressed in a private message shows it as it stands now; cards elsewhere follow by themselves."""
    if click.in_private:
        sheet = await read(changes.show, click.change_id)
        await show.instead(details(sheet, organisation, home))


async def show_details(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    sheet = await read(changes.show, click.change_id)
    await ack()
    await show.privately(details(sheet, organisation, home))


async def show_timeline(click: Click, read: Read, ack: Ack, show: Show) -> None:
    sheet, entries = await read(changes.timeline, click.change_id)
    await ack()
    await show.privately(timeline(sheet, entries))


async def timeline_by_word(click: Click, read: Read, ack: Ack) -> None:
    sheet, entries = await read(changes.timeline, click.change_id)
    await ack(timeline(sheet, entries))


async def show_risk(click: Click, read: Read, ack: Ack, show: Show) -> None:
    sheet = await read(changes.show, click.change_id)
    await ack()
    await show.privately(risks.explained(sheet.change))


async def risk_by_word(click: Click, read: Read, ack: Ack) -> None:
    sheet = await read(changes.show, click.change_id)
    await ack(risks.explained(sheet.change))


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


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Another page of a list: which one, and where it begins, stands in the button's value."""
    which, _, place = click.value.partition(" ")
    content = await page_of(which, place, click, read, organisation)
    await ack()
    await show.instead(content)


async def page_of(
    which: str, place: str, click: Click, read: Read, organisation: Organisation
) -> Any:
    """A page of what is open, of what is mine, of what waits for me, or of the calendar."""
    by, at = click.actor, click.now
    match which:
        case "waiting":
            found = await read(changes.waiting, by=by, at=at)
            begins = int(place) if place.isdecimal() else 0
            return change_lists.waiting(found, organisation, begins=begins)
        case "calendar":
            begins = min(int(place), change_calendar.FARTHEST) if place.isdecimal() else 0
            week = await read(change_calendar.planned, weeks_ahead=begins, by=by, at=at)
            return change_lists.calendar(week, organisation, zone=by.zone)
        case _:
            mine, after = which == "mine", _place(place)
            page, more = await read(changes.list_open, mine=mine, after=after, by=by)
            return change_lists.listing(page, mine=mine, is_first=after is None, more=more)


def _place(value: str) -> tuple[datetime, int] | None:
    """Behind which (start, change) a page begins."""
    starts, _, change_id = value.partition("/")
    try:
        return datetime.fromisoformat(starts), int(change_id)
    except ValueError:
        return None


open_cancel_form = opening(
    changes.to_cancel, lambda found, _: change_forms.cancel_form(found), Kind.CHANGE
)
open_hold_form = opening(
    change_work.to_hold, lambda found, _: change_forms.hold_form(found), Kind.CHANGE
)
open_finish_form = opening(
    change_work.to_finish, lambda found, _: change_forms.finish_form(found), Kind.CHANGE
)
open_review_form = opening(
    change_work.to_review, lambda found, _: change_forms.review_form(found), Kind.CHANGE
)

submit_cancellation = submitting(
    changes.cancel, lambda values: {"why": values.text(Field.CANCEL_REASON)}, Kind.CHANGE
)
submit_hold = submitting(
    change_work.hold, lambda values: {"why": values.text(Field.HOLD_REASON)}, Kind.CHANGE
)
submit_result = submitting(
    change_work.finish,
    lambda values: {
        "result": values.one_of(Field.RESULT, Result),
        "outcome": values.text(Field.OUTCOME),
        "outage_minutes": values.count(Field.OUTAGE),
    },
    Kind.CHANGE,
)
submit_review = submitting(
    change_work.review,
    lambda values: {"summary": values.text(Field.REVIEW_SUMMARY)},
    Kind.CHANGE,
)

ACTIONS: Mapping[str, Handler] = {
    Button.SHOW_CHANGE: show_details,
    Button.SEND_CHANGE: quietly(changes.send_to_approvers),
    Button.START_CHANGE: quietly(change_work.start),
    Button.RELEASE_CHANGE: quietly(change_work.release),
    Button.FINISH_CHANGE: open_finish_form,
    Button.REVIEW_CHANGE: open_review_form,
    Button.FIRST_PAGE_OF_CHANGES: turn_page,
    Button.NEXT_PAGE_OF_CHANGES: turn_page,
}
FORMS: Mapping[str, Handler] = {
    Form.CANCEL_CHANGE: submit_cancellation,
    Form.HOLD_CHANGE: submit_hold,
    Form.FINISH_CHANGE: submit_result,
    Form.REVIEW_CHANGE: submit_review,
}
