"""What happens, in the words of the Events API: one table from a happening to those who tell of it."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.company.happenings import (
    ChannelChanged,
    FileShared,
    GroupMembersChanged,
    Happening,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
    PinChanged,
    ReactionChanged,
    StepBegun,
)
from sandbox.delivery import told_channels, told_messages, told_people, told_steps
from sandbox.delivery.told import Scene, Told

TELLINGS: dict[type, Callable[[Scene, Any], Iterator[Told]]] = {
    MessagePosted: told_messages.posted,
    MessageChanged: told_messages.changed,
    MessageDeleted: told_messages.deleted,
    FileShared: told_messages.file_shared,
    ReactionChanged: told_messages.reacted,
    PinChanged: told_messages.pinned,
    MemberJoined: told_channels.joined,
    MemberLeft: told_channels.left,
    ChannelChanged: told_channels.changed,
    PersonChanged: told_people.changed,
    GroupMembersChanged: told_people.group_changed,
    HomeOpened: told_people.home_opened,
    StepBegun: told_steps.begun,
}


def tell(scene: Scene, happening: Happening) -> Iterator[Told]:
    """The events of what happened; none where it is the page's business alone."""
    teller = TELLINGS.get(type(happening))
    if teller is not None:
        yield from teller(scene, happening)
