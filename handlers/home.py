"""Home as people open it."""

from collections.abc import Mapping

from desk import homes
from handlers.inputs import Ack, Do, Handler, Happening


async def opened(happening: Happening, do: Do, ack: Ack) -> None:
    """Its messages are opened by the same event, and need nothing."""
    if happening.event.get("tab") == "home":
        await do(homes.opened, happening.actor.id, at=happening.now)
    await ack()


EVENTS: Mapping[str, Handler] = {"app_home_opened": opened}
