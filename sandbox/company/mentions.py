"""Who a message calls: only what is markup counts, not what merely looks like it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.shapes import Json

EVERYONE = ("<!here", "<!channel", "<!everyone")


def calls(message: Json, user_id: str, groups: Sequence[str] = ()) -> bool:
    """Whether the message mentions this person, one of their user groups, or everybody."""
    signs = [f"<@{user_id}", *(f"<!subteam^{group}" for group in groups)]
    wanted = (*(f"{sign}{end}" for sign in signs for end in ">|"), *EVERYONE)
    written = [str(message.get("text", ""))]
    for part in _parts(message.get("blocks")):
        if part.get("type") == "mrkdwn":
            written.append(str(part.get("text", "")))
        elif (
            part.get("type") == "broadcast"
            or part.get("user_id") == user_id
            or part.get("usergroup_id") in groups
        ):
            return True
    return any(sign in text for text in written for sign in wanted)


def _parts(thing: Any) -> Iterator[Json]:
    """Every object inside, at any depth."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from _parts(value)
    elif isinstance(thing, list):
        for each in thing:
            yield from _parts(each)
