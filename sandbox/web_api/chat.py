"""Posting, changing and taking away messages."""

from sandbox.company import app_messages
from sandbox.company.channels import Channel
from sandbox.company.conversation import is_reply
from sandbox.company.ids import is_ts
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, lists, structures, texts

SAID = texts("text", "markdown_text") | structures("blocks", "attachments", "metadata")
UNSAYABLE = (
    *("invalid_blocks", "invalid_blocks_format", "markdown_text_conflict", "no_text"),
    "too_many_attachments",
)
"""What may be wrong with a message's words, whichever method brings them."""

NOWHERE = (
    *("cannot_reply_to_message", "channel_not_found", "is_archived"),
    *("messages_tab_disabled", "not_in_channel"),
)
"""What may be wrong with where a message is to go."""


def post_message(call: ApiCall) -> Json:
    channel = place(call)
    check_may_post(call, channel)
    message = app_messages.by(call.workspace.bot, call.workspace.team_id)
    message |= app_messages.content(call.args, call.world.files)
    message |= in_thread(call, channel)
    posted = call.workspace.post(channel, message)
    return {"channel": channel.id, "ts": posted["ts"], "message": posted}


def post_ephemeral(call: ApiCall) -> Json:
    channel = place(call)
    check_may_post(call, channel)
    message = app_messages.by(call.workspace.bot, call.workspace.team_id)
    said = {name: it for name, it in call.args.items() if name != "metadata"}
    message |= app_messages.content(said, call.world.files)
    if call.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    message |= in_thread(call, channel)
    shown = call.world.ephemerals.show(channel, call.text("user"), message)
    return {"message_ts": shown.message["ts"]}


def update(call: ApiCall) -> Json:
    channel = call.channel()
    message = _own_message(call, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    said = app_messages.said(call.args, call.world.files)
    changed = {"text": ""} | {key: it for key, it in (message | said).items() if it}
    changed["edited"] = {"user": call.bot_id, "ts": call.workspace.stamp(channel)}
    call.workspace.edit(channel, message["ts"], changed)
    shown = call.workspace.shown(channel, changed)
    return {"channel": channel.id, "ts": message["ts"], "text": shown["text"], "message": shown}


def delete(call: ApiCall) -> Json:
    channel = call.channel()
    message = _own_message(call, channel, "cant_delete_message")
    call.workspace.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def get_permalink(call: ApiCall) -> Json:
    channel = call.channel()
    message = call.workspace.message(channel, call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{call.world.base}/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if is_reply(message):
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def place(call: ApiCall) -> Channel:
    """A channel by its id or name, or the direct message with a user by theirs."""
    asked = call.text("channel")
    named = call.workspace.channel_named(asked.removeprefix("#"))
    channel = call.workspace.channels.get(asked) or named
    person = call.workspace.people.get(asked)
    if person is not None and not person.is_bot:
        channel = call.workspace.direct_message(call.bot_id, person.id)
    if channel is None or not call.may_see(channel):
        raise SlackError("channel_not_found")
    return channel


def check_may_post(call: ApiCall, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and call.world.manifest.app_home.get("messages_tab_enabled") is False:
        raise SlackError("messages_tab_disabled")
    if not call.is_in(channel) and not call.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")


def in_thread(call: ApiCall, channel: Channel) -> Json:
    """The thread a message goes to; a reply's own stamp leads to its parent."""
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return {}
    parent = call.workspace.message(channel, thread_ts) if is_ts(thread_ts) else None
    if parent is None:
        raise SlackError("cannot_reply_to_message")
    threaded: Json = {"thread_ts": parent.get("thread_ts", parent["ts"])}
    if call.flag("reply_broadcast"):
        threaded["subtype"] = "thread_broadcast"
    return threaded


def _own_message(call: ApiCall, channel: Channel, otherwise: str) -> Json:
    message = call.workspace.message(channel, call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != call.workspace.bot.bot_id:
        raise SlackError(otherwise)
    return message


METHODS: Methods = {
    "chat.postMessage": Method(
        post_message,
        tier=Tier.POSTING,
        takes=SAID
        | texts("channel", "thread_ts", "username", "icon_emoji", "icon_url", "parse")
        | texts("current_draft_last_updated_ts")
        | flags("as_user", "link_names", "mrkdwn", "reply_broadcast")
        | flags("unfurl_links", "unfurl_media"),
        required=("channel",),
        scopes=("chat:write",),
        errors=(
            *(*UNSAYABLE, "invalid_attachments", "msg_blocks_too_long"),
            *("invalid_metadata_format", "metadata_too_large"),
            *NOWHERE,
        ),
        ignores=(
            *("as_user", "current_draft_last_updated_ts", "icon_emoji", "icon_url"),
            *("link_names", "mrkdwn", "parse", "unfurl_links", "unfurl_media", "username"),
        ),
        lacks="The app speaks under its own name and picture.",
    ),
    "chat.postEphemeral": Method(
        post_ephemeral,
        tier=Tier.FOUR,
        takes=SAID
        | texts("channel", "user", "thread_ts", "username", "icon_emoji", "icon_url", "parse")
        | flags("as_user", "link_names"),
        required=("channel", "user"),
        scopes=("chat:write",),
        errors=(*UNSAYABLE, "invalid_attachments", "msg_too_long", *NOWHERE, "user_not_in_channel"),
        instead={"msg_blocks_too_long": "msg_too_long"},
        ignores=(
            *("as_user", "icon_emoji", "icon_url", "link_names", "metadata", "parse"),
            "username",
        ),
    ),
    "chat.update": Method(
        update,
        tier=Tier.THREE,
        takes=SAID
        | texts("channel", "ts", "parse")
        | flags("as_user", "link_names", "reply_broadcast")
        | lists("file_ids")
        | structures("unfurled_attachments"),
        required=("channel", "ts"),
        scopes=("chat:write",),
        errors=(
            *(*UNSAYABLE, "invalid_attachments", "msg_too_long"),
            *("invalid_metadata_format", "metadata_too_large"),
            *("cant_update_message", "channel_not_found", "is_inactive", "message_not_found"),
        ),
        instead={"msg_blocks_too_long": "msg_too_long"},
        ignores=(
            *("as_user", "file_ids", "link_names", "parse", "reply_broadcast"),
            "unfurled_attachments",
        ),
    ),
    "chat.delete": Method(
        delete,
        tier=Tier.THREE,
        takes=texts("channel", "ts") | flags("as_user"),
        required=("channel", "ts"),
        scopes=("chat:write",),
        errors=("cant_delete_message", "channel_not_found", "message_not_found"),
        ignores=("as_user",),
    ),
    "chat.getPermalink": Method(
        get_permalink,
        tier=Tier.SPECIAL,
        takes=texts("channel", "message_ts"),
        required=("channel", "message_ts"),
        errors=("channel_not_found", "message_not_found"),
        reads_json=False,
    ),
}
