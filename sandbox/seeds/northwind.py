"""Northwind Traders, the small company of every workspace: its people, its bot, its channels."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.company.channels import Channel
from sandbox.company.ids import new_app_token, new_bot_token, new_secret, next_ts
from sandbox.company.people import Person
from sandbox.company.usergroups import UserGroup
from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.shapes import seconds

ANN = "U0ANNBERGER"
BEN = "U0BENOKAFOR"
CHLOE = "U0CHLOEMART"
DEV = "U0DEVPATEL0"
MAX = "U0MAXWEBER0"
ZOE = "U0ZOELINDQV"
BOT = "U0STEWARD00"
BOT_ID = "B0STEWARD00"
APP_ID = "A0STEWARD00"
TEAM_ID = "T0NORTHWIND"

PEOPLE = (
    Person(
        id=ANN,
        handle="ann.berger",
        name="Ann Berger",
        title="Service desk lead",
        tz="Europe/Berlin",
        color="9f69e7",
    ),
    Person(
        id=BEN,
        handle="ben.okafor",
        name="Ben Okafor",
        title="Service desk agent",
        tz="Europe/London",
        color="4bbe2e",
    ),
    Person(
        id=CHLOE,
        handle="chloe.martin",
        name="Chloe Martin",
        title="Platform lead",
        tz="America/New_York",
        color="e7392d",
    ),
    Person(
        id=DEV,
        handle="dev.patel",
        name="Dev Patel",
        title="Platform engineer",
        tz="Asia/Kolkata",
        color="3c989f",
    ),
    Person(
        id=MAX,
        handle="max.weber",
        name="Max Weber",
        title="Accounting",
        tz="Europe/Berlin",
        color="e96699",
    ),
    Person(
        id=ZOE,
        handle="zoe.lindqvist",
        name="Zoe Lindqvist",
        title="IT manager",
        tz="Europe/Stockholm",
        color="674b1b",
        is_admin=True,
    ),
)
EVERYONE = tuple(person.id for person in PEOPLE)

GENERAL = ("C0GENERAL00", "general", "Company-wide announcements and work matters")
RANDOM = ("C0RANDOM000", "random", "Everything else")
SERVICE_DESK = ("C0SERVICEDK", "service-desk", "Laptops, access, printers: ask here")
PLATFORM = ("C0PLATFORM0", "platform", "Servers, databases, deployments")

Place = tuple[tuple[str, str, str], Iterable[str]]
"""A channel (id, name, purpose) and the ids of those who are in it."""

TEAM_CHANNELS: Sequence[Place] = (
    (SERVICE_DESK, (ANN, BEN, ZOE, BOT)),
    (PLATFORM, (CHLOE, DEV, ZOE, BOT)),
)

GROUPS = (
    UserGroup(
        id="S0PLATONCAL",
        handle="platform-oncall",
        name="Platform on call",
        description="Who looks after the platform right now",
        users=[DEV],
        created_by=ZOE,
        created=0,
    ),
    UserGroup(
        id="S0SERVICEDK",
        handle="service-desk",
        name="Service desk",
        description="The service desk's agents",
        users=[ANN, BEN],
        created_by=ZOE,
        created=0,
    ),
)
EMOJI = {"approved": "alias:white_check_mark", "incident": "alias:rotating_light"}


def found(
    workspace: Workspace,
    manifest: Manifest,
    *,
    at: datetime,
    people: Sequence[Person] = PEOPLE,
    places: Sequence[Place],
) -> None:
    """The company as of this moment; tokens are new with each workspace."""
    workspace.set_up(
        team={"id": TEAM_ID, "name": "Northwind Traders", "domain": "northwind-traders"},
        secrets={
            "bot_token": new_bot_token(),
            "app_token": new_app_token(APP_ID),
            "signing_secret": new_secret(),
            "verification_token": new_secret(),
        },
    )
    founded = seconds(at)
    for person in people:
        email = f"{person.handle}@northwind.example"
        workspace.add_person(replace(person, email=email, updated=founded))
    workspace.add_person(replace(_bot(manifest), updated=founded))
    for (id_, name, purpose), members in places:
        channel = Channel(
            id=id_,
            name=name,
            kind="channel",
            creator=ZOE,
            created=founded,
            members=list(members),
            is_general=name == "general",
        )
        channel.describe("purpose", purpose, ZOE, founded)
        workspace.add_channel(channel)
    for group in GROUPS:
        workspace.groups.add(replace(group, created=founded, users=list(group.users)))
    for name, value in EMOJI.items():
        workspace.add_emoji(name, value)


def say_earlier(
    workspace: Workspace, channel_name: str, hours_ago: float, person_id: str, text: str
) -> None:
    """Somebody said this before anyone listened."""
    channel = workspace.channel_named(channel_name)
    if channel is None:
        raise LookupError(channel_name)
    ts = next_ts(workspace.now() - timedelta(hours=hours_ago), channel.last_ts)
    workspace.bring_in(channel, {"type": "message", "user": person_id, "text": text, "ts": ts})


def _bot(manifest: Manifest) -> Person:
    return Person(
        id=BOT,
        handle=manifest.bot_name.lower().replace(" ", "_"),
        name=manifest.bot_name,
        title="IT service management",
        color="1f3a5f",
        is_bot=True,
        bot_id=BOT_ID,
        app_id=APP_ID,
    )
