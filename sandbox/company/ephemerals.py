"""Messages only one person sees. They live in memory and are gone after a restart, as in Slack."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.company.channels import Channel
from sandbox.company.ids import new_id
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json


@dataclass
class Ephemeral:
    id: str
    user_id: str
    channel_id: str
    message: Json
    shown_at: float
    """Real time, in Unix seconds: a page that was loaded later does not show it."""


class Ephemerals:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._ephemerals: dict[str, Ephemeral] = {}
        self.listeners: list[Callable[[Ephemeral, Json | None], None]] = []

    def show(self, channel: Channel, user_id: str, message: Json) -> Ephemeral:
        id_ = new_id("E")
        whole = {
            "type": "message",
            **message,
            "ts": self._workspace.stamp(channel),
            "is_ephemeral": True,
            "ephemeral_id": id_,
        }
        ephemeral = Ephemeral(id_, user_id, channel.id, whole, time.time())
        self._ephemerals[id_] = ephemeral
        self._tell(ephemeral, whole)
        return ephemeral

    def get(self, id_: str) -> Ephemeral | None:
        return self._ephemerals.get(id_)

    def seen_by(self, user_id: str, channel_id: str, since: float = 0) -> list[Json]:
        """What this person sees here on a page loaded then: what came before is gone, as in Slack."""
        return [
            each.message
            for each in self._ephemerals.values()
            if each.user_id == user_id and each.channel_id == channel_id and each.shown_at >= since
        ]

    def replace(self, id_: str, message: Json) -> None:
        ephemeral = self._ephemerals[id_]
        kept: Json = {
            key: ephemeral.message[key]
            for key in ("ts", "thread_ts", "is_ephemeral", "ephemeral_id")
            if key in ephemeral.message
        }
        ephemeral.message = {"type": "message", **message, **kept}
        self._tell(ephemeral, ephemeral.message)

    def delete(self, id_: str) -> None:
        ephemeral = self._ephemerals.pop(id_, None)
        if ephemeral is not None:
            self._tell(ephemeral, None)

    def _tell(self, ephemeral: Ephemeral, message: Json | None) -> None:
        for listener in self.listeners:
            listener(ephemeral, message)
