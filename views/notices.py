"""One sentence for each event that is told to someone in private."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incidents import Step, possible_steps
from domain.text import cut, with_names
from storage.incidents import Incident
from storage.journal import Entry
from storage.sheets import IncidentSheet
from views import digests, majors
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    escaped,
    markdown,
    menu,
    moment,
    plain,
    said,
    section,
    who,
)
from views.ids import Button
from views.incident import clocks
from views.incident.buttons import follow_buttons, reopening_buttons, reporters_buttons
from views.incident.kin import way_on
from views.incident.ratings import question
from views.incident.timelines import reason
from views.major import war_rooms

SENTENCES: Mapping[Event, str] = {
    Event.INCIDENT_ASSIGNED: "{who} assigned *{number}* to you:",
    Event.INCIDENT_ACKNOWLEDGED: "{who} is looking into *{number}*:",
    Event.INCIDENT_STARTED: "*{number}* is being worked on:",
    Event.INCIDENT_MOVED: "{who} handed *{number}* to {team}:",
    Event.INCIDENT_HELD: "{who} put *{number}* on hold until {until} at most:",
    Event.INCIDENT_RESUMED: "{who} resumed *{number}*:",
    Event.INCIDENT_RESOLVED: "{who} resolved *{number}*:",
    Event.INCIDENT_REOPENED: "{who} reopened *{number}*:",
    Event.INCIDENT_CANCELLED: "{who} cancelled *{number}*:",
    Event.INCIDENT_MERGED: "{who} merged *{number}* into *{into}*. You hear from there how it goes on:",
    Event.INCIDENT_OVERRIDDEN: "{who} set the priority of *{number}*{priority}:",
    Event.INCIDENT_STALE: "Nothing has happened to *{number}* for days. How does it stand?",
    Event.HOLD_REMINDED: "*{number}* still waits for your answer. Reply in this thread, or in the thread of its card:",
    Event.CLOCK_REMINDED: "You asked to be reminded of *{number}*:",
    Event.MAJOR_SUGGESTED: "*{number}* may be a major incident. {because}",
    Event.MAJOR_PROPOSED: "{who} proposes *{number}* as a major incident:",
    Event.MAJOR_DECLARED: "{who} declared *{number}* a major incident, {severity}:",
    Event.MAJOR_DECLINED: "{who} looked at *{number}*: it is not a major incident.",
    Event.MAJOR_DEMOTED: "{who} decided that *{number}* is no longer a major incident:",
    Event.MAJOR_REGRADED: "{who} made *{number}* {severity}:",
    Event.MAJOR_ROLE_TAKEN: "{who} took the role *{role}* in *{number}*:",
    Event.MAJOR_ROLE_HANDED_OVER: "{who} handed the role *{role}* in *{number}* to {holder}:",
    Event.MAJOR_UPDATED: "{who} tells how *{number}* stands:",
    Event.MAJOR_UPDATE_NEAR: "⏰ The next update on *{number}* is due {due}.",
    Event.MAJOR_UPDATE_MISSED: "🔴 The update on *{number}* is missing. It was due {due}.",
    Event.MAJOR_UPDATE_STILL_MISSING: "🔴 The update on *{number}* is still missing. It was due {due}.",
    Event.MAJOR_MITIGATED: "{who} reports that the service is back ({restored}). *{number}* is mitigated:",
    Event.MAJOR_RELAPSED: "{who} reports that the service is not back after all. *{number}* goes on:",
    Event.MAJOR_REVIEW_NEAR: "⏰ The review of *{number}* is due by {due}.",
    Event.MAJOR_REVIEW_OVERDUE: "🔴 The review of *{number}* is overdue. It was due by {due}.",
    Event.MAJOR_REVIEWED: "{who} closed the review of *{number}*:",
    Event.RATING_ASKED: "How well was *{number}* dealt with?",
    Event.COMMENT_STRAYED: "{who} replied to *{number}*, and where it was merged into cannot be found. "
    "The reply stays here:",
    Event.COMMENT_TOO_LATE: "Nobody looks into the thread of *{number}* any more: it is over. "
    "If it is back, raise a new incident that follows it:",
    Event.RATING_GIVEN: "{who} was not happy with how *{number}* was dealt with ({score} of 5):",
}
ASKS = "{who} asks about *{number}*, and lets it wait until {until} at most. Reply in this thread:"
ASKS_ANOTHER = "{who} asks whoever raised *{number}*, and lets it wait until {until} at most:"
"""How a hold is told that waits for an answer: to who is asked, and to others."""

ANSWERED = "{who} has answered, and *{number}* goes on:"
"""How it is told that such a hold is over."""

ALARMS = (Event.CLOCK_WARNED, Event.CLOCK_MISSED, Event.CLOCK_FAR_BEYOND)

SNOOZES = (("15", "for 15 minutes"), ("60", "for an hour"), ("240", "for four hours"))

TROUBLES: Mapping[str, str] = {
    "not_in_channel": "I am not a member of {channel}. Invite me there with `/invite @Steward`.",
    "channel_not_found": "I cannot find {channel}. If it is private, invite me there; "
    "if it was renamed, name it anew in the configuration.",
    "is_archived": "{channel} is archived. Unarchive it, or name another channel in the configuration.",
}


def notice(entry: Entry, sheet: IncidentSheet, home: str, reader_id: str) -> Content:
    """What happened, then what can be done next. `reader_id`: a person, or the place where many read it."""
    incident = sheet.incident
    is_theirs = reader_id == incident.reporter_id
    sentence = _sentence(entry, incident.number, is_theirs=is_theirs)
    blocks = [
        section(markdown(sentence)),
        section(plain(incident.title)),
        *_in_full(entry, sheet),
        actions(_what_next(entry, sheet, home, is_theirs=is_theirs)),
    ]
    return {"text": f"{sentence} {escaped(incident.title)}", "blocks": blocks}


def in_its_channel(entry: Entry, sheet: IncidentSheet) -> Content:
    """What happened, where all of it is about this incident and its status message has the buttons."""
    sentence = _sentence(entry, sheet.incident.number)
    told = _in_full(entry, sheet)
    if not told:
        sentence = sentence.removesuffix(":") + ("." if sentence.endswith(":") else "")
    return {"text": sentence, "blocks": [section(markdown(sentence)), *told]}


def _in_full(entry: Entry, sheet: IncidentSheet) -> list[Block]:
    """Why it was done, and what was said with it."""
    said = _answer(entry, sheet) or reason(entry, sheet.rating)
    why = cut(with_names(said, sheet.names), 1500) if said else ""
    more = _TELLS_MORE[entry.event](entry.after or {}) if entry.event in _TELLS_MORE else []
    return [*([section(plain(why))] if why else []), *more]


def _answer(entry: Entry, sheet: IncidentSheet) -> str | None:
    """What its requester wrote, if that is why it goes on, and as it stands now."""
    answer = _answer_ts(entry)
    return next((it.text for it in sheet.comments if answer and it.ts == answer), None)


def _answer_ts(entry: Entry) -> str | None:
    ts: str | None = (entry.after or {}).get("answer")
    return ts


def _sentence(entry: Entry, number: str, *, is_theirs: bool = False) -> str:
    facts = entry.after or {}
    if entry.event in ALARMS:
        return clocks.alarm(entry.event, facts, number)
    until = facts.get("until")
    said = SENTENCES[entry.event]
    if facts.get("reason") == HoldReason.REQUESTER:
        said = ASKS if is_theirs else ASKS_ANOTHER
    if _answer_ts(entry):
        said = ANSWERED
    sentence = said.format(
        who=who(entry.actor_id),
        number=number,
        until=moment(datetime.fromisoformat(until)) if until else "later",
        score=facts.get("score"),
        into=facts.get("into", "another incident"),
        team=escaped(facts.get("called", "another team")),
        priority=f" to P{facts['priority']}" if "priority" in facts else "",
        **majors.told(facts),
    )
    return f"{sentence} {clocks.TOLD_LATE}" if facts.get("late") else sentence


def _what_next(entry: Entry, sheet: IncidentSheet, home: str, *, is_theirs: bool) -> list[Block]:
    incident = sheet.incident
    buttons = []
    if entry.event is Event.RATING_ASKED:
        return question(incident)
    if entry.event in (*ALARMS, Event.CLOCK_REMINDED, Event.INCIDENT_STALE):
        buttons += _on_alarm(incident)
    if entry.event in _MAJOR_BUTTONS:
        buttons += _MAJOR_BUTTONS[entry.event](incident)
    if entry.event is Event.COMMENT_TOO_LATE:
        buttons += follow_buttons(incident)
    if entry.event is Event.RATING_GIVEN:
        buttons += reopening_buttons(incident)
    if entry.event is Event.INCIDENT_RESOLVED and is_theirs:
        buttons += reporters_buttons(incident)
    going_on = sheet.survivor.incident if sheet.survivor else incident
    buttons.append(button("Details", Button.SHOW_INCIDENT, going_on.number))
    buttons += way_on(sheet, home)
    return buttons


def _on_alarm(incident: Incident) -> list[Block]:
    if not incident.is_open:
        return []
    shown = [button("Why", Button.EXPLAIN_CLOCKS, incident.number)]
    if Step.ACKNOWLEDGE in possible_steps(incident):
        first = button("Acknowledge", Button.ACKNOWLEDGE_INCIDENT, incident.number, style="primary")
        shown.insert(0, first)
    options = [(f"{minutes} {incident.number}", label) for minutes, label in SNOOZES]
    return [*shown, menu(Button.SNOOZE_CLOCK, "Snooze", options)]


def _for_deciders(incident: Incident) -> list[Block]:
    return [
        button("Declare major", Button.DECLARE_MAJOR, incident.number, style="primary"),
        button("Not major", Button.DECLINE_MAJOR, incident.number),
    ]


def _for_communications(incident: Incident) -> list[Block]:
    return [button("Post update", Button.POST_UPDATE, incident.number, style="primary")]


def _for_reviewers(incident: Incident) -> list[Block]:
    return [
        button("Review done", Button.REVIEW_MAJOR, incident.number, style="primary"),
        button("Draft review", Button.DRAFT_REVIEW, incident.number),
    ]


_MAJOR_BUTTONS: Mapping[Event, Callable[[Incident], list[Block]]] = {
    Event.MAJOR_SUGGESTED: _for_deciders,
    Event.MAJOR_PROPOSED: _for_deciders,
    Event.MAJOR_UPDATE_NEAR: _for_communications,
    Event.MAJOR_UPDATE_MISSED: _for_communications,
    Event.MAJOR_UPDATE_STILL_MISSING: _for_communications,
    Event.MAJOR_REVIEW_NEAR: _for_reviewers,
    Event.MAJOR_REVIEW_OVERDUE: _for_reviewers,
}
_TELLS_MORE: Mapping[Event, Callable[[Mapping[str, Any]], list[Block]]] = {
    Event.MAJOR_UPDATED: majors.update,
    Event.MAJOR_REVIEWED: majors.review,
}


def trouble(facts: Mapping[str, Any]) -> Content:
    """What is wrong with how Steward is set up, or with a channel, and what mends it."""
    if "room" in facts:
        return war_rooms.trouble(facts)
    if "digests" in facts:
        return digests.trouble(facts)
    if facts["error"] == "nobody":
        return said(
            f"*{facts['number']}* was raised for *{escaped(facts['team'])}* as restricted, and only its reporter "
            "sees it: that team has no lead and no agents, and there is no incident manager. "
            "Name one of them in the configuration; whoever it is then gets its card."
        )
    explained = TROUBLES.get(facts["error"], "Slack answers {error} for {channel}.")
    sentence = (
        f"Cards for *{escaped(facts['team'])}* cannot be posted. "
        + explained.format(channel=escaped(facts["channel"]), error=escaped(facts["error"]))
        + " What waits is posted as soon as that is mended."
    )
    return {"text": sentence, "blocks": [section(markdown(sentence))]}
