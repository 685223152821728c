"""Files in three steps: an address to bring the bytes to, the completion, and a look at what became of it."""

from sandbox.company import app_messages
from sandbox.company.channels import Channel
from sandbox.company.file_objects import File
from sandbox.company.files import MOST_BYTES
from sandbox.company.text import sent_by_app
from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.chat import in_thread
from sandbox.web_api.method import Method, Methods, Tier, lists, numbers, structures, texts

LONGEST_ALT_TEXT = 1000
MOST_CHANNELS = 100


def get_upload_url(call: ApiCall) -> Json:
    name, size = call.text("filename"), call.number("length", 0)
    if not name or size < 1:
        raise SlackError("missing_argument")
    if len(call.text("alt_txt")) > LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    if size > MOST_BYTES:
        raise SlackError("file_upload_size_restricted")
    files = call.world.files
    if not files.has_room_for(size):
        raise SlackError("storage_limit_reached")
    file = files.expect(name, size, call.bot_id, alt_txt=call.text("alt_txt"))
    return {"upload_url": f"{call.world.base}/upload/{file.ticket}", "file_id": file.id}


def complete_upload(call: ApiCall) -> Json:
    brought = [_brought(call, each) for each in _named(call)]
    channels = _channels(call)
    messages = [(channel, _message(call, channel)) for channel in channels]
    files = call.world.files
    for file, title in brought:
        file.title = title or file.name
    whole = [file for file, _ in brought]
    ready = files.complete(whole)
    for channel, message in messages:
        files.share_later(whole, channel, message, ready)
    return {"files": [files.shown(file) for file in whole]}


def info(call: ApiCall) -> Json:
    files = call.world.files
    file = files.get(call.text("file"))
    if file is None or file.ready_at is None or not files.app_sees(file):
        raise SlackError("file_not_found")
    return {
        "file": files.shown(file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def _named(call: ApiCall) -> list[Json]:
    named = call.structure("files")
    if not isinstance(named, list) or not named:
        raise invalid_arguments("must provide at least one file [json-pointer:/files]")
    for number, each in enumerate(named):
        if not isinstance(each, dict) or "id" not in each:
            raise invalid_arguments(f"missing required field: id [json-pointer:/files/{number}]")
    return named


def _brought(call: ApiCall, named: Json) -> tuple[File, str]:
    """The file whose bytes are there and that was not completed before, and its title."""
    file = call.world.files.get(str(named["id"]))
    if file is None or not file.is_there or file.ready_at is not None:
        raise SlackError("file_not_found")
    return file, str(named.get("title") or "")


def _channels(call: ApiCall) -> list[Channel]:
    ids = [*call.names("channel_id"), *call.names("channels")]
    if len(ids) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    return [_channel(call, id_) for id_ in dict.fromkeys(ids)]


def _channel(call: ApiCall, id_: str) -> Channel:
    channel = call.workspace.channels.get(id_)
    if channel is None or not call.may_see(channel):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("posting_to_channel_denied")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _message(call: ApiCall, channel: Channel) -> Json:
    """What stands over the files: a comment, else blocks, in the app's name."""
    message = app_messages.by(call.workspace.bot, call.workspace.team_id)
    comment = call.text("initial_comment")
    if comment:
        message["text"] = sent_by_app(comment)
    elif call.text("blocks"):
        message |= app_messages.content({"blocks": call.args["blocks"]}, call.world.files)
    return message | in_thread(call, channel)


METHODS: Methods = {
    "files.getUploadURLExternal": Method(
        get_upload_url,
        tier=Tier.FOUR,
        takes=texts("filename", "alt_txt", "snippet_type") | numbers("length"),
        required=("filename", "length"),
        scopes=("files:write",),
        errors=(
            *("alt_txt_too_large", "file_upload_size_restricted", "missing_argument"),
            "storage_limit_reached",
        ),
        ignores=("snippet_type",),
        lacks="A file may have 50 MiB, all together 1 GiB; any kind of file is welcome.",
        reads_json=False,
    ),
    "files.completeUploadExternal": Method(
        complete_upload,
        tier=Tier.FOUR,
        takes=structures("files", "blocks")
        | lists("channels")
        | texts("channel_id", "thread_ts", "initial_comment")
        | texts("icon_emoji", "icon_url", "username"),
        required=("files",),
        scopes=("files:write",),
        errors=(
            *("channel_not_found", "channels_limit_exceeded", "file_not_found"),
            *("invalid_blocks", "not_in_channel", "posting_to_channel_denied"),
        ),
        instead={
            "invalid_blocks_format": "invalid_blocks",
            "msg_blocks_too_long": "invalid_blocks",
            "cannot_reply_to_message": "posting_to_channel_denied",
        },
        ignores=("icon_emoji", "icon_url", "username"),
    ),
    "files.info": Method(
        info,
        tier=Tier.FOUR,
        takes=texts("file", "cursor") | numbers("count", "limit", "page"),
        required=("file",),
        scopes=("files:read",),
        errors=("file_not_found",),
        ignores=("count", "cursor", "limit", "page"),
        lacks="Files have no comments and no thumbnails.",
        reads_json=False,
    ),
}
