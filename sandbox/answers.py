"""What an app answers to an interaction, through a response URL or with the acknowledgement of a command."""

from typing import Any

from sandbox.company import app_messages
from sandbox.delivery.response_urls import ResponseUrl
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.world import World


def answer(world: World, url: ResponseUrl, body: Json) -> None:
    """Show, replace or take away, as the body asks; only the one who acted sees it unless it says otherwise."""
    if _true(body.get("delete_original")):
        _delete_original(world, url)
    elif _true(body.get("replace_original")) and (url.message_ts or url.ephemeral_id):
        _replace_original(world, url, _message(world, body))
    else:
        _say(world, url, body)


def _say(world: World, url: ResponseUrl, body: Json) -> None:
    channel = world.workspace.channels[url.channel_id]
    message = _message(world, body)
    thread_ts = body.get("thread_ts")
    if thread_ts and world.workspace.message(channel, thread_ts):
        message["thread_ts"] = thread_ts
    if body.get("response_type") == "in_channel":
        world.workspace.post(channel, message)
    else:
        world.ephemerals.show(channel, url.user_id, message)


def _replace_original(world: World, url: ResponseUrl, message: Json) -> None:
    channel = world.workspace.channels[url.channel_id]
    if url.ephemeral_id is not None:
        if world.ephemerals.get(url.ephemeral_id) is not None:
            world.ephemerals.replace(url.ephemeral_id, message)
        return
    original = world.workspace.message(channel, str(url.message_ts))
    if original is None:
        raise SlackError("message_not_found")
    if not _is_the_apps(world, original):
        raise SlackError("cant_update_message")
    kept = {key: it for key, it in original.items() if key not in ("blocks", "attachments")}
    edited = {"user": world.workspace.bot.id, "ts": world.workspace.stamp(channel)}
    world.workspace.edit(channel, original["ts"], kept | message | {"edited": edited})


def _delete_original(world: World, url: ResponseUrl) -> None:
    channel = world.workspace.channels[url.channel_id]
    if url.ephemeral_id is not None:
        world.ephemerals.delete(url.ephemeral_id)
        return
    original = world.workspace.message(channel, str(url.message_ts))
    if original is not None and _is_the_apps(world, original):
        world.workspace.delete(channel, original["ts"])


def _is_the_apps(world: World, message: Json) -> bool:
    return bool(message.get("bot_id") == world.workspace.bot.bot_id)


def _message(world: World, body: Json) -> Json:
    world.faults.check_charts(body.get("blocks"))
    author = app_messages.by(world.workspace.bot, world.workspace.team_id)
    return author | app_messages.content(body, world.files)


def _true(value: Any) -> bool:
    return value is True or value in ("true", "1", 1)
