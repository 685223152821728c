"""Bringing one message to its place in Slack: posted, updated, or published as a Home."""

import json
from hashlib import sha256

from bot.answers import SlackSaysNo
from bot.channels import Channels
from bot.log import logger
from bot.metrics import Metrics
from bot.sending.charts import Charts
from bot.sending.outcomes import Outcomes
from bot.slack import Slack, Unsendable
from storage.leases import Claim
from storage.outbox import CLOCKS_APART, Owed
from storage.places import Place
from views.blocks import Content, said

LOST = {"message_not_found", "cant_update_message", "edit_window_closed"}
"""The message we know of can no longer be updated: it is posted anew."""

REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}


class Posting:
    """Raises what `bot.slack` raises."""

    def __init__(
        self,
        *,
        slack: Slack,
        channels: Channels,
        charts: Charts,
        outcomes: Outcomes,
        metrics: Metrics,
    ) -> None:
        self._slack = slack
        self._channels = channels
        self._charts = charts
        self._outcomes = outcomes
        self._metrics = metrics
        self._direct: dict[str, str] = {}

    async def find(self, claim: Claim, channel_id: str) -> str | None:
        """The ts of what may have been posted unnoticed, where it was."""
        if claim.uncertain_since is None:
            return claim.owed.ts
        since = claim.uncertain_since - CLOCKS_APART
        return await self._slack.find_posted(channel_id, claim.owed.key, since)

    async def send(self, owed: Owed, channel_id: str, ts: str | None, content: Content) -> str:
        """Post or update; answers the message's ts. A plain text goes where Slack refuses the blocks."""
        try:
            return await self._charts.sent(
                content, lambda shown: self._post_or_update(owed, channel_id, ts, shown)
            )
        except (Unsendable, SlackSaysNo) as error:
            if isinstance(error, SlackSaysNo) and error.error not in REFUSED_BLOCKS:
                raise
            logger.error("blocks refused, sending text alone", message=owed.key, error=str(error))
            return await self._post_or_update(owed, channel_id, ts, said(content["text"]))

    async def _post_or_update(
        self, owed: Owed, channel_id: str, ts: str | None, content: Content
    ) -> str:
        if ts is not None:
            try:
                await self._slack.update(channel_id, ts, content)
            except SlackSaysNo as refusal:
                if refusal.error not in LOST:
                    raise
                await self._outcomes.lost(owed)
            else:
                self._metrics.sent.labels("update").inc()
                return ts
        posted = await self._slack.post(channel_id, content, owed.key)
        self._metrics.sent.labels("post").inc()
        return posted

    async def publish(self, owed: Owed, content: Content) -> Place:
        """Homes stand in no channel, and are replaced whole; their place is what they read like."""
        view = {"type": "home", "blocks": content["blocks"]}
        await self._slack.publish_home(owed.destination.removeprefix("home:"), view)
        self._metrics.sent.labels("home").inc()
        return "home", reads_like(content)

    def leads_to(self, destination: str) -> str | None:
        """The channel of a destination, where nobody has to be asked."""
        kind, _, key = destination.partition(":")
        if kind == "channel":
            return key
        return self._channels.known(key) if kind == "team" else self._direct.get(key)

    async def channel_of(self, destination: str) -> str:
        """The channel a destination leads to, asked for once."""
        kind, _, key = destination.partition(":")
        if kind == "channel":
            return key
        if kind == "team":
            return await self._channels.of(key)
        if key not in self._direct:
            self._direct[key] = await self._slack.direct_channel(key)
        return self._direct[key]


def reads_like(content: Content) -> str:
    """The same for what reads the same."""
    return sha256(json.dumps(content["blocks"]).encode()).hexdigest()[:30]
