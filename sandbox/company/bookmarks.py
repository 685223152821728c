"""The bookmarks at the top of a channel."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from sandbox.company.channels import Channel
from sandbox.company.happenings import BookmarkAdded, Happening
from sandbox.company.ids import new_id
from sandbox.company.store import Store
from sandbox.shapes import Json, Now, seconds


@dataclass
class Bookmark:
    id: str
    channel_id: str
    title: str
    link: str
    emoji: str
    user_id: str
    created: int
    rank: int

    def as_slack(self, team_id: str, app_id: str) -> Json:
        return {
            "id": self.id,
            "channel_id": self.channel_id,
            "title": self.title,
            "link": self.link,
            "emoji": self.emoji,
            "icon_url": "",
            "type": "link",
            "entity_id": None,
            "date_created": self.created,
            "date_updated": 0,
            "rank": _letters(self.rank),
            "last_updated_by_user_id": self.user_id,
            "last_updated_by_team_id": team_id,
            "shortcut_id": None,
            "app_id": app_id,
            "app_action_id": None,
        }


class Bookmarks:
    def __init__(self, store: Store, now: Now, tell: Callable[[Happening], None]) -> None:
        self._store = store
        self._now = now
        self._tell = tell
        self._bookmarks = [Bookmark(**it) for _, it in store.all("bookmark")]

    def of(self, channel: Channel) -> list[Bookmark]:
        """In the order they stand there."""
        mine = (it for it in self._bookmarks if it.channel_id == channel.id)
        return sorted(mine, key=lambda it: it.rank)

    def add(self, channel: Channel, title: str, link: str, emoji: str, by: str) -> Bookmark:
        bookmark = Bookmark(
            id=new_id("Bk"),
            channel_id=channel.id,
            title=title,
            link=link,
            emoji=emoji,
            user_id=by,
            created=seconds(self._now()),
            rank=len(self.of(channel)),
        )
        self._bookmarks.append(bookmark)
        self._store.put("bookmark", bookmark.id, asdict(bookmark))
        self._tell(BookmarkAdded(channel, bookmark.id))
        return bookmark


def _letters(rank: int) -> str:
    """A word that sorts as the number does: U, V, … as Slack gives them."""
    return chr(ord("U") + rank % 6) if rank < 6 else "Z" + _letters(rank - 6)
