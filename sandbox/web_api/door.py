"""Where calls come in: reads them whatever their form, checks token, scope and arguments, answers like Slack."""

import asyncio
import inspect
import json
from typing import Any, Literal

from aiohttp import web

from sandbox.delivery.faults import OF_CALLS, Fault
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api import METHODS
from sandbox.web_api.call import ApiCall, Caller, Method, invalid_arguments
from sandbox.world import Call, World

NO_LONGER = (("revoke_token", "token_revoked"), ("uninstall", "account_inactive"))
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def serve(world: World, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]
    method = METHODS.get(name)
    args, token = await _arguments(request, reads_json=method is None or method.reads_json)
    with world.traffic.request("call", name, args, world.now().timestamp()) as answered:
        response = await _served(world, request, name, args, token)
        answered(response.status, response.text)
    return response


async def _served(
    world: World, request: web.Request, name: str, args: Json, token: str | None
) -> web.Response:
    method = METHODS.get(name)
    await asyncio.sleep(world.faults.delay())
    fault = world.faults.next(*OF_CALLS, method=name, places=_places(world, args))
    if fault is not None:
        refused = await _befall(world, name, args, fault)
        if refused is not None:
            return refused
        if request.transport is None or request.transport.is_closing():
            return web.Response(status=503)  # whoever asked did not wait: nothing is done
    answer = await _answered(world, method, args, token)
    _remember(world, name, args, answer)
    if fault is not None and fault.kind == "cut":
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=503)
    return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(world.manifest.scopes)})


async def _answered(world: World, method: Method | None, args: Json, token: str | None) -> Json:
    try:
        if method is None:
            raise SlackError("unknown_method")
        kind = _caller(world, token, method.caller)
        call = ApiCall(world, args, kind)
        if method.scopes:
            call.need_scope(*method.scopes)
        missing = [name for name in method.required if args.get(name) is None]
        if missing:
            raise invalid_arguments(*(f"missing required field: {name}" for name in missing))
        answer = method.run(call)
        return {"ok": True} | (await answer if inspect.isawaitable(answer) else answer)
    except SlackError as error:
        return {"ok": False, "error": error.error} | error.more


def _caller(world: World, token: str | None, wanted: Caller) -> Literal["bot", "app", "none"]:
    if wanted == "none":
        return "none"
    if not token:
        raise SlackError("not_authed")
    secrets = world.workspace.secrets
    if token == secrets["bot_token"]:
        for fault, error in NO_LONGER:
            if world.faults.is_on(fault):
                raise SlackError(error)
        kind: Literal["bot", "app"] = "bot"
    elif token == secrets["app_token"]:
        kind = "app"
    else:
        raise SlackError("invalid_auth")
    if wanted not in (kind, "any"):
        raise SlackError("not_allowed_token_type")
    return kind


async def _arguments(request: web.Request, *, reads_json: bool) -> tuple[Json, str | None]:
    """Arguments from the address and the body, and the token from wherever it stands."""
    args: dict[str, Any] = dict(request.query)
    if request.method == "POST":
        if request.content_type == "application/json":
            if reads_json:
                args |= _object(await request.text())
        elif request.content_type in FORMS:
            form = await request.post()
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    in_arguments = args.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return args, token.strip() if scheme.lower() == "bearer" else in_arguments


def _object(text: str) -> Json:
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def _befall(world: World, name: str, args: Json, fault: Fault) -> web.Response | None:
    match fault.kind:
        case "limit":
            _remember(world, name, args, {"ok": False, "error": "ratelimited"})
            answer = {"ok": False, "error": "ratelimited"}
            after = {"Retry-After": str(fault.more["retry_after"])}
            return web.json_response(answer, status=429, headers=after)
        case "fail":
            status = fault.more["status"]
            _remember(world, name, args, {"ok": False, "error": f"http_{status}"})
            return web.Response(status=status, text="The sandbox was told to fail here.")
        case "refuse":
            answer = {"ok": False, "error": fault.more["error"]}
            _remember(world, name, args, answer)
            return web.json_response(answer)
        case "hang":
            await fault.hold()
    return None


def _places(world: World, args: Json) -> tuple[str, ...]:
    """The channel a call is about, by its id, whatever it was called in the call."""
    asked = str(args.get("channel") or args.get("channel_id") or "")
    named = world.workspace.channel_named(asked.removeprefix("#"))
    return (asked, named.id) if named is not None else (asked,)


def _remember(world: World, name: str, args: Json, answer: Json) -> None:
    world.remember(Call(name, args, world.now(), bool(answer["ok"]), answer.get("error")))
