"""What the bot would have sent meanwhile: every owed message gets its place, and stands there as it last looked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.sending.rendering import render
from bot.slack import EVENT_TYPE
from domain.numbers import Kind
from domain.organisation import Organisation
from sandbox.company import app_messages
from sandbox.company.channels import Channel
from sandbox.company.files import Files
from sandbox.company.ids import micros
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json, seconds
from storage import outbox
from storage.incidents import Incident
from storage.outbox import Owed
from views.blocks import Content

UNDERWAY = timedelta(seconds=2)
"""How long a message takes from being owed to standing in its channel."""

AT_ONCE = 25
"""Incidents whose messages are drawn between two looks at how far it is."""

Place = tuple[str, str]
"""Where a message stands: channel id and ts."""


class Mail:
    """The messages of the past: what people said, and what the bot did."""

    def __init__(self, workspace: Workspace, files: Files, organisation: Organisation) -> None:
        self._workspace = workspace
        self._files = files
        self._organisation = organisation
        self._luck = Random("stamps")  # noqa: S311  no secret
        self.messages: dict[Place, Json] = {}
        self._taken: set[Place] = set()
        self._changed_at: dict[int, datetime] = {}

    def place(self, channel: Channel, at: datetime) -> Place:
        """A place of this second that no other message has."""
        while True:
            place = (channel.id, f"{int(at.timestamp())}.{self._luck.randrange(1_000_000):06}")
            if place not in self._taken:
                self._taken.add(place)
                return place

    def channel_of(self, destination: str) -> Channel:
        """Where the sender would take a message for `team:…`, `person:…` or `channel:…`."""
        kind, _, key = destination.partition(":")
        if kind == "channel":
            return self._workspace.channels[key]
        if kind == "person":
            return self._direct_message(key)
        team = self._organisation.team(key)
        name = team.channel.removeprefix("#") if team else ""
        channel = self._workspace.channel_named(name)
        if channel is None:
            raise LookupError(destination)
        return channel

    def deliver(self, tx: Session, *what: ColumnElement[bool]) -> None:
        """What is owed (and of which this is true) gets its place and counts as shown, as if it had been sent."""
        tx.flush()
        due = select(Owed).where(Owed.due_at.is_not(None), *what).order_by(Owed.owed_at, Owed.id)
        for owed in tx.scalars(due).all():
            place = (owed.channel_id, owed.ts)
            if not (place[0] and place[1]):
                place = self.place(self.channel_of(owed.destination), owed.owed_at + UNDERWAY)
            if owed.wanted > 1 and owed.due_at:
                self._changed_at[owed.id] = owed.due_at + UNDERWAY
            outbox.delivered(
                tx, owed.id, count=owed.wanted, channel_id=str(place[0]), ts=str(place[1])
            )
            tx.expunge(owed)

    def write_all(self, tx: Session, home: str) -> Iterator[float]:
        """Draw what the bot has sent, each message in its last state; yields how much of it is done."""
        last = tx.scalar(select(func.max(Incident.id))) or 0
        for first in range(1, last + 1, AT_ONCE):
            some = Owed.subject_id.between(first, first + AT_ONCE - 1)
            self._write_some(tx, home, Owed.subject_kind == Kind.INCIDENT, some)
            tx.expunge_all()
            yield min(1.0, (first + AT_ONCE - 1) / last)
        self._write_some(tx, home, Owed.subject_kind == Kind.CHANGE)

    def _write_some(self, tx: Session, home: str, *which: ColumnElement[bool]) -> None:
        messages = tx.scalars(select(Owed).where(*which)).all()
        contents = render(
            tx,
            [(owed, True) for owed in messages],
            organisation=self._organisation,
            home=home,
            at=self._workspace.now(),
        )
        for owed in messages:
            self._write(owed, contents[owed.id])

    def bring_in(self) -> None:
        """All of it into the workspace, in the order of time."""
        for channel in list(self._workspace.channels.values()):
            stamps = [ts for channel_id, ts in self.messages if channel_id == channel.id]
            for ts in sorted(stamps, key=micros):
                self._workspace.bring_in(channel, self.messages[channel.id, ts])

    def _write(self, owed: Owed, content: Content | None) -> None:
        if content is None or owed.channel_id is None or owed.ts is None:
            return
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": owed.key}}
        message = {
            "type": "message",
            **app_messages.by(self._workspace.bot, self._workspace.team_id),
            **app_messages.content({**content, "metadata": metadata}, self._files),
            "ts": owed.ts,
        }
        changed_at = self._changed_at.get(owed.id)
        if changed_at is not None:
            edited_ts = f"{changed_at.timestamp():.6f}"
            message["edited"] = {"user": self._workspace.bot.bot_id, "ts": edited_ts}
        self.messages[owed.channel_id, owed.ts] = message

    def _direct_message(self, person_id: str) -> Channel:
        id_ = "D" + person_id[1:]
        known = self._workspace.channels.get(id_)
        if known is None:
            bot = self._workspace.bot
            known = Channel(
                id=id_,
                name="",
                kind="im",
                creator=bot.id,
                created=seconds(self._workspace.now()),
                members=[bot.id, person_id],
            )
            self._workspace.add_channel(known)
        return known
