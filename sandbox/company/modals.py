"""The modals in front of each person: a stack of three at most, the last on top."""

from collections.abc import Callable

from sandbox.company.view_maker import ViewMaker, check_hash
from sandbox.errors import SlackError
from sandbox.shapes import Json

STACK_LIMIT = 3


class Modals:
    def __init__(self, maker: ViewMaker, keep: Callable[[str, list[Json]], None]) -> None:
        self._maker = maker
        self._keep = keep
        self._stacks: dict[str, list[Json]] = {}
        self.listeners: list[Callable[[str, list[Json]], None]] = []
        maker.standing.append(self._all)

    def restore(self, user_id: str, views: list[Json]) -> None:
        self._stacks[user_id] = views

    def stack(self, user_id: str) -> list[Json]:
        return self._stacks.get(user_id, [])

    def open(self, user_id: str, given: Json) -> Json:
        view = self._maker.made(given)
        self._change(user_id, [view])
        return view

    def push(self, user_id: str, given: Json) -> Json:
        stack = self.stack(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        view = self._maker.made(given, on_top_of=stack)
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
        check_hash(old, hash_)
        view = self._maker.made(given, instead_of=old)
        user_id = self._owner(old)
        self._change(user_id, [view if it is old else it for it in self.stack(user_id)])
        return view

    def close(self, user_id: str, view_id: str) -> None:
        stack = self.stack(user_id)
        if any(view["id"] == view_id for view in stack):
            self._change(user_id, [view for view in stack if view["id"] != view_id])

    def clear(self, user_id: str) -> None:
        self._change(user_id, [])

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
