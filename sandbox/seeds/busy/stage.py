"""Where the acts are played."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.incident import alarms, reminders
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from sandbox.company.text import typed
from sandbox.company.workspace import Workspace
from sandbox.seeds.busy.mail import Mail, Place
from sandbox.seeds.busy.tale import Act
from storage import reminders as stored_reminders
from storage.incident import clocks
from storage.incident.clocks import Clock
from storage.outbox import Message, Owed
from storage.reminders import Reminder

_NEXT = select(
    select(func.min(Clock.fire_at)).scalar_subquery(),
    select(func.min(Reminder.fire_at)).scalar_subquery(),
)


class Stage:
    """The transaction, the company, and what the tale's names have become."""

    def __init__(
        self,
        workspace: Workspace,
        mail: Mail,
        organisation: Organisation,
        people: Mapping[str, Person],
    ) -> None:
        self.tx: Session
        self.workspace = workspace
        self.mail = mail
        self.organisation = organisation
        self._people = people
        self._channels = {each.name: each.id for each in workspace.channels.values() if each.name}
        self._names = {each.name.lower(): each.id for each in workspace.people.values()}
        self.incidents: dict[str, int] = {}
        self.assets: dict[str, int] = {}
        self.changes: dict[str, int] = {}
        self.said: dict[str, Place] = {}

    def come_to(self, at: datetime) -> None:
        """What the scheduler would have done until then: alarms, reminders, closing, each at its own moment."""
        self.tx.flush()
        while self._something_is_due(at):
            clock = first(clocks.find, clocks.firing, self.tx, at)
            reminder = first(stored_reminders.find, stored_reminders.firing, self.tx, at)
            if clock and (reminder is None or clock.fire_at <= reminder.fire_at):
                alarms.ring(self.tx, clock.id, organisation=self.organisation, at=clock.fire_at)
            else:
                reminders.remind(
                    self.tx, reminder.id, organisation=self.organisation, at=reminder.fire_at
                )
            self.tx.flush()

    def _something_is_due(self, at: datetime) -> bool:
        """Asked before every act, so in one question that loads nothing."""
        moments = self.tx.execute(_NEXT).one()
        return any(moment is not None and moment <= at for moment in moments)

    def who(self, act: Act) -> Mapping[str, Any]:
        """Who did it and when, as verbs want it."""
        return {"by": self._people[act.by], "at": act.at}

    def typed(self, text: str) -> str:
        return typed(text, self._names, self._channels)

    def say(self, act: Act, name: str, channel_id: str, **more: str) -> Place:
        """Somebody writes this in a channel; `name` is what the tale calls it from now on."""
        place = self.mail.place(self.workspace.channels[channel_id], act.at)
        text = self.typed(act.how["text"])
        message = {"type": "message", "user": act.by, "text": text, "ts": place[1], **more}
        self.mail.messages[place] = message
        self.said[name] = place
        return place

    def thread_for(self, act: Act) -> Place:
        """Whose thread they write in: reporters under their receipt, agents under the card they have."""
        incident_id = self.incidents[act.about]
        its_own = (Owed.subject_kind == Kind.INCIDENT, Owed.subject_id == incident_id)
        self.mail.deliver(self.tx, *its_own)
        name, mine = number(Kind.INCIDENT, incident_id), f"person:{act.by}"
        keys = [f"{Message.RECEIPT}:{name}:{mine}", f"{Message.CARD}:{name}:{mine}"]
        query = select(Owed.channel_id, Owed.ts, Owed.key).where(*its_own)
        places = {key: (channel, ts) for channel, ts, key in self.tx.execute(query)}
        in_channel = (key for key in places if key.startswith(f"{Message.CARD}:{name}:team:"))
        channel, ts = places[next(key for key in (*keys, *in_channel) if key in places)]
        return str(channel), str(ts)


def first(find: Callable[..., Any], firing: Callable[..., Any], tx: Session, at: datetime) -> Any:
    """What is due first of its kind, if anything is by then."""
    due = firing(tx, by=at, limit=1)
    return find(tx, due[0]) if due else None
