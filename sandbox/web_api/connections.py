"""Saying who one is, and getting a line."""

from sandbox.delivery.socket_mode import SocketMode
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, texts


def api_test(call: ApiCall) -> Json:
    """Answers with what it was asked, the error among it."""
    asked = {"args": call.args}
    return asked | ({"ok": False, "error": call.text("error")} if call.text("error") else {})


def auth_test(call: ApiCall) -> Json:
    bot, team = call.workspace.bot, call.workspace.team
    if call.caller == "app":
        return {"app_name": call.world.manifest.app_name, "app_id": bot.app_id}
    return {
        "url": f"{call.world.base}/",
        "team": team["name"],
        "user": bot.handle,
        "team_id": team["id"],
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: ApiCall) -> Json:
    carrier = call.world.carrier
    if not isinstance(carrier, SocketMode):
        raise SlackError("forbidden_team")
    line = call.world.base.replace("http", "ws", 1)
    return {"url": f"{line}/socket/{carrier.ticket()}"}


METHODS: Methods = {
    "api.test": Method(api_test, tier=Tier.FOUR, takes=texts("error"), caller="none"),
    "auth.test": Method(auth_test, tier=Tier.SPECIAL, caller="any"),
    "apps.connections.open": Method(
        connections_open, tier=Tier.THREE, caller="app", errors=("forbidden_team",)
    ),
}
