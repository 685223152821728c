"""How often a program may ask. A pipeline that asks in a tight loop must not slow down what people press in Slack."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

PER_MINUTE = 120
"""Requests with one token to one replica; as many may come at once after a quiet minute."""

REMEMBERED = 1000
"""Secrets that are watched at a time, the latest used ones: anybody may send any."""


@dataclass
class Allowance:
    left: float
    at: float


class Pace:
    """Counted in memory, so each replica counts for itself and a start begins anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[bytes, Allowance] = OrderedDict()

    def wait_for(self, secret: str) -> float:
        """Count one request; answers the seconds until it would have been in time, 0 where it is."""
        now, key = self._clock(), sha256(secret.encode("utf-8", "surrogatepass")).digest()
        allowance = self._known.pop(key, Allowance(PER_MINUTE, now))
        rate = PER_MINUTE / 60
        allowance.left = min(PER_MINUTE, allowance.left + (now - allowance.at) * rate)
        allowance.at = now
        self._known[key] = allowance
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if allowance.left < 1:
            return (1 - allowance.left) / rate
        allowance.left -= 1
        return 0.0
