"""What can be said after /asset: a word, a word and what it is about, or just what something is called."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from desk import assets
from domain.assets import STATUSES, AssetClass, Criticality, Stage, Status
from domain.change_requests import Environment
from domain.errors import NotFound, WrongState
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from handlers import assets as steps
from handlers.inputs import Ack, Click, Command, Do, Handler, Read, Show
from storage.assets import Asset, Filter
from views import assets as view
from views import steward
from views.blocks import Content
from views.ids import Button
from views.ids import Command as Slash


async def asset(
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """/asset: the form, a list, help, a word and what it is about; anything else is what something is called."""
    word, rest = command.words
    if not command.text:
        await show.form(steps.new_form("", organisation, by=command.actor))
        await ack()
    elif word == "help" and not rest:
        await ack(steward.help_for(Slash.ASSET))
    elif word == "list" or (word == "mine" and not rest):
        words = " ".join((word, *rest.lower().split()))
        await ack(await _page(words, None, command.actor, read, organisation))
    elif word in WORDS and rest:
        await _about(WORDS[word], rest, command, read, ack, show, organisation)
    else:
        await _about(_card, command.text, command, read, ack, show, organisation)


Answer = Callable[[Click, str, Read, Ack, Show, Organisation], Awaitable[None]]
"""Answers about one asset; the text is what was said besides its name."""


async def _about(
    answer: Answer,
    said: str,
    command: Command,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """Find what is meant, and answer about it; where several may be meant, ask which."""
    besides = ""
    found = await _found(said, command, read, organisation)
    if not found and answer is _history:
        said, _, besides = said.rpartition(" ")
        found = await _found(said, command, read, organisation) if said else []
    if not found:
        by_right = steps.may_add(command.actor, organisation)
        await ack(view.nothing_found(said or besides, may_add=by_right))
    elif len(found) > 1:
        await ack(view.choices(found, said))
    else:
        await answer(_click(command, found[0]), besides, read, ack, show, organisation)


async def _found(
    said: str, command: Command, read: Read, organisation: Organisation
) -> list[Asset]:
    return list(await read(assets.look_up, said, organisation=organisation, by=command.actor))


async def _card(
    click: Click, _: str, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    await ack(
        await steps.card_of(click.asset_id, read, organisation, by=click.actor, now=click.now)
    )


async def _impact(
    click: Click, _: str, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    await ack(await steps.impact_of(click, read, organisation))


async def _history(
    click: Click, besides: str, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/asset history LAPTOP-42`, or how it was on a day: `/asset history LAPTOP-42 2026-03-01`."""
    if not besides:
        await ack(await steps.history_of(click, read, organisation))
        return
    try:
        day = date.fromisoformat(besides)
    except ValueError:
        raise WrongState("Write the day as 2026-03-01.") from None
    await ack(await steps.as_it_was(click, day, read, organisation))


async def _edit(
    click: Click, _: str, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    await steps.open_edit_form(click, read, ack, show, organisation)


WORDS: Mapping[str, Answer] = {
    "show": _card,
    "impact": _impact,
    "history": _history,
    "edit": _edit,
}
"""Words that stand before what something is called."""


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The next page of a list, or its first, in place of the one that was pressed."""
    words, _, last = click.value.rpartition(" ")
    after = int(last) if click.action == Button.NEXT_PAGE_OF_ASSETS and last.isdigit() else None
    content = await _page(words if after else click.value, after, click.actor, read, organisation)
    await ack()
    await show.instead(content)


async def _page(
    words: str, after: int | None, by: Person, read: Read, organisation: Organisation
) -> Content:
    only = Filter(person_id=by.id) if words == "mine" else _narrowed(words, organisation)
    found, more = await read(assets.page, only, after=after, organisation=organisation, by=by)
    title = "Your assets" if words == "mine" else "Assets"
    asked = words.partition(" ")[2]
    title = f"{title}: {asked}" if asked else title
    return view.listing(found, title=title, words=words, is_first=after is None, more=bool(more))


def _narrowed(words: str, organisation: Organisation) -> Filter:
    """`list hardware faulty critical production platform`. Raises NotFound for a word that is none of ours."""
    asked: dict[str, object] = {}
    statuses: list[Status] = []
    teams = {team.key: team.key for team in organisation.teams}
    for word in words.split()[1:]:
        key = word.replace("-", "_")
        if key in STATUSES:
            statuses += STATUSES[Stage(key)]
        elif key in set(map(str, Status)):
            statuses.append(Status(key))
        elif key in set(map(str, AssetClass)):
            asked["asset_class"] = AssetClass(key)
        elif key in set(map(str, Criticality)):
            asked["criticality"] = Criticality(key)
        elif key in set(map(str, Environment)):
            asked["environment"] = Environment(key)
        elif word in teams:
            asked["team_key"] = word
        else:
            raise NotFound(
                f"I do not know a list of {word}. Say a class (hardware), a stage or status (faulty, in_stock), "
                "a criticality, an environment or a team's key."
            )
    return Filter(statuses=tuple(statuses), **asked)  # type: ignore[arg-type]


def _click(command: Command, found: Asset) -> Click:
    return Click(
        action=command.name,
        value=number(Kind.ASSET, found.id),
        actor=command.actor,
        now=command.now,
        in_private=False,
        view=None,
    )


COMMANDS: Mapping[str, Handler] = {Slash.ASSET: asset}
ACTIONS: Mapping[str, Handler] = {
    Button.FIRST_PAGE_OF_ASSETS: turn_page,
    Button.NEXT_PAGE_OF_ASSETS: turn_page,
}
