"""Northwind with nothing in it: its people, its bot and #general. The bot makes the teams' channels itself."""

from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.seeds.northwind import EVERYONE, GENERAL, found


def plant(workspace: Workspace, manifest: Manifest) -> None:
    found(workspace, manifest, at=workspace.now(), places=((GENERAL, EVERYONE),))
