"""How each act of the tale is done: by the very verb a click would have led to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from desk import incidents, majors
from desk.comments import Said
from desk.incident import (
    assignments,
    comments,
    follow_ups,
    holds,
    links,
    merges,
    priorities,
    ratings,
    watchers,
)
from desk.major import reviews, roles, updates
from handlers.inputs import plain_text
from sandbox.seeds.busy import rooms, stock, works
from sandbox.seeds.busy.mail import Place
from sandbox.seeds.busy.stage import Stage
from sandbox.seeds.busy.tale import Act
from storage.incident import ratings as ratings_kept


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
    roles.take(stage.tx, incident_id, role, organisation=stage.organisation, **stage.who(act))


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


def do(stage: Stage, act: Act) -> None:
    """Do it, after all that falls due before."""
    stage.come_to(act.at)
    ACTS[act.does](stage, act)


ACTS: Mapping[str, Callable[[Stage, Act], None]] = {
    "take stock": stock.take,
    "look at": stock.confirm,
    "ask for change": works.ask,
    "approve change": works.approve,
    "start change": works.start,
    "finish change": works.finish,
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
