"""Response URLs: five answers in thirty minutes to one interaction, wherever it happened."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sandbox.shapes import Json, Now

LIVES_FOR = timedelta(minutes=30)
USES = 5


@dataclass
class ResponseUrl:
    """Where an answer goes, and which message it may replace (a channel's, or an ephemeral)."""

    id: str
    user_id: str
    channel_id: str
    made_at: float
    message_ts: str | None = None
    ephemeral_id: str | None = None
    uses_left: int = USES


class ResponseUrls:
    def __init__(self, now: Now, keep: Callable[[str, Json | None], None]) -> None:
        self._now = now
        self._keep = keep
        self._urls: dict[str, ResponseUrl] = {}

    def restore(self, written: Json) -> None:
        url = ResponseUrl(**written)
        self._urls[url.id] = url

    def make(
        self,
        user_id: str,
        channel_id: str,
        *,
        message_ts: str | None = None,
        ephemeral_id: str | None = None,
    ) -> ResponseUrl:
        self._forget_the_expired()
        url = ResponseUrl(
            id=secrets.token_hex(16),
            user_id=user_id,
            channel_id=channel_id,
            made_at=self._now().timestamp(),
            message_ts=message_ts,
            ephemeral_id=ephemeral_id,
        )
        self._urls[url.id] = url
        self._keep(url.id, asdict(url))
        return url

    def alive(self, id_: str) -> ResponseUrl | None:
        url = self._urls.get(id_)
        if url is None or url.uses_left < 1 or self._is_expired(url, self._now()):
            return None
        return url

    def use(self, url: ResponseUrl) -> None:
        url.uses_left -= 1
        self._keep(url.id, asdict(url))

    def _is_expired(self, url: ResponseUrl, now: datetime) -> bool:
        return now.timestamp() - url.made_at > LIVES_FOR.total_seconds()

    def _forget_the_expired(self) -> None:
        now = self._now()
        for id_ in [id_ for id_, url in self._urls.items() if self._is_expired(url, now)]:
            del self._urls[id_]
            self._keep(id_, None)
