"""Digests: what a team should know in the morning, on one screen, and the lists behind its lines."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.digests import AHEAD, NEEDS_SOMEONE, TODAYS, Pile
from domain.figure.kpis import Line, Unit
from domain.figures import BY_NAME
from domain.text import duration
from storage.assets import Asset
from storage.changes import Change
from storage.digest.sheets import Daily, Page
from storage.figure.kpis import Behind
from storage.incidents import Incident
from views import assets, incidents
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    menu,
    moment,
    said,
    section,
    window,
)
from views.change import lists
from views.digest.lines import HEADINGS, counted, heaps
from views.figure import records as behind
from views.ids import Button

FREEZES_SHOWN = 3
FIGURES: Mapping[str, str] = {
    "incidents_raised": "Opened",
    "incidents_resolved": "Resolved",
    "incidents_reopened": "Reopened",
    "sla_response_attainment": "Answered on time",
    "sla_resolution_attainment": "Resolved on time",
    "mtta_median": "Median time to acknowledge",
    "mttr_median": "Median time to restore",
}
"""What each figure of the day before is called."""

COUNTS = ("incidents_raised", "incidents_resolved", "incidents_reopened")
PROMISES = ("sla_response_attainment", "sla_resolution_attainment")
TIMES = ("mtta_median", "mttr_median")


def daily(sheet: Daily) -> Content:
    """What needs someone first; what there is nothing of is left out, and a quiet day is one line."""
    title = f"{_of(sheet)} · {sheet.day:%a} {sheet.day.day} {sheet.day:%b %Y}"
    late = f" · ⏰ sent late, {moment(sheet.at)}" if sheet.is_late else ""
    if sheet.is_quiet:
        quiet = f"*{escaped(title)}*: a quiet day. Nothing waits for anybody.{late}"
        return {"text": f"{escaped(title)}: a quiet day", "blocks": [section(markdown(quiet))]}
    blocks = [header(title), context([markdown(f"{escaped(sheet.zone.key)}{late}")])]
    for part, piles, others in (
        ("Needs someone now", NEEDS_SOMEONE, []),
        ("Today", TODAYS, _freezes(sheet)),
    ):
        blocks += _heaps(part, piles, sheet, others)
    blocks += _yesterday(sheet)
    blocks += _heaps("Expiring soon", AHEAD, sheet)
    blocks += [context([markdown(_health(sheet))])]
    return {"text": f"{escaped(title)}: {_in_words(sheet)}", "blocks": blocks}


def page(found: Page, reference: str, day: str) -> Content:
    """The records behind a line."""
    title = FIGURES.get(found.which) or HEADINGS[Pile(found.which)]
    if not found.records:
        return said(f"{title}: there are none now.")
    shown = [_listed(it, found.which) for it in found.records]
    turns = [
        button(words, turn, f"{found.which} {reference} {day} {after}")
        for words, turn, after in (
            ("Previous page", Button.PREVIOUS_PAGE_OF_PILE, found.back),
            ("Next page", Button.NEXT_PAGE_OF_PILE, found.more),
        )
        if after is not None
    ]
    return {"text": title, "blocks": [header(title), *shown, *([actions(turns)] if turns else [])]}


def _listed(record: Incident | Change | Asset | Behind, which: str) -> Block:
    """Of a figure with what it is taken of."""
    match record:
        case Behind():
            return behind.line(BY_NAME[which], record)
        case Change():
            return lists.line(record)
        case Asset():
            return assets.listed(record)
        case _:
            return incidents.listed(record)


def trouble(facts: Mapping[str, Any]) -> Content:
    """A channel takes no digests any more, so they are paused: what mends it."""
    why = TROUBLES.get(facts["error"], f"Slack answers `{escaped(facts['error'])}`.")
    sentence = (
        f"The digests for <#{escaped(facts['digests'])}> are paused, for they cannot be posted there. {why} "
        "Then let them go on under `/kpi subscriptions`, or end them there."
    )
    return {"text": sentence, "blocks": [section(markdown(sentence))]}


TROUBLES: Mapping[str, str] = {
    "not_in_channel": "I am not in it. Invite me with `/invite @Steward`.",
    "channel_not_found": "It is gone, or it is private and I am not in it: invite me with `/invite @Steward`.",
    "is_archived": "It is archived. Unarchive it.",
}


def _of(sheet: Daily) -> str:
    return sheet.topic.service or sheet.topic.team.name


def _heaps(
    title: str, piles: Sequence[Pile], sheet: Daily, others: Sequence[Block] = ()
) -> list[Block]:
    return heaps(
        title,
        piles,
        sheet.heaps,
        lambda which: _value(which, sheet),
        in_conflict=sheet.in_conflict,
        others=others,
    )


def _freezes(sheet: Daily) -> list[Block]:
    lines = [
        f"❄️ *{escaped(freeze.name)}*{'' if freeze.is_hard else ' (a warning)'}: {window(*span)}"
        for freeze, span in sheet.freezes
    ]
    return [context([markdown(line)]) for line in lines[:FREEZES_SHOWN]]


def _yesterday(sheet: Daily) -> list[Block]:
    if not any(line.now.n for line in sheet.yesterday.values()):
        return []
    told = [
        " · ".join(f"{FIGURES[name]} {_figure(sheet.yesterday[name])}" for name in names)
        for names in (COUNTS, PROMISES, TIMES)
    ]
    options = [(_value(name, sheet), title) for name, title in FIGURES.items()]
    return [
        context([markdown("*Yesterday*")]),
        section(
            markdown("\n".join(told)),
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


def _health(sheet: Daily) -> str:
    """Counts alone: what could not be delivered may be anybody's."""
    parts = []
    if sheet.health.given_up:
        messages = "message" if sheet.health.given_up == 1 else "messages"
        parts.append(f"{sheet.health.given_up:,} {messages} could not be delivered")
    if sheet.health.waits_since:
        parts.append(f"messages wait since {moment(sheet.health.waits_since)}")
    if not parts:
        return "⚙️ Steward is well: every message is out."
    return f"⚙️ Steward: {', and '.join(parts)}. Its admins see more under `/steward`."


def _value(which: str, sheet: Daily) -> str:
    return f"{which} {sheet.topic.reference} {sheet.day.isoformat()}"


def _in_words(sheet: Daily) -> str:
    """For notifications and readers of the screen."""
    told = [counted(pile, heap.count) for pile, heap in sheet.heaps.items()]
    plain = [line.replace("*", "").partition(" ")[2] for line in told]
    return ", ".join(plain[:3]) or "nothing needs anybody"
