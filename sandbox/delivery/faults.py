"""What can go wrong, made to go wrong on purpose: for tests, and for those who wonder what the bot then does."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.office import PostOffice
from sandbox.delivery.socket_mode import Reason, SocketMode
from sandbox.shapes import Json

ANY = "*"


@dataclass
class Fault:
    """One thing that happens to calls of `method`, so many times or for so long."""

    method: str
    what: Literal["limit", "fail", "refuse", "hang", "cut"]
    times: int | None = 1
    until: float | None = None
    status: int = 500
    error: str = ""
    retry_after: int = 1
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        ran_out = self.times is not None and self.times < 1
        return ran_out or (self.until is not None and monotonic() >= self.until)


class Faults:
    def __init__(self, carrier: SocketMode | HttpMode, post: PostOffice) -> None:
        self._carrier = carrier
        self._post = post
        self._faults: list[Fault] = []
        self._hanging: list[Fault] = []

    def limit(
        self,
        method: str,
        *,
        times: int | None = 1,
        seconds: float | None = None,
        retry_after: int = 1,
    ) -> None:
        """Answer 429 with Retry-After, so many times, or for so many seconds."""
        until = None if seconds is None else monotonic() + seconds
        times = times if seconds is None else None
        self._faults.append(
            Fault(method, "limit", times=times, until=until, retry_after=retry_after)
        )

    def fail(self, method: str, *, times: int = 1, status: int = 500) -> None:
        """Answer with an HTTP error, and do nothing."""
        self._faults.append(Fault(method, "fail", times=times, status=status))

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer `ok: false` with this error, and do nothing."""
        self._faults.append(Fault(method, "refuse", times=times, error=error))

    def hang(self, method: str, *, times: int = 1) -> None:
        """Do not answer until `release`; a caller who has gone by then asked in vain."""
        self._faults.append(Fault(method, "hang", times=times))

    def release(self) -> None:
        """Let hanging calls go on."""
        for fault in [*self._faults, *self._hanging]:
            fault.released.set()
        self._hanging.clear()
        self._faults = [fault for fault in self._faults if fault.what != "hang"]

    def cut(self, method: str, *, times: int = 1) -> None:
        """Do what is asked, then cut the line: it happened, and the caller never hears."""
        self._faults.append(Fault(method, "cut", times=times))

    def clear(self) -> None:
        """End all of them."""
        self.release()
        self.let_events_go()
        self._faults.clear()

    def repeat_next_delivery(self, times: int = 2) -> None:
        """Carry the next delivery this many times."""
        self._post.repeat_next(times)

    async def repeat_last_delivery(self, times: int = 1) -> None:
        """Carry the last delivery again, this many times."""
        await self._post.repeat_last(times)

    def hold_events(self) -> list[Json]:
        """Keep events back as a slow Slack does; the list answered fills with their payloads."""
        return self._post.hold_events()

    def let_events_go(self) -> None:
        """Carry what was kept back."""
        self._post.let_events_go()

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Tell every socket to go."""
        if isinstance(self._carrier, SocketMode):
            await self._carrier.disconnect(reason)

    def drop_sockets(self) -> None:
        """Cut every socket without a word."""
        if isinstance(self._carrier, SocketMode):
            self._carrier.drop()

    def next_for(self, method: str) -> Fault | None:
        """The fault that befalls this call, counted."""
        self._faults = [fault for fault in self._faults if not fault.is_over]
        for fault in self._faults:
            if fault.method in (method, ANY):
                if fault.times is not None:
                    fault.times -= 1
                if fault.what == "hang":
                    self._hanging.append(fault)
                return fault
        return None
