"""The shapes most answers have: a form that opens, a form that comes back filled in, a verb at once."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import signature
from typing import Any, TypeVar

from desk import incidents
from domain.errors import NotFound
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers.inputs import Click, Submission
from handlers.tools import Ack, Do, Handler, Read, Show, hand_over
from handlers.values import Values
from views.blocks import Content
from views.incidents import details

T = TypeVar("T")


def opening(
    question: Callable[..., T],
    form: Callable[[T, Click], Mapping[str, Any]],
    kind: Kind = Kind.INCIDENT,
) -> Handler:
    """Ask whether whoever presses may do it now; then show the form of what was answered."""
    wants = _wants(question)

    async def opens(
        click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
    ) -> None:
        found = await read(question, click.id_of(kind), **wants(click, organisation))
        await show.form(form(found, click))
        await ack()

    return opens


def submitting(
    verb: Callable[..., Any],
    said: Callable[[Values], Mapping[str, Any]],
    kind: Kind = Kind.INCIDENT,
) -> Handler:
    """The verb, with what was `said` in the form by the names of its arguments."""
    wants = _wants(verb)

    async def submits(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
        told = said(submission.values)
        await do(verb, submission.id_of(kind), **told, **wants(submission, organisation))
        await ack()

    return submits


Tell = Callable[[Click, Read, Organisation], Awaitable[Content]]
"""What somebody is told who pressed a button, or typed the word for it."""


def privately(tell: Tell) -> Handler:
    """What is told, in a message that only whoever pressed sees."""

    async def tells(
        click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
    ) -> None:
        content = await tell(click, read, organisation)
        await ack()
        await show.privately(content)

    return tells


def in_answer(tell: Tell) -> Handler:
    """The same in answer to a command."""

    async def tells(click: Click, read: Read, ack: Ack, organisation: Organisation) -> None:
        await ack(await tell(click, read, organisation))

    return tells


def choosing(menu: Mapping[str, Handler], place: str) -> Handler:
    """What was chosen in a menu of a record: its handler answers. `place` is where the menu is to be looked at anew."""

    async def chooses(
        click: Click,
        do: Do,
        read: Read,
        ack: Ack,
        show: Show,
        organisation: Organisation,
        home: str,
    ) -> None:
        handler = menu.get(click.chosen)
        if handler is None:
            raise NotFound(f"This menu is of another version of Steward. Look at {place} again.")
        await hand_over(
            handler,
            click=click,
            do=do,
            read=read,
            ack=ack,
            show=show,
            organisation=organisation,
            home=home,
        )

    return chooses


def quietly(verb: Callable[..., Any]) -> Handler:
    """The verb; the card shows what came of it."""
    wants = _wants(verb)

    async def does(click: Click, do: Do, ack: Ack, organisation: Organisation) -> None:
        await do(verb, click.incident_id, **wants(click, organisation))
        await ack()

    return does


def then_shown(verb: Callable[..., Any]) -> Handler:
    """The verb at once, and then the incident as it stands."""
    wants = _wants(verb)

    async def does(
        click: Click, do: Do, read: Read, ack: Ack, organisation: Organisation, home: str
    ) -> None:
        await do(verb, click.incident_id, **wants(click, organisation))
        await show_one(click, read, ack, organisation, home)

    return does


async def show_one(
    click: Click, read: Read, ack: Ack, organisation: Organisation, home: str
) -> None:
    """The incident as it stands, in answer to a command."""
    sheet = await read(incidents.show, click.incident_id, organisation=organisation, by=click.actor)
    await ack(details(sheet, organisation, home, click.actor))


def _wants(
    verb: Callable[..., Any],
) -> Callable[[Click | Submission, Organisation], dict[str, Any]]:
    """What the verb asks for of who does it, when, and where: not every one judges clocks or teams."""
    asked = signature(verb).parameters.keys() & {"by", "at", "organisation"}

    def wants(request: Click | Submission, organisation: Organisation) -> dict[str, Any]:
        offered = {"by": request.actor, "at": request.now, "organisation": organisation}
        return {name: offered[name] for name in asked}

    return wants
