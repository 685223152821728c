"""Digests: what a team should know in the morning, on one screen, and the lists behind its lines."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.digests import NEEDS_SOMEONE, TODAYS, Pile, what_changed
from domain.kpis import Line, Unit
from domain.organisation import Organisation
from domain.text import cut, duration
from storage.changes import Change
from storage.digest_facts import NAMED, Heap, Item
from storage.digest_sheets import Daily, Page, Weekly
from views import change_lists, incidents, kpis
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    mention,
    menu,
    moment,
    said,
    section,
    window,
)
from views.change_words import RISKS
from views.ids import Button

TITLE_SHOWN = 60
FREEZES_SHOWN = 3
ALL_NAMED = (Pile.MISSED, Pile.MAJORS, Pile.CHANGES)
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
}
FIGURES: Mapping[str, str] = {
    "incidents_raised": "Opened",
    "incidents_resolved": "Resolved",
    "incidents_reopened": "Reopened",
    "sla_response_attainment": "Answered on time",
    "sla_resolution_attainment": "Resolved on time",
    "mtta_median": "Time to acknowledge",
    "mttr_median": "Time to restore",
}
"""What each figure of the day before is called."""


def daily(sheet: Daily) -> Content:
    """What needs someone first; what there is nothing of is left out, and a quiet day is one line."""
    title = f"{_of(sheet)} · {sheet.day:%a} {sheet.day.day} {sheet.day:%b %Y}"
    late = f" · ⏰ sent late, {moment(sheet.at)}" if sheet.is_late else ""
    if sheet.is_quiet:
        quiet = f"*{escaped(title)}*: a quiet day. Nothing waits for anybody.{late}"
        return {"text": f"{escaped(title)}: a quiet day", "blocks": [section(markdown(quiet))]}
    blocks = [header(title), context([markdown(f"{escaped(sheet.zone.key)}{late}")])]
    blocks += _heaps("Needs someone now", NEEDS_SOMEONE, sheet)
    blocks += _heaps("Today", TODAYS, sheet, others=_freezes(sheet))
    blocks += _yesterday(sheet)
    return {"text": f"{escaped(title)}: {_in_words(sheet)}", "blocks": blocks}


def weekly(sheet: Weekly, organisation: Organisation, asked: str) -> Content:
    """The figures of last week; `asked` is what its buttons carry along."""
    late = f" · ⏰ sent late, {moment(sheet.at)}" if sheet.is_late else ""
    changed = what_changed(
        line for line in sheet.report.lines if line.figure.name in kpis.HEADLINES
    )
    return kpis.for_channel(sheet.report, organisation, asked, late=late, changed=changed)


def page(found: Page, reference: str, day: str) -> Content:
    """The records behind a line."""
    title = FIGURES.get(found.which) or HEADINGS[Pile(found.which)]
    if not found.records:
        return said(f"{title}: there are none any more.")
    shown = [
        change_lists.line(it) if isinstance(it, Change) else incidents.listed(it)
        for it in found.records
    ]
    turns = []
    if found.more is not None:
        value = f"{found.which} {reference} {day} {found.more}"
        turns = [actions([button("Next page", Button.NEXT_PAGE_OF_PILE, value)])]
    return {"text": title, "blocks": [header(title), *shown, *turns]}


def trouble(facts: Mapping[str, Any]) -> Content:
    """A channel takes no digests any more, so they are paused: what mends it."""
    why = TROUBLES.get(facts["error"], f"Slack answers `{escaped(facts['error'])}`.")
    sentence = (
        f"The digests for <#{escaped(facts['digests'])}> are paused, for they cannot be posted there. {why} "
        "Then let them go on under `/kpi subscriptions`."
    )
    return {"text": sentence, "blocks": [section(markdown(sentence))]}


TROUBLES: Mapping[str, str] = {
    "not_in_channel": "I am not a member any more. Invite me with `/invite @Steward`.",
    "channel_not_found": "It is gone, or it is private and I am not in it: invite me with `/invite @Steward`.",
    "is_archived": "It is archived. Unarchive it, or unsubscribe it.",
}


def _of(sheet: Daily) -> str:
    return sheet.topic.service or sheet.topic.team.name


def _heaps(
    title: str, piles: tuple[Pile, ...], sheet: Daily, *, others: list[Block] | None = None
) -> list[Block]:
    lines = [_line(pile, sheet.heaps[pile], sheet) for pile in piles if pile in sheet.heaps]
    lines += others or []
    return [context([markdown(f"*{title}*")]), *lines] if lines else []


def _line(pile: Pile, heap: Heap, sheet: Daily) -> Block:
    tell = _TELLS.get(pile, _incident)
    items = heap.items[: NAMED if pile in ALL_NAMED else 1]
    named = [tell(item, pile, sheet) for item in items]
    if heap.count > len(named):
        named[-1] += f", and {heap.count - len(named)} more"
    between = "\n• " if len(named) > 1 else " "
    return section(
        markdown(f"{_counted(pile, heap.count)}:{between}{between.join(named)}"),
        accessory=button("Show", Button.SHOW_PILE, _value(pile, sheet)),
    )


def _counted(pile: Pile, count: int) -> str:
    one, several = SAYS[pile]
    return one if count == 1 else several.format(n=count)


def _incident(item: Item, pile: Pile, sheet: Daily) -> str:
    incident = item.record
    who = mention(incident.assignee_id) if incident.assignee_id else "nobody"
    when = f"{_WHEN[pile]} {moment(item.at)}" if item.at and pile in _WHEN else ""
    told = ", ".join(part for part in ("" if pile is Pile.UNOWNED else who, when) if part)
    return f"{incident.number} {_title(incident.title)} ({told})"


def _change(item: Item, pile: Pile, sheet: Daily) -> str:
    change = item.record
    when = f"{_WHEN[pile]} {moment(item.at)}" if item.at else ""
    return f"{change.number} {_title(change.title)} ({when})"


def _planned(item: Item, pile: Pile, sheet: Daily) -> str:
    change = item.record
    if not isinstance(change, Change):
        return change.number
    mark = " ⚠️ something stands against it" if change.id in sheet.in_conflict else ""
    told = f"{window(change.starts_at, change.ends_at)}, {RISKS[change.its_risk]} risk"
    return (
        f"{change.number} {_title(change.title)} ({told}, {mention(change.implementer_id)}){mark}"
    )


_Tell = Callable[[Item, Pile, Daily], str]
_TELLS: Mapping[Pile, _Tell] = {
    Pile.APPROVALS: _change,
    Pile.REVIEWS: _change,
    Pile.CHANGES: _planned,
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


def _title(text: str) -> str:
    return escaped(cut(text, TITLE_SHOWN))


def _freezes(sheet: Daily) -> list[Block]:
    lines = [
        f"❄️ *{escaped(freeze.name)}*{'' if freeze.is_hard else ' (a warning)'}: {window(*span)}"
        for freeze, span in sheet.freezes
    ]
    return [context([markdown(line)]) for line in lines[:FREEZES_SHOWN]]


def _yesterday(sheet: Daily) -> list[Block]:
    if not any(line.now.n for line in sheet.yesterday.values()):
        return []
    told = [f"{FIGURES[name]} {_figure(line)}" for name, line in sheet.yesterday.items()]
    options = [(_value(name, sheet), FIGURES[name]) for name in sheet.yesterday]
    return [
        context([markdown("*Yesterday*")]),
        section(
            markdown(" · ".join(told)),
            accessory=menu(Button.SHOW_YESTERDAY, "Show the records", options),
        ),
    ]


def _figure(line: Line) -> str:
    """`3`, `80.0 % (4)`, `25 min (3)`: what is no count says of how many; `–` of none."""
    number, n = line.now.number, line.now.n
    match line.figure.unit:
        case _ if number is None:
            return "–"
        case Unit.PERCENT:
            return f"{number:.1f} % ({n})"
        case Unit.SECONDS:
            return f"{duration(timedelta(minutes=round(number / 60)))} ({n})"
        case _:
            return f"{number:g}"


def _value(which: str, sheet: Daily) -> str:
    return f"{which} {sheet.topic.reference} {sheet.day.isoformat()}"


def _in_words(sheet: Daily) -> str:
    """For notifications and readers of the screen."""
    told = [_counted(pile, heap.count) for pile, heap in sheet.heaps.items()]
    plain = [line.replace("*", "").partition(" ")[2] for line in told]
    return ", ".join(plain[:3]) or "nothing needs anybody"
