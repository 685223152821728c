"""Around a major incident's own channel: its topic, its name, and what to say when it cannot be made."""

from collections.abc import Mapping
from typing import Any

from domain.major.war_rooms import NO_ANSWER, Part
from domain.text import cut
from storage.sheets import MajorSheet
from views import words
from views.blocks import Content, escaped, markdown, section

TOPIC_LENGTH = 250
_NO_MARKUP = str.maketrans("<>", "‹›")

PARTS: Mapping[Part, str] = {
    Part.CHANNEL: "The channel for *{number}* could not be made: {why}.",
    Part.PEOPLE: "Nobody could be invited to the channel of *{number}*: {why}.",
    Part.TOPIC: "The topic of the channel of *{number}* could not be set: {why}.",
    Part.BOOKMARK: "The card of *{number}* could not be bookmarked in its channel: {why}.",
    Part.PIN: "The status message of *{number}* could not be pinned: {why}.",
    Part.UPLOAD: "The draft of the review of *{number}* could not be uploaded: {why}.",
    Part.DRAFT: "The draft of the review of *{number}* could not be posted: {why}.",
}


def about(sheet: MajorSheet) -> str:
    """What its name tells beside the number: nothing that is restricted."""
    incident = sheet.whole.incident
    return "" if incident.restricted else incident.service or incident.title


def topic(sheet: MajorSheet) -> str:
    """How it stands, in a line."""
    incident, major = sheet.whole.incident, sheet.major
    state = words.MAJOR_STATES[major.state].partition(" ")[2]
    told = f"{incident.number} · {words.SEVERITIES[major.severity]} · {state} · {incident.title}"
    return cut(told.translate(_NO_MARKUP), TOPIC_LENGTH)


def trouble(facts: Mapping[str, Any]) -> Content:
    """A part of the channel could not be made: what is missing, and what mends it."""
    error = facts["error"]
    why = "Slack does not answer" if error == NO_ANSWER else f"Slack answers `{escaped(error)}`"
    sentence = PARTS[Part(facts["part"])].format(number=escaped(facts["room"]), why=why)
    mended = " Once that is mended, an admin has it tried again under `/steward`."
    return {"text": sentence + mended, "blocks": [section(markdown(sentence + mended))]}
