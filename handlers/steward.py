"""/steward: help for everyone, and for admins how Steward itself is doing."""

from collections.abc import Mapping
from dataclasses import replace

from desk import upkeep
from domain.access import Can, may
from domain.organisation import Organisation
from handlers import digests, tokens
from handlers.asset import words as asset_words
from handlers.change import words as change_words
from handlers.incident import words as incident_words
from handlers.inputs import Click, Command
from handlers.tools import Ack, Do, Handler, Read, Show, Study, hand_over
from views import steward as view
from views.blocks import said
from views.ids import Button
from views.ids import Command as Slash


async def steward(
    command: Command,
    do: Do,
    read: Read,
    study: Study,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/steward incident …` is `/incident …`, `/steward tokens` lists tokens; anything else shows the overview."""
    word, rest = command.words
    if word in _OTHERS:
        name, handler = _OTHERS[word]
        about = replace(command, name=name, text=rest)
        await hand_over(
            handler,
            command=about,
            do=do,
            read=read,
            study=study,
            ack=ack,
            show=show,
            organisation=organisation,
            home=home,
        )
        return
    if word == "tokens":
        await tokens.by_word(command, read, ack)
        return
    content = view.overview()
    if may(command.actor, Can.SEE_HEALTH):
        health = await read(upkeep.health, by=command.actor)
        content["blocks"] += view.health(
            health.owed,
            health.given_up,
            health.oldest_due_at,
            health.latest_given_up,
            health.unfinished_rooms,
            health.untold_webhooks,
        )
    await ack(content)


async def retry_notices(click: Click, do: Do, ack: Ack, show: Show) -> None:
    count = await do(upkeep.retry_given_up, by=click.actor, at=click.now)
    await ack()
    await show.instead(
        said(f"{count} {'message is' if count == 1 else 'messages are'} on the way again.")
    )


async def follow_link(click: Click, ack: Ack) -> None:
    """A link button was pressed: the browser goes there, Slack wants its ack all the same."""
    await ack()


_OTHERS: Mapping[str, tuple[Slash, Handler]] = {
    "incident": (Slash.INCIDENT, incident_words.incident),
    "change": (Slash.CHANGE, change_words.change),
    "asset": (Slash.ASSET, asset_words.asset),
    "kpi": (Slash.KPI, digests.kpi),
}

COMMANDS: Mapping[str, Handler] = {Slash.STEWARD: steward}
ACTIONS: Mapping[str, Handler] = {
    Button.RETRY_NOTICES: retry_notices,
    Button.OPEN_LINK: follow_link,
}
