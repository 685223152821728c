"""What an app shows of a link somebody posted."""

from collections.abc import Iterator

from sandbox.company.blocks import checked_blocks, completed
from sandbox.company.channels import Channel
from sandbox.company.ids import is_ts
from sandbox.company.links import domain_of, links_in
from sandbox.company.pictures import check_pictures, with_addresses
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, structures, texts

SOURCES = ("composer", "conversations_history")


def unfurl(call: ApiCall) -> Json:
    channel, message = _unfurled(call)
    shown = [_attachment(call, message, url, what) for url, what in _wanted(call)]
    urls = {each["from_url"] for each in shown}
    kept = [it for it in message.get("attachments") or () if it.get("from_url") not in urls]
    numbered = [each | {"id": number} for number, each in enumerate([*kept, *shown], 1)]
    call.workspace.edit(channel, message["ts"], message | {"attachments": numbered})
    return {}


def _wanted(call: ApiCall) -> Iterator[tuple[str, Json]]:
    unfurls = call.structure("unfurls")
    if not unfurls:
        raise SlackError("missing_unfurls")
    if not isinstance(unfurls, dict) or not all(isinstance(it, dict) for it in unfurls.values()):
        raise SlackError("invalid_unfurls_format")
    yield from unfurls.items()


def _unfurled(call: ApiCall) -> tuple[Channel, Json]:
    """The message, by where it stands or by the id its event gave it."""
    channel_id, ts = _by_id(call) if call.text("unfurl_id") else _by_place(call)
    channel = call.workspace.channels.get(channel_id)
    if channel is None or not call.may_see(channel):
        raise SlackError("cannot_find_channel")
    message = call.workspace.message(channel, ts)
    if message is None:
        raise SlackError("cannot_find_message")
    if message.get("bot_id") == call.workspace.bot.bot_id:
        raise SlackError("cannot_unfurl_message")
    return channel, message


def _by_place(call: ApiCall) -> tuple[str, str]:
    if not call.text("channel"):
        raise SlackError("missing_channel")
    if not call.text("ts"):
        raise SlackError("missing_ts")
    return call.text("channel"), call.text("ts")


def _by_id(call: ApiCall) -> tuple[str, str]:
    if not call.text("source"):
        raise SlackError("missing_source")
    if call.text("source") not in SOURCES:
        raise SlackError("invalid_source")
    channel_id, _, rest = call.text("unfurl_id").partition(".")
    ts = rest.rpartition(".")[0]
    if not ts or not is_ts(ts):
        raise SlackError("invalid_unfurl_id")
    return channel_id, ts


def _attachment(call: ApiCall, message: Json, url: str, what: Json) -> Json:
    domain = domain_of(url, call.world.manifest.unfurl_domains)
    if domain is None or url not in links_in(str(message.get("text", ""))):
        raise SlackError("cannot_unfurl_url")
    whole = dict(what)
    if "blocks" in whole:
        _check_blocks(call, whole["blocks"])
        whole["blocks"] = with_addresses(call.world.files, completed(whole["blocks"]))
    bot = call.workspace.bot
    about = {"from_url": url, "original_url": url, "app_unfurl_url": url, "is_app_unfurl": True}
    return whole | about | {"bot_id": bot.bot_id, "app_id": bot.app_id}


def _check_blocks(call: ApiCall, blocks: object) -> None:
    try:
        checked_blocks(blocks)
        check_pictures(call.world.files, blocks, "invalid_blocks")
    except SlackError as error:
        raise SlackError("cannot_parse_attachment", **error.more) from error


METHODS: Methods = {
    "chat.unfurl": Method(
        unfurl,
        tier=Tier.THREE,
        takes=structures("unfurls", "user_auth_blocks")
        | texts("channel", "source", "ts", "unfurl_id", "user_auth_message", "user_auth_url")
        | flags("user_auth_required"),
        scopes=("links:write",),
        errors=(
            *("cannot_find_channel", "cannot_find_message", "cannot_parse_attachment"),
            *("cannot_unfurl_message", "cannot_unfurl_url", "invalid_source", "invalid_unfurl_id"),
            *("invalid_unfurls_format", "missing_channel", "missing_source", "missing_ts"),
            "missing_unfurls",
        ),
        ignores=(
            *("user_auth_blocks", "user_auth_message", "user_auth_required", "user_auth_url"),
        ),
        lacks="Links are unfurled once they are posted, not while they are typed, and nobody is asked to sign in.",
    ),
}
