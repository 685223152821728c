"""A visitor of the sandbox: one persona who acts only through the page's face, over real HTTP.

    async with Visitor.enter(sandbox.url, "Max Weber") as max_:
        await max_.says("service-desk", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        await max_.choose("Impact", "One person")
        sent = await max_.submit()
        assert sent.closed
        await max_.sees("service-desk", containing="INC-1")

Everything is found as a person finds it: channels and people by name, fields by their label, buttons by
what is written on them. A channel is `"service-desk"` or `"#service-desk"`; `"@Steward"` is the direct
message with Steward. What is not found is an `AssertionError` that tells what there was instead.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from sandbox.company.visible import visible_text
from sandbox.shapes import Json
from sandbox.visits import finding
from sandbox.visits.page import Refused
from tests.seeing import PATIENCE, Delivery, Seeing

__all__ = ["Delivery", "Refused", "Sent", "Visitor", "visible_text"]


@dataclass(frozen=True)
class Sent:
    """What became of a form: closed, or kept open with `errors` by the label of the field."""

    action: str
    errors: dict[str, str]
    delivery: Delivery | None

    @property
    def closed(self) -> bool:
        return self.action in ("close", "clear")


class Entrance:
    """Both `visitor = await Visitor.enter(…)` and `async with Visitor.enter(…) as visitor`."""

    def __init__(self, visitor: "Visitor") -> None:
        self._visitor = visitor

    def __await__(self) -> Generator[Any, None, "Visitor"]:
        return self._visitor.come_in().__await__()

    async def __aenter__(self) -> "Visitor":
        return await self._visitor.come_in()

    async def __aexit__(self, *_: object) -> None:
        await self._visitor.leave()


class Visitor(Seeing):
    @classmethod
    def enter(cls, url: str, name: str) -> Entrance:
        """Come in as this persona; `await visitor.leave()` at the end, or use `async with`."""
        return Entrance(cls(url, name))

    # Talking

    async def says(self, channel: str, text: str, *, thread_ts: str | None = None) -> Any:
        """Write in a channel: a command when it begins with "/" (answers its `Delivery`), else a message."""
        place = await self._channel_id(channel)
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            given = {"channel": place, "command": command, "text": rest}
            return await self._delivered("command", given)
        said = {"channel": place, "text": text, "thread_ts": thread_ts}
        return (await self.do("post", said))["message"]

    async def drops(
        self,
        channel: str,
        name: str,
        content: bytes,
        *,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Json:
        """Post a file, with words or without; answers the message."""
        place = await self._channel_id(channel)
        files = [(await self.upload(name, content))["id"]]
        said = {"channel": place, "text": text, "thread_ts": thread_ts, "files": files}
        return dict((await self.do("post", said))["message"])

    async def edits(self, channel: str, message: Json, text: str) -> None:
        place = await self._channel_id(channel)
        await self.do("edit", {"channel": place, "ts": message["ts"], "text": text})

    async def deletes(self, channel: str, message: Json) -> None:
        place = await self._channel_id(channel)
        await self.do("delete", {"channel": place, "ts": message["ts"]})

    async def reacts(self, channel: str, message: Json, name: str) -> None:
        """Put this emoji on the message, or take it back."""
        place = await self._channel_id(channel)
        await self.do("react", {"channel": place, "ts": message["ts"], "name": name})

    async def joins(self, channel: str) -> None:
        await self.do("join", {"channel": await self._channel_id(channel)})

    async def leaves(self, channel: str) -> None:
        await self.do("leave", {"channel": await self._channel_id(channel)})

    async def invites(self, person: str, channel: str) -> None:
        given = {"channel": await self._channel_id(channel), "user": await self.id_of(person)}
        await self.do("invite", given)

    async def removes(self, person: str, channel: str) -> None:
        given = {"channel": await self._channel_id(channel), "user": await self.id_of(person)}
        await self.do("remove", given)

    async def creates(self, channel: str, *, private: bool = False) -> str:
        """Make a channel; answers its id."""
        made = await self.do("create", {"name": channel, "is_private": private})
        return str(made["channel"]["id"])

    async def archives(self, channel: str) -> None:
        await self.do("archive", {"channel": await self._channel_id(channel)})

    async def unarchives(self, channel: str) -> None:
        await self.do("unarchive", {"channel": await self._channel_id(channel)})

    async def changes_profile(self, of: str | None = None, **changes: Any) -> None:
        """`title=`, `tz=` or `is_deactivated=`; as Zoe, the administrator, also `of="Max Weber"`."""
        await self.do("profile", {"user": await self.id_of(of) if of else None, **changes})

    # Pressing

    async def press(
        self,
        words: str,
        *,
        in_channel: str | None = None,
        containing: str = "",
        thread_ts: str | None = None,
        within: float = PATIENCE,
    ) -> Delivery:
        """Press the button (or pick the overflow entry) with these words on it.

        With `in_channel`, in the newest message there that has it and contains `containing`; without,
        in the modal on top.
        """
        if in_channel is None:
            view = await self.modal(within=within)
            found = finding.button(view["blocks"], words)
            assert found, f"No button {words!r} in the modal. It reads:\n{await self.read(view)}"
            return await self._press({"view_id": view["id"]}, *found)

        def has_it(message: Json) -> bool:
            return finding.button(finding.blocks_of(message), words) is not None

        message = await self._find(
            in_channel, containing, within, thread_ts, has_it, what=f"with the button {words!r}"
        )
        return await self.press_in(message, words, channel=in_channel)

    async def press_in(self, message: Json, words: str, *, channel: str) -> Delivery:
        """Press in this very message, as it stood when it was read: an old button may be pressed too."""
        found = finding.button(finding.blocks_of(message), words)
        assert found, f"No button {words!r} in: {await self.read(message)}"
        return await self._press(await self._place(message, channel), *found)

    async def choose_in(
        self, message: Json, option: str, *, channel: str, select: str = ""
    ) -> Delivery:
        """Choose in a select that stands in a message; `select` is its placeholder, where there are several."""
        for block, element in finding.elements(finding.blocks_of(message)):
            shown = (element.get("placeholder") or {}).get("text", "")
            if element["type"] in finding.ONE and select in shown:
                value = {
                    "type": element["type"],
                    finding.ONE[element["type"]]: finding.option(element, option),
                }
                return await self._press(await self._place(message, channel), block, element, value)
        raise AssertionError(f"No select {select!r} in: {await self.read(message)}")

    async def shortcut(
        self, name: str, *, on: Json | None = None, channel: str | None = None
    ) -> Delivery:
        """Use a shortcut by its name: a global one, or one `on` a message of `channel`."""
        workspace = await self.workspace()
        kind = "global" if on is None else "message"
        known = [it for it in workspace["shortcuts"] if it["type"] == kind]
        wanted = [it for it in known if it["name"] == name]
        assert wanted, f"No {kind} shortcut {name!r}; there are {[it['name'] for it in known]}"
        given: Json = {"callback_id": wanted[0]["callback_id"]}
        if on is not None:
            given["ts"] = on["ts"]
            given["channel"] = await self._channel_id(channel) if channel else await self._home(on)
        return await self._delivered("shortcut", given)

    # Modals

    async def modal(
        self, title: str | None = None, *, containing: str = "", within: float = PATIENCE
    ) -> Json:
        """Wait until a modal (of this title, with this in its visible text) is on top; answer its view."""
        names = await self.names() if containing else {}

        def is_there() -> bool:
            return bool(self.modals) and (
                title in (None, self.modals[-1]["title"]["text"])
                and containing in visible_text(self.modals[-1], names)
            )

        if not await self.wait(is_there, within):
            there = visible_text(self.modals[-1], names) if self.modals else "no modal"
            raise AssertionError(
                f"{self.name} does not see the modal {title or ''} {containing}, but:\n{there}"
                f"{self._last_words()}"
            )
        return self.modals[-1]

    async def no_modal(self, *, within: float = PATIENCE) -> None:
        assert await self.wait(lambda: not self.modals, within), "A modal is still open."

    # At the app's own place

    async def opens_home(self, tab: str = "home") -> Json | None:
        """Look at the app's Home tab (or its messages); answers what is published there."""
        self.home = (await self.do("home", {"tab": tab}))["view"]
        return self.home

    async def sees_home(self, *, containing: str = "", within: float = PATIENCE) -> Json:
        """Wait for the Home tab, opened before, to read like this."""
        names = await self.names()

        def has_it() -> bool:
            return self.home is not None and containing in visible_text(self.home, names)

        if not await self.wait(has_it, within):
            there = visible_text(self.home, names) if self.home else "nothing"
            raise AssertionError(f"{self.name} does not see {containing!r} at home, but:\n{there}")
        assert self.home is not None
        return self.home

    async def press_at_home(self, words: str, *, within: float = PATIENCE) -> Delivery:
        """Press the button (or pick the overflow entry) with these words on it."""
        view = await self.sees_home(containing=words, within=within)
        found = finding.button(view["blocks"], words)
        assert found, f"No button {words!r} at home. It reads:\n{await self.read(view)}"
        return await self._press({"view_id": view["id"]}, *found)

    # Filling in

    async def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        block, element = await self._field(label, finding.WRITTEN)
        await self._enter(block, element, {"value": text or None})

    async def choose(self, label: str, option: str) -> None:
        """Choose one option by its words, in a select or among radio buttons."""
        block, element = await self._field(label, finding.ONE)
        chosen = await self._offered(block, element, option)
        await self._enter(block, element, {finding.ONE[element["type"]]: chosen})

    async def tick(self, label: str, *options: str) -> None:
        """Tick exactly these boxes, or choose exactly these options; none unticks all."""
        block, element = await self._field(label, finding.MANY)
        chosen = [await self._offered(block, element, each) for each in options]
        await self._enter(block, element, {finding.MANY[element["type"]]: chosen})

    async def pick_person(self, label: str, *names: str) -> None:
        block, element = await self._field(label, finding.PEOPLE)
        ids = [await self.id_of(name) for name in names]
        await self._enter(block, element, finding.picked(finding.PEOPLE, element, ids))

    async def pick_channel(self, label: str, *names: str) -> None:
        block, element = await self._field(label, finding.CHANNELS)
        ids = [await self._channel_id(name) for name in names]
        await self._enter(block, element, finding.picked(finding.CHANNELS, element, ids))

    async def pick_time(self, label: str, when: str | int) -> None:
        """A date as YYYY-MM-DD, a time as HH:mm, or a moment in Unix seconds, as the field asks for it."""
        block, element = await self._field(label, finding.WHEN)
        await self._enter(block, element, {finding.WHEN[element["type"]]: when})

    async def attach(self, label: str, *files: tuple[str, bytes]) -> None:
        """Put these files, each a name and what it holds, into the field with this label."""
        block, element = await self._field(label, ("file_input",))
        brought = [await self.upload(name, content) for name, content in files]
        await self._enter(block, element, {"files": brought})

    async def entered(self, label: str) -> Any:
        """What stands in the field: text, the chosen words, ids."""
        block, element = await self._field(label, finding.FIELDS)
        state = self._state().get(block["block_id"], {}).get(element["action_id"])
        return finding.plain_value(state if state is not None else finding.initial(element))

    async def submit(self) -> Sent:
        """Send the modal on top; its fields keep what was typed when it is refused."""
        view = await self.modal()
        given = {"view_id": view["id"], "state": self._state()}
        answer = await self.do("submit", given)
        delivery = await self._ended(answer["delivery"]) if answer["delivery"] else None
        errors = {
            finding.label(view, block_id): text
            for block_id, text in (answer["result"].get("errors") or {}).items()
        }
        return Sent(answer["result"]["action"], errors, delivery)

    async def close(self, *, all_of_them: bool = False) -> None:
        """Cancel the modal on top, or close the whole stack."""
        view = await self.modal()
        await self.do("close", {"view_id": view["id"], "all": all_of_them})
        await self.wait(lambda: all(it["id"] != view["id"] for it in self.modals), PATIENCE)
