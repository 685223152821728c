"""What looks like the same and is open already, shown before another is raised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.text import cut
from storage.incidents import Incident
from views import words
from views.blocks import Block, button, context, header, markdown, plain, section
from views.ids import Button


def already_raised(likely: Sequence[Incident], *, viewer_id: str, now: datetime) -> list[Block]:
    """Each with its age, and a button to follow it instead; whoever has raised it follows it anyhow."""
    if not likely:
        return []
    blocks = [header("Is it one of these?")]
    for incident in likely:
        lock = "🔒 " if incident.restricted else ""
        is_mine = incident.reporter_id == viewer_id
        watch = button("Watch it instead", Button.WATCH_INSTEAD, incident.number)
        blocks.append(
            section(
                plain(f"{lock}{incident.number} · {cut(incident.title, 150)}"),
                accessory=None if is_mine else watch,
            )
        )
        whose = " · you raised it" if is_mine else ""
        state = words.STATES[incident.state]
        blocks.append(context([markdown(f"{state} · {_age(incident.raised_at, now)}{whose}")]))
    return blocks


def watching(incident: Incident) -> Mapping[str, Any]:
    """What stands in the form's place once somebody chose to watch."""
    return {
        "type": "modal",
        "title": plain("Watching"),
        "close": plain("Close"),
        "blocks": [
            section(plain(f"{incident.number} · {incident.title}")),
            section(
                markdown(
                    "You hear how it goes on, and nothing new was raised. What you know of it helps: "
                    f"write it in the thread of its card. `/incident {incident.number}` shows it."
                )
            ),
        ],
    }


def _age(raised_at: datetime, now: datetime) -> str:
    minutes = int((now - raised_at).total_seconds()) // 60
    if minutes < 1:
        return "raised a moment ago"
    return f"raised {minutes} min ago" if minutes < 60 else f"raised {minutes // 60} h ago"
