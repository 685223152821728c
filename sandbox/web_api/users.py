"""People, the app itself, the workspace."""

from collections.abc import Iterator

from sandbox.company.people import Person
from sandbox.errors import SlackError
from sandbox.shapes import Json, seconds
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, flags, texts
from sandbox.web_api.paging import PAGES, page_of, with_cursor

# In every workspace, and by its own word no bot: those who list people trip over it.
SLACKBOT = Person(id="USLACKBOT", handle="slackbot", name="Slackbot", color="757575")


def info(call: ApiCall) -> Json:
    person = next((each for each in _everyone(call) if each.id == call.text("user")), None)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _shown(call, person)}


def list_all(call: ApiCall) -> Json:
    page, metadata = page_of(call, _everyone(call), default=1000, most=1000)
    answer = {
        "members": [_shown(call, person) for person in page],
        "cache_ts": seconds(call.world.now()),
    }
    return with_cursor(answer, metadata)


def lookup_by_email(call: ApiCall) -> Json:
    for person in call.workspace.personas:
        if person.email == call.text("email").lower() and not person.is_deactivated:
            return {"user": _shown(call, person)}
    raise SlackError("users_not_found")


def profile(call: ApiCall) -> Json:
    person = call.workspace.people.get(call.text("user", call.bot_id))
    if person is None:
        raise SlackError("user_not_found")
    return {"profile": _shown(call, person)["profile"] | {"fields": {}}}


def bots_info(call: ApiCall) -> Json:
    bot = call.workspace.bot
    if call.text("bot", bot.bot_id) != bot.bot_id:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": False,
            "name": bot.name,
            "updated": bot.updated,
            "app_id": bot.app_id,
            "user_id": bot.id,
            "icons": {},
        }
    }


def team_info(call: ApiCall) -> Json:
    if call.text("team", call.workspace.team_id) != call.workspace.team_id:
        raise SlackError("team_not_found")
    team = call.workspace.team
    url = f"{call.world.base}/"
    return {
        "team": {
            "id": team["id"],
            "name": team["name"],
            "domain": team["domain"],
            "url": url,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def _everyone(call: ApiCall) -> Iterator[Person]:
    yield from call.workspace.people.values()
    yield SLACKBOT


def _shown(call: ApiCall, person: Person) -> Json:
    shown = person.as_slack(
        call.workspace.team_id,
        call.world.base,
        call.world.now(),
        with_email=call.has_scope("users:read.email"),
    )
    return shown | ({"locale": person.locale} if call.flag("include_locale") else {})


METHODS: Methods = {
    "users.info": Method(
        info,
        tier=Tier.FOUR,
        takes=texts("user") | flags("include_locale"),
        required=("user",),
        scopes=("users:read",),
        errors=("user_not_found",),
        reads_json=False,
    ),
    "users.list": Method(
        list_all,
        tier=Tier.TWO,
        takes=PAGES | texts("team_id") | flags("include_locale"),
        scopes=("users:read",),
        errors=("invalid_cursor",),
        instead={"invalid_limit": "invalid_arguments"},
        ignores=("team_id",),
        reads_json=False,
    ),
    "users.lookupByEmail": Method(
        lookup_by_email,
        tier=Tier.THREE,
        takes=texts("email"),
        required=("email",),
        scopes=("users:read.email",),
        errors=("users_not_found",),
        reads_json=False,
    ),
    "users.profile.get": Method(
        profile,
        tier=Tier.FOUR,
        takes=texts("user") | flags("include_labels"),
        scopes=("users.profile:read",),
        errors=("user_not_found",),
        ignores=("include_labels",),
        lacks="A workspace has no profile fields of its own.",
        reads_json=False,
    ),
    "bots.info": Method(
        bots_info,
        tier=Tier.THREE,
        takes=texts("bot", "team_id"),
        scopes=("users:read",),
        errors=("bot_not_found",),
        ignores=("team_id",),
        reads_json=False,
    ),
    "team.info": Method(
        team_info,
        tier=Tier.THREE,
        takes=texts("team", "domain"),
        scopes=("team:read",),
        errors=("team_not_found",),
        ignores=("domain",),
    ),
}
