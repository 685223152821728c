"""Messages in channels: replies in a card's thread are comments, and a deleted card comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desk import comments
from desk.comments import Said
from domain.organisation import Organisation
from handlers.inputs import Ack, Do, Handler, Happening, plain_text

_WRITTEN = {None, "thread_broadcast", "file_share", "me_message"}
"""The subtypes of a message that a person wrote."""


async def message(happening: Happening, do: Do, ack: Ack, organisation: Organisation) -> None:
    event = happening.event
    match event.get("subtype"):
        case "message_changed":
            await _edited(event, happening, do, organisation)
        case "message_deleted":
            await _deleted(event, happening, do)
        case subtype if subtype in _WRITTEN and _is_reply(event):
            said = _said(event, event["channel"])
            await do(
                comments.write,
                said,
                organisation=organisation,
                by=happening.actor,
                at=happening.now,
            )
    await ack()


async def _edited(
    event: Mapping[str, Any], happening: Happening, do: Do, organisation: Organisation
) -> None:
    edited = event.get("message") or {}
    if _is_reply(edited):
        changed = event.get("event_ts") or event.get("ts")
        edited_at = _moment(changed) if changed and edited.get("edited") else None
        said = replace(_said(edited, event["channel"]), edited_at=edited_at)
        await do(
            comments.edit,
            said,
            organisation=organisation,
            by=happening.actor,
            at=happening.now,
        )
    elif edited.get("subtype") == "tombstone":  # what Slack leaves of a message with replies
        await do(comments.card_deleted, event["channel"], edited["ts"], at=happening.now)


async def _deleted(event: Mapping[str, Any], happening: Happening, do: Do) -> None:
    deleted = event.get("previous_message") or {}
    if _is_reply(deleted):
        said = _said(deleted, event["channel"])
        await do(comments.delete, said, by=happening.actor, at=happening.now)
    elif deleted.get("bot_id"):
        ts = event.get("deleted_ts") or deleted.get("ts") or ""
        await do(comments.card_deleted, event["channel"], ts, at=happening.now)


def _is_reply(message: Mapping[str, Any]) -> bool:
    """Whether a person wrote it in a thread."""
    thread_ts = message.get("thread_ts")
    return bool(
        thread_ts
        and thread_ts != message.get("ts")
        and message.get("user")
        and not message.get("bot_id")
    )


def _said(message: Mapping[str, Any], channel_id: str) -> Said:
    files = [f"[{file.get('name') or 'file'}]" for file in message.get("files") or []]
    return Said(
        channel_id=channel_id,
        thread_ts=message["thread_ts"],
        ts=message["ts"],
        text=" ".join([plain_text(message.get("text") or ""), *files]),
        at=_moment(message["ts"]),
    )


def _moment(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


EVENTS: Mapping[str, Handler] = {"message": message}
