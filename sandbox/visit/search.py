"""Looking for something: people, channels, and what was said where this person may read."""

import json
import re
from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import islice

from sandbox.company.channels import Channel
from sandbox.company.ids import micros
from sandbox.company.people import Person
from sandbox.company.reading import QUIET
from sandbox.company.visible import visible_text
from sandbox.shapes import Json
from sandbox.visit.places import sees
from sandbox.world import World

MOST_MESSAGES = 30
MOST_OTHERS = 8
BEFORE, AFTER = 40, 100  # characters of an excerpt, on either side of what was found
OUT_OF_REACH = QUIET | {"tombstone"}

Alternatives = list[tuple[str, ...]]


def search(world: World, me: Person, text: str) -> Json:
    """What has every word of the text in it, the newest messages first."""
    words = text.casefold().split()
    if not words:
        return {"people": [], "channels": [], "messages": []}
    channels = [each for each in world.workspace.channels.values() if sees(me, each)]
    return {
        "people": list(islice(_people(world, words), MOST_OTHERS)),
        "channels": list(islice(_channels(channels, words), MOST_OTHERS)),
        "messages": list(islice(_messages(world, channels, words), MOST_MESSAGES)),
    }


def excerpt(message: Json, names: Mapping[str, str], words: list[str] | None = None) -> str:
    """A line of what the message says, around the first of the words that stands in it."""
    line = " ".join(visible_text(message, names).split())
    places = [at for word in words or () if (at := line.casefold().find(word)) >= 0]
    at = max(0, min(places, default=0) - BEFORE)
    if at:  # not from the middle of a word
        at = line.find(" ", at) + 1
    piece = line[at : at + BEFORE + AFTER]
    return f"{'…' if at else ''}{piece}{'…' if at + len(piece) < len(line) else ''}"


def names_of(world: World) -> dict[str, str]:
    people = {each.id: each.name for each in world.workspace.people.values()}
    channels = {
        each.id: each.name for each in world.workspace.channels.values() if each.kind == "channel"
    }
    groups = {f"subteam^{each.id}": each.handle for each in world.workspace.groups.all()}
    return people | channels | groups


def _people(world: World, words: list[str]) -> Iterator[Json]:
    for person in world.workspace.people.values():
        about = f"{person.name} {person.handle} {person.title}".casefold()
        if not person.is_deactivated and all(word in about for word in words):
            yield {"id": person.id, "name": person.name, "title": person.title}


def _channels(channels: list[Channel], words: list[str]) -> Iterator[Json]:
    for channel in channels:
        about = f"#{channel.name} {channel.topic['value']} {channel.purpose['value']}".casefold()
        if not channel.is_direct and all(word in about for word in words):
            yield {"id": channel.id, "name": channel.name, "kind": channel.kind}


def _messages(world: World, channels: list[Channel], words: list[str]) -> Iterator[Json]:
    names = names_of(world)
    wanted = [_alternatives(word, names) for word in words]
    for channel, message in _newest_first(world, channels):
        if message.get("subtype") in OUT_OF_REACH or not _may_hold(message, wanted):
            continue
        seen = visible_text(message, names).casefold()
        if all(word in seen for word in words):
            yield {
                "channel": channel.id,
                "ts": message["ts"],
                "thread_ts": message.get("thread_ts"),
                "user": message.get("user"),
                "excerpt": excerpt(message, names, words),
            }


def _newest_first(world: World, channels: list[Channel]) -> Iterator[tuple[Channel, Json]]:
    def of(channel: Channel) -> Iterator[tuple[int, str, Channel, Json]]:
        for message in reversed(world.workspace.conversation(channel).messages.values()):
            yield -micros(message["ts"]), channel.id, channel, message

    for _, _, channel, message in merge(*map(of, channels), key=lambda each: each[:2]):
        yield channel, message


def _alternatives(word: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The word itself, or the ids whose names it is part of: what a mention consists of."""
    called = [id_.casefold() for id_, name in names.items() if word.strip("@#") in name.casefold()]
    return (word, re.sub(r"^[@#]", "", word), *called)


def _may_hold(message: Json, wanted: Alternatives) -> bool:
    """A quick look, before the message is read as people see it."""
    blocks = message.get("blocks"), message.get("attachments")
    raw = str(message.get("text", ""))
    if any(blocks):
        raw += json.dumps(blocks, ensure_ascii=False)
    raw = raw.casefold()
    return all(any(form in raw for form in forms) for forms in wanted)
