"""The Bolt app: one listener, which hands each kind of request through the front door as a typed value."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

import handlers
from bot.comings import Comings
from bot.door import Door, listed
from bot.replies import (
    CommandReply,
    EventReply,
    OptionsReply,
    PressReply,
    Screen,
    SubmissionReply,
)
from bot.slack import Workspace
from domain.people import SYSTEM, Person
from handlers.inputs import (
    Click,
    Command,
    Happening,
    OpenView,
    ShortcutUse,
    Submission,
    Typing,
    people_in,
    plain_text,
)
from handlers.values import Values

Body = dict[str, Any]
Given = Mapping[str, Any]
Next = Callable[[], Awaitable[BoltResponse]]
Listen = Callable[[AsyncBoltRequest], Awaitable[BoltResponse | None]]

DELIVER_AGAIN = 503
MOMENT = 0.2
WAITS_FOR_A_MOMENT = 1.5
"""Seconds; an event has to be acknowledged within three."""


def build_app(
    door: Door, comings: Comings, workspace: Workspace, token: str, signing_secret: str
) -> AsyncApp:
    """The app that answers everything. Slack knows a request is done when it has been answered."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_token=token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
        )

    app = AsyncApp(
        client=door.slack.client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_events_enabled=False,  # Bolt takes a card's deletion for the bot's own doing
    )
    app.use(Listener(door, comings))
    return app


class Listener(AsyncMiddleware):
    """Payload to typed value, and in through the door.

    It stands where Bolt would look for listeners of its own: for each it gathers anew all that one might want to know.
    """

    def __init__(self, door: Door, comings: Comings) -> None:
        self._door = door
        self._comings = comings
        self._commands = listed(handlers.COMMANDS)
        self._actions = listed(handlers.ACTIONS)
        self._forms = listed(handlers.FORMS)
        self._shortcuts = listed(handlers.SHORTCUTS)
        self._options = listed(handlers.OPTIONS)
        self._events = listed(handlers.EVENTS)
        self._kinds: Mapping[str, Listen] = {
            "block_actions": self.action,
            "view_submission": self.submission,
            "view_closed": self.closed,
            "shortcut": self.shortcut,
            "message_action": self.shortcut,
            "block_suggestion": self.options,
            "event_callback": self.event,
        }

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Next
    ) -> BoltResponse:
        """Bolt's name for it. What is of no kind we know of goes to Bolt, which says that nobody answers it."""
        kind = str(req.body.get("type"))
        listen = self.command if "command" in req.body else self._kinds.get(kind)
        if listen is None:
            return await next()
        answer = await listen(req)
        return answer or req.context.ack.response or await req.context.ack()

    async def command(self, request: AsyncBoltRequest) -> None:
        body = request.body
        await self._door.answer(
            "command",
            self._commands.get(body["command"]),
            self._command(body),
            reply=CommandReply(request.context.ack),
            show=self._screen(request),
            delivery=_key("command", body.get("trigger_id")),
        )

    async def action(self, request: AsyncBoltRequest) -> None:
        body = request.body
        action = body["actions"][0]
        screen = self._screen(request)
        await self._door.answer(
            "action",
            self._actions.get(action["action_id"]),
            self._click(body, action),
            reply=PressReply(request.context.ack, screen),
            show=screen,
            delivery=_key("action", body.get("trigger_id")),
        )
        if body.get("view"):
            self._door.homes.have_changed(body["user"]["id"])

    async def submission(self, request: AsyncBoltRequest) -> None:
        body = request.body
        view = body["view"]
        await self._door.answer(
            "submission",
            self._forms.get(view["callback_id"]),
            self._submission(body, view),
            reply=SubmissionReply(request.context.ack, view),
            show=self._screen(request),
            delivery=_key("view", view.get("id")),
        )
        self._door.homes.have_changed(body["user"]["id"])

    async def shortcut(self, request: AsyncBoltRequest) -> None:
        body = request.body
        screen = self._screen(request)
        await self._door.answer(
            "shortcut",
            self._shortcuts.get(body["callback_id"]),
            self._shortcut(body),
            reply=PressReply(request.context.ack, screen),
            show=screen,
            delivery=_key("shortcut", body.get("trigger_id")),
        )

    async def event(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """An event that could not be dealt with is left unacknowledged: Slack delivers it again."""
        body = request.body
        event = body["event"]
        if await self._comings.follow(event):
            return None
        found = self._events.get(event["type"])
        if found is None:
            return None
        is_done = await self._in_a_moment(
            lambda: self._door.answer(
                "event",
                found,
                self._happening(event),
                reply=EventReply(request.context.ack),
                show=self._screen(request),
                delivery=_key("event", body.get("event_id")),
            )
        )
        self._door.people.meet(people_in((event.get("message") or event).get("text") or ""))
        return None if is_done else BoltResponse(status=DELIVER_AGAIN, body="")

    @staticmethod
    async def _in_a_moment(answer: Callable[[], Awaitable[bool]]) -> bool:
        """Slack brings an event again at once, and then after a minute: what takes a moment is waited for here."""
        until = time.monotonic() + WAITS_FOR_A_MOMENT
        is_done = await answer()
        while not is_done and time.monotonic() < until:
            await asyncio.sleep(MOMENT)
            is_done = await answer()
        return is_done

    async def closed(self, _: AsyncBoltRequest) -> None:
        """Whoever closes a form wants nothing more."""

    async def options(self, request: AsyncBoltRequest) -> None:
        body = request.body
        await self._door.answer(
            "options",
            self._options.get(body["action_id"]),
            self._typing(body),
            reply=OptionsReply(request.context.ack),
            show=self._screen(request),
            delivery=None,
        )

    async def _command(self, body: Body) -> Given:
        command = Command(
            name=body["command"],
            text=plain_text(body.get("text") or "").strip(),
            mentions=people_in(body.get("text") or ""),
            channel=str(body.get("channel_id") or ""),
            actor=await self._door.people.of(body["user_id"], body.get("user_name") or ""),
            now=self._door.now(),
        )
        return {"command": command}

    async def _click(self, body: Body, action: Body) -> Given:
        container = body.get("container") or {}
        click = Click(
            action=action["action_id"],
            value=_pressed(action),
            actor=await self._actor(body),
            now=self._door.now(),
            in_private=bool(container.get("is_ephemeral")),
            view=_open_view(body["view"]) if body.get("view") else None,
        )
        return {"click": click}

    async def _submission(self, body: Body, view: Body) -> Given:
        submission = Submission(
            form=view["callback_id"],
            metadata=view.get("private_metadata") or "",
            values=Values(view["state"]["values"]),
            actor=await self._actor(body),
            now=self._door.now(),
        )
        return {"submission": submission}

    async def _typing(self, body: Body) -> Given:
        typing = Typing(
            field=body["action_id"],
            text=str(body.get("value") or ""),
            actor=await self._actor(body),
            now=self._door.now(),
        )
        return {"typing": typing}

    async def _shortcut(self, body: Body) -> Given:
        shortcut = ShortcutUse(
            name=body["callback_id"],
            actor=await self._actor(body),
            now=self._door.now(),
            message=_message(body),
        )
        return {"shortcut": shortcut}

    async def _happening(self, event: Body) -> Given:
        return {"happening": Happening(event=event, actor=_author(event), now=self._door.now())}

    def _screen(self, request: AsyncBoltRequest) -> Screen:
        answers = request.context.respond if request.body.get("response_url") else None
        return Screen(self._door.slack, request.body, answers, self._door.background)

    async def _actor(self, body: Body) -> Person:
        user = body["user"]
        return await self._door.people.of(
            user["id"], user.get("name") or user.get("username") or ""
        )


def _author(event: Mapping[str, Any]) -> Person:
    """Who wrote what the event is about: of an edit or a deletion Slack names the message's author.

    Events ask for nobody's rights, so nothing is looked up.
    """
    inner = event.get("message") or event.get("previous_message") or event
    user = inner.get("user") or event.get("user")
    return Person(id=str(user), name=str(user)) if user else SYSTEM


def _open_view(view: Mapping[str, Any]) -> OpenView:
    return OpenView(
        id=view["id"],
        metadata=view.get("private_metadata") or "",
        values=Values(view["state"]["values"]),
    )


def _pressed(action: Body) -> str:
    """A button's value, or that of what was chosen in a menu."""
    chosen = action.get("selected_option") or {}
    return str(action.get("value") or chosen.get("value") or "")


def _message(body: Body) -> Mapping[str, Any] | None:
    message = body.get("message")
    return {**message, "channel": body["channel"]["id"]} if message else None


def _key(kind: str, delivery: object) -> str | None:
    return f"{kind}:{delivery}"[:255] if delivery else None
