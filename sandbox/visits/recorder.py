"""Writing a visit down while it happens: each call of the page in words, and what its persona saw until the next."""

import json
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aiohttp import web

from sandbox.company.ephemerals import Ephemeral
from sandbox.company.happenings import Happening, MessageChanged, MessagePosted
from sandbox.company.visible import said_in_modal, visible_text
from sandbox.shapes import Json
from sandbox.visits.comparing import tolerant
from sandbox.visits.finding import label
from sandbox.visits.places import text_of
from sandbox.visits.script import PASSED_OVER, Act, header, written
from sandbox.visits.telling import Eyes, tell
from sandbox.world import World

SHOWS_MODALS = {"command", "press", "submit", "shortcut", "close"}

Place = tuple[str, str]
"""A channel and the ts of a message in it."""


@dataclass
class Underway:
    """An act that has begun: its line so far, and what has changed since, in the order in which it did."""

    act: Act
    view: Json | None = None
    answer: Json | None = None
    changed: dict[Place, None] = field(default_factory=dict)
    home_changed: bool = False


class Recorder:
    """Writes each act when the next begins: by then its persona has seen what came of it. Use with `with`."""

    def __init__(self, world: World, path: Path) -> None:
        """Raises FileExistsError: no visit is written over another."""
        self._world = world
        self._file = path.open("x", encoding="utf-8")
        self._began = world.now()
        self._lines = 1
        self._underway: list[Underway] = []
        self._write(header(world.seed, self._began))
        world.workspace.listeners.append(self._happened)
        world.ephemerals.listeners.append(self._shown)
        world.homes.listeners.append(self._published)

    async def note(self, request: web.Request, serve: Awaitable[web.Response]) -> web.Response:
        """Let the call be served, and keep what it was and what came of it."""
        underway = await self._begun(request)
        response = await serve
        if underway is not None:
            underway.answer = json.loads(response.text or "{}")
        return response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Write what has not been written yet."""
        self._write_down(self._underway)
        self._file.close()

    async def _begun(self, request: web.Request) -> Underway | None:
        call = request.match_info["call"]
        if request.method != "POST" or call in PASSED_OVER:
            return None
        try:
            underway = self._told(call, await request.json())
        except Exception as problem:  # whatever it is, the visit goes on
            self._write(f"# {call}: cannot be put into words ({problem!r})")
            return None
        self._write_down([each for each in self._underway if each.answer is not None])
        self._underway.append(underway)
        return underway

    def _told(self, call: str, given: Json) -> Underway:
        """Raises NotThere."""
        person = self._world.person(str(given.get("as")))
        at = self._world.now() - self._began
        self._lines += 1
        if person is None:
            said = {key: it for key, it in given.items() if key != "as"}
            return Underway(Act(number=self._lines, at=at, by=None, does=call, said=said))
        eyes = Eyes(self._world, person)
        act = Act(
            number=self._lines, at=at, by=person.name, does=call, said=tell(eyes, call, given)
        )
        view = eyes.modal(str(given["view_id"])) if "view_id" in given else None
        return Underway(act, view)

    # What is seen

    def _happened(self, happening: Happening) -> None:
        if isinstance(happening, MessagePosted | MessageChanged):
            self._changed((happening.channel.id, happening.message["ts"]))

    def _shown(self, ephemeral: Ephemeral, message: Json | None) -> None:
        if message is not None:
            self._changed((ephemeral.channel_id, message["ts"]))

    def _published(self, _user_id: str, _view: Json) -> None:
        if self._underway:
            self._underway[-1].home_changed = True

    def _changed(self, place: Place) -> None:
        if self._underway:
            changed = self._underway[-1].changed
            changed.pop(place, None)
            changed[place] = None

    def _write_down(self, ended: list[Underway]) -> None:
        for underway in list(ended):
            self._underway.remove(underway)
            act = underway.act
            self._write(
                written(
                    Act(
                        number=act.number,
                        at=act.at,
                        by=act.by,
                        does=act.does,
                        said=act.said,
                        then=self._then(underway),
                    )
                )
            )

    def _then(self, underway: Underway) -> Json:
        answer, act = underway.answer or {}, underway.act
        if answer.get("ok") is False:
            return {"refused": answer["error"]}
        then: Json = {}
        delivery = answer.get("delivery")
        if delivery:
            error = delivery.get("error")
            then["ack"] = f"failed: {error}" if error else delivery["state"]
        result = answer.get("result")
        if result:
            then["form"] = result["action"]
        if result and result.get("errors") and underway.view is not None:
            told = result["errors"].items()
            then["errors"] = {label(underway.view, block_id): text for block_id, text in told}
        person = next((it for it in self._world.workspace.personas if it.name == act.by), None)
        if person is None:
            return then
        eyes = Eyes(self._world, person)
        if act.does in SHOWS_MODALS:
            then |= _modal(eyes)
        seen = [it for place in underway.changed if (it := _seen(eyes, *place)) is not None]
        home = self._world.homes.of(person.id)
        if underway.home_changed and home is not None:
            seen.append({"home": True, "reads": tolerant(visible_text(home, eyes.names))})
        seen.sort(key=lambda it: (it.get("in", ""), it.get("message", "")))
        return then | ({"sees": seen} if seen else {})

    def _write(self, line: str) -> None:
        self._file.write(f"{line}\n")
        self._file.flush()


def _modal(eyes: Eyes) -> Json:
    """The modal on top, and what it says beside its fields."""
    if not eyes.modals:
        return {"modal": None}
    view = eyes.modals[-1]
    says = tolerant(said_in_modal(view, eyes.names))
    return {"modal": view["title"]["text"], **({"modal_says": says} if says else {})}


def _seen(eyes: Eyes, channel_id: str, ts: str) -> Json | None:
    """A message as its reader finds and reads it; None when they do not see it, or no longer."""
    if not eyes.sees(channel_id):
        return None
    channel = eyes.world.workspace.channels[channel_id]
    mine = eyes.world.ephemerals.seen_by(eyes.person.id, channel_id)
    kept = eyes.world.workspace.message(channel, ts)
    message = kept or next((each for each in mine if each["ts"] == ts), None)
    if message is None:
        return None
    return eyes.place_of(channel_id, message) | {"reads": text_of(message, eyes.names)}
