"""Fields and buttons by what stands on them, and what stands in fields, in words that mean the same tomorrow."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shapes import Json
from sandbox.visits.finding import (
    CHANNELS,
    FIELDS,
    MANY,
    ONE,
    PEOPLE,
    NotThere,
    elements,
    label_of,
)
from sandbox.visits.places import channel_at, person_id, place_name

Found = tuple[Json, Json]
"""A block and the element in it."""

_DAY = re.compile(r"today([+-]\d+)?(?: (\d{2}:\d{2}))?")


def fields_of(blocks: Sequence[Json]) -> dict[str, Found]:
    """Every field by its label; a second one of the same label is `Label (2)`."""
    found: dict[str, Found] = {}
    for block, element in elements(list(blocks)):
        if element["type"] in FIELDS and element["type"] != "overflow":
            shown = label_of(block) or (element.get("placeholder") or {}).get("text", "")
            found[_unused(shown, found)] = (block, element)
    return found


def buttons_of(blocks: Sequence[Json]) -> dict[str, tuple[Json, Json, Json | None]]:
    """Every button by its words, overflow entries too (with what is chosen then); a second one is `Open (2)`."""
    found: dict[str, tuple[Json, Json, Json | None]] = {}
    for block, element in elements(list(blocks)):
        if element["type"] == "button":
            found[_unused(element["text"]["text"], found)] = (block, element, None)
        elif element["type"] == "overflow":
            for option in element["options"]:
                chosen = {"type": "overflow", "selected_option": option}
                found[_unused(option["text"]["text"], found)] = (block, element, chosen)
    return found


def in_words(element: Json, held: Json, workspace: Json, now: datetime) -> Any:
    """What a field holds: texts of options, names of people and channels, days counted from today."""
    value = next((it for key, it in held.items() if key != "type"), None)
    if isinstance(value, list):
        return [_in_words(element, each, workspace, now) for each in value]
    return None if value is None else _in_words(element, value, workspace, now)


def options_in(element: Json, words: Any, offered: Json) -> Json:
    """What a select holds in which these words were chosen, out of what is offered. Raises NotThere."""
    groups = [offered, *(offered.get("option_groups") or ())]
    known = {it["text"]["text"]: it for group in groups for it in group.get("options") or ()}
    wanted = words if isinstance(words, list) else [words]
    for each in wanted:
        if each not in known:
            raise NotThere(f"there is no option {each!r}; there are {list(known)}")
    if element["type"] in MANY:
        return {MANY[element["type"]]: [known[each] for each in wanted]}
    return {ONE[element["type"]]: known[words]}


def people_in(element: Json, words: Any, workspace: Json) -> Json:
    """What a field holds in which these people or channels were picked. Raises NotThere."""
    kind = element["type"]
    wanted = words if isinstance(words, list) else [words]
    ids = [_id_of(each, workspace, is_person=kind not in CHANNELS) for each in wanted]
    key = PEOPLE.get(kind) or CHANNELS[kind]
    return {key: ids if kind.startswith("multi_") else ids[0]}


def day_in(element: Json, words: Any, workspace: Json, now: datetime) -> Any:
    """The date, or the moment in Unix seconds, that was said as `today+3` or `today+3 09:00`."""
    counted = _DAY.fullmatch(str(words))
    if counted is None:
        return words
    zone = ZoneInfo(workspace["me"]["tz"])
    day = now.astimezone(zone).date() + timedelta(days=int(counted[1] or 0))
    if element["type"] == "datepicker":
        return day.isoformat()
    clock = datetime.strptime(counted[2] or "00:00", "%H:%M").time()  # noqa: DTZ007  the zone follows
    return int(datetime.combine(day, clock, tzinfo=zone).timestamp())


def _in_words(element: Json, value: Any, workspace: Json, now: datetime) -> Any:
    kind = element["type"]
    zone = ZoneInfo(workspace["me"]["tz"])
    today = now.astimezone(zone).date()
    match value:
        case {"text": {"text": text}}:
            return text
        case {"name": name} if kind == "file_input":
            return name
        case str() if kind in PEOPLE or kind in CHANNELS:
            return _name_of(value, workspace)
        case str() if kind == "datepicker":
            return _counted(date.fromisoformat(value), today)
        case int() if kind == "datetimepicker":
            at = datetime.fromtimestamp(value, UTC).astimezone(zone)
            return f"{_counted(at.date(), today)} {at:%H:%M}"
        case _:
            return value


def _counted(day: date, today: date) -> str:
    apart = (day - today).days
    return f"today{apart:+}" if apart else "today"


def _name_of(id_: str, workspace: Json) -> str:
    users = {user["id"]: user["name"] for user in workspace["users"]}
    return str(users[id_]) if id_ in users else place_name(workspace, id_)


def _id_of(name: str, workspace: Json, *, is_person: bool) -> str:
    if is_person or not name.startswith(("#", "@")):
        return person_id(workspace, name)
    found = channel_at(workspace, name)
    if found is None:
        raise NotThere(f"there is no talk with {name}")
    return found


def _unused(words: str, taken: Any) -> str:
    number = 2
    unused = words
    while unused in taken:
        unused, number = f"{words} ({number})", number + 1
    return unused
