"""Everything that is asked of Slack's Web API."""

import html
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answers import SlackIsSilent, SlackSaysNo, asked
from views.blocks import Content
from views.limits import Problem, problems_in_message, problems_in_view

TIMEOUT = 10
FOR_FILES = aiohttp.ClientTimeout(total=120, sock_read=TIMEOUT)
EVENT_TYPE = "steward_message"


class Unsendable(Exception):
    """Slack would refuse this message or view; nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where the bot is, and who it is there."""

    home: str
    team_id: str
    bot_id: str | None
    bot_user_id: str | None


class Slack:
    """One client with one shared session. Without retry handlers: the default one may post twice."""

    def __init__(self, token: str, api_url: str) -> None:
        self.user_id: str | None = None
        self._token = token
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        self.client = AsyncWebClient(
            token=token, base_url=api_url, session=self._session, retry_handlers=[]
        )

    async def close(self) -> None:
        await self._session.close()

    async def who_am_i(self) -> Workspace:
        answer = await asked(self.client.auth_test())
        self.user_id = answer.get("user_id")
        return Workspace(
            home=answer.get("url") or "https://slack.com/",
            team_id=answer.get("team_id") or "",
            bot_id=answer.get("bot_id"),
            bot_user_id=answer.get("user_id"),
        )

    async def check_app_token(self, app_token: str) -> None:
        """Whether Socket Mode could begin with it. Nothing is opened by asking."""
        await asked(self.client.apps_connections_open(app_token=app_token))

    async def post(self, channel_id: str, content: Content, key: str) -> str:
        """Post a message that carries its key; answers its ts."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        _check(problems_in_message({**content, "metadata": metadata}))
        answer = await asked(
            self.client.chat_postMessage(
                channel=channel_id,
                text=content["text"],
                blocks=content["blocks"],
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer["ts"])

    async def update(self, channel_id: str, ts: str, content: Content) -> None:
        _check(problems_in_message(content))
        await asked(
            self.client.chat_update(
                channel=channel_id, ts=ts, text=content["text"], blocks=content["blocks"]
            )
        )

    async def find_posted(self, channel_id: str, key: str, since: datetime) -> str | None:
        """The ts of the message that carries this key, if it was posted since then."""
        cursor = None
        while True:
            answer = await asked(
                self.client.conversations_history(
                    channel=channel_id,
                    oldest=f"{since.timestamp():.6f}",
                    include_all_metadata=True,
                    limit=200,
                    cursor=cursor,
                )
            )
            for message in answer.get("messages") or []:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == key:
                    return str(message["ts"])
            cursor = _next_cursor(answer)
            if not cursor:
                return None

    async def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        check_view(view)
        await asked(self.client.views_open(trigger_id=trigger_id, view=dict(view)))

    async def push_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        check_view(view)
        await asked(self.client.views_push(trigger_id=trigger_id, view=dict(view)))

    async def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        check_view(view)
        await asked(self.client.views_update(view_id=view_id, view=dict(view)))

    async def publish_home(self, person_id: str, view: Mapping[str, Any]) -> None:
        check_view(view)
        await asked(self.client.views_publish(user_id=person_id, view=dict(view)))

    async def direct_channel(self, person_id: str) -> str:
        answer = await asked(self.client.conversations_open(users=person_id))
        return str(answer["channel"]["id"])

    async def join(self, channel_id: str) -> None:
        await asked(self.client.conversations_join(channel=channel_id))

    async def create_channel(self, name: str, *, is_private: bool = False) -> str:
        answer = await asked(self.client.conversations_create(name=name, is_private=is_private))
        return str(answer["channel"]["id"])

    async def find_created(self, name: str, since: datetime) -> str | None:
        """The id of the channel of this name that we made ourselves, if it was made since then."""
        async for channel in self.channels(joined=True):
            is_ours = channel.get("creator") == self.user_id and channel.get("name") == name
            if is_ours and float(channel.get("created") or 0) >= since.timestamp():
                return str(channel["id"])
        return None

    async def invite(self, channel_id: str, *people: str) -> None:
        """Those who cannot be invited keep nobody else out. Raises SlackSaysNo when it is so for all of them."""
        await asked(
            self.client.conversations_invite(
                channel=channel_id, users=",".join(people), force=len(people) > 1
            )
        )

    async def topic(self, channel_id: str) -> str:
        answer = await asked(self.client.conversations_info(channel=channel_id))
        return html.unescape(str((answer["channel"].get("topic") or {}).get("value") or ""))

    async def set_topic(self, channel_id: str, topic: str) -> None:
        await asked(self.client.conversations_setTopic(channel=channel_id, topic=topic))

    async def add_bookmark(self, channel_id: str, title: str, link: str) -> None:
        await asked(
            self.client.bookmarks_add(channel_id=channel_id, title=title, type="link", link=link)
        )

    async def bookmarked(self, channel_id: str) -> set[str]:
        """The links that are bookmarked in the channel."""
        answer = await asked(self.client.bookmarks_list(channel_id=channel_id))
        return {str(each.get("link")) for each in answer.get("bookmarks") or []}

    async def pin(self, channel_id: str, ts: str) -> None:
        await asked(self.client.pins_add(channel=channel_id, timestamp=ts))

    async def upload(self, name: str, content: str | bytes, *, alt_text: str = "") -> str:
        """Bring a text or a picture as a file; answers its id. Nobody sees it until it is shared."""
        told = content.encode() if isinstance(content, str) else content
        answer = await asked(
            self.client.files_getUploadURLExternal(
                filename=name, length=len(told), alt_txt=alt_text or None
            )
        )
        await self._bring(str(answer["upload_url"]), told)
        return str(answer["file_id"])

    async def keep(self, file_id: str, title: str) -> None:
        """Have a file that was brought, without posting it: messages can show it."""
        file: dict[str, str | None] = {"id": file_id, "title": title}
        await asked(self.client.files_completeUploadExternal(files=[file]))

    async def is_ready(self, file_id: str) -> bool:
        """Whether Slack has looked at the file by now: before that no message can show it."""
        answer = await asked(self.client.files_info(file=file_id))
        return bool(answer["file"].get("mimetype"))

    async def share(self, channel_id: str, file_id: str, title: str) -> None:
        """Post a file that was brought. A second time it is `file_not_found`."""
        file: dict[str, str | None] = {"id": file_id, "title": title}
        await asked(self.client.files_completeUploadExternal(files=[file], channel_id=channel_id))

    async def file(self, file_id: str) -> Mapping[str, Any]:
        """What is known of a file; `file_not_found` also where we are not in the conversation it is in."""
        answer = await asked(self.client.files_info(file=file_id))
        return dict(answer["file"])

    async def download(self, address: str, most: int) -> bytes:
        """A file's bytes. Raises SlackSaysNo where it is larger than `most` or Slack wants a person to sign in."""
        token = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(
                address, headers=token, allow_redirects=False, timeout=FOR_FILES
            ) as answer:
                if 300 <= answer.status < 400 or answer.content_type == "text/html":
                    raise SlackSaysNo("not_allowed", "it asks to sign in")
                if answer.status in (403, 404, 410):
                    raise SlackSaysNo("file_not_found", f"HTTP status {answer.status}")
                if answer.status != 200:
                    raise SlackIsSilent(f"HTTP status {answer.status} for a file")
                content = bytearray()
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    content += chunk
                    if len(content) > most:
                        raise SlackSaysNo("file_too_large")
                return bytes(content)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackIsSilent(str(error) or type(error).__name__) from error

    async def _bring(self, address: str, content: bytes) -> None:
        try:
            async with self._session.post(address, data=content, timeout=FOR_FILES) as answer:
                if answer.status != 200:
                    raise SlackIsSilent(f"HTTP status {answer.status} for a file")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackIsSilent(str(error) or type(error).__name__) from error

    async def profile(self, person_id: str) -> Mapping[str, Any]:
        answer = await asked(self.client.users_info(user=person_id, include_locale=True))
        return dict(answer["user"])

    async def everyone(self) -> AsyncIterator[list[Mapping[str, Any]]]:
        """The profiles of all who are, were or work in the workspace, some at a time."""
        cursor = None
        while True:
            answer = await asked(
                self.client.users_list(limit=1000, include_locale=True, cursor=cursor)
            )
            yield list(answer.get("members") or [])
            cursor = _next_cursor(answer)
            if not cursor:
                return

    async def members(self, channel_id: str) -> AsyncIterator[str]:
        cursor = None
        while True:
            answer = await asked(
                self.client.conversations_members(channel=channel_id, limit=1000, cursor=cursor)
            )
            for person_id in answer.get("members") or []:
                yield person_id
            cursor = _next_cursor(answer)
            if not cursor:
                return

    async def group_members(self, group_id: str) -> frozenset[str]:
        """Who is in a user group; `no_such_subteam` where there is none, or it is switched off."""
        answer = await asked(self.client.usergroups_users_list(usergroup=group_id))
        return frozenset(answer.get("users") or [])

    async def channels(self, *, joined: bool) -> AsyncIterator[Mapping[str, Any]]:
        """Public and private channels: those the bot is in, or all it can see."""
        ask = self.client.users_conversations if joined else self.client.conversations_list
        cursor = None
        while True:
            answer = await asked(
                ask(types="public_channel,private_channel", limit=500, cursor=cursor)
            )
            for channel in answer.get("channels") or []:
                yield channel
            cursor = _next_cursor(answer)
            if not cursor:
                return


@lru_cache(maxsize=256)
def _problems_in_view(view: str) -> list[Problem]:
    """The same forms are opened again and again: each is looked at once."""
    return problems_in_view(json.loads(view))


def _next_cursor(answer: Mapping[str, Any]) -> str | None:
    return (answer.get("response_metadata") or {}).get("next_cursor") or None


def check_view(view: Mapping[str, Any]) -> None:
    """Raises Unsendable where Slack would not take it."""
    _check(_problems_in_view(json.dumps(view)))


def _check(problems: list[Any]) -> None:
    if problems:
        raise Unsendable("; ".join(f"{problem.pointer} {problem.says}" for problem in problems[:5]))
