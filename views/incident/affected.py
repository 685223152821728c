"""What an incident is about, as people read it: each asset, how critical it is, what was changed, what hangs on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.assets import Status
from domain.incident.affected import MANY
from domain.text import cut
from storage.changes import Change
from storage.incident.affected_sheets import AffectedSheet
from views.asset.words import status
from views.blocks import Block, button, context, escaped, markdown, moment, plain, section
from views.change import words
from views.ids import Button

ON_CARD = 3
IN_DETAILS = 6
CHANGES_SHOWN = 2
NAME_SHOWN = 150
TITLE_SHOWN = 80


def on_card(affected: Sequence[AffectedSheet]) -> list[Block]:
    return _shown(affected, ON_CARD)


def in_details(affected: Sequence[AffectedSheet]) -> list[Block]:
    return _shown(affected, IN_DETAILS)


def told(facts: Mapping[str, Any]) -> str:
    """What was added and taken away, as far as everybody may know; or in words, where it is no asset."""
    hidden = {*facts.get("hidden", ())}
    said = [
        f"{sign} {number}"
        for sign, which in (("+", "named"), ("−", "taken"))
        for number in facts.get(which, ())
        if number not in hidden
    ]
    if facts.get("besides"):
        said.append(escaped(cut(str(facts["besides"]), NAME_SHOWN)))
    return f": {', '.join(said)}" if said else ""


def _shown(affected: Sequence[AffectedSheet], most: int) -> list[Block]:
    blocks = [_one(it) for it in affected[:most]]
    if (left := len(affected) - most) > 0:
        blocks.append(context([markdown(f"It is about {left} more assets.")]))
    return blocks


def _one(it: AffectedSheet) -> Block:
    asset = it.asset
    weight = f" · {asset.criticality}" if asset.criticality else ""
    tag = f" · {asset.tag}" if asset.tag else ""
    how = f" · {status(asset.status).lower()}" if asset.status is not Status.IN_USE else ""
    notes = [*_changes(it.changes), *_dependants(it)]
    return section(
        plain(f"Affects {asset.number}{tag} · {cut(asset.name, NAME_SHOWN)}{weight}{how}"),
        fields=[markdown(note) for note in notes],
        accessory=button("Show", Button.SHOW_ASSET, asset.number),
    )


def _changes(changes: Sequence[Change]) -> list[str]:
    """Each with how it ended and when; of those beyond, how many."""
    lines = [_change(it) for it in changes[:CHANGES_SHOWN]]
    if (left := len(changes) - CHANGES_SHOWN) > 0:
        lines.append(f"and {left} more changes")
    return ["*Changed lately*\n" + "\n".join(lines)] if lines else []


def _change(change: Change) -> str:
    title = escaped(cut(change.title, TITLE_SHOWN))
    if change.finished_at is None or change.result is None:
        return f"🔵 {change.number} · {title}, under way"
    ended = words.RESULTS[change.result]
    return f"{change.number} · {title}, {ended.lower()} {moment(change.finished_at)}"


def _dependants(it: AffectedSheet) -> list[str]:
    """What fails with it, where that is much."""
    if it.dependants < MANY and not it.weighty:
        return []
    more = " or more" if it.is_cut else ""
    which = "all" if it.weighty == it.dependants else f"{it.weighty} of them"
    weighty = f", {which} high or critical" if it.weighty else ""
    return [f"*Depends on it*\n{it.dependants}{more}{weighty}"]
