"""What Slack sends: commands, presses and filled-in forms, as signed HTTP requests or as Socket Mode envelopes."""

import hashlib
import hmac
import itertools
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from bench.slack import BOT, CHANNEL, PEOPLE, TEAM
from bot.configuration.organisation import File, organisation_of
from bot.settings import Settings
from domain.incidents import Impact, Report, Urgency
from domain.organisation import Organisation
from views.blocks import actions, link_button, markdown, section
from views.ids import Button, Command, Field
from views.incident import forms

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"

TITLE = "The label printer in the warehouse prints blank pages"
DESCRIPTION = "Since this morning every second label is blank. Paper and ribbon are new. " * 5


def organisation(**written: Any) -> Organisation:
    """What a configuration file says in which this is written."""
    return organisation_of(File(**written), Settings(_env_file=None))  # type: ignore[call-arg]


ORGANISATION = organisation()
"""What the bot has without a configuration file."""

_fresh = itertools.count(1)
_run = uuid.uuid4().hex[:8].upper()
"""View and trigger ids are Slack's once; a second run against the same bot must not repeat the first."""


@dataclass(frozen=True)
class Ask:
    """One request, and how each way carries it."""

    type: str
    payload: Mapping[str, Any]

    def envelope(self, envelope_id: str) -> str:
        return _compact(
            {
                "type": self.type,
                "envelope_id": envelope_id,
                "accepts_response_payload": True,
                "payload": self.payload,
            }
        )

    def signed(self, host: str) -> bytes:
        """The whole HTTP request. Slack's signatures hold for five minutes."""
        if self.type == "slash_commands":
            body = urlencode(self.payload).encode()
        else:
            body = b"payload=" + quote_plus(_compact(self.payload)).encode()
        at = str(int(time.time()))
        signature = hmac.new(
            SIGNING_SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256
        ).hexdigest()
        head = (
            f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def asset() -> str:
    """Everybody reports another thing, or all of it together would look like one great fault."""
    return f"PRN-{next(_fresh):06}"


def command() -> Ask:
    """/incident without words: the bot opens the form."""
    person_id = next(_people)
    return Ask(
        "slash_commands",
        {
            "token": "bench",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "service-desk",
            "user_id": person_id,
            "user_name": person_id.lower(),
            "command": Command.INCIDENT.value,
            "text": "",
            "api_app_id": "A0BENCH01",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/response",
            "trigger_id": _trigger(),
        },
    )


def press() -> Ask:
    """A link button in a channel's message: the browser goes there, the bot only acknowledges."""
    url = "https://bench.slack.com/archives/C0BENCH01/p1763884800000100"
    blocks = [
        section(markdown(f"*INC-1* {TITLE}\n{DESCRIPTION}")),
        {**actions([link_button("Open the card", url)]), "block_id": "links"},
    ]
    return pressed(
        {
            "action_id": Button.OPEN_LINK.value,
            "block_id": "links",
            "type": "button",
            "text": {"type": "plain_text", "text": "Open the card", "emoji": True},
            "url": url,
        },
        blocks,
    )


def filled_in() -> Ask:
    """The form that raises an incident, submitted from a view that has not been submitted before."""
    return submitted(raise_form(), {**_FILLED_IN, **_about_something_new()})


def raise_form() -> Mapping[str, Any]:
    return forms.raise_form(Report(), ORGANISATION)


def _typed(field: Field, text: str) -> Mapping[str, Any]:
    return {field.value: {field.value: {"type": "plain_text_input", "value": text}}}


def _chosen(field: Field, value: int) -> Mapping[str, Any]:
    option = {"text": {"type": "plain_text", "text": "One of them"}, "value": str(value)}
    return {field.value: {field.value: {"type": "static_select", "selected_option": option}}}


def _about_something_new() -> Mapping[str, Any]:
    """As long as TITLE, in words nobody has used: what looks like an open one would be asked about first."""
    letters = uuid.uuid4().hex + uuid.uuid4().hex
    title = " ".join(letters[start : start + 8] for start in range(0, 48, 8))
    return {**_typed(Field.TITLE, title), **_typed(Field.AFFECTED_ASSET, asset())}


_FILLED_IN = {
    **_typed(Field.DESCRIPTION, DESCRIPTION),
    **_chosen(Field.IMPACT, Impact.TEAM),
    **_chosen(Field.URGENCY, Urgency.IMPAIRED),
    Field.RESTRICTED.value: {
        Field.RESTRICTED.value: {"type": "checkboxes", "selected_options": []}
    },
}

_people = itertools.cycle(PEOPLE)


def pressed(
    action: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]], *, by: str | None = None
) -> Ask:
    """A press of a button in a channel's message."""
    return Ask(
        "interactive",
        {
            **_interaction("block_actions", by),
            "container": {
                "type": "message",
                "message_ts": "1763884800.000100",
                "channel_id": CHANNEL,
                "is_ephemeral": False,
            },
            "channel": {"id": CHANNEL, "name": "service-desk"},
            "message": {
                "type": "message",
                "bot_id": BOT,
                "ts": "1763884800.000100",
                "text": TITLE,
                "blocks": blocks,
            },
            "state": {"values": {}},
            "response_url": "http://127.0.0.1:9/response",
            "actions": [{**action, "action_ts": "1763884801.000100"}],
        },
    )


def submitted(view: Mapping[str, Any], values: Mapping[str, Any]) -> Ask:
    """A form with these values, from a view that has not been submitted before."""
    return Ask(
        "interactive",
        {
            **_interaction("view_submission"),
            "view": {
                **view,
                "id": f"V{_run}{next(_fresh):08}",
                "team_id": TEAM,
                "app_id": "A0BENCH01",
                "bot_id": BOT,
                "hash": "1763884800.bench",
                "state": {"values": values},
            },
            "response_urls": [],
        },
    )


def _interaction(kind: str, by: str | None = None) -> dict[str, Any]:
    person_id = by or next(_people)
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "bench"},
        "user": {
            "id": person_id,
            "username": person_id.lower(),
            "name": person_id.lower(),
            "team_id": TEAM,
        },
        "api_app_id": "A0BENCH01",
        "token": "bench",
        "trigger_id": _trigger(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _compact(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))


def _trigger() -> str:
    return f"{next(_fresh)}.{_run}"
