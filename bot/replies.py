"""The bot's voice to the one who asks: what they see at once, also when it must refuse or has failed."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.background import Background
from bot.log import logger
from bot.slack import Slack, Unsendable, check_view
from domain.errors import Unavailable
from handlers.inputs import OpenView
from handlers.tools import Writing
from views.blocks import Block, Content, plain, said_plainly, section
from views.charts import charts_in, with_pictures
from views.limits import problems_in_message

FORM_TIME_LIMIT = 2.5
"""Seconds Slack may take to show a form: the press is acknowledged within three."""


class Reply(Protocol):
    """Acknowledges, and says no in the way that fits what was asked."""

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None: ...

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        """Say so, to them alone, and show the way on below it; what they typed stays."""
        ...

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        """Say on each field what is wrong with it."""
        ...


class Screen:
    """What can be shown at once to the person whose request this is."""

    def __init__(
        self,
        slack: Slack,
        body: Mapping[str, Any],
        respond: AsyncRespond | None,
        background: Background,
    ) -> None:
        self._slack = slack
        user = body.get("user") or {}  # a command has no such part, an event nobody at all
        self._person_id = str(body.get("user_id") or user.get("id") or "")
        self._trigger_id = str(body.get("trigger_id") or "")
        self._respond = respond
        self._background = background
        view = body.get("view") or {}
        self._modal_id = view.get("id") if view.get("type") == "modal" else None

    async def form(self, view: Mapping[str, Any], /) -> None:
        await _in_time(self._open(view))

    async def form_again(self, view: Mapping[str, Any], on: OpenView, /) -> None:
        """Two presses at once both know the form as it was before either: the later one's values count."""
        await _in_time(self._slack.update_view(on.id, view))

    async def privately(self, content: Content, /) -> None:
        await self._answer(content, replaces=False)

    async def instead(self, content: Content, /) -> None:
        await self._answer(content, replaces=True)

    async def document(self, name: str, text: str, /) -> None:
        self._background.run(self._send_file(name, text), "document")

    async def document_once_written(self, name: str, write: Writing, /) -> None:
        self._background.run(self._write_and_send(name, write), "document")

    async def refusal(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        """Say no to a press, where nobody else sees it."""
        if self._respond is not None:
            await self.privately(said_plainly(sentence, way_on))
        else:
            self._background.run(self._notify(sentence), "refusal")

    async def _open(self, view: Mapping[str, Any]) -> None:
        """On top of the modal that was pressed in, where it was one."""
        show = self._slack.push_view if self._modal_id else self._slack.open_view
        await show(self._trigger_id, view)

    async def _notify(self, sentence: str) -> None:
        await self._in_a_modal(notice(sentence), said_plainly(sentence), "refusal")

    async def _in_a_modal(self, view: Mapping[str, Any], content: Content, what: str) -> None:
        """Or in a direct message, where Slack opens none (any more)."""
        try:
            await self._open(view)
        except (Unsendable, SlackSaysNo, SlackIsBusy, SlackIsSilent):
            channel_id = await self._slack.direct_channel(self._person_id)
            await self._slack.post(channel_id, content, f"{what}:{self._trigger_id}")

    async def _write_and_send(self, name: str, write: Writing) -> None:
        try:
            await self._send_file(name, await write())
        except Unavailable as error:
            logger.warning("document not written", name=name, cause=repr(error.__cause__))
            await self.refusal(f"`{name}` could not be written. {error} Ask for it once more.")

    async def _send_file(self, name: str, text: str) -> None:
        """Where Slack does not take it, they hear so: nobody waits for a file that does not come."""
        try:
            channel_id = await self._slack.direct_channel(self._person_id)
            await self._slack.share(channel_id, await self._slack.upload(name, text), name)
        except (SlackSaysNo, SlackIsBusy, SlackIsSilent) as error:
            await self.refusal(f"Slack did not do its part ({error}). Try again in a moment.")

    async def _answer(self, content: Content, *, replaces: bool) -> None:
        check(content)
        # not awaited: Slack holds the press open until the listener returns
        if self._respond is not None:
            self._background.run(self._send(self._respond, content, replaces), "private answer")
        elif replaces and self._modal_id:
            view = shown_in_modal(content)
            self._background.run(self._slack.update_view(self._modal_id, view), "private answer")
        else:
            shown = self._in_a_modal(shown_in_modal(content), content, "answer")
            self._background.run(shown, "private answer")

    @staticmethod
    async def _send(respond: AsyncRespond, content: Content, replaces: bool) -> None:
        """Where Slack takes no chart it goes without: the same numbers stand there as text."""
        how: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replaces}
        answer = await respond(text=content["text"], blocks=content["blocks"], **how)
        if answer.status_code != 200 and charts_in(content):
            bare = with_pictures(content, [])
            answer = await respond(text=bare["text"], blocks=bare["blocks"], **how)
        if answer.status_code != 200:
            logger.warning("private answer not taken", status=answer.status_code, body=answer.body)


class CommandReply:
    """Answers stand in the ack itself."""

    def __init__(self, ack: AsyncAck) -> None:
        self._ack = ack

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None:
        if content is None:
            await self._ack()
        else:
            check(content)
            await self._ack(text=content["text"], blocks=content["blocks"])

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        await self.ack(said_plainly(sentence, way_on))

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        await self.refuse(" ".join(errors.values()))


class PressReply:
    """The ack is empty; words come as a private message, or as a modal where there is no channel to say them in."""

    def __init__(self, ack: AsyncAck, screen: Screen) -> None:
        self._ack = ack
        self._screen = screen

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None:
        await self._ack()

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        await self._ack()
        await self._screen.refusal(sentence, way_on)

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        await self.refuse(" ".join(errors.values()))


class SubmissionReply:
    """Words stand on the form's fields, so that what was typed is still there."""

    def __init__(self, ack: AsyncAck, view: Mapping[str, Any]) -> None:
        self._ack = ack
        self._fields = [
            block.get("block_id") for block in view.get("blocks") or [] if block["type"] == "input"
        ]

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None:
        """With another form: it takes the place of the one that was filled in."""
        if content is None:
            await self._ack()
        else:
            check_view(content)
            await self._ack(response_action="update", view=dict(content))

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        """Fields have no room for buttons: the sentence says where the way on is."""
        if self._fields:
            await self.refuse_fields({"": sentence})
        else:
            await self._ack(response_action="update", view=notice(sentence))

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        if not self._fields:
            await self.refuse(" ".join(errors.values()))
            return
        on_fields: dict[str, str] = {}
        for field, sentence in errors.items():
            shown = field if field in self._fields else str(self._fields[0])
            on_fields[shown] = f"{on_fields[shown]} {sentence}" if shown in on_fields else sentence
        await self._ack(response_action="errors", errors=on_fields)


class OptionsReply:
    """A field that offers choices for what was typed has no room for words: it offers none."""

    def __init__(self, ack: AsyncAck) -> None:
        self._ack = ack

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None:
        await self._ack(options=list((content or {}).get("options", ())))

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        await self._ack(options=[])

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        await self._ack(options=[])


class EventReply:
    """Nobody waits for an answer to an event."""

    def __init__(self, ack: AsyncAck) -> None:
        self._ack = ack

    async def ack(self, content: Mapping[str, Any] | None = None, /) -> None:
        await self._ack()

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        await self._ack()

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        await self._ack()


async def _in_time(showing: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(FORM_TIME_LIMIT):
            await showing
    except TimeoutError:
        raise SlackIsSilent("it shows no form") from None


def notice(sentence: str) -> dict[str, Any]:
    """A modal that says this, where there is no other place to say it."""
    return {
        "type": "modal",
        "title": plain("Not this way"),
        "close": plain("Close"),
        "blocks": [section(plain(sentence))],
    }


def shown_in_modal(content: Content) -> dict[str, Any]:
    """What would be a private message, where there is no channel to say it in."""
    return {
        "type": "modal",
        "title": plain("Steward"),
        "close": plain("Close"),
        "blocks": content["blocks"],
    }


def check(content: Mapping[str, Any]) -> None:
    if problems := problems_in_message(content):
        raise Unsendable("; ".join(f"{problem.pointer} {problem.says}" for problem in problems[:5]))
