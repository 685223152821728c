"""What of assets runs out, with what can be done about it, line by line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from domain.asset.expiries import PUT_OFF_FOR, Expiry
from domain.change.requests import Environment
from domain.days import spoken_day
from domain.text import cut
from storage.assets import Asset
from views.asset.words import EXPIRIES
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    header,
    markdown,
    modal,
    overflow,
    plain,
    said,
    section,
)
from views.fields import day_choice
from views.ids import Button, Field, Form, SeeToExpiry


class RunsOut(Protocol):
    """Something of an asset that holds until `last_day`, that day still with it."""

    @property
    def asset(self) -> Asset: ...
    @property
    def what(self) -> Expiry: ...
    @property
    def last_day(self) -> date: ...


class Notices(Protocol):
    """Some of `count` things that run out, as they are on `today`."""

    @property
    def items(self) -> Sequence[RunsOut]: ...
    @property
    def count(self) -> int: ...
    @property
    def today(self) -> date: ...


def notice(told: Notices) -> Content:
    """One person's morning: all that has come nearer, in one message."""
    title = "Something of an asset runs out"
    if told.count > 1:
        title = f"{told.count} things of assets run out"
    blocks = [header(title), *(_line(it, told.today) for it in told.items)]
    if left := told.count - len(told.items):
        blocks.append(context([markdown(f"{left} more: `/asset expiring` lists all.")]))
    return {"text": title, "blocks": blocks}


def listing(told: Notices, *, is_first: bool, more: bool) -> Content:
    """A page of what runs out, the soonest first."""
    title = "What runs out"
    if not told.items:
        return said("Nothing of any asset runs out in the next 90 days, as far as is written down.")
    blocks = [header(title), *(_line(it, told.today) for it in told.items)]
    turns = []
    if not is_first:
        turns.append(button("First page", Button.FIRST_PAGE_OF_EXPIRIES, "expiring"))
    if more:
        last = told.items[-1]
        value = f"{last.last_day} {last.what} {last.asset.number}"
        turns.append(button("Next page", Button.NEXT_PAGE_OF_EXPIRIES, value))
    return {"text": title, "blocks": [*blocks, *([actions(turns)] if turns else [])]}


def renew_form(asset: Asset, what: Expiry, last_day: date | None) -> Mapping[str, Any]:
    """Until when it holds now."""
    until = f"until {spoken_day(last_day)}" if last_day else "not said until when"
    blocks = [
        section(plain(cut(asset.title, 300))),
        context([markdown(f"{EXPIRIES[what]}: {until} so far")]),
        day_choice(Field.RENEWED_UNTIL, "Now until", initial=None),
    ]
    metadata = f"{what} {asset.number}"
    return modal(Form.RENEW_ASSET, "Renewed", blocks, submit="Save", metadata=metadata)


def _line(it: RunsOut, today: date) -> Block:
    which = cut(f"{it.asset.number} · {it.asset.title}", 300)
    until = f"{EXPIRIES[it.what]} until {spoken_day(it.last_day)}, {_how_soon(it.last_day, today)}"
    choices = overflow(Button.SEE_TO_EXPIRY, _choices(it))
    return section(plain(f"{which}\n{until}"), accessory=choices)


def _choices(it: RunsOut) -> list[tuple[str, str]]:
    value = f"{it.what} {it.asset.number}"
    options = [
        (SeeToExpiry.RENEWED, "It is renewed until…"),
        (SeeToExpiry.PROMISED, "I see to it: say no more"),
        (SeeToExpiry.LATER, f"Again in {PUT_OFF_FOR.days} days"),
    ]
    if it.what is Expiry.SUPPORT and it.asset.environment is Environment.PRODUCTION:
        options.append((SeeToExpiry.CHANGE, "Request a change…"))
    options.append((SeeToExpiry.DETAILS, "Details"))
    return [(f"{choice} {value}", label) for choice, label in options]


def _how_soon(day: date, today: date) -> str:
    left = (day - today).days
    match left:
        case 0:
            return "the last day is today"
        case 1:
            return "the last day is tomorrow"
        case _ if left > 0:
            return f"in {left} days"
        case -1:
            return "🔴 over since yesterday"
        case _:
            return f"🔴 over for {-left} days"
