"""The faults that are on, and whom they befall. How each is brought about stands in `mishaps`."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sandbox.company.ids import new_id
from sandbox.errors import SlackError
from sandbox.shapes import Json

ANY = "*"
Places = tuple[str, ...]
CHART = "data_visualization"
OF_CALLS = ("limit", "fail", "refuse", "hang", "cut")


@dataclass(eq=False)
class Fault:
    """Something that goes wrong so many times, for so long, or until it is ended.

    `method` and `channel` say which calls it befalls; `more` is what its kind needs besides.
    """

    kind: str
    method: str = ANY
    channel: str = ""
    times: int | None = 1
    until: float | None = None
    more: Json = field(default_factory=dict)
    id: str = field(default_factory=lambda: new_id("Fa"))
    holding: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    at_end: Callable[[], None] | None = None

    @property
    def is_on(self) -> bool:
        ran_out = self.times is not None and self.times < 1
        return not (ran_out or self.ended.is_set())

    @property
    def lingers(self) -> bool:
        """What hangs is there until it is let go, however few calls it was meant for."""
        return self.is_on or (self.kind == "hang" and not self.ended.is_set())

    async def hold(self) -> None:
        """Wait until the fault is ended."""
        self.holding += 1
        try:
            await self.ended.wait()
        finally:
            self.holding -= 1

    def befalls(self, kinds: tuple[str, ...], methods: tuple[str, ...], places: Places) -> bool:
        is_here = not self.channel or self.channel in places
        return self.is_on and self.kind in kinds and self.method in methods and is_here

    def to_json(self) -> Json:
        told: Json = {"id": self.id, "kind": self.kind, "times": self.times} | self.more
        if self.method != ANY:
            told["method"] = self.method
        if self.channel:
            told["channel"] = self.channel
        if self.until is not None:
            told["seconds"] = round(max(0.0, self.until - monotonic()), 1)
        return told | ({"holding": self.holding} if self.holding else {})


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.listeners: list[Callable[[], None]] = []

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        if fault.until is not None:
            left = fault.until - monotonic()
            asyncio.get_running_loop().call_later(left, self.end, fault)
        self.tell()
        return fault

    def on(self) -> list[Fault]:
        """What is on, or holds something still."""
        self._faults = [each for each in self._faults if each.lingers]
        return list(self._faults)

    def is_on(self, kind: str) -> bool:
        return any(fault.is_on and fault.kind == kind for fault in self._faults)

    def next(
        self, *kinds: str, method: str = ANY, places: Places = (), only_by_name: bool = False
    ) -> Fault | None:
        """The first fault of these kinds that befalls this, counted.

        `only_by_name`: a fault that is meant for any method is not meant here.
        """
        methods = (method,) if only_by_name else (method, ANY)
        for fault in self.on():
            if fault.befalls(kinds, methods, places):
                if fault.times is not None:
                    fault.times -= 1
                self.tell()
                return fault
        return None

    def check_charts(self, blocks: Any) -> None:
        """Raises SlackError for blocks with a chart, as a list or as JSON, where the workspace takes none."""
        if CHART in json.dumps(blocks) and self.next("no_charts") is not None:
            says = f"[ERROR] unsupported type: {CHART} [json-pointer:/blocks]"
            raise SlackError("invalid_blocks", response_metadata={"messages": [says]})

    def delay(self) -> float:
        """How many seconds the network takes for what is under way now."""
        slow = self.next("slow")
        return float(slow.more["ms"]) / 1000 if slow is not None else 0.0

    def end(self, fault: Fault) -> None:
        """Over: whatever it holds goes on."""
        if fault.ended.is_set():
            return
        fault.ended.set()
        if fault.at_end is not None:
            fault.at_end()
        self._faults = [each for each in self._faults if each is not fault]
        self.tell()

    def tell(self) -> None:
        for listener in self.listeners:
            listener()
