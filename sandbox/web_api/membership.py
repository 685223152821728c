"""Channels made, filled, named and put away by the app."""

from typing import Literal

from sandbox.company.channels import Channel, problem_in_name
from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, lists, texts

MANAGE = ("channels:manage", "groups:write", "im:write", "mpim:write")
INVITE = ("channels:write.invites", "groups:write.invites", *MANAGE)
DESCRIBE = ("channels:write.topic", "groups:write.topic", *MANAGE)
BAD_NAMES = (
    *("invalid_name_maxlength", "invalid_name_punctuation"),
    *("invalid_name_required", "invalid_name_specials"),
)
OTHER_KIND = "method_not_supported_for_channel_type"
LONGEST_NOTE = 250
MOST_INVITED = 100


def create(call: ApiCall) -> Json:
    is_private = call.flag("is_private")
    call.need_scope("groups:write" if is_private else "channels:manage")
    name = call.text("name")
    problem = problem_in_name(name)
    if problem:
        raise SlackError(problem)
    if call.workspace.channel_named(name):
        raise SlackError("name_taken")
    kind: Literal["private", "channel"] = "private" if is_private else "channel"
    return {"channel": call.shown(call.workspace.create(name, kind, call.bot_id))}


def invite(call: ApiCall) -> Json:
    channel = _living(call, "write.invites", "manage", "write")
    invited: list[str] = []
    errors: list[Json] = []
    users = list(dict.fromkeys(call.names("users")))
    if not users:
        raise SlackError("no_user")
    if len(users) > MOST_INVITED:
        raise invalid_arguments(f"no more than {MOST_INVITED} items allowed [json-pointer:/users]")
    for user_id in users:
        problem = _problem_in_inviting(call, channel, user_id)
        if problem:
            errors.append({"user": user_id, "ok": False, "error": problem})
        else:
            invited.append(user_id)
    if errors and not (call.flag("force") and invited):
        raise SlackError(errors[0]["error"], errors=errors)
    for user_id in invited:
        call.workspace.join(channel, user_id, inviter=call.bot_id)
    return {"channel": call.shown(channel)} | ({"errors": errors} if errors else {})


def _problem_in_inviting(call: ApiCall, channel: Channel, user_id: str) -> str | None:
    if user_id == call.bot_id:
        return "cant_invite_self"
    person = call.workspace.people.get(user_id)
    if person is None or person.is_deactivated:
        return "user_not_found"
    return "already_in_channel" if user_id in channel.members else None


def join(call: ApiCall) -> Json:
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError(OTHER_KIND)
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.is_in(channel):
        warning = "already_in_channel"
        metadata = {"warnings": [warning]}
        shown = call.shown(channel)
        return {"channel": shown, "warning": warning, "response_metadata": metadata}
    call.workspace.join(channel, call.bot_id)
    return {"channel": call.shown(channel)}


def kick(call: ApiCall) -> Json:
    channel = _inside(call, "manage", "write")
    user_id = call.text("user")
    if user_id == call.bot_id:
        raise SlackError("cant_kick_self")
    if user_id not in call.workspace.people:
        raise SlackError("user_not_found")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user_id not in channel.members:
        raise SlackError("not_in_channel")
    call.workspace.leave(channel, user_id)
    return {"errors": {}}


def archive(call: ApiCall) -> Json:
    if call.channel("manage", "write").is_archived:
        raise SlackError("already_archived")
    channel = _inside(call, "manage", "write")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    call.workspace.archive(channel, call.bot_id)
    return {}


def unarchive(call: ApiCall) -> Json:
    channel = _no_direct_message(call.channel("manage", "write"))
    if not channel.is_archived:
        raise SlackError("not_archived")
    call.workspace.unarchive(channel, call.bot_id)
    return {}


def rename(call: ApiCall) -> Json:
    channel = _living(call, "manage", "write")
    name = call.text("name")
    problem = problem_in_name(name)
    if problem:
        raise SlackError(problem)
    if call.workspace.channel_named(name) not in (None, channel):
        raise SlackError("name_taken")
    call.workspace.rename(channel, name, call.bot_id)
    return {"channel": call.shown(channel)}


def set_topic(call: ApiCall) -> Json:
    return _describe(call, "topic")


def set_purpose(call: ApiCall) -> Json:
    return _describe(call, "purpose")


def _describe(call: ApiCall, which: Literal["topic", "purpose"]) -> Json:
    channel = _living(call, "write.topic", "manage", "write")
    text = call.text(which)
    if len(text) > LONGEST_NOTE:
        raise SlackError("too_long")
    call.workspace.describe(channel, which, text, call.bot_id)
    return {"channel": call.shown(channel)}


def _inside(call: ApiCall, *rights: str) -> Channel:
    """A channel the app is in."""
    channel = _no_direct_message(call.channel(*rights))
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _living(call: ApiCall, *rights: str) -> Channel:
    """A channel the app is in and that is not archived."""
    channel = _no_direct_message(call.channel(*rights))
    if channel.is_archived:
        raise SlackError("is_archived")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _no_direct_message(channel: Channel) -> Channel:
    if channel.is_direct:
        raise SlackError(OTHER_KIND)
    return channel


METHODS: Methods = {
    "conversations.create": Method(
        create,
        tier=Tier.TWO,
        takes=texts("name", "team_id") | flags("is_private"),
        required=("name",),
        scopes=MANAGE,
        errors=(*BAD_NAMES, "name_taken"),
        ignores=("team_id",),
    ),
    "conversations.invite": Method(
        invite,
        tier=Tier.THREE,
        takes=texts("channel") | lists("users") | flags("force"),
        required=("channel", "users"),
        scopes=INVITE,
        errors=(
            *("already_in_channel", "cant_invite_self", "channel_not_found", "is_archived"),
            *(OTHER_KIND, "no_user", "not_in_channel", "user_not_found"),
        ),
        lacks="There are no guests who could not be invited.",
    ),
    "conversations.join": Method(
        join,
        tier=Tier.THREE,
        takes=texts("channel"),
        required=("channel",),
        scopes=("channels:join",),
        errors=("channel_not_found", "is_archived", OTHER_KIND),
    ),
    "conversations.kick": Method(
        kick,
        tier=Tier.THREE,
        takes=texts("channel", "user"),
        required=("channel",),
        scopes=MANAGE[:2],
        errors=(
            *("cant_kick_from_general", "cant_kick_self", "channel_not_found"),
            *(OTHER_KIND, "not_in_channel", "user_not_found"),
        ),
    ),
    "conversations.archive": Method(
        archive,
        tier=Tier.TWO,
        takes=texts("channel"),
        required=("channel",),
        scopes=MANAGE,
        errors=(
            *("already_archived", "cant_archive_general", "channel_not_found"),
            *(OTHER_KIND, "not_in_channel"),
        ),
    ),
    "conversations.unarchive": Method(
        unarchive,
        tier=Tier.TWO,
        takes=texts("channel"),
        required=("channel",),
        scopes=MANAGE,
        errors=("channel_not_found", OTHER_KIND, "not_archived"),
    ),
    "conversations.rename": Method(
        rename,
        tier=Tier.TWO,
        takes=texts("channel", "name"),
        required=("channel", "name"),
        scopes=MANAGE,
        errors=(
            *("channel_not_found", "is_archived", OTHER_KIND, "not_in_channel"),
            *(*BAD_NAMES, "name_taken"),
        ),
    ),
    "conversations.setTopic": Method(
        set_topic,
        tier=Tier.TWO,
        takes=texts("channel", "topic"),
        required=("channel", "topic"),
        scopes=DESCRIBE,
        errors=("channel_not_found", "is_archived", OTHER_KIND, "not_in_channel", "too_long"),
    ),
    "conversations.setPurpose": Method(
        set_purpose,
        tier=Tier.TWO,
        takes=texts("channel", "purpose"),
        required=("channel", "purpose"),
        scopes=DESCRIBE,
        errors=("channel_not_found", "is_archived", OTHER_KIND, "not_in_channel", "too_long"),
    ),
}
