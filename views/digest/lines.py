"""The lines of digests: of each heap how many there are, the first by name, and a button that opens all of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from domain.digests import Pile
from domain.text import cut
from storage.assets import Asset
from storage.changes import Change
from storage.digest.facts import NAMED, Heap, Item
from views.asset.words import EXPIRIES
from views.blocks import Block, button, context, escaped, markdown, mention, moment, section, window
from views.change.words import RISKS
from views.ids import Button

TITLE_SHOWN = 60
ALL_NAMED = (Pile.MISSED, Pile.MAJORS, Pile.CHANGES, Pile.EXPIRING, Pile.RISKY)
"""Of these the first three are named, each on a line; of the others the first alone."""

SAYS: Mapping[Pile, tuple[str, str]] = {
    Pile.MISSED: ("🔴 *1 is late*", "🔴 *{n} are late*"),
    Pile.SOON: (
        "🟡 *1 is due* in the next eight open hours",
        "🟡 *{n} are due* in the next eight open hours",
    ),
    Pile.MAJORS: ("🔥 *1 major incident*", "🔥 *{n} major incidents*"),
    Pile.URGENT: ("🔺 *1 open P1 or P2*", "🔺 *{n} open P1 and P2*"),
    Pile.UNOWNED: (
        "👤 *1 that nobody has*, and its answer is overdue",
        "👤 *{n} that nobody has*, and their answers are overdue",
    ),
    Pile.APPROVALS: ("✋ *1 change waits* to be decided", "✋ *{n} changes wait* to be decided"),
    Pile.REVIEWS: (
        "📋 *1 change* is overdue for review",
        "📋 *{n} changes* are overdue for review",
    ),
    Pile.MAJOR_REVIEWS: (
        "📋 *1 major incident* is overdue for review",
        "📋 *{n} major incidents* are overdue for review",
    ),
    Pile.CHANGES: ("🔧 *1 change*", "🔧 *{n} changes*"),
    Pile.HOLDS: ("⏸️ *1 hold* ends", "⏸️ *{n} holds* end"),
    Pile.EXPIRING: ("⏳ *1 asset*", "⏳ *{n} assets*"),
    Pile.RISKY: ("⚠️ *1 change of high risk* is ahead", "⚠️ *{n} changes of high risk* are ahead"),
    Pile.EXPIRED: (
        "⌛ *1 asset in use* whose support or contract is over",
        "⌛ *{n} assets in use* whose support or contract is over",
    ),
}
"""One, and several."""

HEADINGS: Mapping[Pile, str] = {
    Pile.MISSED: "Late",
    Pile.SOON: "Due in the next eight open hours",
    Pile.MAJORS: "Major incidents",
    Pile.URGENT: "Open P1 and P2",
    Pile.UNOWNED: "Nobody has them, and their answers are overdue",
    Pile.APPROVALS: "Waiting to be decided",
    Pile.REVIEWS: "Changes overdue for review",
    Pile.MAJOR_REVIEWS: "Major incidents overdue for review",
    Pile.CHANGES: "Changes of the day",
    Pile.HOLDS: "Holds that end",
    Pile.EXPIRING: "Expiring within two weeks",
    Pile.RISKY: "Changes of high risk ahead",
    Pile.EXPIRED: "In use, and their support or contract is over",
}


def heaps(
    title: str,
    piles: Sequence[Pile],
    found: Mapping[Pile, Heap],
    value_of: Callable[[str], str],
    *,
    in_conflict: frozenset[int] = frozenset(),
    others: Sequence[Block] = (),
) -> list[Block]:
    """A line for each heap there is, under their title; nothing where there is none. `value_of` is what the button of
    a line carries. Whatever stands in several heaps is told of once, and then by its number.
    """
    told: set[str] = set()
    lines: list[Block] = []
    for pile in piles:
        if pile in found:
            lines.append(_line(pile, found[pile], value_of(pile), in_conflict, told))
            told |= {item.record.number for item in _named(pile, found[pile])}
    lines += others
    return [context([markdown(f"*{title}*")]), *lines] if lines else []


def counted(pile: Pile, count: int) -> str:
    one, several = SAYS[pile]
    return one if count == 1 else several.format(n=count)


def _named(pile: Pile, heap: Heap) -> Sequence[Item]:
    return heap.items[: NAMED if pile in ALL_NAMED else 1]


def _line(
    pile: Pile, heap: Heap, value: str, in_conflict: frozenset[int], told: Collection[str]
) -> Block:
    named = [
        item.record.number
        if item.record.number in told
        else _TELLS.get(pile, _incident)(item, pile) + _mark(item, in_conflict)
        for item in _named(pile, heap)
    ]
    between, behind = ("\n• ", "\n") if len(named) > 1 else (" ", ", ")
    more = f"{behind}and {heap.count - len(named):,} more" if heap.count > len(named) else ""
    return section(
        markdown(f"{counted(pile, heap.count)}:{between}{between.join(named)}{more}"),
        accessory=button("Show", Button.SHOW_PILE, value),
    )


def _mark(item: Item, in_conflict: frozenset[int]) -> str:
    is_marked = isinstance(item.record, Change) and item.record.id in in_conflict
    return " ⚠️ something stands against it" if is_marked else ""


def _incident(item: Item, pile: Pile) -> str:
    incident: Any = item.record
    who = mention(incident.assignee_id) if incident.assignee_id else "nobody"
    when = f"{_WHEN[pile]} {moment(item.at)}" if item.at and pile in _WHEN else ""
    told = ", ".join(part for part in ("" if pile is Pile.UNOWNED else who, when) if part)
    return f"{incident.number} {_title(incident.title)} ({told})"


def _change(item: Item, pile: Pile) -> str:
    change = item.record
    when = f"{_WHEN[pile]} {moment(item.at)}" if item.at else ""
    return f"{change.number} {_title(change.title)} ({when})"


def _planned(item: Item, pile: Pile) -> str:
    change = item.record
    if not isinstance(change, Change):
        return change.number
    told = f"{window(change.starts_at, change.ends_at)}, {RISKS[change.its_risk]} risk"
    return f"{change.number} {_title(change.title)} ({told}, {mention(change.implementer_id)})"


def _ends(item: Item, pile: Pile) -> str:
    asset = item.record
    if not isinstance(asset, Asset) or item.what is None:
        return asset.number
    verb = "ends" if pile is Pile.EXPIRING else "ended"
    return f"{_title(asset.title)} ({EXPIRIES[item.what].lower()} {verb} {item.on})"


def _title(text: str) -> str:
    return escaped(cut(text, TITLE_SHOWN))


_Tell = Callable[[Item, Pile], str]
_TELLS: Mapping[Pile, _Tell] = {
    Pile.APPROVALS: _change,
    Pile.REVIEWS: _change,
    Pile.CHANGES: _planned,
    Pile.RISKY: _planned,
    Pile.EXPIRING: _ends,
    Pile.EXPIRED: _ends,
}
_WHEN: Mapping[Pile, str] = {
    Pile.MISSED: "since",
    Pile.SOON: "by",
    Pile.MAJORS: "since",
    Pile.UNOWNED: "since",
    Pile.APPROVALS: "since",
    Pile.REVIEWS: "since",
    Pile.MAJOR_REVIEWS: "since",
    Pile.HOLDS: "at",
}
"""The word before a record's moment."""
