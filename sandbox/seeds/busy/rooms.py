"""The channels of major incidents, made in the past as the bot's worker would have made them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.major import war_rooms
from domain.major.war_rooms import Part, room_name
from domain.organisation import Organisation
from sandbox.company.channels import Channel
from sandbox.company.workspace import Workspace
from sandbox.seeds.busy.mail import Mail
from sandbox.shapes import seconds
from storage import sheets
from storage import war_rooms as stored
from storage.sheets import MajorSheet
from storage.war_rooms import WarRoom
from views.links import message_link
from views.major.war_rooms import about, topic

WORKER = "the past"
LEASE = timedelta(minutes=1)
MANY = 99
"""Those that were made before are still due: all parts of all are finished at the end."""


def open_room(tx: Session, workspace: Workspace, incident_id: int, at: datetime) -> None:
    """The channel is there, and its status message is owed."""
    sheet = sheets.major_sheet(tx, incident_id)
    if sheet is None:
        raise LookupError(incident_id)
    bot = workspace.bot
    room = Channel(
        id=f"C0ROOM{incident_id:05}",
        name=room_name(sheet.whole.incident.number, about(sheet)),
        kind="channel",
        creator=bot.id,
        created=seconds(at),
        members=[bot.id],
    )
    workspace.add_channel(room)
    until = at + LEASE
    stored.claim(tx, by=WORKER, at=at, lease_until=until, limit=MANY)
    tx.flush()
    war_rooms.opened(tx, incident_id, room.id, by_worker=WORKER, lease_until=until, at=at)
    tx.flush()
    stored.release_all(tx)


def finish(
    tx: Session, workspace: Workspace, mail: Mail, organisation: Organisation, home: str
) -> None:
    """Every part of them is as it is wanted by now, so that the worker finds nothing to do."""
    for room in tx.scalars(select(WarRoom)).all():
        sheet = sheets.major_sheet(tx, room.incident_id)
        channel = workspace.channels.get(room.channel_id or "")
        if sheet is None or channel is None:
            continue
        room.done = _made(workspace, mail, organisation, home, channel, sheet)
        room.due_at, room.attempts = None, 0


def _made(
    workspace: Workspace,
    mail: Mail,
    organisation: Organisation,
    home: str,
    channel: Channel,
    sheet: MajorSheet,
) -> dict[str, object]:
    """People, topic, bookmark and pin; answers what each part is."""
    bot, incident = workspace.bot, sheet.whole.incident
    people = war_rooms.people_of(sheet, organisation)
    channel.members = [bot.id, *people]
    channel.topic = {"value": topic(sheet), "creator": bot.id, "last_set": channel.created}
    made: dict[str, object] = {
        Part.CHANNEL: channel.id,
        Part.PEOPLE: people,
        Part.TOPIC: channel.topic["value"],
    }
    if sheet.whole.card:
        link = message_link(home, *sheet.whole.card)
        workspace.bookmarks.add(channel, f"Card of {incident.number}", link, "", bot.id)
        made[Part.BOOKMARK] = link
    if sheet.status:
        mail.messages[sheet.status] |= {
            "pinned_to": [channel.id],
            "pinned_info": {
                "channel": channel.id,
                "pinned_by": bot.id,
                "pinned_ts": channel.created,
            },
        }
        made[Part.PIN] = sheet.status[1]
    return made
