"""From a call of the page to words: ids become what a person would say instead. Done before the call is."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.company.people import Person
from sandbox.shapes import Json
from sandbox.visit import views
from sandbox.visit.elements import STATEFUL, held
from sandbox.visit.places import sees
from sandbox.visits.fields import buttons_of, fields_of, in_words
from sandbox.visits.finding import NotThere, blocks_of
from sandbox.visits.places import Names, names_in, place_name, reference
from sandbox.world import World


class Eyes:
    """What one persona sees of the workspace at this moment."""

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        self.person = person
        self.workspace = views.workspace(world, person)
        self.names: Names = names_in(self.workspace)

    @property
    def modals(self) -> list[Json]:
        return self.world.modals.stack(self.person.id)

    def sees(self, channel_id: str) -> bool:
        channel = self.world.workspace.channels.get(channel_id)
        return channel is not None and sees(self.person, channel)

    def messages(self, channel_id: str, thread_ts: str | None = None) -> list[Json]:
        """All of them, oldest first."""
        channel = self.world.workspace.channels[channel_id]
        conversation = self.world.workspace.conversation(channel)
        standing = (
            conversation.in_thread(thread_ts)
            if thread_ts
            else conversation.in_channel(newest_first=False)
        )
        only_mine = [
            message
            for message in self.world.ephemerals.seen_by(self.person.id, channel_id)
            if message.get("thread_ts") == thread_ts
        ]
        return sorted([*standing, *only_mine], key=lambda message: float(message["ts"]))

    def place_of(self, channel_id: str, message: Json) -> Json:
        """Where the message stands and how to find it there. Raises NotThere."""
        place: Json = {"in": place_name(self.workspace, channel_id)}
        thread_ts = message.get("thread_ts")
        if thread_ts and thread_ts != message["ts"]:
            place["thread"] = self.line(channel_id, thread_ts)
        else:
            thread_ts = None
        return place | reference(message, self.messages(channel_id, thread_ts), self.names)

    def message(self, channel_id: str, ts: str) -> Json:
        """Raises NotThere."""
        channel = self.world.workspace.channels.get(channel_id)
        found = channel and self.world.workspace.message(channel, ts)
        if not found:
            raise NotThere("there is no such message")
        return found

    def surface(self, place: Json) -> tuple[Json, list[Json]]:
        """What is pressed in, in words, and its blocks. Raises NotThere."""
        if "view_id" in place:
            home = self.world.homes.of(self.person.id)
            if home is not None and home["id"] == place["view_id"]:
                return {"home": True}, home["blocks"]
            view = self.modal(str(place["view_id"]))
            return {"modal": view["title"]["text"]}, view["blocks"]
        if "ephemeral_id" in place:
            ephemeral = self.world.ephemerals.get(str(place["ephemeral_id"]))
            if ephemeral is None:
                raise NotThere("there is no such message")
            channel_id, message = ephemeral.channel_id, ephemeral.message
        else:
            channel_id = str(place.get("channel"))
            message = self.message(channel_id, str(place.get("ts")))
        return self.place_of(channel_id, message), blocks_of(message)

    def modal(self, view_id: str) -> Json:
        """Raises NotThere."""
        for view in self.modals:
            if view["id"] == view_id:
                return view
        raise NotThere("there is no such modal")

    def fields(self, blocks: list[Json], state: Json | None) -> Json:
        """What was entered, by the labels of the fields; what nobody touched is left out."""
        entered = {}
        now = self.world.now()
        for label, (block, element) in fields_of(blocks).items():
            given = ((state or {}).get(block["block_id"]) or {}).get(element["action_id"])
            if given is not None and given.get(STATEFUL[element["type"]][0]) != held(element):
                entered[label] = in_words(element, given, self.workspace, now)
        return {"fields": entered} if entered else {}

    def line(self, channel_id: str, ts: str) -> Json:
        """How to find what stands in the channel itself. Raises NotThere."""
        return reference(self.message(channel_id, ts), self.messages(channel_id), self.names)


def tell(eyes: Eyes, call: str, given: Json) -> Json:
    """The call in words. Raises NotThere for what the persona could not have seen."""
    return _TELLERS.get(call, _any_call)(
        eyes, {key: it for key, it in given.items() if key != "as"}
    )


def _command(eyes: Eyes, given: Json) -> Json:
    typed = f"{given.get('command')} {given.get('text') or ''}".strip()
    return {"in": place_name(eyes.workspace, str(given.get("channel"))), "says": typed}


def _press(eyes: Eyes, given: Json) -> Json:
    where, blocks = eyes.surface(given.get("in") or {})
    wanted = (given.get("block_id"), given.get("action_id"))
    value = given.get("value")
    what: Json = {}
    for words, (block, element, chosen) in buttons_of(blocks).items():
        if (block["block_id"], element["action_id"]) == wanted and _is_chosen(chosen, value):
            what = {"button": words}
    for label, (block, element) in fields_of(blocks).items():
        if (block["block_id"], element["action_id"]) == wanted:
            chose = in_words(element, value or {}, eyes.workspace, eyes.world.now())
            what = {"field": label, "choose": chose}
    if not what:
        raise NotThere("there is nothing to press")
    return {**where, **what, **eyes.fields(blocks, given.get("state"))}


def _is_chosen(chosen: Json | None, value: Any) -> bool:
    if chosen is None:
        return True
    picked = (value or {}).get("selected_option") or {}
    return bool(picked.get("value") == chosen["selected_option"]["value"])


def _submit(eyes: Eyes, given: Json) -> Json:
    view = eyes.modal(str(given.get("view_id")))
    return {"modal": view["title"]["text"], **eyes.fields(view["blocks"], given.get("state"))}


def _shortcut(eyes: Eyes, given: Json) -> Json:
    named = {each["callback_id"]: each["name"] for each in eyes.workspace["shortcuts"]}
    used = given.get("callback_id")
    if used not in named:
        raise NotThere("there is no such shortcut")
    where = eyes.surface(given)[0] if given.get("ts") else {}
    return {"shortcut": named[used], **where}


def _mend(eyes: Eyes, given: Json) -> Json:
    """One fault is known by its id, which the next one will not have: its kind says enough."""
    kinds = {fault.id: fault.kind for fault in eyes.world.faults.on()}
    return {"kind": kinds[given["id"]]} if given.get("id") in kinds else _any_call(eyes, given)


def _any_call(eyes: Eyes, given: Json) -> Json:
    """Whatever else there is: by the names its arguments have everywhere."""
    said: Json = {}
    for name, value in given.items():
        match name:
            case "channel" if "ts" not in given:
                said["in"] = place_name(eyes.workspace, str(value))
            case "channel":
                continue
            case "ts":
                said |= eyes.surface(given)[0]
            case "thread_ts" if value:
                said["thread"] = eyes.line(str(given.get("channel")), str(value))
            case "view_id":
                said["modal"] = eyes.modal(str(value))["title"]["text"]
            case "user" | "with" if isinstance(value, str):
                said[name] = eyes.names.get(value, value)
            case "files" if value:
                said["files"] = [_file_name(eyes, each) for each in value]
            case _ if value is not None and value is not False:
                said[name] = value
    return said


def _file_name(eyes: Eyes, id_: str) -> str:
    file = eyes.world.files.get(id_)
    if file is None:
        raise NotThere("there is no such file")
    return file.name


_TELLERS: Mapping[str, Callable[[Eyes, Json], Json]] = {
    "command": _command,
    "press": _press,
    "submit": _submit,
    "shortcut": _shortcut,
    "mend": _mend,
}
