"""User groups: which there are, who is in them, and putting others in."""

from sandbox.company.usergroups import UserGroup
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, lists, texts


def list_all(call: ApiCall) -> Json:
    with_disabled = call.flag("include_disabled")
    groups = (it for it in call.workspace.groups.all() if with_disabled or not it.is_disabled)
    return {
        "usergroups": [_shown(call, it, with_users=call.flag("include_users")) for it in groups]
    }


def list_users(call: ApiCall) -> Json:
    group = _group(call)
    if group.is_disabled and not call.flag("include_disabled"):
        raise SlackError("no_such_subteam")
    return {"users": group.users}


def update_users(call: ApiCall) -> Json:
    users = call.names("users")
    if not users:
        raise SlackError("no_users_provided")
    group = call.workspace.groups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("permission_denied")  # the method has no word of its own for it
    people = [call.workspace.people.get(id_) for id_ in users]
    if any(person is None or person.is_bot or person.is_deactivated for person in people):
        raise SlackError("invalid_users")
    call.workspace.groups.set_members(group, users, call.bot_id)
    return {"usergroup": _shown(call, group, with_users=True)}


def _group(call: ApiCall) -> UserGroup:
    group = call.workspace.groups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _shown(call: ApiCall, group: UserGroup, *, with_users: bool) -> Json:
    return group.as_slack(
        call.workspace.team_id, with_users=with_users, with_count=call.flag("include_count")
    )


METHODS: Methods = {
    "usergroups.list": Method(
        list_all,
        tier=Tier.TWO,
        takes=flags("include_count", "include_disabled", "include_users") | texts("team_id"),
        scopes=("usergroups:read",),
        ignores=("team_id",),
        reads_json=False,
    ),
    "usergroups.users.list": Method(
        list_users,
        tier=Tier.TWO,
        takes=flags("include_disabled") | texts("team_id", "usergroup"),
        required=("usergroup",),
        scopes=("usergroups:read",),
        errors=("no_such_subteam",),
        ignores=("team_id",),
        reads_json=False,
    ),
    "usergroups.users.update": Method(
        update_users,
        tier=Tier.TWO,
        takes=lists("users", "additional_channels")
        | flags("include_count", "is_shared")
        | texts("team_id", "usergroup"),
        required=("usergroup", "users"),
        scopes=("usergroups:write",),
        errors=("invalid_users", "no_users_provided", "permission_denied"),
        ignores=("additional_channels", "is_shared", "team_id"),
        lacks="Any app with the scope may do it, whatever an administrator would say.",
    ),
}
