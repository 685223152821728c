"""Messages in channels: replies in a card's thread are comments, and a deleted card comes back.

In a major incident's own channel everything that people say is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desk import threads
from desk.comments import Said
from desk.incident import comments
from domain.organisation import Organisation
from handlers.inputs import Happening, plain_text
from handlers.tools import Ack, Do, Handler, Read

_WRITTEN = {None, "thread_broadcast", "file_share", "me_message"}
"""The subtypes of a message that a person wrote."""


async def message(
    happening: Happening, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    event = happening.event
    match event.get("subtype"):
        case "message_changed":
            await _edited(event, happening, do, read, organisation)
        case "message_deleted":
            await _deleted(event, happening, do, read)
        case subtype if subtype in _WRITTEN and await _is_kept(event, event["channel"], read):
            said = _said(event, event["channel"])
            await do(
                threads.write,
                said,
                organisation=organisation,
                by=happening.actor,
                at=happening.now,
            )
    await ack()


async def _edited(
    event: Mapping[str, Any],
    happening: Happening,
    do: Do,
    read: Read,
    organisation: Organisation,
) -> None:
    edited = event.get("message") or {}
    if edited.get("subtype") == "tombstone":  # what Slack leaves of a message with replies
        await do(threads.card_deleted, event["channel"], edited["ts"], at=happening.now)
    elif await _is_kept(edited, event["channel"], read):
        changed = event.get("event_ts") or event.get("ts")
        edited_at = _moment(changed) if changed and edited.get("edited") else None
        said = replace(_said(edited, event["channel"]), edited_at=edited_at)
        await do(
            threads.edit,
            said,
            organisation=organisation,
            by=happening.actor,
            at=happening.now,
        )


async def _deleted(event: Mapping[str, Any], happening: Happening, do: Do, read: Read) -> None:
    deleted = event.get("previous_message") or {}
    if await _is_kept(deleted, event["channel"], read):
        said = _said(deleted, event["channel"])
        await do(threads.delete, said, by=happening.actor, at=happening.now)
    elif deleted.get("bot_id"):
        ts = event.get("deleted_ts") or deleted.get("ts") or ""
        await do(threads.card_deleted, event["channel"], ts, at=happening.now)


async def _is_kept(message: Mapping[str, Any], channel_id: str, read: Read) -> bool:
    """Whether a person wrote it, and in a thread, or where all of it is kept."""
    if message.get("bot_id") or not message.get("user"):
        return False
    thread_ts = message.get("thread_ts")
    is_reply = thread_ts and thread_ts != message.get("ts")
    return bool(is_reply) or await read(comments.are_kept_from, channel_id)


def _said(message: Mapping[str, Any], channel_id: str) -> Said:
    files = [f"[{file.get('name') or 'file'}]" for file in message.get("files") or []]
    return Said(
        channel_id=channel_id,
        thread_ts=message.get("thread_ts") or message["ts"],
        ts=message["ts"],
        text=" ".join([plain_text(message.get("text") or ""), *files]),
        at=_moment(message["ts"]),
    )


def _moment(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


EVENTS: Mapping[str, Handler] = {"message": message}
