"""What can happen in the workspace; the page and the app each hear of it in their own words."""

from dataclasses import dataclass
from typing import Literal

from sandbox.company.channels import Channel
from sandbox.company.people import Person
from sandbox.shapes import Json


@dataclass(frozen=True)
class MessagePosted:
    channel: Channel
    message: Json


@dataclass(frozen=True)
class MessageChanged:
    channel: Channel
    message: Json
    previous: Json


@dataclass(frozen=True)
class MessageDeleted:
    channel: Channel
    previous: Json
    deleted_at: str


@dataclass(frozen=True)
class ThreadChanged:
    """A reply came or went: the parent shows another count. Apps are not told, pages are."""

    channel: Channel
    parent: Json


@dataclass(frozen=True)
class ReactionChanged:
    """Somebody put an emoji on a message or took theirs back; `message` is as it then stands."""

    channel: Channel
    message: Json
    name: str
    user_id: str
    what: Literal["added", "removed"]


@dataclass(frozen=True)
class PinChanged:
    """Somebody pinned a message, or took the pin away; `message` is as it then stands."""

    channel: Channel
    message: Json
    user_id: str
    what: Literal["added", "removed"]


@dataclass(frozen=True)
class BookmarkAdded:
    """Apps are not told, pages are."""

    channel: Channel
    bookmark_id: str


@dataclass(frozen=True)
class FileShared:
    """A file came to a channel, with a message that has its own happening."""

    channel: Channel
    file_id: str
    user_id: str


@dataclass(frozen=True)
class MemberJoined:
    channel: Channel
    user_id: str
    inviter: str | None


@dataclass(frozen=True)
class MemberLeft:
    channel: Channel
    user_id: str


@dataclass(frozen=True)
class ChannelChanged:
    channel: Channel
    what: Literal["created", "archive", "unarchive", "rename", "described", "opened"]
    by: str


@dataclass(frozen=True)
class PersonChanged:
    person: Person


@dataclass(frozen=True)
class StepBegun:
    """A workflow came to a step of the app; `written` is how the manifest declares it."""

    run_id: str
    callback_id: str
    written: Json
    user_id: str
    inputs: Json


@dataclass(frozen=True)
class GroupMembersChanged:
    """Who is in a user group; `since` and `at` are the Unix seconds of its last change and of this one."""

    group_id: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    since: int
    at: int


@dataclass(frozen=True)
class HomeOpened:
    """Someone looks at a tab of the app's own place; `view`: what it has published for them."""

    user_id: str
    channel: Channel
    tab: str
    view: Json | None


Happening = (
    MessagePosted
    | MessageChanged
    | MessageDeleted
    | ThreadChanged
    | ReactionChanged
    | PinChanged
    | BookmarkAdded
    | FileShared
    | MemberJoined
    | MemberLeft
    | ChannelChanged
    | PersonChanged
    | GroupMembersChanged
    | StepBegun
    | HomeOpened
)
