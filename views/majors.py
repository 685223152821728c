"""Major incidents as people read them: the line on a card, and the status message in their own channel."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.majors import MajorRole, MajorState, Severity
from domain.text import cut
from storage.majors import Major
from storage.sheets import IncidentSheet, MajorSheet
from views import words
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    facts,
    header,
    link_button,
    markdown,
    mention,
    moment,
    overflow,
    plain,
    section,
    who,
)
from views.ids import Button, MoreOfMajor
from views.links import message_link

TAKES: Mapping[Button, tuple[MajorRole, str]] = {
    Button.TAKE_COMMANDER: (MajorRole.COMMANDER, "Take command"),
    Button.TAKE_COMMUNICATIONS: (MajorRole.COMMUNICATIONS, "Take communications"),
    Button.TAKE_SCRIBE: (MajorRole.SCRIBE, "Take scribe"),
}

_BECAUSE: Mapping[str, str] = {
    "p1": "Its priority is P1.",
    "critical_service": "A critical service has stopped.",
    "many": "{alike} came in within half an hour, all about the same.",
}


_NOT_MAJOR: Mapping[MajorState, str] = {
    MajorState.CANDIDATE: "❔ Proposed as a major incident",
    MajorState.DEMOTED: "No longer a major incident",
}
"""What it is called while it is none."""


def line(sheet: IncidentSheet) -> list[Block]:
    """On a card: what it is as a major incident, and the way to its channel."""
    major = sheet.major
    if major is None or major.state is MajorState.DECLINED:
        return []
    if major.state is MajorState.CANDIDATE and not sheet.incident.is_open:
        return []  # there is nothing to declare any more
    told = _NOT_MAJOR.get(major.state) or (
        f"*Major incident {words.SEVERITIES[major.severity]}* · {words.MAJOR_STATES[major.state]}"
    )
    if sheet.room and sheet.room.channel_id:
        told += f" · <#{sheet.room.channel_id}>"
    return [section(markdown(told))]


def status(sheet: MajorSheet, home: str) -> Content:
    """The pinned message of its channel: how it stands, who leads, and what can be done now."""
    incident, major = sheet.whole.incident, sheet.major
    headline = f"{words.SEVERITIES[major.severity]} · {incident.number} · {incident.title}"
    blocks = [
        header(headline),
        facts(_how_it_stands(sheet)),
        *_last_update(sheet),
        *_what_next(sheet, home),
    ]
    state = words.MAJOR_STATES[major.state].partition(" ")[2]
    return {"text": f"{incident.number}: {state}. {escaped(incident.title)}", "blocks": blocks}


def update(facts_told: Mapping[str, Any]) -> list[Block]:
    """What an update says."""
    said = (
        ("What is affected", "affected"),
        ("What is known", "known"),
        ("What is being done", "doing"),
    )
    blocks = []
    for title, name in said:
        blocks.append(context([markdown(f"*{title}*")]))
        blocks.append(section(plain(cut(str(facts_told.get(name) or "–"), 1000))))
    if facts_told.get("next"):
        next_at = datetime.fromisoformat(facts_told["next"])
        blocks.append(context([markdown(f"Next update: {moment(next_at)}")]))
    return blocks


def review(facts_told: Mapping[str, Any]) -> list[Block]:
    """What a review says."""
    said = (("Cause", "cause"), ("What changes", "actions"))
    return [
        block
        for title, name in said
        for block in (
            context([markdown(f"*{title}*")]),
            section(plain(cut(str(facts_told.get(name) or "–"), 3000))),
        )
    ]


def told(facts_told: Mapping[str, Any]) -> Mapping[str, str]:
    """What happened to a major incident, in words by the names that sentences use."""
    because = _BECAUSE.get(facts_told.get("because", ""), "")
    holder, role = facts_told.get("holder"), facts_told.get("role")
    severity = facts_told.get("severity")
    return {
        "because": because.format(alike=facts_told.get("alike", "")),
        "holder": mention(holder) if holder else "nobody",
        "role": words.ROLES[MajorRole(role)] if role else "",
        "severity": words.SEVERITIES[Severity(severity)] if severity else "",
        "due": _when(facts_told.get("due")),
        "restored": _when(facts_told.get("restored")),
    }


def _when(told_at: str | None) -> str:
    return moment(datetime.fromisoformat(told_at)) if told_at else "–"


def _how_it_stands(sheet: MajorSheet) -> list[Block]:
    incident, major = sheet.whole.incident, sheet.major
    roles = [
        markdown(f"*{words.ROLES[role]}*\n{_holder(major.holder(role))}") for role in MajorRole
    ]
    return [
        markdown(f"*State*\n{words.MAJOR_STATES[major.state]}"),
        markdown(f"*Incident*\n{words.STATES[incident.state]} · P{incident.priority}"),
        *roles,
        markdown(f"*Assigned to*\n{_holder(incident.assignee_id)}"),
        *_moments(sheet),
    ][:10]


def _moments(sheet: MajorSheet) -> list[Block]:
    major = sheet.major
    told = [("Declared", major.declared_at), ("Service restored", major.mitigated_at)]
    if major.is_active:
        label = "🔴 Next update was due" if sheet.is_missing else "Next update"
        told.append((label, major.next_update_at))
    else:
        told.append(("Resolved", major.resolved_at))
        done = major.state is MajorState.REVIEWED
        told.append(
            ("Reviewed", major.reviewed_at) if done else ("Review due by", major.review_due_at)
        )
    return [markdown(f"*{label}*\n{moment(at)}") for label, at in told if at]


def _holder(person_id: str | None) -> str:
    return mention(person_id) if person_id else "nobody yet"


def _last_update(sheet: MajorSheet) -> list[Block]:
    entry = sheet.update
    if entry is None:
        return [context([markdown("No update has been given yet.")])]
    told = context([markdown(f"*Latest update* · {who(entry.actor_id)} · {moment(entry.at)}")])
    facts_told = entry.after or {}
    if not sheet.major.is_active:  # nobody waits for the next one
        facts_told = {**facts_told, "next": None}
    return [told, *update(facts_told)]


def _what_next(sheet: MajorSheet, home: str) -> list[Block]:
    incident, major = sheet.whole.incident, sheet.major
    number = incident.number
    shown = []
    if major.is_active:
        shown += [
            button(label, action, number)
            for action, (role, label) in TAKES.items()
            if major.holder(role) is None
        ]
        shown.append(button("Post update", Button.POST_UPDATE, number, style="primary"))
        if major.state is MajorState.DECLARED:
            shown.append(button("Mitigated", Button.MITIGATE_MAJOR, number))
        shown.append(button("Resolve", Button.RESOLVE_INCIDENT, number))
    if major.state in (MajorState.RESOLVED, MajorState.REVIEWED):
        shown.append(button("Draft review", Button.DRAFT_REVIEW, number))
    if major.state is MajorState.RESOLVED:
        shown.append(button("Review done", Button.REVIEW_MAJOR, number, style="primary"))
    shown.append(button("Details", Button.SHOW_INCIDENT, number))
    if sheet.whole.card:
        shown.append(link_button("Open the card", message_link(home, *sheet.whole.card)))
    return [actions([*shown, *_more(major, number)])]


_MORE: Mapping[MoreOfMajor, tuple[str, Callable[[Major], bool]]] = {
    MoreOfMajor.HAND_OVER: ("Hand over a role", lambda major: bool(major.roles)),
    MoreOfMajor.REGRADE: ("Change severity", lambda _: True),
    MoreOfMajor.RELAPSE: (
        "Not mitigated after all",
        lambda major: major.state is MajorState.MITIGATED,
    ),
    MoreOfMajor.DEMOTE: ("No longer major", lambda _: True),
}


def _more(major: Major, number: str) -> list[Block]:
    if not major.is_active:
        return []
    options = [
        (f"{it} {number}", label) for it, (label, applies) in _MORE.items() if applies(major)
    ]
    return [overflow(Button.MORE_OF_MAJOR, options)]
