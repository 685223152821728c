"""Reactions and pins on messages, bookmarks on channels, and the workspace's own emoji."""

from urllib.parse import urlsplit

from sandbox.company import marks
from sandbox.company.channels import Channel
from sandbox.company.ids import is_ts
from sandbox.company.marks import EMOJI_NAME
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, texts

MOST_EMOJI, MOST_REACTIONS, MOST_BOOKMARKS = 23, 50, 100
LONGEST_TITLE, LONGEST_LINK = 256, 2048


def add_reaction(call: ApiCall) -> Json:
    channel, message, name = _reacted(call)
    if channel.is_archived:
        raise SlackError("is_archived")
    mine = marks.reactions_of(message, call.bot_id)
    if name in mine:
        raise SlackError("already_reacted")
    names = {each["name"] for each in message.get("reactions") or ()}
    if name not in names and len(names) >= MOST_REACTIONS:
        raise SlackError("too_many_emoji")
    if len(mine) >= MOST_EMOJI:
        raise SlackError("too_many_reactions")
    marks.react(call.workspace, channel, message, name, call.bot_id)
    return {}


def remove_reaction(call: ApiCall) -> Json:
    if not call.text("timestamp") or not call.text("channel"):
        raise SlackError("no_item_specified")
    channel, message, name = _reacted(call)
    if name not in marks.reactions_of(message, call.bot_id):
        raise SlackError("no_reaction")
    marks.take_back(call.workspace, channel, message, name, call.bot_id)
    return {}


def add_pin(call: ApiCall) -> Json:
    channel = call.channel()
    if not call.text("timestamp"):
        raise SlackError("no_item_specified")
    message = _message(call, channel)
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    if message.get("subtype") not in (None, "file_share", "thread_broadcast"):
        raise SlackError("not_pinnable")
    pinned = marks.pinned_in(call.workspace, channel)
    if message in pinned:
        raise SlackError("already_pinned")
    if len(pinned) >= marks.MOST_PINS:
        raise SlackError("too_many_pins")
    marks.pin(call.workspace, channel, message, call.bot_id)
    return {}


def add_bookmark(call: ApiCall) -> Json:
    channel = _bookmarked(call)
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    title, link, emoji = call.text("title"), call.text("link"), call.text("emoji")
    fits = urlsplit(link).scheme in ("http", "https") and len(link) <= LONGEST_LINK
    if not fits or not title or len(title) > LONGEST_TITLE:
        raise SlackError("invalid_link")
    if emoji and not EMOJI_NAME.fullmatch(emoji.strip(":")):
        raise SlackError("invalid_emoji")
    bookmarks = call.workspace.bookmarks
    if len(bookmarks.of(channel)) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    added = bookmarks.add(channel, title, link, emoji, call.bot_id)
    return {"bookmark": added.as_slack(call.workspace.team_id, call.workspace.bot.app_id)}


def list_bookmarks(call: ApiCall) -> Json:
    team_id, app_id = call.workspace.team_id, call.workspace.bot.app_id
    found = call.workspace.bookmarks.of(_bookmarked(call))
    return {"bookmarks": [each.as_slack(team_id, app_id) for each in found]}


def list_emoji(call: ApiCall) -> Json:
    """The workspace's own; those everyone has are not among them."""
    told: Json = {"emoji": call.workspace.emoji, "cache_ts": f"{call.world.now().timestamp():.6f}"}
    return told | ({"categories": []} if call.flag("include_categories") else {})


def _reacted(call: ApiCall) -> tuple[Channel, Json, str]:
    name = call.text("name").strip(":")
    if not EMOJI_NAME.fullmatch(name):
        raise SlackError("invalid_name")
    channel = call.channel()
    if not call.is_in(channel) and channel.kind != "channel":
        raise SlackError("no_access")
    return channel, _message(call, channel), name


def _message(call: ApiCall, channel: Channel) -> Json:
    if not is_ts(call.text("timestamp")):
        raise SlackError("bad_timestamp")
    message = call.workspace.message(channel, call.text("timestamp"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    return message


def _bookmarked(call: ApiCall) -> Channel:
    channel = call.channel(name="channel_id")
    if not call.is_in(channel):
        raise SlackError("access_denied")
    return channel


METHODS: Methods = {
    "reactions.add": Method(
        add_reaction,
        tier=Tier.THREE,
        takes=texts("channel", "name", "timestamp"),
        required=("channel", "name", "timestamp"),
        scopes=("reactions:write",),
        errors=(
            *("already_reacted", "bad_timestamp", "channel_not_found", "invalid_name"),
            *("is_archived", "message_not_found", "no_access"),
            *("too_many_emoji", "too_many_reactions"),
        ),
        lacks="Any well-formed name is an emoji.",
    ),
    "reactions.remove": Method(
        remove_reaction,
        tier=Tier.TWO,
        takes=texts("channel", "name", "timestamp", "file", "file_comment"),
        required=("name",),
        scopes=("reactions:write",),
        errors=(
            *("bad_timestamp", "channel_not_found", "invalid_name", "message_not_found"),
            *("no_access", "no_item_specified", "no_reaction"),
        ),
        ignores=("file", "file_comment"),
        lacks="Only messages bear reactions, files do not.",
    ),
    "pins.add": Method(
        add_pin,
        tier=Tier.TWO,
        takes=texts("channel", "timestamp"),
        required=("channel",),
        scopes=("pins:write",),
        errors=(
            *("already_pinned", "bad_timestamp", "channel_not_found", "message_not_found"),
            *("no_item_specified", "not_in_channel", "not_pinnable", "too_many_pins"),
        ),
    ),
    "bookmarks.add": Method(
        add_bookmark,
        tier=Tier.TWO,
        takes=texts("channel_id", "title", "type", "link", "emoji")
        | texts("access_level", "entity_id", "parent_id"),
        required=("title", "type"),
        scopes=("bookmarks:write",),
        errors=(
            *("access_denied", "channel_not_found", "invalid_bookmark_type", "invalid_emoji"),
            *("invalid_link", "too_many_bookmarks"),
        ),
        ignores=("access_level", "entity_id", "parent_id"),
        lacks="Bookmarks are links; there are no folders.",
    ),
    "bookmarks.list": Method(
        list_bookmarks,
        tier=Tier.THREE,
        takes=texts("channel_id"),
        scopes=("bookmarks:read",),
        errors=("access_denied", "channel_not_found"),
    ),
    "emoji.list": Method(
        list_emoji,
        tier=Tier.TWO,
        takes=flags("include_categories"),
        scopes=("emoji:read",),
        lacks="There are no categories.",
        reads_json=False,
    ),
}
