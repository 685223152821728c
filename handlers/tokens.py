"""/steward tokens: what lets programs ask, as admins make and revoke it."""

from collections.abc import Mapping

from desk import tokens
from domain.numbers import Kind, read_number
from domain.tokens import Lifetime, Scope
from handlers.inputs import Click, Command, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views import tokens as view
from views.ids import Button, Field, Form


async def by_word(command: Command, read: Read, ack: Ack) -> None:
    page, more = await read(tokens.listing, before=None, by=command.actor, at=command.now)
    await ack(view.listing(page, is_first=True, more=more))


async def turn_page(click: Click, read: Read, ack: Ack, show: Show) -> None:
    before = int(click.value) if click.value.isdecimal() else None
    page, more = await read(tokens.listing, before=before, by=click.actor, at=click.now)
    await ack()
    await show.instead(view.listing(page, is_first=before is None, more=more))


async def open_new_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    await read(tokens.to_make, by=click.actor)
    await show.form(view.new_form(asks_for=click.actor.id))
    await ack()


async def submit_new(submission: Submission, do: Do, ack: Ack) -> None:
    values = submission.values
    chosen = values.choice(Field.TOKEN_LIFETIME)
    made = await do(
        tokens.make,
        name=values.text(Field.TOKEN_NAME),
        scopes=[scope for scope in Scope if scope in values.ticked(Field.TOKEN_SCOPES)],
        lifetime=next((it for it in Lifetime if it == chosen), Lifetime.QUARTER),
        asks_for=values.person(Field.TOKEN_ASKS_FOR),
        by=submission.actor,
        at=submission.now,
    )
    await ack(view.secret_once(made.token, made.secret))


async def revoke(click: Click, do: Do, read: Read, ack: Ack, show: Show) -> None:
    token_id = read_number(click.value, Kind.TOKEN) or 0
    await do(tokens.revoke, token_id, by=click.actor, at=click.now)
    await ack()
    page, more = await read(tokens.listing, before=None, by=click.actor, at=click.now)
    await show.instead(view.listing(page, is_first=True, more=more))


ACTIONS: Mapping[str, Handler] = {
    Button.NEW_TOKEN: open_new_form,
    Button.REVOKE_TOKEN: revoke,
    Button.FIRST_PAGE_OF_TOKENS: turn_page,
    Button.NEXT_PAGE_OF_TOKENS: turn_page,
}
FORMS: Mapping[str, Handler] = {Form.NEW_TOKEN: submit_new}
