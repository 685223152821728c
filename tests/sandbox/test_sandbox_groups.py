"""User groups and direct messages among several."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.happenings import GroupMembersChanged
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, client_for, error_of, start, with_scopes
from tests.visitor import Refused

DESK, ONCALL = "C0SERVICEDK", "S0PLATONCAL"
ANN, BEN, DEV, MAX = "U0ANNBERGER", "U0BENOKAFOR", "U0DEVPATEL0", "U0MAXWEBER0"
GROUPS = with_scopes(
    *("usergroups:read", "usergroups:write", "users.profile:read"),
    *("mpim:history", "mpim:read", "mpim:write"),
)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=GROUPS) as opened:
        yield opened


async def test_who_is_on_call_changes_hands(tmp_path: Path) -> None:
    heard: list[GroupMembersChanged] = []
    async with start(tmp_path, manifest=GROUPS) as sandbox:
        slack = client_for(sandbox)
        sandbox.workspace.listeners.append(heard.append)
        listed = (await slack.usergroups_list(include_users=True))["usergroups"]
        assert [(each["handle"], each["users"]) for each in listed] == [
            ("platform-oncall", [DEV]),
            ("service-desk", [ANN, BEN]),
        ]
        await slack.usergroups_users_update(usergroup=ONCALL, users=[BEN, MAX])
        [change] = heard
        assert (set(change.added), change.removed) == ({BEN, MAX}, (DEV,))
    async with start(tmp_path, manifest=GROUPS) as sandbox:
        now = await client_for(sandbox).usergroups_users_list(usergroup=ONCALL)
        assert now["users"] == [BEN, MAX]


async def test_groups_that_are_not_there(slack: AsyncWebClient) -> None:
    nobody = slack.usergroups_users_list(usergroup="S0NOWHERE00")
    assert await error_of(nobody) == "no_such_subteam"
    ghosts = slack.usergroups_users_update(usergroup=ONCALL, users=["U0NOBODY000"])
    assert await error_of(ghosts) == "invalid_users"
    empty = slack.usergroups_users_update(usergroup=ONCALL, users="")
    assert await error_of(empty) == "no_users_provided"


async def test_a_group_is_called_by_its_handle(slack: AsyncWebClient, enter: Enter) -> None:
    max_, ann = await enter("Max Weber"), await enter("Ann Berger")
    said = await max_.says("general", "Is @service-desk there?")
    assert said["text"] == "Is <!subteam^S0SERVICEDK> there?"
    assert (await ann.channel("general"))["mentions"] == 1
    assert (await max_.workspace())["groups"][1]["handle"] == "service-desk"


async def test_a_direct_message_among_several(slack: AsyncWebClient, enter: Enter) -> None:
    opened = await slack.conversations_open(users=[ANN, MAX], return_im=True)
    channel = opened["channel"]
    assert (channel["is_mpim"], channel["is_private"]) == (True, True)
    assert channel["name"] == "mpdm-ann.berger--max.weber--steward-1"
    again = await slack.conversations_open(users=f"{MAX},{ANN}")
    assert (again["channel"]["id"], again["already_open"]) == (channel["id"], True)
    await slack.chat_postMessage(channel=channel["id"], text="You two should talk")
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    shown = await ann.channel(channel["id"])
    assert (shown["kind"], shown["mentions"]) == ("mpim", 1)
    assert set(shown["with_all"]) == {MAX, "U0STEWARD00"}
    assert channel["id"] not in [it["id"] for it in (await ben.workspace())["channels"]]
    with pytest.raises(Refused, match="cant_leave"):
        await ann.leaves(channel["id"])
    listed = await slack.conversations_list(types="mpim")
    assert [each["id"] for each in listed["channels"]] == [channel["id"]]
    renaming = slack.conversations_rename(channel=channel["id"], name="us")
    assert await error_of(renaming) == "method_not_supported_for_channel_type"
    many = slack.conversations_open(users=[f"U0NOBODY{n:03}" for n in range(9)])
    assert await error_of(many) == "too_many_users"
    unopened = slack.conversations_open(users=[ANN, DEV], prevent_creation=True)
    assert await error_of(unopened) == "channel_not_found"


async def test_a_profile(slack: AsyncWebClient) -> None:
    profile = (await slack.users_profile_get(user=ANN))["profile"]
    assert (profile["real_name"], profile["title"]) == ("Ann Berger", "Service desk lead")
    assert await error_of(slack.users_profile_get(user="U0NOBODY000")) == "user_not_found"
