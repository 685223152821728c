"""The modals in front of each person: a stack of three at most, the last on top."""

from collections.abc import Callable

from sandbox.company.blocks import completed
from sandbox.company.files import Files
from sandbox.company.ids import new_id, new_view_hash
from sandbox.company.pictures import with_addresses
from sandbox.company.workspace import Workspace
from sandbox.errors import SlackError
from sandbox.shapes import Json

STACK_LIMIT = 3


class Modals:
    def __init__(
        self,
        workspace: Workspace,
        files: Files,
        keep: Callable[[str, list[Json]], None],
    ) -> None:
        self._workspace = workspace
        self._files = files
        self._keep = keep
        self._stacks: dict[str, list[Json]] = {}
        self.listeners: list[Callable[[str, list[Json]], None]] = []

    def restore(self, user_id: str, views: list[Json]) -> None:
        self._stacks[user_id] = views

    def stack(self, user_id: str) -> list[Json]:
        return self._stacks.get(user_id, [])

    def open(self, user_id: str, given: Json) -> Json:
        self._check_external_id(given)
        view = self._view(given, root=None, previous=None)
        self._change(user_id, [view])
        return view

    def push(self, user_id: str, given: Json) -> Json:
        stack = self.stack(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._check_external_id(given)
        view = self._view(given, root=stack[0]["id"], previous=stack[-1]["id"])
        self._change(user_id, [*stack, view])
        return view

    def update(
        self, given: Json, *, view_id: str = "", external_id: str = "", hash_: str = ""
    ) -> Json:
        old = next(
            (
                view
                for view in self._all()
                if view["id"] == view_id or (external_id and view["external_id"] == external_id)
            ),
            None,
        )
        if old is None:
            raise SlackError("not_found")
        if hash_ and hash_ != old["hash"]:
            raise SlackError("hash_conflict")
        self._check_external_id(given, but=old)
        view = self._view(given, root=old["root_view_id"], previous=old["previous_view_id"])
        view["id"] = old["id"]
        user_id = self._owner(old)
        self._change(user_id, [view if it is old else it for it in self.stack(user_id)])
        return view

    def close(self, user_id: str, view_id: str) -> None:
        stack = self.stack(user_id)
        if any(view["id"] == view_id for view in stack):
            self._change(user_id, [view for view in stack if view["id"] != view_id])

    def clear(self, user_id: str) -> None:
        self._change(user_id, [])

    def _view(self, given: Json, *, root: str | None, previous: str | None) -> Json:
        bot, team_id = self._workspace.bot, self._workspace.team_id
        id_ = new_id("V")
        return {
            "id": id_,
            "team_id": team_id,
            "type": given["type"],
            "blocks": with_addresses(self._files, completed(given["blocks"])),
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            "state": {"values": {}},
            "hash": new_view_hash(self._workspace.now()),
            "title": given["title"],
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": previous,
            "root_view_id": root or id_,
            "app_id": bot.app_id,
            "external_id": given.get("external_id") or "",
            "app_installed_team_id": team_id,
            "bot_id": bot.bot_id,
        }

    def _check_external_id(self, given: Json, but: Json | None = None) -> None:
        external_id = given.get("external_id")
        if external_id and any(
            view["external_id"] == external_id and view is not but for view in self._all()
        ):
            raise SlackError("duplicate_external_id")

    def _all(self) -> list[Json]:
        return [view for stack in self._stacks.values() for view in stack]

    def _owner(self, wanted: Json) -> str:
        return next(
            user_id
            for user_id, stack in self._stacks.items()
            if any(view is wanted for view in stack)
        )

    def _change(self, user_id: str, stack: list[Json]) -> None:
        self._stacks[user_id] = stack
        self._keep(user_id, stack)
        for listener in self.listeners:
            listener(user_id, stack)
