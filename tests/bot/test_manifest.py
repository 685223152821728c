"""The app's manifest: valid, and asking for just the scopes that are used."""

import ast
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from jsonschema.validators import validator_for

import bot.slack

HOUSE = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((HOUSE / "manifest.yml").read_text())
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])

FACTS = HOUSE.parent / "shared" / "conformance"
needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="Slack's facts are kept beside the checkout, and are not here"
)

EVENT_SCOPES = {
    "app_home_opened": set(),
    "channel_unarchive": {"channels:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "subteam_members_changed": {"usergroups:read"},
    "user_change": {"users:read"},
}
"""What Slack wants before it tells of an event, for public and for private channels."""

FOR_BOTH_KINDS_OF_CHANNEL = {
    "conversations_create": {"channels:manage", "groups:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_invite": {"channels:manage", "groups:write"},
    "conversations_list": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_setTopic": {"channels:manage", "groups:write"},
    "users_conversations": {"channels:read", "groups:read"},
}
"""Where Slack asks for a scope for each kind, and we ask about public and private channels, and our talks."""


def asked_of_slack() -> set[str]:
    """The client's methods that bot/slack.py uses."""
    tree = ast.parse(Path(bot.slack.__file__).read_text())
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "client"
    }


def any_of(method: str) -> set[str]:
    """Slack's scopes for the method, of which one is enough."""
    return set(methods()[method].get("bot", ()))


def methods() -> dict[str, dict[str, list[str]]]:
    """Slack's scopes by the client's name of the method."""
    return {
        file.stem.replace(".", "_"): json.loads(file.read_text())["scope"]
        for file in (FACTS / "slack-methods").glob("*.json")
    }


@needs_facts
def test_the_manifest_is_valid() -> None:
    version = MANIFEST["_metadata"]["major_version"]
    schema = json.loads((FACTS / "manifest" / f"manifest.schema.{version}.0.0.json").read_text())
    problems = validator_for(schema)(schema).iter_errors(MANIFEST)
    assert [problem.message for problem in problems] == []


@needs_facts
def test_the_schema_would_find_a_mistake() -> None:
    schema = json.loads((FACTS / "manifest" / "manifest.schema.1.0.0.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        validator_for(schema)(schema).validate(MANIFEST | {"features": {"slash_commands": [{}]}})


@needs_facts
def test_every_method_we_call_is_known_to_slack() -> None:
    assert {"chat_postMessage", "chat_update"} <= asked_of_slack() <= set(methods())


@needs_facts
@pytest.mark.parametrize("method", sorted(asked_of_slack()))
def test_every_method_we_call_is_covered_by_a_scope(method: str) -> None:
    assert not any_of(method) or any_of(method) & SCOPES
    assert FOR_BOTH_KINDS_OF_CHANNEL.get(method, set()) <= SCOPES


@pytest.mark.parametrize("event", MANIFEST["settings"]["event_subscriptions"]["bot_events"])
def test_every_event_we_ask_for_is_covered_by_scopes(event: str) -> None:
    assert EVENT_SCOPES[event] <= SCOPES


@needs_facts
def test_no_scope_is_asked_for_in_vain() -> None:
    called = set().union(*(any_of(method) for method in asked_of_slack()))
    told = set().union(*EVENT_SCOPES.values())
    assert not SCOPES - called - told - {"commands"}


def test_what_is_switched_on_is_used_and_what_is_used_is_switched_on() -> None:
    """A Home tab that is opened is published, links to our domains are unfurled, custom steps are done."""
    features, subscriptions = MANIFEST["features"], MANIFEST["settings"]["event_subscriptions"]
    for is_on, event, method in (
        (features["app_home"]["home_tab_enabled"], "app_home_opened", "views_publish"),
        (bool(features.get("unfurl_domains")), "link_shared", "chat_unfurl"),
        (bool(MANIFEST.get("functions")), "function_executed", "functions_completeSuccess"),
    ):
        assert (event in subscriptions["bot_events"]) is is_on
        assert (method in asked_of_slack()) is is_on


def test_commands_and_interactions_are_switched_on() -> None:
    assert "commands" in SCOPES
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert MANIFEST["settings"]["socket_mode_enabled"]


def test_people_can_write_to_the_bot() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]
