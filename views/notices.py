"""One sentence for each event that is told to someone in private."""

from collections.abc import Mapping
from typing import Any

from domain.events import Event
from domain.text import cut
from storage.journal import Entry
from storage.sheets import IncidentSheet
from views.blocks import (
    Content,
    actions,
    button,
    escaped,
    link_button,
    markdown,
    mention,
    plain,
    section,
)
from views.ids import Button
from views.links import message_link

SENTENCES: Mapping[Event, str] = {
    Event.INCIDENT_ASSIGNED: "{who} assigned *{number}* to you:",
    Event.INCIDENT_RESOLVED: "{who} resolved *{number}*:",
    Event.INCIDENT_REOPENED: "{who} reopened *{number}*:",
}

TROUBLES: Mapping[str, str] = {
    "not_in_channel": "I am not a member of {channel}. Invite me there with `/invite @Steward`.",
    "channel_not_found": "I cannot find {channel}. If it is private, invite me there; "
    "if it was renamed, name it anew in the configuration.",
    "is_archived": "{channel} is archived. Unarchive it, or name another channel in the configuration.",
}


def notice(entry: Entry, sheet: IncidentSheet, home: str) -> Content:
    """What happened, then what can be done next."""
    incident = sheet.incident
    sentence = SENTENCES[entry.event].format(who=mention(entry.actor_id), number=incident.number)
    blocks = [section(markdown(sentence)), section(plain(incident.title))]
    if entry.why:
        blocks.append(section(plain(cut(entry.why, 1500))))
    buttons = [button("Details", Button.SHOW_INCIDENT, incident.number)]
    if sheet.card:
        buttons.append(link_button("Open the card", message_link(home, *sheet.card)))
    if entry.event is Event.INCIDENT_RESOLVED:
        buttons.append(button("Reopen", Button.REOPEN_INCIDENT, incident.number))
    text = f"{sentence} {escaped(incident.title)}"
    return {"text": text, "blocks": [*blocks, actions(buttons)]}


def trouble(facts: Mapping[str, Any]) -> Content:
    """A team's channel cannot be written to: what is wrong, and what mends it."""
    explained = TROUBLES.get(facts["error"], "Slack answers {error} for {channel}.")
    sentence = (
        f"Cards for *{escaped(facts['team'])}* cannot be posted. "
        + explained.format(channel=escaped(facts["channel"]), error=escaped(facts["error"]))
        + " What waits is posted as soon as that is mended."
    )
    return {"text": sentence, "blocks": [section(markdown(sentence))]}
