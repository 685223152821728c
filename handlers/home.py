"""Home as people open it, and turn the pages of its sections."""

import re
from collections.abc import Mapping

from desk import homes
from domain.errors import NotFound
from handlers.inputs import Click, Happening
from handlers.tools import Ack, Do, Handler
from storage.home_sheets import Section
from views.ids import Button

_PAGE = re.compile(rf"({'|'.join(Section)}) ([0-9]{{1,9}})")


async def opened(happening: Happening, do: Do, ack: Ack) -> None:
    """Its messages are opened by the same event, and need nothing."""
    if happening.event.get("tab") == "home":
        await do(homes.opened, happening.actor.id, at=happening.now)
    await ack()


async def turn_page(click: Click, do: Do, ack: Ack) -> None:
    """Another page of one section: which, and where it begins, stands in the button's value."""
    page = _PAGE.fullmatch(click.value)
    if page is None:
        raise NotFound("This Home is of another version of Steward. Open it again.")
    await do(homes.turned, Section(page[1]), int(page[2]), by=click.actor, at=click.now)
    await ack()


ACTIONS: Mapping[str, Handler] = {
    Button.FIRST_PAGE_AT_HOME: turn_page,
    Button.PREVIOUS_PAGE_AT_HOME: turn_page,
    Button.NEXT_PAGE_AT_HOME: turn_page,
}
EVENTS: Mapping[str, Handler] = {"app_home_opened": opened}
