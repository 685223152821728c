"""The app's own place: its Home tab, and the messages it and a person exchange."""

from sandbox.company.happenings import HomeOpened
from sandbox.company.people import Person
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.world import World

TABS = ("home", "messages")


def open_tab(world: World, person: Person, tab: str) -> Json:
    """Look at a tab, of which the app hears each time. Answers what was published, if anything was."""
    if tab not in TABS:
        raise Refusal("unknown_tab", 404)
    if not has_tab(world, tab):
        raise Refusal(f"no_{tab}_tab", 403)
    channel = world.workspace.direct_message(world.workspace.bot.id, person.id)
    view = world.homes.of(person.id)
    world.workspace.tell(HomeOpened(person.id, channel, tab, view))
    return {"view": view, "channel": channel.id}


def has_tab(world: World, tab: str) -> bool:
    if tab == "home":
        return world.manifest.has_home_tab
    return bool(world.manifest.app_home.get("messages_tab_enabled", True))
