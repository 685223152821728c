"""How each act of the tale is done: by the very verb a click would have led to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import (
    alarms,
    assignments,
    comments,
    follow_ups,
    holds,
    incidents,
    links,
    major_roles,
    majors,
    merges,
    priorities,
    ratings,
    reminders,
    reviews,
    updates,
    watchers,
)
from desk.comments import Said
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from handlers.inputs import plain_text
from sandbox.company.text import typed
from sandbox.company.workspace import Workspace
from sandbox.seeds.busy import rooms
from sandbox.seeds.busy.mail import Mail, Place
from sandbox.seeds.busy.tale import Act
from storage import clocks
from storage import ratings as ratings_kept
from storage import reminders as stored_reminders
from storage.clocks import Clock
from storage.outbox import Message, Owed
from storage.reminders import Reminder

_NEXT = select(
    select(func.min(Clock.fire_at)).scalar_subquery(),
    select(func.min(Reminder.fire_at)).scalar_subquery(),
)


class Stage:
    """Where the acts are played: the transaction, the company, and what the tale's names have become."""

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
        self.said: dict[str, Place] = {}

    def do(self, act: Act) -> None:
        self.come_to(act.at)
        ACTS[act.does](self, act)

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


def raise_incident(stage: Stage, act: Act) -> None:
    report = act.how["report"]
    source = act.how.get("source")
    if source:
        channel_id, ts = stage.said[source]
        text = plain_text(stage.mail.messages[channel_id, ts]["text"])
        report = replace(report, title=text, source=(channel_id, ts, None))
    incident = incidents.raise_incident(
        stage.tx, report, organisation=stage.organisation, **stage.who(act)
    )
    stage.incidents[act.about] = incident.id


def step(
    verb: Callable[..., object], *, knows_company: bool = True
) -> Callable[[Stage, Act], None]:
    """A verb that takes an incident and what the act says of it; most look into the company's configuration."""

    def do(stage: Stage, act: Act) -> None:
        company = {"organisation": stage.organisation} if knows_company else {}
        verb(stage.tx, stage.incidents[act.about], **act.how, **company, **stage.who(act))

    return do


def follow(stage: Stage, act: Act) -> None:
    incident = follow_ups.raise_following(
        stage.tx,
        act.how["report"],
        follows=stage.incidents[act.how["old"]],
        organisation=stage.organisation,
        **stage.who(act),
    )
    stage.incidents[act.about] = incident.id


def merge(stage: Stage, act: Act) -> None:
    source, into = (stage.incidents[name] for name in (act.about, act.how["into"]))
    merges.merge(stage.tx, source, into=into, organisation=stage.organisation, **stage.who(act))


def link(stage: Stage, act: Act) -> None:
    source, to = (stage.incidents[name] for name in (act.about, act.how["to"]))
    links.link(stage.tx, source, kind=act.how["kind"], to=to, **stage.who(act))


def open_room(stage: Stage, act: Act) -> None:
    rooms.open_room(stage.tx, stage.workspace, stage.incidents[act.about], act.at)


def take_role(stage: Stage, act: Act) -> None:
    incident_id, role = stage.incidents[act.about], act.how["role"]
    major_roles.take(stage.tx, incident_id, role, organisation=stage.organisation, **stage.who(act))


def hold(stage: Stage, act: Act) -> None:
    holds.hold(
        stage.tx,
        stage.incidents[act.about],
        act.how["asked"],
        organisation=stage.organisation,
        **stage.who(act),
    )


def rate(stage: Stage, act: Act) -> None:
    """Not everybody is asked, and nobody often."""
    incident_id = stage.incidents[act.about]
    if ratings_kept.of_incident(stage.tx, incident_id):
        ratings.rate(
            stage.tx, incident_id, organisation=stage.organisation, **act.how, **stage.who(act)
        )


def comment(stage: Stage, act: Act) -> None:
    channel_id, thread_ts = stage.thread_for(act)
    place = stage.say(act, _line(act), channel_id, thread_ts=thread_ts)
    reply = _reply(stage, place)
    comments.write(stage.tx, reply, organisation=stage.organisation, **stage.who(act))


def edit_comment(stage: Stage, act: Act) -> None:
    place = stage.said[_line(act)]
    stamp = f"{act.at.timestamp():.6f}"
    stage.mail.messages[place] |= {
        "text": stage.typed(act.how["text"]),
        "edited": {"user": act.by, "ts": stamp},
    }
    reply = _reply(stage, place)
    comments.edit(stage.tx, reply, organisation=stage.organisation, **stage.who(act))


def delete_comment(stage: Stage, act: Act) -> None:
    place = stage.said[_line(act)]
    comments.delete(stage.tx, _reply(stage, place), **stage.who(act))
    del stage.mail.messages[place]


def say(stage: Stage, act: Act) -> None:
    channel = stage.workspace.channel_named(act.how["channel"])
    if channel is None:
        raise LookupError(act.how["channel"])
    stage.say(act, act.about, channel.id)


def _line(act: Act) -> str:
    return f"{act.about} {act.how['line']}"


def _reply(stage: Stage, place: Place) -> Said:
    channel_id, ts = place
    message = stage.mail.messages[place]
    return Said(
        channel_id=channel_id,
        thread_ts=message["thread_ts"],
        ts=ts,
        text=plain_text(message["text"]),
        at=datetime.fromtimestamp(float(ts), UTC),
    )


ACTS: Mapping[str, Callable[[Stage, Act], None]] = {
    "raise": raise_incident,
    "acknowledge": step(assignments.acknowledge),
    "assign": step(assignments.assign),
    "move": step(assignments.move),
    "reassess": step(priorities.reassess),
    "override": step(priorities.override),
    "declare": step(majors.declare),
    "open room": open_room,
    "take role": take_role,
    "update": step(updates.post),
    "mitigate": step(majors.mitigate),
    "review": step(reviews.review),
    "follow": follow,
    "merge": merge,
    "link": link,
    "detach": step(links.detach, knows_company=False),
    "hold": hold,
    "resume": step(holds.resume),
    "resolve": step(incidents.resolve),
    "reopen": step(incidents.reopen),
    "confirm": step(incidents.confirm, knows_company=False),
    "cancel": step(incidents.cancel),
    "rate": rate,
    "watch": step(watchers.watch, knows_company=False),
    "comment": comment,
    "edit comment": edit_comment,
    "delete comment": delete_comment,
    "say": say,
}
