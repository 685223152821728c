"""Steward about itself: help that is true, and health."""

from datetime import UTC, datetime

import pytest

from storage.outbox import Message, Owed
from tests.views.hostile import a_webhook
from tests.visitor import visible_text
from views import steward
from views.ids import Button, Command
from views.limits import problems_in_message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def given_up(message: Message, destination: str) -> Owed:
    return Owed(
        key="k",
        message=message,
        destination=destination,
        owed_at=NOON,
        error="is_archived",
        given_up_at=NOON,
    )


@pytest.mark.parametrize("command", Command)
def test_every_command_has_help_that_begins_with_itself(command: Command) -> None:
    typed = [line for line, _ in steward.HELP[command]]
    assert typed[0] == command
    assert f"{command} help" in typed
    assert all(line.startswith(command) for line in typed)


@pytest.mark.parametrize("command", Command)
def test_help_can_be_sent(command: Command) -> None:
    shown = steward.help_for(command)
    assert problems_in_message(shown) == []
    assert command in visible_text(shown)


def test_the_overview_tells_of_every_command() -> None:
    shown = steward.overview()
    assert problems_in_message(shown) == []
    assert all(f"{command} help" in visible_text(shown) for command in Command)


def test_health_says_what_waits_and_since_when() -> None:
    said = visible_text({"blocks": steward.health(3, 0, NOON, [])})
    assert said == "Messages: 3 waiting, the oldest since 2026-03-02 12:00 UTC, 0 given up."


@pytest.mark.parametrize(
    ("message", "destination", "says"),
    [
        (Message.CARD, "team:service-desk", "Card to the channel of service-desk: is_archived"),
        (Message.NOTICE, "person:U1", "Notice to @U1: is_archived"),
        (Message.TROUBLE, "person:U1", "Trouble notice to @U1: is_archived"),
    ],
)
def test_what_was_given_up_can_be_sent_after_all(
    message: Message, destination: str, says: str
) -> None:
    blocks = steward.health(0, 1, None, [given_up(message, destination)])
    assert says in visible_text({"blocks": blocks})
    assert blocks[-1]["elements"][0]["action_id"] == Button.RETRY_NOTICES


def test_a_webhook_that_was_given_up_can_be_told_after_all() -> None:
    blocks = steward.health(0, 0, None, [], [], [a_webhook("Deployments", "it answered 500")])
    said = visible_text({"blocks": blocks})
    assert "Webhook Deployments was not told of change.approved (CHG-7): it answered 500" in said
    assert blocks[-1]["elements"][0]["action_id"] == Button.RETRY_NOTICES
