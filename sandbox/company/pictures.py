"""Pictures in blocks that are files of the workspace: known, ready, and of a kind Slack shows."""

from collections.abc import Iterator
from typing import Any

from sandbox.company.file_objects import File
from sandbox.company.files import Files
from sandbox.company.filetypes import PICTURES, type_of
from sandbox.errors import SlackError
from sandbox.shapes import Json


def check_pictures(files: Files, blocks: Any, error: str, at: str = "") -> None:
    """Refuse with this error where a `slack_file` is unknown to the app, not ready or no picture."""
    wrong = [
        f"[ERROR] invalid slack file [json-pointer:{at}{pointer}]"
        for pointer, picture in _pictures(blocks, "/blocks")
        if not _fits(files, _named(files, picture["slack_file"]))
    ]
    if wrong:
        raise SlackError(error, response_metadata={"messages": wrong})


def with_addresses(files: Files, thing: Any) -> Any:
    """The same blocks, each `slack_file` with both its id and its address, as Slack gives them back."""
    if isinstance(thing, list):
        return [with_addresses(files, each) for each in thing]
    if not isinstance(thing, dict):
        return thing
    whole = {key: with_addresses(files, value) for key, value in thing.items()}
    if isinstance(whole.get("slack_file"), dict):
        file = _named(files, whole["slack_file"])
        if file is not None:
            told = files.shown(file)
            whole["slack_file"] = {"id": file.id, "url": told["url_private"]}
    return whole


def _fits(files: Files, file: File | None) -> bool:
    if file is None or not files.is_ready(file) or not files.app_sees(file):
        return False
    return type_of(file.name).filetype in PICTURES


def _named(files: Files, slack_file: Json) -> File | None:
    if "id" in slack_file:
        return files.get(str(slack_file["id"]))
    return files.at(str(slack_file.get("url")))


def _pictures(thing: Any, at: str) -> Iterator[tuple[str, Json]]:
    """Every object with a `slack_file`, and where that stands."""
    if isinstance(thing, dict):
        if isinstance(thing.get("slack_file"), dict):
            yield f"{at}/slack_file", thing
        for key, value in thing.items():
            yield from _pictures(value, f"{at}/{key}")
    elif isinstance(thing, list):
        for number, each in enumerate(thing):
            yield from _pictures(each, f"{at}/{number}")
