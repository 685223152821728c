"""User groups such as @platform-oncall: who is in them, and how Slack describes them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from sandbox.company.happenings import GroupMembersChanged, Happening
from sandbox.company.store import Store
from sandbox.shapes import Json, Now, seconds


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    description: str
    users: list[str]
    created_by: str
    created: int
    updated: int = 0
    updated_by: str = ""
    channels: list[str] = field(default_factory=list)
    is_disabled: bool = False

    def as_slack(self, team_id: str, *, with_users: bool, with_count: bool) -> Json:
        told: Json = {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": self.created,
            "date_update": self.updated or self.created,
            "date_delete": self.updated if self.is_disabled else 0,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": self.created_by,
            "updated_by": self.updated_by or self.created_by,
            "deleted_by": None,
            "prefs": {"channels": self.channels, "groups": []},
        }
        told |= {"users": self.users} if with_users else {}
        return told | ({"user_count": len(self.users)} if with_count else {})


class UserGroups:
    def __init__(self, store: Store, now: Now, tell: Callable[[Happening], None]) -> None:
        self._store = store
        self._now = now
        self._tell = tell
        self._groups = {id_: UserGroup(**it) for id_, it in store.all("usergroup")}

    def all(self) -> list[UserGroup]:
        return list(self._groups.values())

    def get(self, id_: str) -> UserGroup | None:
        return self._groups.get(id_)

    def of(self, user_id: str) -> list[str]:
        """The ids of the groups someone is in."""
        return [it.id for it in self._groups.values() if user_id in it.users]

    def add(self, group: UserGroup) -> None:
        self._groups[group.id] = group
        self._store.put("usergroup", group.id, asdict(group))

    def set_members(self, group: UserGroup, users: Sequence[str], by: str) -> None:
        """Exactly these from now on."""
        before, since = group.users, group.updated or group.created
        group.users = list(dict.fromkeys(users))
        group.updated, group.updated_by = seconds(self._now()), by
        self.add(group)
        added = tuple(it for it in group.users if it not in before)
        removed = tuple(it for it in before if it not in group.users)
        if added or removed:
            self._tell(GroupMembersChanged(group.id, added, removed, since, group.updated))
