"""From words back to a call of the page: what they name is looked for as a person would, and waited for."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.shapes import Json
from sandbox.visits.fields import (
    buttons_of,
    day_in,
    fields_of,
    options_in,
    people_in,
)
from sandbox.visits.finding import CHANNELS, MANY, ONE, PEOPLE, WHEN, NotThere, blocks_of
from sandbox.visits.page import WITHIN, Page
from sandbox.visits.places import channel_at, names_in, person_id, referred

STAND_IN = b"Brought by a recorded visit.\n"
"""What a file of a recorded visit holds when it is brought again: the record has its name alone."""

MOST = 200


class Hands:
    """One persona at their page; `within` seconds they wait for what they look for."""

    def __init__(self, page: Page, within: float = WITHIN) -> None:
        self.page = page
        self.within = within

    async def workspace(self) -> Json:
        return await self.page.ask("workspace", {})

    async def now(self) -> datetime:
        return datetime.fromtimestamp((await self.page.ask("clock", {}))["now"], UTC)

    async def channel(self, place: str) -> str:
        """The id of this place; talk that has not begun is begun. Raises NotThere."""
        workspace = await self.workspace()
        found = channel_at(workspace, place)
        if found is not None:
            return found
        other = person_id(workspace, place.removeprefix("@"))
        return str((await self.page.do("open", {"with": other}))["channel"]["id"])

    async def messages(self, channel_id: str, thread_ts: str | None = None) -> list[Json]:
        """All that stand there, oldest first."""
        asked = {"channel": channel_id, "limit": str(MOST)}
        if thread_ts:
            asked["thread_ts"] = thread_ts
        found: list[Json] = []
        while True:
            page = await self.page.ask("messages", asked)
            found = [*page["messages"], *found]
            if not page["has_more"] or not page["messages"]:
                return found
            asked["before"] = page["messages"][0]["ts"]

    async def message_now(self, told: Json) -> tuple[str, Json] | None:
        """The message that is meant, and its channel, if it is there yet. Raises NotThere for no such place."""
        workspace = await self.workspace()
        channel_id = channel_at(workspace, str(told["in"]))
        if channel_id is None:
            return None
        names, thread_ts = names_in(workspace), None
        if "thread" in told:
            parent = referred(told["thread"], await self.messages(channel_id), names)
            if parent is None:
                return None
            thread_ts = parent["ts"]
        found = referred(told, await self.messages(channel_id, thread_ts), names)
        return None if found is None else (channel_id, found)

    async def message(self, told: Json) -> tuple[str, Json]:
        """Wait for the message that is meant. Raises NotThere."""
        found = await self.page.look(lambda: self.message_now(told), self.within)
        if found is None:
            raise NotThere(f"no message with {told['message']!r} in {told['in']}")
        return found

    async def modal(self, title: str) -> Json:
        """Wait for the modal of this title, the uppermost of several. Raises NotThere."""

        def there() -> list[Json]:
            return [view for view in self.page.modals if view["title"]["text"] == title]

        if not await self.page.wait(lambda: bool(there()), self.within):
            seen = [view["title"]["text"] for view in self.page.modals]
            raise NotThere(f"no modal {title!r}; there is {seen or 'none'}")
        return there()[-1]

    async def surface(self, said: Json) -> tuple[Json, list[Json]]:
        """Where something is pressed, as the page names it, and the blocks that stand there. Raises NotThere."""
        if said.get("home"):
            if not await self.page.wait(lambda: self.page.home is not None, self.within):
                raise NotThere("nothing is published on the Home tab")
            home = self.page.home or {}
            return {"view_id": home["id"]}, home["blocks"]
        if "modal" in said:
            view = await self.modal(said["modal"])
            return {"view_id": view["id"]}, view["blocks"]
        channel_id, message = await self.message(said)
        if message.get("is_ephemeral"):
            return {"ephemeral_id": message["ephemeral_id"]}, blocks_of(message)
        return {"channel": channel_id, "ts": message["ts"]}, blocks_of(message)

    async def state(self, where: Json, blocks: list[Json], said: Json) -> Json:
        """What stands in the fields, by the labels that were said. Raises NotThere."""
        known = fields_of(blocks)
        state: Json = {}
        for label, words in (said.get("fields") or {}).items():
            if label not in known:
                raise NotThere(f"no field {label!r}; there are {list(known)}")
            block, element = known[label]
            held = await self.held(where, block, element, words)
            state.setdefault(block["block_id"], {})[element["action_id"]] = held
        return state

    async def held(self, where: Json, block: Json, element: Json, words: Any) -> Json:
        """What a field holds when this was entered. Raises NotThere."""
        kind = element["type"]
        is_nothing = words is None or words == []
        if kind in ONE or kind in MANY:
            key = MANY.get(kind) or ONE[kind]
            if is_nothing:
                return {"type": kind, key: words}
            offered = element
            if "external" in kind:
                offered = await self._offered(where, block, element, words)
            return {"type": kind, **options_in(element, words, offered)}
        if kind in PEOPLE or kind in CHANNELS:
            key = PEOPLE.get(kind) or CHANNELS[kind]
            if is_nothing:
                return {"type": kind, key: words}
            return {"type": kind, **people_in(element, words, await self.workspace())}
        if kind in WHEN:
            chosen = day_in(element, words, await self.workspace(), await self.now())
            return {"type": kind, WHEN[kind]: chosen}
        if kind == "file_input":
            return {"type": kind, "files": [await self.brought(name) for name in words or ()]}
        return {"type": kind, "rich_text_value" if kind == "rich_text_input" else "value": words}

    async def brought(self, name: str) -> Json:
        return await self.page.upload(name, STAND_IN)

    async def _offered(self, where: Json, block: Json, element: Json, words: Any) -> Json:
        """What the app offers for each of the words."""
        options: list[Json] = []
        for each in words if isinstance(words, list) else [words]:
            place = {"block_id": block["block_id"], "action_id": element["action_id"]}
            answer = await self.page.do("options", {"in": where, **place, "value": each})
            groups = [answer, *(answer.get("option_groups") or ())]
            options += [option for group in groups for option in group.get("options") or ()]
        return {"options": options}


async def call_for(hands: Hands, does: str, said: Json) -> Json:
    """The body of the call. Raises NotThere for what is not there, KeyError for what the line does not say."""
    return await _DOERS.get(does, _any_call)(hands, said)


async def _command(hands: Hands, said: Json) -> Json:
    command, _, text = str(said["says"]).partition(" ")
    return {"channel": await hands.channel(said["in"]), "command": command, "text": text}


async def _press(hands: Hands, said: Json) -> Json:
    where, blocks = await hands.surface(said)
    value: Json | None
    if "button" in said:
        buttons = buttons_of(blocks)
        if said["button"] not in buttons:
            raise NotThere(f"no button {said['button']!r}; there are {list(buttons)}")
        block, element, value = buttons[said["button"]]
    else:
        fields = fields_of(blocks)
        if said["field"] not in fields:
            raise NotThere(f"no field {said['field']!r}; there are {list(fields)}")
        block, element = fields[said["field"]]
        value = await hands.held(where, block, element, said["choose"])
    return {
        "in": where,
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "value": value,
        "state": await hands.state(where, blocks, said),
    }


async def _submit(hands: Hands, said: Json) -> Json:
    where, blocks = await hands.surface({"modal": said["modal"]})
    return {**where, "state": await hands.state(where, blocks, said)}


async def _shortcut(hands: Hands, said: Json) -> Json:
    shortcuts = (await hands.workspace())["shortcuts"]
    named = {each["name"]: each for each in shortcuts}
    kind = "message" if "message" in said else "global"
    known = [it for it in named.values() if it["type"] == kind and it["name"] == said["shortcut"]]
    if not known:
        raise NotThere(f"no {kind} shortcut {said['shortcut']!r}; there are {list(named)}")
    where = (await hands.surface(said))[0] if kind == "message" else {}
    return {"callback_id": known[0]["callback_id"], **where}


async def _any_call(hands: Hands, said: Json) -> Json:
    given: Json = {}
    for name, words in said.items():
        match name:
            case "in" if "message" in said:
                given |= (await hands.surface(said))[0]
            case "in":
                given["channel"] = await hands.channel(words)
            case "message" | "nth" | "only_you":
                continue
            case "thread" if "message" not in said:
                parent = await hands.message({"in": said["in"], **words})
                given["thread_ts"] = parent[1]["ts"]
            case "thread":
                continue
            case "modal":
                given["view_id"] = (await hands.modal(words))["id"]
            case "user" | "with":
                given[name] = person_id(await hands.workspace(), words)
            case "files":
                given["files"] = [(await hands.brought(each))["id"] for each in words]
            case _:
                given[name] = words
    return given


_DOERS: Mapping[str, Callable[[Hands, Json], Awaitable[Json]]] = {
    "command": _command,
    "press": _press,
    "submit": _submit,
    "shortcut": _shortcut,
}
