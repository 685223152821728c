"""Northwind on the day Steward arrives: its channels, a little talk, nothing broken yet."""

from datetime import timedelta

from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.seeds.northwind import (
    ANN,
    BEN,
    CHLOE,
    DEV,
    EVERYONE,
    GENERAL,
    MAX,
    RANDOM,
    TEAM_CHANNELS,
    ZOE,
    found,
    say_earlier,
)

# channel, hours ago, who, what
SAID = (
    ("general", 26.2, ZOE, "Good morning! The new badge readers go live on Thursday."),
    ("general", 25.9, MAX, "Will the old badges still open the garage?"),
    ("general", 25.8, ZOE, "Until the end of the month, yes."),
    (
        "general",
        2.4,
        ANN,
        "From today on, please tell Steward when something is broken: type `/incident` anywhere.",
    ),
    ("random", 21.5, DEV, "Chai or coffee? Asking for the whole platform team."),
    ("random", 21.4, CHLOE, "It is six in the morning here. Coffee. Always coffee."),
    ("random", 3.1, BEN, "Someone left a very good umbrella at the service desk."),
)


def plant(workspace: Workspace, manifest: Manifest) -> None:
    founded = workspace.now() - timedelta(days=30)
    places = ((GENERAL, EVERYONE), (RANDOM, EVERYONE), *TEAM_CHANNELS)
    found(workspace, manifest, at=founded, places=places)
    for name, hours_ago, person_id, text in SAID:
        say_earlier(workspace, name, hours_ago, person_id, text)
