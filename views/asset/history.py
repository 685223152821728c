"""What happened to an asset, line by line, with before and after; and how it was on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.asset.relations import RelationKind
from domain.days import spoken_day
from domain.organisation import Organisation
from domain.text import clean_line, cut
from storage.assets import Asset
from storage.journal import Entry
from views.asset.words import LINES, field_name, relation
from views.blocks import (
    Block,
    Content,
    context,
    escaped,
    header,
    markdown,
    moment,
    plain,
    section,
    who,
)
from views.timelines import timeline

VALUE_SHOWN = 60
FIELDS_SHOWN = 12
WORDS = {"status", "asset_class", "monitoring"}
"""Their values are words of ours."""

MOMENTS = {"seen_at", "accepted_at"}
PEOPLE = {"owner_id", "holder_id"}

NOT_TOLD = {"kind", "to", "from", "incident", "private", "finding", *MOMENTS}
"""These stand in the line itself."""


Names = Mapping[str, Mapping[str, str]]
"""What people and teams are called, by field and what stands in it."""


def names_of(people: Mapping[str, str], organisation: Organisation) -> Names:
    """Those of these people, by id, and of all teams."""
    teams = {team.key: team.name for team in organisation.teams}
    return {**dict.fromkeys(PEOPLE, people), "team_key": teams}


def history(asset: Asset, entries: Sequence[Entry], names: Names) -> Content:
    return timeline(asset.number, entries, lambda entry: _told(entry, names), name="history")


def as_it_was(
    asset: Asset, facts: Mapping[str, Any], then: date, names: Names, zone: ZoneInfo
) -> Content:
    """All that was written down of it by the end of a day, with moments in this zone."""
    title = f"{asset.number} on {spoken_day(then)}"
    lines = [
        f"{field_name(name)}: {_at(value, zone) if name in MOMENTS else _of(name, value, names, 300)}"
        for name, value in facts.items()
        if value not in (None, "", [], {})
    ]
    text = cut("\n".join(lines), 2900)
    return {"text": title, "blocks": [header(title), section(plain(text))]}


def people_in(entries: Sequence[Entry]) -> set[str]:
    """The ids of those who had it or owned it, whom its history tells of by name."""
    facts = [it for entry in entries for it in (entry.before, entry.after) if it]
    return {it[name] for it in facts for name in PEOPLE if it.get(name)}


def _told(entry: Entry, names: Names) -> Block:
    after = entry.after or {}
    said = ""
    if "kind" in after:
        outwards = "to" in after
        other = str(after.get("to") or after.get("from"))
        said = relation(RelationKind(after["kind"]), other, outwards=outwards)
    line = LINES[entry.event].format(
        who=who(entry.actor_id), relation=escaped(said), incident=after.get("incident")
    )
    elements = [markdown(f"{moment(entry.at)} · {line}")]
    if told := _differences(entry, names):
        elements.append(plain(told))
    if entry.why:
        elements.append(plain(f"“{cut(clean_line(entry.why), 150)}”"))
    return context(elements)


def _differences(entry: Entry, names: Names) -> str:
    """`Location: Berlin → Lisbon; Status: in stock → in use`."""
    before, after = entry.before or {}, entry.after or {}
    told = []
    for name in (it for it in after if it not in NOT_TOLD):
        now, was = (_of(name, it.get(name), names, VALUE_SHOWN) for it in (after, before))
        none = "nobody" if name in PEOPLE else "nothing"
        if now or was:
            told.append(f"{field_name(name)}: {f'{was} → ' if was else ''}{now or none}")
    more = f"; {len(told) - FIELDS_SHOWN} more" if len(told) > FIELDS_SHOWN else ""
    return cut("; ".join(told[:FIELDS_SHOWN]) + more, 900)


def _at(said: str, zone: ZoneInfo) -> str:
    local = datetime.fromisoformat(said).astimezone(zone)
    return f"{spoken_day(local)}, {local:%H:%M}"


def _of(name: str, value: Any, names: Names, limit: int) -> str:
    said = _value(value, names.get(name, {}), limit)
    return said.replace("_", " ") if name in WORDS else said


def _value(value: Any, names: Mapping[str, str], limit: int) -> str:
    match value:
        case None | "" | [] | {}:
            return ""
        case dict():
            said = ", ".join(f"{key} {it}" for key, it in value.items())
        case list():
            said = ", ".join(map(str, value))
        case bool():
            said = "yes" if value else "no"
        case _:
            said = names.get(str(value), str(value))
    return cut(clean_line(said), limit)
