"""What can go wrong, made to go wrong on purpose: for the page, for tests, for the curious."""

from time import monotonic
from typing import Any

from sandbox.delivery.faults import Fault, Faults
from sandbox.delivery.mishap_kinds import MISHAPS, Mishap, Stage
from sandbox.delivery.socket_mode import Reason
from sandbox.errors import Refusal
from sandbox.shapes import Json


class Mishaps:
    """Brings them about by their names, and ends them; those that tests use most have a word of their own."""

    def __init__(self, faults: Faults, stage: Stage) -> None:
        self._faults = faults
        self._stage = stage

    async def begin(self, kind: str, **given: Any) -> Fault | None:
        """Have it happen; a fault that lasts is answered. Raises Refusal for what it cannot be told."""
        mishap, told = _understood(kind, given)
        if mishap.happens is not None:
            await mishap.happens(self._stage, told)
        return self._last(kind, mishap, told) if mishap.lasts else None

    def end(self, *kinds: str) -> None:
        """End those of these kinds, or all."""
        for fault in self._faults.on():
            if not kinds or fault.kind in kinds:
                self._faults.end(fault)

    def end_one(self, id_: str) -> None:
        """Raises Refusal where there is none."""
        for fault in self._faults.on():
            if fault.id == id_:
                self._faults.end(fault)
                return
        raise Refusal("fault_not_found", 404)

    # What befalls calls

    def limit(self, method: str, **how: Any) -> Fault:
        """Answer 429, so many `times` or for so many `seconds`, with `retry_after`."""
        return self._add("limit", method=method, **how)

    def fail(self, method: str, **how: Any) -> Fault:
        """Answer with an HTTP error (`status`), and do nothing."""
        return self._add("fail", method=method, **how)

    def refuse(self, method: str, error: str, **how: Any) -> Fault:
        """Answer `ok: false` with this error, and do nothing."""
        return self._add("refuse", method=method, error=error, **how)

    def hang(self, method: str, **how: Any) -> Fault:
        """Do not answer until `release`; a caller who has gone by then asked in vain."""
        return self._add("hang", method=method, **how)

    def release(self) -> None:
        """Let hanging calls go on."""
        self.end("hang")

    def cut(self, method: str, **how: Any) -> Fault:
        """Do what is asked, then cut the line: it happened, and the caller never hears."""
        return self._add("cut", method=method, **how)

    # What befalls deliveries and lines

    def repeat_next_delivery(self, copies: int = 2) -> None:
        """Carry the next delivery this many times."""
        self._add("repeat", copies=copies)

    async def repeat_last_delivery(self, copies: int = 1) -> None:
        """Carry the last delivery again, this many times."""
        await self.begin("repeat_last", copies=copies)

    def hold_events(self) -> list[Json]:
        """Keep events back as a slow Slack does; the list answered fills with their payloads."""
        self._add("hold")
        return self._stage.post.hold_events()

    def let_events_go(self) -> None:
        """Carry what was kept back."""
        self.end("hold")

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Tell every socket to go."""
        await self.begin("disconnect", reason=reason)

    def drop_sockets(self) -> None:
        """Cut every socket without a word."""
        self._stage.sockets.drop()

    def _add(self, kind: str, **given: Any) -> Fault:
        return self._last(kind, *_understood(kind, given))

    def _last(self, kind: str, mishap: Mishap, told: Json) -> Fault:
        seconds, over = told.pop("seconds"), mishap.over
        times = told.pop("times", None)
        where = {name: told.pop(name) for name in ("method", "channel") if name in told}
        return self._faults.add(
            Fault(
                kind,
                times=times if seconds is None else None,
                until=None if seconds is None else monotonic() + seconds,
                more=told,
                at_end=None if over is None else lambda: over(self._stage),
                **where,
            )
        )


def _understood(kind: str, given: Json) -> tuple[Mishap, Json]:
    mishap = MISHAPS.get(kind)
    if mishap is None:
        raise Refusal("unknown_fault", 404)
    strange = set(given) - set(mishap.takes)
    if strange:
        raise Refusal(f"unknown_field_{min(strange)}")
    return mishap, {name: takes.checked(name, given) for name, takes in mishap.takes.items()}
