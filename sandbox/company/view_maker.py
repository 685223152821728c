"""Views as Slack gives them back, modals and Home tabs alike."""

from collections.abc import Callable, Iterable

from sandbox.company.blocks import completed
from sandbox.company.files import Files
from sandbox.company.ids import new_id, new_view_hash
from sandbox.company.pictures import with_addresses
from sandbox.company.workspace import Workspace
from sandbox.errors import SlackError
from sandbox.shapes import Json

UNTITLED = {"type": "plain_text", "text": "View Title", "emoji": True}  # what Slack calls a Home


class ViewMaker:
    """Makes views, each with a hash of its own; no two that stand anywhere have the same `external_id`."""

    def __init__(self, workspace: Workspace, files: Files) -> None:
        self._workspace = workspace
        self._files = files
        self.standing: list[Callable[[], Iterable[Json]]] = []

    def made(
        self, given: Json, *, instead_of: Json | None = None, on_top_of: list[Json] | None = None
    ) -> Json:
        """A new view, on top of a stack or in the place of another.

        Raises SlackError where its `external_id` is taken.
        """
        self._check_external_id(given, instead_of)
        bot, team_id = self._workspace.bot, self._workspace.team_id
        place = _place(instead_of, on_top_of or [])
        return {
            "id": place["id"],
            "team_id": team_id,
            "type": given["type"],
            "blocks": with_addresses(self._files, completed(given["blocks"])),
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            "state": {"values": {}},
            "hash": new_view_hash(self._workspace.now()),
            "title": given.get("title") or UNTITLED,
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": place["previous_view_id"],
            "root_view_id": place["root_view_id"],
            "app_id": bot.app_id,
            "external_id": given.get("external_id") or "",
            "app_installed_team_id": team_id,
            "bot_id": bot.bot_id,
        }

    def _check_external_id(self, given: Json, but: Json | None) -> None:
        external_id = given.get("external_id")
        if not external_id:
            return
        views = (view for standing in self.standing for view in standing())
        if any(view["external_id"] == external_id and view is not but for view in views):
            raise SlackError("duplicate_external_id")


def check_hash(view: Json, hash_: str) -> None:
    """Refuse who read the view before somebody else changed it."""
    if hash_ and hash_ != view["hash"]:
        raise SlackError("hash_conflict")


def _place(instead_of: Json | None, on_top_of: list[Json]) -> Json:
    if instead_of is not None:
        return instead_of
    id_ = new_id("V")
    if not on_top_of:
        return {"id": id_, "root_view_id": id_, "previous_view_id": None}
    root, previous = on_top_of[0]["id"], on_top_of[-1]["id"]
    return {"id": id_, "root_view_id": root, "previous_view_id": previous}
