"""The review of a major incident, drafted from what happened: a document in Markdown, to be gone on with by people."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.events import Event
from domain.majors import MajorRole
from domain.organisation import Organisation
from domain.people import SYSTEM
from domain.text import clean_line, cut, duration, with_names
from storage.journal import Entry
from storage.sheets import Chronicle, MajorSheet
from views import words
from views.incident.timelines import in_words, reason

LINE_LENGTH = 500
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_SAID = {
    Event.COMMENT_WRITTEN,
    Event.MAJOR_NOTED,
    Event.COMMENT_EDITED,
    Event.COMMENT_DELETED,
    Event.COMMENT_TOO_LATE,
}
"""What people wrote stands in the timeline in its own words."""

_TO_BE_WRITTEN = (
    ("Cause", "What failed and why. Not who: a review looks for causes, not for guilt."),
    ("What went well", "What helped, and shall stay."),
    ("What did not", "What cost time, and why."),
    ("Actions", "What is changed, by whom and until when."),
)


def file_name(sheet: MajorSheet) -> str:
    return f"{sheet.whole.incident.number.lower()}-review.md"


def draft(chronicle: Chronicle, organisation: Organisation) -> str:
    """What is known, and what is still to be written. Times in the zone of the office."""
    incident = chronicle.sheet.whole.incident
    zone = organisation.office.zone
    parts = [
        [f"# {incident.number} · {_plain(incident.title)}: review", ""],
        [
            "This is a draft, written from the journal. Go on with it, then press **Review done**.",
            "",
        ],
        _facts(chronicle, zone),
        _described(chronicle),
        ["## Timeline", "", f"Times in {zone.key}.", "", *_timeline(chronicle, zone), ""],
        *([f"## {title}", "", f"_{hint}_", ""] for title, hint in _TO_BE_WRITTEN),
    ]
    return "\n".join(line for part in parts for line in part)


def _facts(chronicle: Chronicle, zone: ZoneInfo) -> list[str]:
    incident, major = chronicle.sheet.whole.incident, chronicle.sheet.major
    called = _called(chronicle)
    began = incident.raised_at
    rows = [
        ("Severity", words.SEVERITIES[major.severity]),
        ("Service", _plain(incident.service or "–")),
        ("Raised", f"{_local(began, zone)} by {called(incident.reporter_id)}"),
        ("Declared", _since(major.declared_at, began, zone)),
        ("Service restored", _since(major.mitigated_at, began, zone)),
        ("Resolved", _since(major.resolved_at, began, zone)),
        *(
            (words.ROLES[role], called(holder) if (holder := major.holder(role)) else "–")
            for role in MajorRole
        ),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {told} |" for name, told in rows), ""]


def _described(chronicle: Chronicle) -> list[str]:
    incident = chronicle.sheet.whole.incident
    told = []
    if incident.description:
        told += ["## What was reported", "", *_quoted(incident.description), ""]
    if incident.resolution_code:
        told += ["## How it ended", "", f"{words.RESOLUTIONS[incident.resolution_code]}.", ""]
        told += [*_quoted(incident.resolution_summary or ""), ""]
    return told


def _timeline(chronicle: Chronicle, zone: ZoneInfo) -> list[str]:
    """Everything that happened, and everything that was said, in the order of time."""
    called, names = _called(chronicle), chronicle.names
    lines = [
        (entry.at, index, f"{in_words(entry, called)}{_more(entry, names)}")
        for index, entry in enumerate(chronicle.entries)
        if entry.event not in _SAID
    ]
    lines += [
        (it.written_at, len(lines) + index, f"{called(it.author_id)}: {_line(it.text, names)}")
        for index, it in enumerate(chronicle.said)
    ]
    return [f"- **{_local(at, zone)}** {told}" for at, _, told in sorted(lines)]


def _more(entry: Entry, names: Mapping[str, str]) -> str:
    """Why it was done, or what an update said."""
    if why := reason(entry):
        return f": {_line(why, names)}"
    said = [(entry.after or {}).get(name) for name in ("affected", "known", "doing")]
    told = " · ".join(_line(str(each), names) for each in said if each)
    return f": {told}" if told else ""


def _called(chronicle: Chronicle) -> Callable[[str], str]:
    """What people are called in a document, where nobody can be mentioned."""

    def called(person_id: str) -> str:
        if person_id == SYSTEM.id:
            return SYSTEM.name
        return _plain(chronicle.names.get(person_id, person_id))

    return called


def _since(at: datetime | None, began: datetime, zone: ZoneInfo) -> str:
    if at is None:
        return "–"
    minutes = timedelta(minutes=max(0, int((at - began).total_seconds()) // 60))
    return f"{_local(at, zone)} (after {duration(minutes)})"


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _quoted(text: str) -> Iterable[str]:
    return [f"> {_plain(line)}".rstrip() for line in text.split("\n")]


def _line(text: str, names: Mapping[str, str]) -> str:
    return _plain(cut(clean_line(with_names(text, names)), LINE_LENGTH))


def _plain(text: str) -> str:
    """What a person typed, as text: none of it is markup."""
    return _MARKUP.sub(r"\\\1", text)
