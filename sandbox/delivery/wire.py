"""The wire between workspace and app: as slow and as lossy as the faults have it."""

import asyncio
from time import monotonic

from sandbox.delivery.faults import Faults
from sandbox.delivery.parcels import Answer, Carrier, NotDelivered, Parcel


class Wire:
    def __init__(self, carrier: Carrier, faults: Faults, ack_within: float) -> None:
        self._carrier = carrier
        self._faults = faults
        self._ack_within = ack_within
        self.under_way: set[asyncio.Task[Answer | NotDelivered]] = set()

    async def hand_over(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """Hand over through the carrier. Raises NotDelivered."""
        began, delay = monotonic(), self._faults.delay()
        if delay:
            answer = await self._slowly(delay, parcel, attempt, reason)
        else:
            answer = await self._carrier.hand_over(parcel, attempt, reason)
        if self._faults.next("lose_ack") is not None:
            await asyncio.sleep(self._ack_within - (monotonic() - began))
            raise self._nobody_answered()
        return answer

    async def close(self) -> None:
        for task in list(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)

    async def _slowly(self, delay: float, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """It gets there, if only when nobody waits for the acknowledgement any more."""

        async def travel() -> Answer | NotDelivered:
            await asyncio.sleep(delay)
            try:
                return await self._carrier.hand_over(parcel, attempt, reason)
            except NotDelivered as failure:
                return failure

        travelling = asyncio.create_task(travel())
        self.under_way.add(travelling)
        travelling.add_done_callback(self.under_way.discard)
        done, _ = await asyncio.wait({travelling}, timeout=self._ack_within)
        if not done:
            raise self._nobody_answered()
        arrived = travelling.result()
        if isinstance(arrived, NotDelivered):
            raise arrived
        return arrived

    def _nobody_answered(self) -> NotDelivered:
        return NotDelivered("operation_timeout", self._carrier.late)
