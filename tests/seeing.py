"""What a visitor of the sandbox sees: found as a person finds it, and waited for where it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.company.visible import visible_text
from sandbox.shapes import Json
from sandbox.visits import finding
from sandbox.visits.page import Page

PATIENCE = 30.0
"""Seconds for what is bound to come. A busy machine takes long over things, and where they come nobody waits."""


@dataclass(frozen=True)
class Delivery:
    """How the bot took it: `acked`, or `failed` and why."""

    id: str
    kind: str
    what: str
    state: str
    error: str | None
    ms: int | None
    attempts: int

    @property
    def acked(self) -> bool:
        return self.state == "acked"

    @classmethod
    def of(cls, told: Json) -> "Delivery":
        names = ("id", "kind", "what", "state", "ms", "attempts")
        return cls(**{name: told[name] for name in names}, error=told.get("error"))


class Seeing(Page):
    def __init__(self, url: str, name: str) -> None:
        super().__init__(url, name)
        self._states: dict[str, Json] = {}

    # Reading

    async def messages(self, channel: str, *, thread_ts: str | None = None) -> list[Json]:
        """What the visitor sees there, oldest first, with what only they see."""
        asked = {"channel": await self._channel_id(channel), "limit": "200"}
        if thread_ts:
            asked["thread_ts"] = thread_ts
        return list((await self.ask("messages", asked))["messages"])

    async def direct_messages(self, with_: str = "Steward") -> list[Json]:
        return await self.messages(f"@{with_}")

    async def thread(self, channel: str, message: Json) -> list[Json]:
        """The message and its replies."""
        return await self.messages(channel, thread_ts=message.get("thread_ts") or message["ts"])

    async def sees(
        self,
        channel: str,
        containing: str,
        *,
        within: float = PATIENCE,
        thread_ts: str | None = None,
    ) -> Json:
        """Wait for a message whose visible text contains this, and answer the newest such message."""
        return await self._find(channel, containing, within, thread_ts, lambda _: True)

    async def sees_privately(
        self,
        channel: str,
        containing: str,
        *,
        within: float = PATIENCE,
        thread_ts: str | None = None,
    ) -> Json:
        """Like `sees`, for a message only this visitor sees."""
        return await self._find(
            channel, containing, within, thread_ts, lambda it: bool(it.get("is_ephemeral"))
        )

    async def sees_direct(
        self, containing: str, *, with_: str = "Steward", within: float = PATIENCE
    ) -> Json:
        return await self.sees(f"@{with_}", containing, within=within)

    async def does_not_see(
        self, channel: str, containing: str, *, thread_ts: str | None = None
    ) -> None:
        """Nothing of the kind stands there now. Wait for a later message first where it matters."""
        for message in await self.messages(channel, thread_ts=thread_ts):
            text = await self.read(message)
            assert containing not in text, f"{self.name} sees {text!r} in {channel}"

    async def read(self, thing: Json) -> str:
        """The visible text of a message or view with the names of people and channels in it."""
        return visible_text(thing, await self.names())

    # The workspace

    async def workspace(self) -> Json:
        return await self.ask("workspace", {})

    async def channel(self, name: str) -> Json:
        """The channel as the sidebar has it: `unread`, `mentions`, `is_member` and so on."""
        wanted = await self._channel_id(name)
        channels = (await self.workspace())["channels"]
        return next(each for each in channels if each["id"] == wanted)

    async def id_of(self, person: str) -> str:
        users = (await self.workspace())["users"]
        for user in users:
            if user["name"] == person.removeprefix("@"):
                return str(user["id"])
        raise AssertionError(f"Nobody is called {person}; there are {[it['name'] for it in users]}")

    async def bot_is_there(self, *, within: float = PATIENCE) -> None:
        """Wait until the bot has a connection."""
        assert await self.wait(lambda: self.bot_is_connected, within), "The bot did not connect."

    async def bot_is_gone(self, *, within: float = PATIENCE) -> None:
        """Wait until the bot has no connection: that it was ended is heard a moment later."""
        assert await self.wait(lambda: not self.bot_is_connected, within), "The bot did not go."

    async def traffic(self) -> list[Delivery]:
        return [Delivery.of(each) for each in (await self.ask("traffic", {}))["deliveries"]]

    # Behind the scenes

    async def looks_up(self, call: str, **asked: Any) -> Json:
        """What a call of the control interface answers, such as `clock` or `faults`."""
        return await self.ask(call, asked)

    async def orders(self, call: str, **given: Any) -> Json:
        """Have something happen that no person does: the clock moved, a fault."""
        return await self.do(call, given)

    async def hears(self, frame: str, *, within: float = PATIENCE, **saying: Any) -> Json:
        """Wait for a frame of this type that says these things, from when the visitor came in."""

        def found() -> list[Json]:
            return [
                each
                for each in self.frames
                if each["type"] == frame and saying.items() <= each.items()
            ]

        assert await self.wait(lambda: bool(found()), within), f"No {frame}: {self.frames[-9:]}"
        return found()[-1]

    # How it works

    async def _find(
        self,
        channel: str,
        containing: str,
        within: float,
        thread_ts: str | None,
        fits: Callable[[Json], bool],
        what: str = "",
    ) -> Json:
        """Look, and look again whenever the page hears something, until the time is over."""
        names = await self.names()
        seen: list[Json] = []

        async def newest() -> Json | None:
            if await self._is_place(channel):
                seen[:] = await self.messages(channel, thread_ts=thread_ts)
            fitting = (it for it in reversed(seen) if containing in visible_text(it, names))
            return next(filter(fits, fitting), None)

        found = await self.look(newest, within)
        if found is not None:
            return dict(found)
        texts = "\n".join(f"- {visible_text(message, names)}" for message in seen[-10:])
        raise AssertionError(
            f"{self.name} does not see {containing!r} {what} in {channel}. There is:\n{texts}"
            f"{self._last_words()}"
        )

    def _last_words(self) -> str:
        failed = [it for it in self.ended.values() if it["state"] == "failed"]
        return f"\nThe last failed delivery: {failed[-1]}" if failed else ""

    async def _press(
        self, place: Json, block: Json, element: Json, value: Json | None = None
    ) -> Delivery:
        given = {
            "in": place,
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "value": value if value is not None else element.get("_chosen"),
            "state": self._states.get(place.get("view_id", "")),
        }
        return await self._delivered("press", given)

    async def _place(self, message: Json, channel: str) -> Json:
        if message.get("is_ephemeral"):
            return {"ephemeral_id": message["ephemeral_id"]}
        return {"channel": await self._channel_id(channel), "ts": message["ts"]}

    async def _home(self, message: Json) -> str:
        """The channel a message stands in, where nobody said."""
        for channel in (await self.workspace())["channels"]:
            asked = {"channel": channel["id"], "limit": "200"}
            found = (await self.ask("messages", asked))["messages"]
            if any(each["ts"] == message["ts"] for each in found):
                return str(channel["id"])
        raise AssertionError("That message stands in no channel the visitor sees.")

    async def _field(self, label: str, kinds: Any) -> tuple[Json, Json]:
        view = await self.modal()
        labels = []
        for block, element in finding.elements(view["blocks"]):
            shown = finding.label_of(block) or (element.get("placeholder") or {}).get("text", "")
            labels.append(shown)
            if shown == label and element["type"] in kinds:
                return block, element
        raise AssertionError(f"No such field {label!r} in the modal; there are {labels}")

    async def _enter(self, block: Json, element: Json, value: Json) -> None:
        view = await self.modal()
        whole = {"type": element["type"], **value}
        self._state().setdefault(block["block_id"], {})[element["action_id"]] = whole
        if block["type"] != "input" or block.get("dispatch_action"):
            await self._press({"view_id": view["id"]}, block, element, whole)

    async def _offered(self, block: Json, element: Json, words: str) -> Json:
        if "external" not in element["type"]:
            return finding.option(element, words)
        view = await self.modal()
        given = {
            "in": {"view_id": view["id"]},
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "value": words,
        }
        return finding.option(await self.do("options", given), words)

    def _state(self) -> Json:
        return self._states.setdefault(self.modals[-1]["id"], {})

    async def _is_place(self, name: str) -> bool:
        """A direct message is no place before its first message."""
        if not name.startswith("@"):
            return True
        other = await self.id_of(name)
        channels = (await self.workspace())["channels"]
        return any(each.get("with") == other for each in channels)

    async def _channel_id(self, name: str) -> str:
        if name.startswith("@"):
            opened = await self.do("open", {"with": await self.id_of(name)})
            return str(opened["channel"]["id"])
        channels = (await self.workspace())["channels"]
        for channel in channels:
            if name.removeprefix("#") in (channel["name"], channel["id"]):
                return str(channel["id"])
        names = [each["name"] for each in channels if each["name"]]
        raise AssertionError(f"{self.name} knows no channel {name}; there are {names}")

    async def _delivered(self, call: str, given: Json) -> Delivery:
        return await self._ended((await self.do(call, given))["delivery"])

    async def _ended(self, told: Json) -> Delivery:
        """Wait until the page has heard the end too: by then it has heard what came before."""
        await self.wait(lambda: told["id"] in self.ended, PATIENCE)
        return Delivery.of(told)
