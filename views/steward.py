"""Steward about itself: help, and how it is doing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.numbers import Kind, number
from domain.text import cut
from storage.outbox import Message, Owed
from storage.war_rooms import WarRoom
from storage.webhooks import OwedWebhook
from views.blocks import Block, Content, actions, button, escaped, header, markdown, moment, section
from views.ids import Button, Command

HELP: Mapping[Command, tuple[tuple[str, str], ...]] = {
    Command.INCIDENT: (
        ("/incident", "say what is broken, in a form"),
        ("/incident the printer is on fire", "the same, with the title filled in"),
        ("/incident INC-1", "show one"),
        ("/incident ack INC-1", "take it up; also take, resume, confirm, watch, unwatch"),
        ("/incident assign INC-1 @name", "give it to an agent"),
        ("/incident assets INC-1", "say which assets it is about"),
        ("/incident impact INC-1", "what fails with them, and what of it is not hit"),
        ("/incident resolve INC-1", "say how it ended; also hold, move, priority, reopen, cancel"),
        ("/incident follow INC-1", "raise a new one that follows it, once it is closed"),
        ("/incident merge INC-5 INC-2", "the first is the same as the second, and goes on there"),
        ("/incident child INC-5 INC-2", "the first is a child of the second; also detach INC-5"),
        ("/incident link INC-5 follows INC-2", "or relates; unlink INC-5 INC-2 takes it away"),
        ("/incident major INC-1", "declare it a major incident; also update, mitigated, review"),
        ("/incident command INC-1", "lead it; also communications, scribe, handover, severity"),
        ("/incident why INC-1", "how its time was counted"),
        ("/incident timeline INC-1", "everything that happened to it"),
        ("/incident list", "the open ones, most urgent first"),
        ("/incident mine", "those you reported or have"),
        ("/incident help", "this list"),
    ),
    Command.CHANGE: (
        ("/change", "ask for a change, in a form"),
        ("/change rotate the keys", "the same, with the title filled in"),
        ("/change CHG-1", "show one; also risk, free (windows), timeline"),
        (
            "/change approve CHG-1",
            "show what is asked of you; also reject, return, abstain, unvote",
        ),
        ("/change edit CHG-1", "change what is asked for; also cancel, hold, release"),
        (
            "/change start CHG-1",
            "begin it in its window; then done, complete, review; caused CHG-1 INC-2",
        ),
        ("/change send CHG-1", "for change managers: let it be decided; also back, alternates"),
        ("/change revoke CHG-1", "take an approval of yours back"),
        ("/change standard", "what is approved once and for all, to be used"),
        ("/change emergency", "what cannot wait, for an urgent incident or a security finding"),
        ("/change delegate @name", "who decides in your place; without a name, the list"),
        ("/change list", "the open ones, the soonest first"),
        ("/change mine", "those you asked for or carry out"),
        ("/change waiting", "what waits for your decision"),
        ("/change calendar", "what is planned, week by week, and a link for your calendar"),
        ("/change help", "this list"),
    ),
    Command.ASSET: (
        ("/asset", "write down a new asset, in a form; for who is no agent, what they have"),
        ("/asset add Latitude 7440", "the same, with its name filled in"),
        ("/asset LAPTOP-42", "how it is, by tag, serial number, AST-1, name or any words"),
        ("/asset impact LAPTOP-42", "what is hit when it fails, and by which way"),
        ("/asset history LAPTOP-42", "what happened to it; with a day, how it was then"),
        ("/asset edit LAPTOP-42", "write down what is different"),
        ("/asset out LAPTOP-42", "hand it out; also assign, in, move, seen, lost, found, void"),
        ("/asset accept LAPTOP-42", "say that you have got it; also decline"),
        ("/asset relate LAPTOP-42 runs on DB-1", "also depends on, part of, redundant with"),
        ("/asset unrelate LAPTOP-42 DB-1", "take a relation away"),
        ("/asset expiring", "warranties, contracts and licences that run out, and what to do"),
        (
            "/asset audit",
            "rounds in which all say whether things are there; audit platform opens one",
        ),
        ("/asset import", "for asset managers: look a CSV file over, and bring it in"),
        ("/asset export", "for agents: have them sent as CSV; narrowed by words as a list is"),
        ("/asset mine", "those you own or have"),
        ("/asset list", "all; or by words: list hardware faulty production platform, overused"),
        ("/asset help", "this list"),
    ),
    Command.KPI: (
        ("/kpi", "the figures of your team, this week beside last week"),
        ("/kpi last month", "of another time: today, yesterday, week, last week, month"),
        ("/kpi platform P1", "of a team, a service or a priority; all is of all teams"),
        (
            "/kpi subscribe",
            "have this channel told how things stand, in a form; also subscribe weekly",
        ),
        ("/kpi subscribe daily 09:00", "the same at once; also daily mon-fri 09:00 Europe/Berlin"),
        ("/kpi subscribe weekly mon 09:00", "the figures of last week, every Monday"),
        (
            "/kpi daily preview",
            "what it would tell now, for you alone; also weekly preview platform",
        ),
        ("/kpi report", "the service review of last month as a file; also report 2026-02 platform"),
        ("/kpi subscriptions", "which channels are told what; pause, go on, unsubscribe"),
        ("/kpi help", "this list"),
    ),
    Command.STEWARD: (
        ("/steward", "how Steward is doing, and this list"),
        ("/steward incident …", "the same as /incident …; also change …, asset …, kpi …"),
        ("/steward tokens", "for admins: what lets programs ask, such as a deployment job"),
        ("/steward help", "this list"),
    ),
}
"""Every command, in the order people meet them: (what to type, what it does)."""


def help_for(command: Command) -> Content:
    blocks = [section(markdown(_help_lines(command)))]
    if command is Command.INCIDENT:
        hint = "Or choose *Raise incident* in the menu of any message."
        blocks.append(section(markdown(hint)))
        blocks.append(
            actions([button("Raise an incident", Button.RAISE_INCIDENT, "new", style="primary")])
        )
    if command is Command.CHANGE:
        ask = button("Ask for a change", Button.ASK_FOR_CHANGE, "new", style="primary")
        blocks.append(actions([ask]))
    if command is Command.ASSET:
        add = button("Add an asset", Button.ADD_ASSET, "new", style="primary")
        blocks.append(actions([add]))
    return {"text": f"Help for {command}", "blocks": blocks}


def overview() -> Content:
    """What everyone sees under /steward."""
    blocks = [header("Steward"), *(section(markdown(_help_lines(command))) for command in Command)]
    return {"text": "Steward: help", "blocks": blocks}


def health(
    owed: int,
    given_up: int,
    oldest_due_at: datetime | None,
    latest: Sequence[Owed],
    rooms: Sequence[WarRoom] = (),
    webhooks: Sequence[OwedWebhook] = (),
) -> list[Block]:
    """What admins see besides: what is still to be said, and what could not be."""
    waiting = f"{owed} waiting" + (
        f", the oldest since {moment(oldest_due_at)}" if oldest_due_at else ""
    )
    blocks = [section(markdown(f"*Messages:* {waiting}, {given_up} given up."))]
    blocks.extend(section(markdown(_given_up_line(message))) for message in latest)
    blocks.extend(section(markdown(_unfinished_line(room))) for room in rooms)
    blocks.extend(section(markdown(_untold_line(webhook))) for webhook in webhooks)
    if latest or rooms or webhooks:
        blocks.append(actions([button("Send them after all", Button.RETRY_NOTICES, "all")]))
    return blocks


def _given_up_line(message: Owed) -> str:
    what = "Trouble notice" if message.message is Message.TROUBLE else message.message.capitalize()
    about = f" for {message.subject_kind}-{message.subject_id}" if message.subject_id else ""
    since = f" · {moment(message.given_up_at)}" if message.given_up_at else ""
    return (
        f"⚠️ {what}{about} to {_place(message.destination)}: {_because(message.error or '?')}{since}"
    )


def _unfinished_line(room: WarRoom) -> str:
    """A major incident's own channel, as far as it could not be made."""
    since = f" · {moment(room.given_up_at)}" if room.given_up_at else ""
    failed = _because(", ".join(f"{part}: {error}" for part, error in room.failed.items()))
    return f"⚠️ Channel of {number(Kind.INCIDENT, room.incident_id)}: {failed}{since}"


def _untold_line(webhook: OwedWebhook) -> str:
    """A webhook that was given up."""
    since = f" · {moment(webhook.given_up_at)}" if webhook.given_up_at else ""
    about = number(webhook.subject_kind, webhook.subject_id)
    return (
        f"⚠️ Webhook {_short(webhook.endpoint)} was not told of {webhook.event} "
        f"({about}): {_because(webhook.error or '?')}{since}"
    )


def _because(error: str) -> str:
    return f"`{_short(error)}`"


def _short(text: str) -> str:
    """Escaped, and short enough that all of them fit one message, whatever escaping makes of them."""
    text = cut(text, 80)
    while len(escaped(text)) > 100:
        text = cut(text, len(text) - 10)
    return escaped(text)


def _place(destination: str) -> str:
    kind, _, key = destination.partition(":")
    if kind == "channel":
        return f"<#{key}>"
    if kind == "home":
        return f"the Home of <@{key}>"
    return f"<@{key}>" if kind == "person" else f"the channel of {escaped(key)}"


def _help_lines(command: Command) -> str:
    return "\n".join(f"`{typed}` – {does}" for typed, does in HELP[command])
