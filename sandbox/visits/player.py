"""Playing a recorded visit again, on a fresh workspace with the bot in it: as fast as the bot answers."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import ndiff

from sandbox.company.visible import said_in_modal, visible_text
from sandbox.shapes import Json
from sandbox.visits.comparing import tolerant
from sandbox.visits.doing import Hands, call_for
from sandbox.visits.finding import NotThere, label
from sandbox.visits.page import WITHIN, Page, Refused
from sandbox.visits.places import Names, names_in, text_of
from sandbox.visits.script import Act, Visit

LIE_APART = timedelta(seconds=60)
"""Where the recorded moments are further from each other than this, the workspace's clock is moved ahead."""

_SENTENCES: Mapping[str, str] = {
    "command": "types {says} in {in}",
    "post": "writes “{text}” in {in}",
    "edit": "changes “{message}” in {in} to “{text}”",
    "delete": "deletes “{message}” in {in}",
    "react": "reacts to “{message}” in {in} with :{name}:",
    "pin": "pins “{message}” in {in}, or takes its pin away",
    "submit": "sends the form {modal}",
    "close": "closes the form {modal}",
    "shortcut": "uses the shortcut {shortcut}",
    "join": "joins {in}",
    "leave": "leaves {in}",
    "open": "opens the talk with {with}",
    "home": "looks at Steward’s {tab} tab",
    "clock": "moves the clock ahead by {advance} s",
}


@dataclass
class Step:
    """One act as it went; `problems` says what was expected and what was seen instead."""

    act: Act
    problems: list[str] = field(default_factory=list)
    was_done: bool = True

    @property
    def went_well(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        mark = "✓" if self.went_well else "✗"
        lines = [f"{mark} {_sentence(self.act)}", *self.problems]
        return "\n".join(lines).replace("\n", "\n    ")


async def play(visit: Visit, url: str, *, within: float = WITHIN) -> AsyncIterator[Step]:
    """Play it in the workspace at this address, step by step. An act that cannot be done is the last."""
    async with AsyncExitStack() as stack:
        player = _Player(visit, url, within, stack)
        for place, act in enumerate(visit.acts):
            step = await player.step(place, act)
            yield step
            if not step.was_done:
                return


class _Player:
    def __init__(self, visit: Visit, url: str, within: float, stack: AsyncExitStack) -> None:
        self._url = url
        self._within = within
        self._stack = stack
        self._hands: dict[str, Hands] = {}
        self._later = _later(visit.acts)
        self._anybody = next((act.by for act in visit.acts if act.by), "Zoe Lindqvist")
        self._began: datetime | None = None

    async def step(self, place: int, act: Act) -> Step:
        step = Step(act)
        answer: Json | None = None
        error = ""
        try:
            hands = await self._at_their_page(act.by or self._anybody)
            await self._move_clock(hands, act.at)
            view = await hands.modal(act.said["modal"]) if act.does == "submit" else None
            answer = await hands.page.do(act.does, await call_for(hands, act.does, act.said))
            if act.does == "home":
                hands.page.home = answer["view"] or hands.page.home
        except Refused as refusal:
            error, view = refusal.error, None
        except NotThere as problem:
            return Step(act, [f"cannot be done: {problem}"], was_done=False)
        except KeyError as problem:
            return Step(act, [f"cannot be done: the line says no {problem}"], was_done=False)
        step.problems += _answered(act.then, answer, error, view)
        if not error:
            step.problems += await self._seen(hands, place, act.then)
        return step

    async def _at_their_page(self, name: str) -> Hands:
        if name not in self._hands:
            page = await self._stack.enter_async_context(Page(self._url, name))
            self._hands[name] = Hands(page, self._within)
        return self._hands[name]

    async def _move_clock(self, hands: Hands, at: timedelta) -> None:
        now = await hands.now()
        self._began = self._began or now - at
        behind = at - (now - self._began)
        if behind > LIE_APART:
            await hands.page.do("clock", {"advance": behind.total_seconds()})

    async def _seen(self, hands: Hands, place: int, then: Json) -> list[str]:
        problems = []
        if "modal" in then:
            names = names_in(await hands.workspace())
            says = tolerant(str(then.get("modal_says", "")))

            def as_expected() -> bool:
                title, told = _on_top(hands.page, names)
                return title == then["modal"] and says in told

            if not await hands.page.wait(as_expected, self._within):
                title, told = _on_top(hands.page, names)
                problems.append(_differs("modal", _both(then["modal"], says), _both(title, told)))
        for expected in then.get("sees") or ():
            problems += await self._sees(hands, place, expected)
        return problems

    async def _sees(self, hands: Hands, place: int, expected: Json) -> list[str]:
        """Wait until it reads as expected, or as it was recorded to read later: the bot may be ahead of the record."""
        wanted = [expected, *self._later[_who(expected)][place]]
        last: list[str] = []

        async def as_expected() -> bool | None:
            text = await _read(hands, expected)
            last[:] = [] if text is None else [text]
            fits = text is not None and any(_fits(each, text) for each in wanted)
            return True if fits else None

        try:
            if await hands.page.look(as_expected, self._within):
                return []
        except NotThere as problem:
            return [str(problem)]
        what = (
            "the Home tab" if expected.get("home") else f"{expected['message']} in {expected['in']}"
        )
        asked = expected.get("reads") or expected.get("containing")
        return [_differs(what, asked, last[0] if last else None)]


async def _read(hands: Hands, expected: Json) -> str | None:
    workspace = await hands.workspace()
    if expected.get("home"):
        home = hands.page.home
        return None if home is None else tolerant(visible_text(home, names_in(workspace)))
    found = await hands.message_now(expected)
    return None if found is None else text_of(found[1], names_in(workspace))


def _fits(expected: Json, text: str) -> bool:
    if "reads" in expected:
        return tolerant(str(expected["reads"])) == text
    parts = expected.get("containing", [])
    return all(tolerant(part) in text for part in ([parts] if isinstance(parts, str) else parts))


def _answered(then: Json, answer: Json | None, error: str, view: Json | None) -> list[str]:
    """What the call itself answered, against what it answered when it was recorded."""
    if error or "refused" in then:
        expected = then.get("refused")
        return [] if expected == (error or None) else [_differs("refusal", expected, error or None)]
    told = answer or {}
    seen: Json = {}
    delivery, result = told.get("delivery"), told.get("result")
    if delivery:
        failed = delivery.get("error")
        seen["ack"] = f"failed: {failed}" if failed else delivery["state"]
    if result:
        seen["form"] = result["action"]
        errors = (result.get("errors") or {}).items()
        seen["errors"] = {
            label(view or {"blocks": []}, block_id): text for block_id, text in errors
        }
    usual: Json = {"ack": "acked", "form": seen.get("form"), "errors": {}}
    return [
        _differs(what, then.get(what, usual[what]), it)
        for what, it in seen.items()
        if tolerant(str(then.get(what, usual[what]))) != tolerant(str(it))
    ]


def _later(acts: Sequence[Act]) -> Mapping[str, Sequence[list[Json]]]:
    """For each thing that is seen: what it was recorded to read after later acts, for each act."""
    later: dict[str, list[list[Json]]] = defaultdict(lambda: [[] for _ in acts])
    for place, act in enumerate(acts):
        for expected in act.then.get("sees") or ():
            for earlier in later[_who(expected)][:place]:
                earlier.append(expected)
    return later


def _who(expected: Json) -> str:
    known = {key: it for key, it in expected.items() if key not in ("reads", "containing")}
    return json.dumps(known, sort_keys=True)


def _on_top(page: Page, names: Names) -> tuple[str | None, str]:
    """The title of the modal on top, and what it says beside its fields."""
    if not page.modals:
        return None, ""
    view = page.modals[-1]
    return str(view["title"]["text"]), tolerant(said_in_modal(view, names))


def _both(title: object, says: str) -> object:
    return f"{title}\n{says}" if title and says else title


def _differs(what: str, expected: object, seen: object) -> str:
    """Both, or of long texts the lines that are not the same."""
    one, other = ("nothing" if it is None else str(it) for it in (expected, seen))
    if expected is None or seen is None or "\n" not in one + other:
        return f"{what}: expected {one}\n{what}: saw {other}"
    lines = ndiff(one.splitlines(), other.splitlines())
    return "\n  ".join([f"{what}: expected -, saw +", *(it for it in lines if it[0] in "-+")])


def _sentence(act: Act) -> str:
    known = defaultdict(str, act.said)
    if act.does == "press":
        words = act.said.get("button")
        chose = f"chooses {act.said.get('choose')} for {act.said.get('field')}"
        does = f"presses {words}" if words else chose
        place = act.said.get("modal") or act.said.get("message") or "the Home tab"
        does += f" in {place}" if "in" not in act.said else f" at {place} in {act.said['in']}"
    else:
        others = " ".join(f"{key} {it}" for key, it in act.said.items())
        known_act = _SENTENCES.get(act.does)
        does = known_act.format_map(known) if known_act else f"{act.does} {others}"
    return f"{act.by or 'The clock-keeper'} {does.strip()}"
