"""What of assets runs out, as people list it and see to it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from desk.asset import expiries as verbs
from domain.asset.expiries import Expiry
from domain.errors import NotFound
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.people import Person
from handlers import assets as steps
from handlers.inputs import Click, Submission
from handlers.shapes import choosing, privately
from handlers.tools import Ack, Do, Handler, Read, Show
from views import assets as card
from views.asset import expiries as view
from views.asset import forms
from views.blocks import Content
from views.ids import Button, Field, Form, SeeToExpiry

OLD = "This menu is of another version of Steward. `/asset expiring` shows what runs out."


async def first_page(read: Read, organisation: Organisation, by: Person, at: Any) -> Content:
    told, more = await read(verbs.page, organisation=organisation, by=by, at=at)
    return view.listing(told, is_first=True, more=more)


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The next page, or the first, in place of the one that was pressed."""
    after = None
    if click.action == Button.NEXT_PAGE_OF_EXPIRIES:
        after = _place(click.value)
    told, more = await read(
        verbs.page, after=after, organisation=organisation, by=click.actor, at=click.now
    )
    await ack()
    await show.instead(view.listing(told, is_first=after is None, more=more))


def _place(value: str) -> tuple[date, int, Expiry] | None:
    day, _, rest = value.partition(" ")
    said, _, numbered = rest.partition(" ")
    asset_id = read_number(numbered, Kind.ASSET)
    what = _expiry(said)
    return (date.fromisoformat(day), asset_id, what) if asset_id and what else None


def _expiry(said: str) -> Expiry | None:
    return next((it for it in Expiry if it == said), None)


def _what(said: str) -> Expiry:
    """Raises NotFound where it is none of ours."""
    what = _expiry(said)
    if what is None:
        raise NotFound(OLD)
    return what


async def open_renew_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    what = _what(click.value.split()[1])
    asset = await read(verbs.to_renew, click.asset_id, organisation=organisation, by=click.actor)
    await show.form(view.renew_form(asset, what, verbs.day_of(asset, what)))
    await ack()


def _at_once(verb: Callable[..., Any], told: str) -> Handler:
    async def does(click: Click, do: Do, ack: Ack, show: Show, organisation: Organisation) -> None:
        what = _what(click.value.split()[1])
        how = {"organisation": organisation, "by": click.actor, "at": click.now}
        asset = await do(verb, click.asset_id, what=what, **how)
        await ack()
        await show.privately(card.done(asset, told))

    return does


async def renew(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    asset = await do(
        verbs.renew,
        submission.asset_id,
        what=_what(submission.metadata.partition(" ")[0]),
        until=submission.values.day(Field.RENEWED_UNTIL),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack(forms.written_down(asset))


MENU: Mapping[str, Handler] = {
    SeeToExpiry.RENEWED: open_renew_form,
    SeeToExpiry.PROMISED: _at_once(verbs.promise, "You see to it: nobody is told of it again"),
    SeeToExpiry.LATER: _at_once(verbs.put_off, "You are told again in 7 days"),
    SeeToExpiry.CHANGE: steps.request_change,
    SeeToExpiry.DETAILS: privately(steps.card_of),
}
ACTIONS: Mapping[str, Handler] = {
    Button.SEE_TO_EXPIRY: choosing(MENU, "`/asset expiring`"),
    Button.FIRST_PAGE_OF_EXPIRIES: turn_page,
    Button.NEXT_PAGE_OF_EXPIRIES: turn_page,
}
FORMS: Mapping[str, Handler] = {Form.RENEW_ASSET: renew}
