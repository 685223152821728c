"""Messages written for later: put down, listed, struck out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sandbox.company import app_messages
from sandbox.company.agenda import Due
from sandbox.company.channels import Channel
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.chat import SAID, UNSAYABLE, check_may_post, in_thread, place
from sandbox.web_api.method import Method, Methods, Tier, flags, numbers, texts
from sandbox.web_api.paging import PAGES, page_of, with_cursor

FARTHEST = timedelta(days=120)
MOST_AROUND = 30
SETTLED_BEFORE = timedelta(minutes=1)
"""So shortly before its time a message cannot be struck out any more."""


def schedule(call: ApiCall) -> Json:
    channel = place(call)
    check_may_post(call, channel)
    at = _time(call)
    message = app_messages.by(call.workspace.bot, call.workspace.team_id)
    message |= app_messages.content(call.args, call.world.files)
    message |= in_thread(call, channel)
    if call.world.scheduled.around(channel, at) >= MOST_AROUND:
        raise SlackError("restricted_too_many")
    due = call.world.scheduled.put(channel, at, message)
    shown = {"type": "delayed_message", "subtype": "bot_message"} | message
    return {
        "channel": channel.id,
        "scheduled_message_id": due.id,
        "post_at": int(due.at),
        "message": shown,
    }


def list_scheduled(call: ApiCall) -> Json:
    page, metadata = page_of(call, _asked_for(call), default=100, most=100)
    told = [
        {
            "id": due.id,
            "channel_id": due.about["channel"],
            "post_at": int(due.at),
            "date_created": due.about["created"],
            "text": due.about["message"]["text"],
        }
        for due in page
    ]
    return with_cursor({"scheduled_messages": told}, metadata)


def delete_scheduled(call: ApiCall) -> Json:
    channel = place(call)
    wanted = call.text("scheduled_message_id")
    soonest = call.world.now() + SETTLED_BEFORE
    for due in call.world.scheduled.all():
        is_meant = due.id == wanted and due.about["channel"] == channel.id
        if is_meant and due.at > soonest.timestamp():
            call.world.scheduled.drop(due)
            return {}
    raise SlackError("invalid_scheduled_message_id")


def _time(call: ApiCall) -> datetime:
    try:
        at = datetime.fromtimestamp(call.number("post_at", 0), UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise SlackError("invalid_time") from error
    now = call.world.now()
    if at <= now:
        raise SlackError("time_in_past")
    if at - now > FARTHEST:
        raise SlackError("time_too_far")
    return at


def _asked_for(call: ApiCall) -> Iterator[Due]:
    channel = _channel(call) if call.text("channel") else None
    oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    for due in call.world.scheduled.all():
        is_there = channel is None or due.about["channel"] == channel.id
        if is_there and oldest <= due.at <= latest:
            yield due


def _channel(call: ApiCall) -> Channel:
    channel = call.workspace.channels.get(call.text("channel"))
    if channel is None or not call.may_see(channel):
        raise SlackError("invalid_channel")
    return channel


METHODS: Methods = {
    "chat.scheduleMessage": Method(
        schedule,
        tier=Tier.THREE,
        takes=SAID
        | texts("channel", "thread_ts", "parse")
        | numbers("post_at")
        | flags("as_user", "link_names", "reply_broadcast", "unfurl_links", "unfurl_media"),
        required=("channel", "post_at"),
        scopes=("chat:write",),
        errors=(
            *(*UNSAYABLE, "msg_too_long", "invalid_metadata_format", "metadata_too_large"),
            *("channel_not_found", "is_archived", "not_in_channel", "restricted_action"),
            *("invalid_time", "restricted_too_many", "time_in_past", "time_too_far"),
        ),
        instead={
            "cannot_reply_to_message": "invalid_arguments",
            "invalid_attachments": "invalid_arguments",
            "messages_tab_disabled": "restricted_action",
            "msg_blocks_too_long": "msg_too_long",
        },
        ignores=("as_user", "link_names", "parse", "unfurl_links", "unfurl_media"),
        lacks="A message with `metadata` is taken and never posted, as in Slack.",
    ),
    "chat.scheduledMessages.list": Method(
        list_scheduled,
        tier=Tier.THREE,
        takes=PAGES | texts("channel", "latest", "oldest", "team_id"),
        errors=("invalid_channel", "invalid_cursor"),
        instead={"invalid_limit": "invalid_arguments"},
        ignores=("team_id",),
    ),
    "chat.deleteScheduledMessage": Method(
        delete_scheduled,
        tier=Tier.THREE,
        takes=texts("channel", "scheduled_message_id") | flags("as_user"),
        required=("channel", "scheduled_message_id"),
        scopes=("chat:write",),
        errors=("channel_not_found", "invalid_scheduled_message_id"),
        ignores=("as_user",),
    ),
}
