"""Reading channels: which there are, who is in them, what was said."""

from collections.abc import Iterable, Iterator

from sandbox.company.channels import SCOPE_WORD, TYPE_WORD, Channel, Kind
from sandbox.company.conversation import between
from sandbox.company.ids import is_ts
from sandbox.company.marks import pinned_in
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, lists, texts
from sandbox.web_api.paging import PAGES, page_of, with_cursor

KINDS: dict[str, Kind] = {word: kind for kind, word in TYPE_WORD.items()}
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
READING = PAGES | texts("latest", "oldest") | flags("include_all_metadata", "inclusive")
OUT_OF_REACH = ("invalid_cursor", "invalid_ts_latest", "invalid_ts_oldest")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def list_all(call: ApiCall) -> Json:
    found = (each for each in _of_types(call) if call.may_see(each))
    page, metadata = page_of(call, found, default=100, most=1000)
    return with_cursor({"channels": [call.shown(it, counted=True) for it in page]}, metadata)


def of_user(call: ApiCall) -> Json:
    user_id = call.text("user", call.bot_id)
    found = (it for it in _of_types(call) if user_id in it.members and call.may_see(it))
    page, metadata = page_of(call, found, default=100, most=1000)
    return with_cursor({"channels": [call.shown(it) for it in page]}, metadata)


def info(call: ApiCall) -> Json:
    channel = call.channel("read")
    return {"channel": call.shown(channel, counted=call.flag("include_num_members"))}


def members(call: ApiCall) -> Json:
    channel = call.channel("read")
    page, metadata = page_of(call, channel.members, default=100, most=1000)
    return with_cursor({"members": page}, metadata)


def history(call: ApiCall) -> Json:
    channel = call.channel("history")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    messages = call.workspace.conversation(channel).in_channel()
    page, metadata = page_of(call, _asked_for(call, messages), default=100, most=999)
    answer = {
        "messages": [_shown(call, channel, message) for message in page],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": len(pinned_in(call.workspace, channel)),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return with_cursor(answer, metadata)


def replies(call: ApiCall) -> Json:
    channel = call.channel("history")
    if not call.is_in(channel):
        raise SlackError("channel_not_found")
    message = call.workspace.message(channel, call.text("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    thread_ts = str(message.get("thread_ts", message["ts"]))
    thread = call.workspace.conversation(channel).in_thread(thread_ts)
    page, metadata = page_of(call, _asked_for(call, thread), default=1000, most=1000)
    answer = {
        "messages": [_shown(call, channel, each) for each in page],
        "has_more": bool(metadata["next_cursor"]),
    }
    return with_cursor(answer, metadata)


def _of_types(call: ApiCall) -> Iterator[Channel]:
    """Channels of the types asked for, each of which needs its own scope."""
    kinds = []
    for word in call.names("types") or ["public_channel"]:
        if word not in KINDS:
            raise SlackError("invalid_types")
        kind = KINDS[word]
        call.need_scope(f"{SCOPE_WORD[kind]}:read")
        kinds.append(kind)
    hides_archived = call.flag("exclude_archived")
    for channel in call.workspace.channels.values():
        if channel.kind in kinds and not (hides_archived and channel.is_archived):
            yield channel


def _asked_for(call: ApiCall, messages: Iterable[Json]) -> Iterator[Json]:
    oldest, latest = call.text("oldest"), call.text("latest")
    if oldest and not is_ts(oldest):
        raise SlackError("invalid_ts_oldest")
    if latest and not is_ts(latest):
        raise SlackError("invalid_ts_latest")
    return between(iter(messages), oldest, latest, inclusive=call.flag("inclusive"))


def _shown(call: ApiCall, channel: Channel, message: Json) -> Json:
    """The message; what an app noted in it stands there whole only when it is asked for."""
    shown = call.workspace.shown(channel, message)
    if "metadata" in shown and not call.flag("include_all_metadata"):
        shown = shown | {"metadata": {"event_type": shown["metadata"].get("event_type", "")}}
    return shown


METHODS: Methods = {
    "conversations.list": Method(
        list_all,
        tier=Tier.TWO,
        takes=PAGES | lists("types") | flags("exclude_archived") | texts("team_id"),
        scopes=READ,
        errors=("invalid_cursor", "invalid_limit", "invalid_types"),
        ignores=("team_id",),
        reads_json=False,
    ),
    "users.conversations": Method(
        of_user,
        tier=Tier.THREE,
        takes=PAGES
        | lists("types")
        | flags("exclude_archived", "exclude_muted")
        | texts("team_id", "user"),
        scopes=READ,
        errors=("invalid_cursor", "invalid_limit", "invalid_types"),
        ignores=("exclude_muted", "team_id"),
        reads_json=False,
    ),
    "conversations.info": Method(
        info,
        tier=Tier.THREE,
        takes=texts("channel") | flags("include_locale", "include_num_members"),
        required=("channel",),
        scopes=READ,
        errors=("channel_not_found",),
        ignores=("include_locale",),
        reads_json=False,
    ),
    "conversations.members": Method(
        members,
        tier=Tier.FOUR,
        takes=PAGES | texts("channel"),
        required=("channel",),
        scopes=READ,
        errors=("channel_not_found", "invalid_cursor", "invalid_limit"),
        reads_json=False,
    ),
    "conversations.history": Method(
        history,
        tier=Tier.THREE,
        takes=READING | texts("channel"),
        required=("channel",),
        scopes=HISTORY,
        errors=("channel_not_found", "not_in_channel", *OUT_OF_REACH),
        instead={"invalid_limit": "invalid_arguments"},
    ),
    "conversations.replies": Method(
        replies,
        tier=Tier.THREE,
        takes=READING | texts("channel", "ts"),
        required=("channel", "ts"),
        scopes=HISTORY,
        errors=("channel_not_found", "thread_not_found", *OUT_OF_REACH),
        instead={"invalid_limit": "invalid_arguments"},
        reads_json=False,
    ),
}
