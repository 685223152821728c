"""Reading channels: which there are, who is in them, what was said."""

from collections.abc import Iterable, Iterator

from sandbox.company.channels import SCOPE_WORD, TYPE_WORD, Channel, Kind
from sandbox.company.conversation import between
from sandbox.company.ids import is_ts
from sandbox.company.marks import pinned_in
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall, Method, Methods
from sandbox.web_api.paging import page_of, with_cursor

KINDS: dict[str, Kind] = {word: kind for kind, word in TYPE_WORD.items()}
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
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
    "conversations.list": Method(list_all, scopes=READ, reads_json=False),
    "users.conversations": Method(of_user, scopes=READ, reads_json=False),
    "conversations.info": Method(info, ("channel",), READ, reads_json=False),
    "conversations.members": Method(members, ("channel",), READ, reads_json=False),
    "conversations.history": Method(history, ("channel",), HISTORY),
    "conversations.replies": Method(replies, ("channel", "ts"), HISTORY, reads_json=False),
}
