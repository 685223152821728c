"""The way to Slack at a start: asked until it answers, and given up only for a token it does not know."""

import asyncio
from collections.abc import Mapping
from typing import Any, NoReturn

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.log import logger
from bot.settings import BadSettings
from bot.slack import Slack, Workspace
from bot.socket import Socket

WRONG_TOKEN = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
    "missing_scope",
}
WHERE_TO_FIND = {
    "SLACK_BOT_TOKEN": "Copy it from the app's page, Install App.",
    "SLACK_APP_TOKEN": "Make one on the app's page, Basic Information, with connections:write.",
}
LONGEST_PAUSE = 30.0


async def reach(slack: Slack) -> Workspace:
    """Who we are. Raises BadSettings where Slack refuses the bot's token."""
    pause = 1.0
    while True:
        try:
            return await slack.who_am_i()
        except SlackSaysNo as refusal:
            if refusal.error in WRONG_TOKEN:
                _give_up("SLACK_BOT_TOKEN", refusal.error)
            error: Exception = refusal
        except (SlackIsBusy, SlackIsSilent) as silence:
            error = silence
        pause = await _wait(pause, error)


async def connect(socket: Socket) -> None:
    """Open Socket Mode. Raises BadSettings where Slack refuses the app's token."""
    pause = 1.0
    while True:
        try:
            return await socket.open()
        except Exception as error:
            answer = getattr(getattr(error, "response", None), "data", None)
            word = answer.get("error") if isinstance(answer, Mapping) else None
            if word in WRONG_TOKEN:
                _give_up("SLACK_APP_TOKEN", word)
            pause = await _wait(pause, error)


def not_accepted(setting: str, word: Any) -> str:
    return f"Slack does not accept {setting} ({word}). {WHERE_TO_FIND[setting]}"


def _give_up(setting: str, word: Any) -> NoReturn:
    raise BadSettings(not_accepted(setting, word)) from None


async def _wait(pause: float, error: Exception) -> float:
    """Answers how long to wait the next time."""
    logger.warning("Slack not reached", error=str(error), next_try_in=pause)
    await asyncio.sleep(pause)
    return min(pause * 2, LONGEST_PAUSE)
