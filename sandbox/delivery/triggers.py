"""Trigger ids: the three seconds in which an app may open a modal for someone, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.company.ids import new_trigger_id
from sandbox.delivery.faults import Faults
from sandbox.errors import SlackError
from sandbox.shapes import Now

LIVES_FOR = timedelta(seconds=3)
REMEMBERED_FOR = timedelta(minutes=5)  # to tell an expired one from one that never was


@dataclass
class Trigger:
    user_id: str
    made_at: datetime
    is_used: bool = False


class Triggers:
    def __init__(self, now: Now, faults: Faults) -> None:
        self._now = now
        self._faults = faults
        self._triggers: dict[str, Trigger] = {}

    def make(self, user_id: str) -> str:
        now = self._now()
        self._triggers = {
            id_: each for id_, each in self._triggers.items() if now - each.made_at < REMEMBERED_FOR
        }
        trigger_id = new_trigger_id()
        is_born_late = self._faults.next("expire_trigger") is not None
        made_at = now - LIVES_FOR - timedelta(seconds=1) if is_born_late else now
        self._triggers[trigger_id] = Trigger(user_id, made_at)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.made_at > LIVES_FOR:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger
