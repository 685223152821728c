"""Changes in lists as people turn their pages, and the calendar with the link to it."""

from collections.abc import Mapping
from datetime import datetime

from desk import changes
from desk.change import calendar, feeds
from domain.organisation import Organisation
from handlers.inputs import Click
from handlers.tools import Ack, Do, Handler, Read, Show
from views.blocks import Content, said
from views.change import lists
from views.ids import Button


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Another page of a list: which one, and where it begins, stands in the button's value."""
    which, _, place = click.value.partition(" ")
    content = await page_of(which, place, click, read, organisation)
    await ack()
    await show.instead(content)


async def page_of(
    which: str, place: str, click: Click, read: Read, organisation: Organisation
) -> Content:
    """A page of what is open, of what is mine, of what waits for me, or of the calendar."""
    by, at = click.actor, click.now
    match which:
        case "waiting":
            found = await read(changes.waiting, by=by, at=at)
            begins = int(place) if place.isdecimal() else 0
            return lists.waiting(found, organisation, begins=begins)
        case "calendar":
            since = await read(feeds.made_at, by=by)
            begins = min(int(place), calendar.FARTHEST) if place.isdecimal() else 0
            week = await read(calendar.planned, weeks_ahead=begins, by=by, at=at)
            return lists.calendar(week, organisation, zone=by.zone, link_since=since)
        case _:
            mine, after = which == "mine", _place(place)
            page, more = await read(changes.list_open, mine=mine, after=after, by=by)
            return lists.listing(page, mine=mine, is_first=after is None, more=more)


def _place(value: str) -> tuple[datetime, int] | None:
    """Behind which (start, change) a page begins."""
    starts, _, change_id = value.partition("/")
    try:
        return datetime.fromisoformat(starts), int(change_id)
    except ValueError:
        return None


async def subscribe(click: Click, do: Do, ack: Ack, show: Show, address: str) -> None:
    """A link of one's own to the calendar; it is told once, and ends the one before."""
    secret = await do(feeds.make, by=click.actor, at=click.now)
    await ack()
    await show.privately(lists.subscribed(f"{address.rstrip('/')}{feeds.path(secret)}"))


async def unsubscribe(click: Click, do: Do, ack: Ack, show: Show) -> None:
    await do(feeds.revoke, by=click.actor)
    await ack()
    await show.privately(said("Your calendar link works no more."))


ACTIONS: Mapping[str, Handler] = {
    Button.FIRST_PAGE_OF_CHANGES: turn_page,
    Button.NEXT_PAGE_OF_CHANGES: turn_page,
    Button.SUBSCRIBE_CALENDAR: subscribe,
    Button.REVOKE_CALENDAR: unsubscribe,
}
