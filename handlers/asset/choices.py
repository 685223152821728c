"""The field in which assets are picked: what it offers for what has been typed. Every form has the same."""

from collections.abc import Mapping

from desk import assets
from domain.organisation import Organisation
from handlers.inputs import Typing
from handlers.tools import Ack, Handler, Read
from views.asset.picker import suggestions
from views.ids import Field


async def suggest(typing: Typing, read: Read, ack: Ack, organisation: Organisation) -> None:
    found = await read(assets.suggest, typing.text, organisation=organisation, by=typing.actor)
    await ack(suggestions(found))


OPTIONS: Mapping[str, Handler] = {Field.PICKED_ASSETS: suggest}
