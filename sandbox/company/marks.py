"""What is put on a message without changing what it says: reactions and pins."""

import re
from typing import Literal

from sandbox.company.channels import Channel
from sandbox.company.happenings import PinChanged, ReactionChanged
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json, seconds

MOST_PINS = 100
EMOJI_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


def reactions_of(message: Json, user_id: str) -> set[str]:
    """The names of those this user put there."""
    return {it["name"] for it in message.get("reactions") or () if user_id in it["users"]}


def react(workspace: Workspace, channel: Channel, message: Json, name: str, user_id: str) -> None:
    there = {it["name"]: it["users"] for it in message.get("reactions") or ()}
    _put(
        workspace,
        channel,
        message,
        there | {name: [*there.get(name, []), user_id]},
        ("added", name, user_id),
    )


def take_back(
    workspace: Workspace, channel: Channel, message: Json, name: str, user_id: str
) -> None:
    there = {it["name"]: it["users"] for it in message["reactions"]}
    left = [each for each in there[name] if each != user_id]
    _put(workspace, channel, message, there | {name: left}, ("removed", name, user_id))


def _put(
    workspace: Workspace,
    channel: Channel,
    message: Json,
    there: dict[str, list[str]],
    done: tuple[Literal["added", "removed"], str, str],
) -> None:
    told = [{"name": name, "users": it, "count": len(it)} for name, it in there.items() if it]
    bare = {key: value for key, value in message.items() if key != "reactions"}
    changed = bare | ({"reactions": told} if told else {})
    workspace.mark(channel, changed)
    what, name, user_id = done
    workspace.tell(ReactionChanged(channel, changed, name, user_id, what))


def pinned_in(workspace: Workspace, channel: Channel) -> list[Json]:
    messages = workspace.conversation(channel).messages.values()
    return [each for each in messages if channel.id in (each.get("pinned_to") or ())]


def pin(workspace: Workspace, channel: Channel, message: Json, user_id: str) -> None:
    info = {
        "channel": channel.id,
        "pinned_by": user_id,
        "pinned_ts": seconds(workspace.now()),
    }
    pinned = message | {"pinned_to": [channel.id], "pinned_info": info}
    workspace.mark(channel, pinned)
    workspace.tell(PinChanged(channel, pinned, user_id, "added"))


def unpin(workspace: Workspace, channel: Channel, message: Json, user_id: str) -> None:
    bare = {key: it for key, it in message.items() if key not in ("pinned_to", "pinned_info")}
    workspace.mark(channel, bare)
    workspace.tell(PinChanged(channel, bare, user_id, "removed"))
