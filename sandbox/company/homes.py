"""The Home tab as the app published it for each person."""

from collections.abc import Callable, Iterable

from sandbox.company.view_maker import ViewMaker, check_hash
from sandbox.shapes import Json


class Homes:
    def __init__(self, maker: ViewMaker, keep: Callable[[str, Json], None]) -> None:
        self._maker = maker
        self._keep = keep
        self._homes: dict[str, Json] = {}
        self.listeners: list[Callable[[str, Json], None]] = []
        maker.standing.append(self._all)

    def restore(self, user_id: str, view: Json) -> None:
        self._homes[user_id] = view

    def of(self, user_id: str) -> Json | None:
        """None as long as the app has not published one."""
        return self._homes.get(user_id)

    def publish(self, user_id: str, given: Json, hash_: str = "") -> Json:
        """Show it to this person from now on. Raises SlackError where the hash is not the present one."""
        old = self.of(user_id)
        if old is not None:
            check_hash(old, hash_)
        view = self._maker.made(given, instead_of=old)
        self._homes[user_id] = view
        self._keep(user_id, view)
        for listener in self.listeners:
            listener(user_id, view)
        return view

    def _all(self) -> Iterable[Json]:
        return self._homes.values()
