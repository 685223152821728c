"""The post office: what is on its way to the app, what became of it, and what is carried again."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sandbox.company.clock import Clock
from sandbox.delivery.faults import Faults
from sandbox.delivery.parcels import Answer, Carrier, NotDelivered, Parcel
from sandbox.delivery.traffic import Delivery, ToApp, Traffic, Try
from sandbox.delivery.wire import Wire
from sandbox.shapes import Json

REMEMBERED = 200


@dataclass(frozen=True)
class Timing:
    """How long Slack waits for an acknowledgement, and when (of the workspace's time) it carries an event again."""

    ack_within: float = 3.0
    leave_within: float = 10.0
    """From a warning to being asked to go, and from there to being cut off."""
    events_again_after: tuple[float, ...] = (0.0, 60.0, 300.0)


AS_SLACK = Timing()


class PostOffice:
    def __init__(
        self,
        carrier: Carrier,
        timing: Timing,
        clock: Clock,
        faults: Faults,
        traffic: Traffic,
        keep: Callable[[str, Json | None], None],
    ) -> None:
        self.carrier = carrier
        self.timing = timing
        self._clock = clock
        self._faults = faults
        self._wire = Wire(carrier, faults, timing.ack_within)
        self._traffic = traffic
        self._keep = keep
        self._tasks: set[asyncio.Task[Any]] = set()
        self._last: tuple[Delivery, Parcel] | None = None
        self._held: list[Json] | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=REMEMBERED)

    def start(self, kind: ToApp, what: str, by: str) -> Delivery:
        delivery = self._traffic.deliver(kind, what, by, self._clock().timestamp())
        self.deliveries.append(delivery)
        self._traffic.tell(delivery)
        return delivery

    async def carry(self, delivery: Delivery, parcel: Parcel) -> Answer | None:
        """Hand over once; an answer, or none and the delivery says why. The caller ends it."""
        self._take(delivery, parcel)
        delivery.attempts += 1
        began = monotonic()
        try:
            answer = await self._try(delivery, self._wire, parcel, 0, "")
        except NotDelivered as failure:
            delivery.state, delivery.error = "failed", failure.error
            return None
        finally:
            delivery.ms = _ms_since(began)
        delivery.state = "acked"
        return answer

    def end(self, delivery: Delivery) -> None:
        self._traffic.tell(delivery)

    def fail(self, delivery: Delivery, error: str) -> None:
        delivery.state, delivery.error = "failed", error

    def send(self, kind: ToApp, what: str, by: str, parcel: Parcel) -> None:
        """Carry something nobody waits for, once."""
        self._run(self._send(kind, what, by, parcel))

    def send_event(self, payload: Json) -> None:
        """Carry an event in the background, again and again as Slack would; owed across restarts."""
        self._keep(payload["event_id"], {"payload": payload, "attempt": 0})
        if self._held is not None:
            self._held.append(payload)
        elif (late := self._faults.next("delay")) is not None:
            self._run(self._carry_later(payload, late.more["by"]))
        else:
            self.resume_event(payload, 0)

    def resume_event(self, payload: Json, attempt: int) -> None:
        self._run(self._carry_event(payload, attempt))

    def hold_events(self) -> list[Json]:
        """Keep events back from now on; answers the list they are kept in."""
        self._held = self._held if self._held is not None else []
        return self._held

    def let_events_go(self) -> None:
        """Carry what was kept back, in its order, and keep back no more."""
        held, self._held = self._held or [], None
        for payload in held:
            self.resume_event(payload, 0)

    async def repeat_last(self, times: int) -> None:
        """Carry the last parcel again."""
        if self._last is not None:
            await asyncio.gather(*(self._carry_a_copy(*self._last) for _ in range(times)))

    async def idle(self) -> None:
        """Wait until nothing is on its way any more."""
        while under_way := self._tasks | self._wire.under_way:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._wire.close()

    async def _send(self, kind: ToApp, what: str, by: str, parcel: Parcel) -> None:
        delivery = self.start(kind, what, by)
        await self.carry(delivery, parcel)
        self.end(delivery)

    async def _carry_later(self, payload: Json, seconds: float) -> None:
        await self._clock.sleep(seconds)
        await self._carry_event(payload, 0)

    async def _carry_event(self, payload: Json, attempt: int) -> None:
        event = payload["event"]
        what = ".".join(filter(None, (event["type"], event.get("subtype"))))
        delivery = self.start("event", what, str(event.get("user") or ""))
        parcel = Parcel("events_api", payload)
        self._take(delivery, parcel)
        began = monotonic()
        reason = "" if attempt == 0 else self.carrier.late
        while delivery.state == "waiting":
            delivery.attempts += 1
            try:
                await self._try(delivery, self._wire, parcel, attempt, reason)
                delivery.state, delivery.error = "acked", None
            except NotDelivered as failure:
                delivery.error, reason = failure.error, failure.reason
                if not failure.retry or attempt >= len(self.timing.events_again_after):
                    delivery.state = "failed"
                    break
                self._traffic.tell(delivery)
                await self._clock.sleep(self.timing.events_again_after[attempt])
                attempt += 1
                self._keep(payload["event_id"], {"payload": payload, "attempt": attempt})
        delivery.ms = _ms_since(began)
        self._keep(payload["event_id"], None)
        self._traffic.tell(delivery)

    def _take(self, delivery: Delivery, parcel: Parcel) -> None:
        """Note what is to be carried; as many copies of it go along as a fault wants."""
        self._traffic.note(delivery, "payload", parcel.payload)
        self._last = (delivery, parcel)
        fault = self._faults.next("repeat")
        for _ in range(fault.more["copies"] - 1 if fault is not None else 0):
            self._run(self._carry_a_copy(delivery, parcel))

    async def _carry_a_copy(self, delivery: Delivery, parcel: Parcel) -> None:
        try:
            await self._try(delivery, self.carrier, parcel, 0, "")
        except NotDelivered:
            return

    async def _try(
        self, delivery: Delivery, way: Wire | Carrier, parcel: Parcel, attempt: int, reason: str
    ) -> Answer:
        """Hand over, and note how it went. Raises NotDelivered."""
        at, began, error = self._clock().timestamp(), monotonic(), None
        try:
            answer = await way.hand_over(parcel, attempt, reason)
            self._traffic.note(delivery, "answer", answer.body)
            return answer
        except NotDelivered as failure:
            error = failure.error
            raise
        finally:
            delivery.tries.append(Try(at, reason, _ms_since(began), error))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _ms_since(began: float) -> int:
    return round((monotonic() - began) * 1000)
