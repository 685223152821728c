"""How close together Slack is asked to update, or for a Home: as close as it comes, until Slack asks to wait."""

EVERY = 1.2
"""Seconds from one call to the next after that (Slack: some 50 updates a minute, in whatever channels)."""

CAREFUL = 60.0
"""Seconds without being asked to wait after which calls are not spaced any more."""


class Spacing:
    """Of one way of calling, in the whole workspace. `now` is in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._next_at = 0.0
        self._careful_until = 0.0

    def asked_to_wait(self, now: float, seconds: float) -> None:
        """Slack took none, and wants so many seconds without any."""
        self._next_at = max(self._next_at, now + seconds)
        self._careful_until = self._next_at + CAREFUL

    def begun(self, now: float) -> None:
        """Another call is on its way."""
        if now < self._careful_until:
            self._next_at = now + EVERY

    def room(self, now: float) -> int | None:
        """How many calls may begin; None where that is not counted."""
        return int(now >= self._next_at) if now < self._careful_until else None

    def wait(self, now: float) -> float | None:
        """Seconds until another call may begin; None where one may."""
        return self._next_at - now if self.room(now) == 0 else None
