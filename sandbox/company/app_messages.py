"""What an app says: its text, blocks and metadata, checked and completed, in the app's name."""

import json
from typing import Any

from sandbox.company.blocks import checked_message, completed
from sandbox.company.files import Files
from sandbox.company.people import Person
from sandbox.company.pictures import check_pictures, with_addresses
from sandbox.company.text import sent_by_app
from sandbox.errors import SlackError
from sandbox.shapes import Json

LONGEST_TEXT = 40_000


def by(bot: Person, team_id: str) -> Json:
    """The fields by which a message shows which app wrote it."""
    return {
        "user": bot.id,
        "bot_id": bot.bot_id,
        "app_id": bot.app_id,
        "bot_profile": {
            "id": bot.bot_id,
            "app_id": bot.app_id,
            "name": bot.name,
            "icons": {},
            "deleted": False,
            "updated": bot.updated,
            "team_id": team_id,
        },
    }


def content(given: Json, files: Files) -> Json:
    """The text, blocks, attachments and metadata of a new message, or Slack's reason why not."""
    return {"text": ""} | {key: value for key, value in said(given, files).items() if value}


def said(given: Json, files: Files) -> Json:
    """What is said of a message, for an update too: what is not mentioned stays as it was."""
    told = {
        "text": given.get("text"),
        "markdown_text": given.get("markdown_text"),
        "blocks": _parsed(given.get("blocks"), "invalid_blocks_format"),
        "attachments": _parsed(given.get("attachments"), "invalid_attachments"),
        "metadata": _parsed(given.get("metadata"), "invalid_metadata_format"),
    }
    told = {key: value for key, value in told.items() if value is not None}
    checked_message(told)
    check_pictures(files, told.get("blocks"), "invalid_blocks")
    if "markdown_text" in told:
        told["text"] = told.pop("markdown_text")
        told["blocks"] = [{"type": "markdown", "text": told["text"]}]
    if "blocks" in told:
        told["blocks"] = with_addresses(files, completed(told["blocks"]))
    if "text" in told:
        told["text"] = sent_by_app(told["text"][:LONGEST_TEXT])
    return told


def _parsed(value: Any, error: str) -> Any:
    """A structure that came as itself, or as JSON inside a form."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError as problem:
        raise SlackError(error) from problem
