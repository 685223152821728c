"""Channels and people as a bot meets them: where it may post and look, who is there, who is who."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    Enter,
    client_for,
    error_of,
    start,
    with_scopes,
)
from tests.visitor import Refused

Json = dict[str, Any]

DESK = "C0SERVICEDK"
GENERAL = "C0GENERAL00"
MAX = "U0MAXWEBER0"
ANN = "U0ANNBERGER"


async def test_point_10_posting_where_the_bot_is_not(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter
) -> None:
    assert await error_of(slack.chat_postMessage(channel=GENERAL, text="x")) == "not_in_channel"
    assert await error_of(slack.chat_postMessage(channel="C0NOWHERE00", text="x")) == (
        "channel_not_found"
    )
    zoe = await enter("Zoe Lindqvist")
    secret = await zoe.creates("secret-plans", private=True)
    assert await error_of(slack.chat_postMessage(channel=secret, text="x")) == "channel_not_found"
    assert await error_of(slack.conversations_info(channel=secret)) == "channel_not_found"
    listed = await slack.conversations_list(types="public_channel,private_channel")
    assert secret not in [channel["id"] for channel in listed["channels"]]
    await zoe.invites("Steward", "secret-plans")
    assert (await slack.chat_postMessage(channel=secret, text="Thank you"))["ok"]
    info = await slack.conversations_info(channel=secret)
    assert info["channel"]["is_private"]


async def test_point_10_a_public_channel_is_open_with_the_scope_for_it(tmp_path: Path) -> None:
    async with start(tmp_path, manifest=with_scopes("chat:write.public")) as sandbox:
        assert (await client_for(sandbox).chat_postMessage(channel=GENERAL, text="x"))["ok"]


async def test_ephemerals_go_to_members_only(slack: AsyncWebClient, enter: Enter) -> None:
    stranger = slack.chat_postEphemeral(channel=DESK, user=MAX, text="x")
    assert await error_of(stranger) == "user_not_in_channel"
    shown = await slack.chat_postEphemeral(channel=DESK, user=ANN, text="psst")
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    await ann.sees_privately("service-desk", containing="psst")
    await ben.does_not_see("service-desk", containing="psst")
    later = slack.chat_update(channel=DESK, ts=shown["message_ts"], text="y")
    assert await error_of(later) == "message_not_found"


async def test_channels_are_made_filled_and_put_away(slack: AsyncWebClient, enter: Enter) -> None:
    made = (await slack.conversations_create(name="inc-1"))["channel"]
    assert made["is_member"]
    assert await error_of(slack.conversations_create(name="inc-1")) == "name_taken"
    assert await error_of(slack.conversations_create(name="Inc 1")) == "invalid_name_specials"
    await slack.conversations_invite(channel=made["id"], users=[MAX, ANN])
    again = slack.conversations_invite(channel=made["id"], users=MAX)
    assert await error_of(again) == "already_in_channel"
    await slack.conversations_setTopic(channel=made["id"], topic="The printer")
    long = slack.conversations_setTopic(channel=made["id"], topic="x" * 251)
    assert await error_of(long) == "too_long"
    await slack.conversations_setPurpose(channel=made["id"], purpose="To mend it")
    max_ = await enter("Max Weber")
    seen = await max_.channel("inc-1")
    assert (seen["topic"], seen["purpose"]) == ("The printer", "To mend it")
    await slack.conversations_kick(channel=made["id"], user=MAX)
    assert not (await max_.channel("inc-1"))["is_member"]
    await slack.conversations_archive(channel=made["id"])
    assert await error_of(slack.chat_postMessage(channel=made["id"], text="x")) == "is_archived"
    assert await error_of(slack.conversations_archive(channel=made["id"])) == "already_archived"
    await slack.conversations_unarchive(channel=made["id"])
    assert await error_of(slack.chat_postMessage(channel=made["id"], text="x")) == "not_in_channel"
    await slack.conversations_join(channel=made["id"])
    assert (await slack.chat_postMessage(channel=made["id"], text="x"))["ok"]


async def test_people(slack: AsyncWebClient, enter: Enter) -> None:
    ann = (await slack.users_info(user=ANN))["user"]
    assert (ann["real_name"], ann["tz"]) == ("Ann Berger", "Europe/Berlin")
    assert "locale" not in ann
    at_home = (await slack.users_info(user=ANN, include_locale=True))["user"]
    assert at_home["locale"] == "en-US"
    assert "email" not in ann["profile"]  # that takes a scope of its own
    assert await error_of(slack.users_info(user="U0NOBODY000")) == "user_not_found"
    listed = (await slack.users_list())["members"]
    people = [user["id"] for user in listed if not user["is_bot"] and user["id"] != "USLACKBOT"]
    assert len(people) == 6
    assert [user["id"] for user in listed if user["is_bot"]] == ["U0STEWARD00"]
    max_, zoe = await enter("Max Weber"), await enter("Zoe Lindqvist")
    with pytest.raises(Refused, match="not_an_administrator"):
        await max_.changes_profile(of="Zoe Lindqvist", title="Intern")
    await zoe.changes_profile(of="Max Weber", is_deactivated=True)
    assert (await slack.users_info(user=MAX))["user"]["deleted"]
    opening = slack.conversations_open(users=MAX)
    assert await error_of(opening) == "user_disabled"
    with pytest.raises(Refused, match="deactivated"):
        await max_.says("general", "Hello?")
    await zoe.changes_profile(of="Max Weber", is_deactivated=False)
    assert await max_.says("general", "Hello again")


async def test_where_someone_is(slack: AsyncWebClient) -> None:
    mine = await slack.users_conversations()
    assert {it["name"] for it in mine["channels"]} == {"platform", "service-desk"}
    members = await slack.conversations_members(channel=DESK, limit=2)
    rest = await slack.conversations_members(
        channel=DESK, cursor=members["response_metadata"]["next_cursor"]
    )
    assert len(members["members"]) == 2
    assert len({*members["members"], *rest["members"]}) == 4


async def test_point_12_addresses_are_told_with_the_scope_for_them(tmp_path: Path) -> None:
    email = "max.weber@northwind.example"
    async with start(tmp_path / "without") as sandbox:
        slack = client_for(sandbox)
        assert await error_of(slack.users_lookupByEmail(email=email)) == "missing_scope"
        assert "email" not in (await slack.users_info(user=MAX))["user"]["profile"]
    granted = with_scopes("users:read.email", "team:read")
    async with start(tmp_path / "with", manifest=granted) as sandbox:
        slack = client_for(sandbox)
        found = (await slack.users_lookupByEmail(email=email.upper()))["user"]
        assert (found["id"], found["profile"]["email"]) == (MAX, email)
        nobody = slack.users_lookupByEmail(email="nobody@northwind.example")
        assert await error_of(nobody) == "users_not_found"
        assert (await slack.team_info())["team"]["name"] == "Northwind Traders"
