"""The page's own door: JSON in, JSON out, one function for each call of docs/reference/sandbox.md."""

from aiohttp import web

from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.transfer import chunks_of
from sandbox.visit import commands, control, forms, looking, presses, suggestions, talk, views
from sandbox.visit.asked import Answerer, Asked
from sandbox.visit.home import open_tab
from sandbox.visit.live import Live
from sandbox.visit.places import persona
from sandbox.visit.uploads import upload
from sandbox.world import World


async def post(asked: Asked) -> Json:
    given = asked.given
    message = talk.post(
        asked.world,
        asked.person,
        given.get("channel"),
        asked.text("text"),
        given.get("thread_ts"),
        given.get("files"),
        is_broadcast=bool(given.get("is_broadcast")),
    )
    return {"message": message}


async def edit(asked: Asked) -> Json:
    given = asked.given
    talk.edit(asked.world, asked.person, given.get("channel"), given.get("ts"), asked.text("text"))
    return {}


async def delete(asked: Asked) -> Json:
    talk.delete(asked.world, asked.person, asked.given.get("channel"), asked.given.get("ts"))
    return {}


async def react(asked: Asked) -> Json:
    given = asked.given
    talk.react(asked.world, asked.person, given.get("channel"), given.get("ts"), asked.text("name"))
    return {}


async def pin(asked: Asked) -> Json:
    talk.pin(asked.world, asked.person, asked.given.get("channel"), asked.given.get("ts"))
    return {}


async def join(asked: Asked) -> Json:
    talk.join(asked.world, asked.person, asked.given.get("channel"))
    return {}


async def leave(asked: Asked) -> Json:
    talk.leave(asked.world, asked.person, asked.given.get("channel"))
    return {}


async def invite(asked: Asked) -> Json:
    talk.invite(asked.world, asked.person, asked.given.get("channel"), asked.given.get("user"))
    return {}


async def remove(asked: Asked) -> Json:
    talk.remove(asked.world, asked.person, asked.given.get("channel"), asked.given.get("user"))
    return {}


async def create(asked: Asked) -> Json:
    is_private = bool(asked.given.get("is_private"))
    channel = talk.create(asked.world, asked.person, asked.text("name"), is_private=is_private)
    return {"channel": views.channel_for(asked.world, asked.person, channel)}


async def archive(asked: Asked) -> Json:
    talk.archive(asked.world, asked.person, asked.given.get("channel"))
    return {}


async def unarchive(asked: Asked) -> Json:
    talk.unarchive(asked.world, asked.person, asked.given.get("channel"))
    return {}


async def profile(asked: Asked) -> Json:
    """One's own or, as an administrator, someone else's; the app hears `user_change`."""
    talk.change_profile(asked.world, asked.person, asked.given)
    return {}


async def open_with(asked: Asked) -> Json:
    channel = talk.open_with(asked.world, asked.person, asked.given.get("with"))
    return {"channel": views.channel_for(asked.world, asked.person, channel)}


async def command(asked: Asked) -> Json:
    delivery = await commands.command(
        asked.world,
        asked.person,
        asked.given.get("channel"),
        asked.text("command"),
        str(asked.given.get("text") or ""),
    )
    return {"delivery": delivery.to_json()}


async def shortcut(asked: Asked) -> Json:
    given = asked.given
    delivery = await commands.shortcut(
        asked.world,
        asked.person,
        asked.text("callback_id"),
        given.get("channel"),
        given.get("ts"),
    )
    return {"delivery": delivery.to_json()}


async def press(asked: Asked) -> Json:
    delivery = await presses.press(
        asked.world,
        asked.person,
        asked.thing("in") or {},
        asked.text("block_id"),
        asked.text("action_id"),
        asked.thing("value"),
        asked.thing("state"),
    )
    return {"delivery": delivery.to_json()}


async def options(asked: Asked) -> Json:
    return await suggestions.options(
        asked.world,
        asked.person,
        asked.thing("in") or {},
        asked.text("block_id"),
        asked.text("action_id"),
        str(asked.given.get("value") or ""),
    )


async def submit(asked: Asked) -> Json:
    me, view_id = asked.person, asked.text("view_id")
    sent = await forms.submit(asked.world, me, view_id, asked.thing("state"))
    if sent.result["action"] == "errors":
        asked.live.view_errors(me, view_id, sent.result["errors"])
    delivery = sent.delivery.to_json() if sent.delivery is not None else None
    return {"delivery": delivery, "result": sent.result}


async def home(asked: Asked) -> Json:
    return open_tab(asked.world, asked.person, asked.text("tab"))


async def close(asked: Asked) -> Json:
    forms.close(
        asked.world,
        asked.person,
        asked.text("view_id"),
        all_of_them=bool(asked.given.get("all")),
    )
    return {}


ASKED: dict[str, Answerer] = {**looking.ASKED, **control.ASKED}
DONE: dict[str, Answerer] = {
    "post": post,
    "edit": edit,
    "delete": delete,
    "react": react,
    "pin": pin,
    "join": join,
    "leave": leave,
    "invite": invite,
    "remove": remove,
    "create": create,
    "archive": archive,
    "unarchive": unarchive,
    "profile": profile,
    "open": open_with,
    "command": command,
    "shortcut": shortcut,
    "press": press,
    "options": options,
    "submit": submit,
    "close": close,
    "home": home,
    **looking.DONE,
    **control.DONE,
}


async def serve(world: World, live: Live, request: web.Request) -> web.Response:
    table = ASKED if request.method == "GET" else DONE
    about = {name: text for name, text in request.match_info.items() if name != "call"}
    answerer = table.get("/".join([request.match_info["call"], *about]))
    try:
        if answerer is None:
            raise Refusal("unknown_call", 404)
        given = dict(request.query) if request.method == "GET" else await _body(request)
        return web.json_response({"ok": True} | await answerer(Asked(world, live, given | about)))
    except Refusal as refusal:
        answer = {"ok": False, "error": refusal.error}
        return web.json_response(answer, status=refusal.status)


async def take_upload(world: World, request: web.Request) -> web.Response:
    """A file as it is, in the body; its `name` and whose it is in the address."""
    given = dict(request.query)
    try:
        person = persona(world, given.get("as"))
        size = request.content_length or 0
        file = await upload(world, person, given.get("name", ""), size, chunks_of(request))
        return web.json_response({"ok": True, "file": file})
    except Refusal as refusal:
        answer = {"ok": False, "error": refusal.error}
        return web.json_response(answer, status=refusal.status, headers={"Connection": "close"})


async def _body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError as error:
        raise Refusal("not_json") from error
    if not isinstance(body, dict):
        raise Refusal("not_json")
    return body
