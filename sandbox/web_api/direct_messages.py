"""Direct messages opened by the app, with one person or with several."""

from sandbox.company.channels import Channel
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.membership import MANAGE, OTHER_KIND
from sandbox.web_api.method import Method, Methods, Tier, flags, lists, texts

MOST_IN_GROUP = 8


def open_direct(call: ApiCall) -> Json:
    if call.text("channel"):
        channel = call.channel()
        if not channel.is_direct:
            raise SlackError(OTHER_KIND)
        already = True
    else:
        channel, already = _with_users(call)
    told = call.shown(channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": told} | ({"no_op": True, "already_open": True} if already else {})


def _with_users(call: ApiCall) -> tuple[Channel, bool]:
    """The direct message with one person or with several, and whether it was there before."""
    users = list(dict.fromkeys(call.names("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_GROUP:
        raise SlackError("too_many_users")
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    for user_id in users:
        _check_may_talk(call, user_id)
    before = len(call.workspace.channels)
    if call.flag("prevent_creation") and not _is_open(call, users):
        raise SlackError("channel_not_found")
    if len(users) == 1:
        channel = call.workspace.direct_message(call.bot_id, users[0])
    else:
        channel = call.workspace.group_message([call.bot_id, *users])
    return channel, len(call.workspace.channels) == before


def _check_may_talk(call: ApiCall, user_id: str) -> None:
    person = call.workspace.people.get(user_id)
    if person is None or person.is_bot:
        raise SlackError("user_not_found")
    if person.is_deactivated:
        raise SlackError("user_disabled")


def _is_open(call: ApiCall, users: list[str]) -> bool:
    members = {call.bot_id, *users}
    channels = call.workspace.channels.values()
    return any(it.is_direct and set(it.members) == members for it in channels)


METHODS: Methods = {
    "conversations.open": Method(
        open_direct,
        tier=Tier.THREE,
        takes=texts("channel") | lists("users") | flags("prevent_creation", "return_im"),
        scopes=MANAGE,
        errors=(
            *("channel_not_found", OTHER_KIND, "too_many_users"),
            *("user_disabled", "user_not_found", "users_list_not_supplied"),
        ),
    ),
}
