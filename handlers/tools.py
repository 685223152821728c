"""What a handler is given to work with: it takes what it names."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import signature
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from handlers.inputs import OpenView
from views.blocks import Content

P = ParamSpec("P")


T = TypeVar("T")


class Do(Protocol):
    """Run a verb in a transaction of its own; when it answers, its work is committed."""

    async def __call__(
        self,
        verb: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...


class Read(Protocol):
    """Ask something of the committed state."""

    async def __call__(
        self,
        question: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...


class Study(Read, Protocol):
    """Ask something that may take a minute: not before Slack has its answer."""


class Ack(Protocol):
    """Tell Slack that the request is dealt with.

    A command may get an answer that only its sender sees, a filled-in form another form in its place, and what was
    typed into a field the choices there are.
    """

    async def __call__(self, content: Mapping[str, Any] | None = None, /) -> None: ...


Writing = Callable[[], Awaitable[str]]
"""Writes a file's text."""


class Show(Protocol):
    """What a person sees at once. Everybody else's view is the sender's business."""

    async def form(self, view: Mapping[str, Any], /) -> None:
        """Open a modal. Works within three seconds of what the person did."""
        ...

    async def form_again(self, view: Mapping[str, Any], on: OpenView, /) -> None:
        """Bring an open modal up to date; what was typed stays."""
        ...

    async def privately(self, content: Content, /) -> None:
        """Answer a press with a message only the presser sees."""
        ...

    async def document(self, name: str, text: str, /) -> None:
        """Send a file to the presser's direct messages."""
        ...

    async def document_once_written(self, name: str, write: Writing, /) -> None:
        """The same for a file that takes its time to write: nobody waits for it, and they hear if it cannot be."""
        ...

    async def instead(self, content: Content, /) -> None:
        """Replace the private message that was pressed."""
        ...


Handler = Callable[..., Awaitable[None]]


async def hand_over(handler: Handler, **offered: Any) -> None:
    """Let another handler answer: it gets what it names of what is offered."""
    await handler(**{name: offered[name] for name in signature(handler).parameters})
