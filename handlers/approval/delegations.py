"""Who decides for whom meanwhile, as people say it."""

from collections.abc import Mapping

from desk.approval import delegations
from domain.errors import WrongState
from handlers.inputs import Click, Command, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views.blocks import Content
from views.change.forms import delegate_form
from views.change.lists import delegations as listed
from views.ids import Button, Field, Form


async def by_word(command: Command, click: Click, read: Read, ack: Ack, show: Show) -> None:
    """`/change delegate @Ann` opens the form; alone it lists who decides for whom."""
    person, (_, rest) = command.person, command.words
    if person:
        await show.form(delegate_form(substitute=person))
        await ack()
    elif rest:
        raise WrongState(
            "Say with an @ who decides for you, such as /change delegate @Ann. "
            "If you ask for a change, begin with another word."
        )
    else:
        await ack(await _listed(click, read))


async def open_form(click: Click, ack: Ack, show: Show) -> None:
    await show.form(delegate_form(substitute=None))
    await ack()


async def submit(submission: Submission, do: Do, ack: Ack) -> None:
    values = submission.values
    await do(
        delegations.delegate,
        to=values.person(Field.SUBSTITUTE),
        since=values.moment(Field.DELEGATED_FROM),
        until=values.moment(Field.DELEGATED_UNTIL),
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def take_back(click: Click, do: Do, read: Read, ack: Ack, show: Show) -> None:
    delegation_id = int(click.value) if click.value.isdecimal() else 0
    await do(delegations.take_back, delegation_id, by=click.actor, at=click.now)
    await ack()
    await show.instead(await _listed(click, read))


async def _listed(click: Click, read: Read) -> Content:
    made, received = await read(delegations.of, by=click.actor, at=click.now)
    return listed(made, received)


ACTIONS: Mapping[str, Handler] = {
    Button.NAME_SUBSTITUTE: open_form,
    Button.END_DELEGATION: take_back,
}
FORMS: Mapping[str, Handler] = {Form.NAME_SUBSTITUTE: submit}
