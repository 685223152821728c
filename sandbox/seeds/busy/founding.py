"""The company as it was before Steward came. Its past is played (`past.py`) when the bot's database is known."""

from datetime import timedelta

from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.seeds.busy.people import EVERYBODY
from sandbox.seeds.busy.when import DAYS
from sandbox.seeds.northwind import GENERAL, RANDOM, TEAM_CHANNELS, found

HERE_BEFORE = timedelta(days=DAYS + 30)


def plant(workspace: Workspace, manifest: Manifest) -> None:
    everyone = [person.id for person in EVERYBODY]
    places = ((GENERAL, everyone), (RANDOM, everyone), *TEAM_CHANNELS)
    founded = workspace.now() - HERE_BEFORE
    found(workspace, manifest, at=founded, people=EVERYBODY, places=places)
