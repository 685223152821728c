"""What is carried to the app, what it answers, and the ways a carrier can fail."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sandbox.shapes import Json

Envelope = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Parcel:
    envelope: Envelope
    payload: Json
    takes_an_answer: bool = False


@dataclass(frozen=True)
class Answer:
    """What stood in the acknowledgement: nothing, text, or an object."""

    body: Any = None


class NotDelivered(Exception):
    """Nobody acknowledged. `reason` is Slack's word in the retry header, `error` what the visitor reads."""

    def __init__(self, error: str, reason: str, *, retry: bool = True) -> None:
        super().__init__(error)
        self.error = error
        self.reason = reason
        self.retry = retry


class Carrier(Protocol):
    """Socket Mode or signed HTTP: hands over one parcel and waits for its acknowledgement."""

    late: str
    """Slack's word, for a retry, that the acknowledgement took too long."""

    @property
    def is_connected(self) -> bool: ...

    async def hand_over(self, parcel: Parcel, attempt: int, reason: str) -> Answer: ...
