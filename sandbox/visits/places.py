"""Where things are, as a person says it: #service-desk, @Steward, the second message with INC-1 in it."""

import re
from collections.abc import Mapping, Sequence

from sandbox.company.visible import visible_text
from sandbox.shapes import Json
from sandbox.visits.comparing import tolerant
from sandbox.visits.finding import NotThere

NUMBER = re.compile(r"\b[A-Z]{3}-\d+\b")
LONGEST_NEEDLE = 60

Names = Mapping[str, str]
"""What people and channels are called, by id."""


def names_in(workspace: Json) -> Names:
    return {each["id"]: each["name"] for each in [*workspace["users"], *workspace["channels"]]}


def person_id(workspace: Json, name: str) -> str:
    """Raises NotThere."""
    for user in workspace["users"]:
        if user["name"] == name:
            return str(user["id"])
    raise NotThere(f"nobody is called {name}")


def place_name(workspace: Json, channel_id: str) -> str:
    """`#general`, or `@` and whom one talks with. Raises NotThere."""
    names = names_in(workspace)
    for channel in workspace["channels"]:
        if channel["id"] == channel_id:
            return _named(channel, names)
    raise NotThere(f"there is no channel {channel_id}")


def channel_at(workspace: Json, place: str) -> str | None:
    """The id of the channel of this name; None for talk that has not begun. Raises NotThere."""
    names = names_in(workspace)
    known = {_named(channel, names): str(channel["id"]) for channel in workspace["channels"]}
    if place not in known and not place.startswith("@"):
        raise NotThere(f"there is no channel {place}")
    return known.get(place)


def text_of(message: Json, names: Names) -> str:
    """What stands there, without what differs each time."""
    return tolerant(visible_text(message, names))


def reference(message: Json, among: Sequence[Json], names: Names) -> Json:
    """How to find this message again: by words in it and, where others have them too, by its place among those."""
    text = text_of(message, names)
    number = NUMBER.search(text)
    needle = number[0] if number else text.partition("\n")[0][:LONGEST_NEEDLE].strip()
    only_you = bool(message.get("is_ephemeral"))
    same = [it["ts"] for it in _with(needle, among, names, only_you=only_you)]
    nth = same.index(message["ts"]) + 1
    return {
        "message": needle,
        **({"nth": nth} if nth > 1 else {}),
        **({"only_you": True} if only_you else {}),
    }


def referred(told: Json, among: Sequence[Json], names: Names) -> Json | None:
    """The message that is meant, if it is there yet."""
    only_you = bool(told.get("only_you"))
    same = _with(str(told["message"]), among, names, only_you=only_you)
    nth = int(told.get("nth", 1))
    return same[nth - 1] if 0 < nth <= len(same) else None


def _named(channel: Json, names: Names) -> str:
    match channel["kind"]:
        case "im":
            return f"@{names.get(channel['with'], channel['with'])}"
        case "mpim":
            return "@" + ", ".join(sorted(names.get(it, it) for it in channel["with_all"]))
        case _:
            return f"#{channel['name']}"


def _with(needle: str, among: Sequence[Json], names: Names, *, only_you: bool) -> list[Json]:
    return [
        message
        for message in among
        if bool(message.get("is_ephemeral")) is only_you and has(needle, text_of(message, names))
    ]


def has(needle: str, text: str) -> bool:
    """Whether the words stand in it; INC-1 does not stand in INC-12."""
    if not NUMBER.fullmatch(needle):
        return needle in text
    return re.search(rf"\b{re.escape(needle)}\b", text) is not None
