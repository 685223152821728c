"""The digests of the configuration on their way to being sent: which channel each goes to, and that it does."""

from datetime import datetime

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.channels import Channels
from bot.log import logger
from desk.digest import configured
from domain.digests import Configured
from domain.organisation import Organisation
from storage.database import Database


async def keep_digests(
    channels: Channels, database: Database, organisation: Organisation, now: datetime
) -> int:
    """Answers how many were not as they should be. A channel that is not found holds up no other digest."""
    found: list[tuple[Configured, str]] = []
    for digest in organisation.digests:
        try:
            found.append((digest, await channels.called(digest.channel)))
        except (SlackSaysNo, SlackIsBusy, SlackIsSilent) as error:
            logger.warning("digest without a channel", channel=digest.channel, error=str(error))
    are_all = len(found) == len(organisation.digests)
    return await database.write(lambda tx: configured.keep(tx, found, are_all=are_all, at=now))
