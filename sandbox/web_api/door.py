"""Where calls come in: reads them whatever their form, checks token, scope and arguments, answers like Slack."""

import asyncio
import inspect
from typing import Literal

from aiohttp import web

from sandbox.delivery.faults import OF_CALLS, Fault
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api import METHODS, arguments
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Caller, Method, Tier
from sandbox.world import Call, World

NO_LONGER = (("revoke_token", "token_revoked"), ("uninstall", "account_inactive"))


class Undeclared(Exception):
    """A method answered with an error that does not stand in its list: a mistake of ours, said loudly."""


async def serve(world: World, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]
    method = METHODS.get(name)
    unreadable = None
    try:
        args, token = await arguments.read(request, reads_json=method is None or method.reads_json)
    except SlackError as error:
        args, token, unreadable = {}, None, error
    with world.traffic.request("call", name, args, world.now().timestamp()) as answered:
        if unreadable is not None:
            response = _answer(world, name, method, args, _refusal(unreadable))
        else:
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
    wait = _wait(world, name, method, args, token)
    if wait:
        return _limited(world, name, args, wait)
    answer = await _answered(world, method, args, token)
    response = _answer(world, name, method, args, answer)
    if fault is not None and fault.kind == "cut":
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=503)
    return response


async def _answered(world: World, method: Method | None, args: Json, token: str | None) -> Json:
    if method is None:
        return {"ok": False, "error": "unknown_method"}
    try:
        kind = _caller(world, token, method.caller)
        call = ApiCall(world, args, kind)
        if method.scopes:
            call.need_scope(*method.scopes)
        arguments.check(method, args)
        world.faults.check_charts(args.get("blocks"))
        answer = method.run(call)
        return {"ok": True} | (await answer if inspect.isawaitable(answer) else answer)
    except SlackError as error:
        said = method.instead.get(error.error, error.error)
        if not method.answers_with(said):
            raise Undeclared(said) from error
        return _refusal(error) | {"error": said}


def _refusal(error: SlackError) -> Json:
    return {"ok": False, "error": error.error} | error.more


def _answer(
    world: World, name: str, method: Method | None, args: Json, answer: Json
) -> web.Response:
    _remember(world, name, args, answer)
    headers = {"X-OAuth-Scopes": ",".join(world.manifest.scopes)}
    if method is not None:
        headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
    return web.json_response(answer, headers=headers)


def _wait(world: World, name: str, method: Method | None, args: Json, token: str | None) -> int:
    """How many seconds this call comes too soon; only the app's own calls are counted."""
    is_the_apps = token in (
        world.workspace.secrets["bot_token"],
        world.workspace.secrets["app_token"],
    )
    if method is None or method.tier is Tier.NONE or not is_the_apps:
        return 0
    return world.rate_limits.spend(name, _places(world, args)[-1], method.tier.value)


def _limited(
    world: World, name: str, args: Json, wait: int, *, is_staged: bool = False
) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    _remember(world, name, args, answer, is_staged=is_staged)
    return web.json_response(answer, status=429, headers={"Retry-After": str(wait)})


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


async def _befall(world: World, name: str, args: Json, fault: Fault) -> web.Response | None:
    match fault.kind:
        case "limit":
            return _limited(world, name, args, fault.more["retry_after"], is_staged=True)
        case "fail":
            status = fault.more["status"]
            answer = {"ok": False, "error": f"http_{status}"}
            _remember(world, name, args, answer, is_staged=True)
            return web.Response(status=status, text="The sandbox was told to fail here.")
        case "refuse":
            answer = {"ok": False, "error": fault.more["error"]}
            _remember(world, name, args, answer, is_staged=True)
            return web.json_response(answer)
        case "hang":
            await fault.hold()
    return None


def _places(world: World, args: Json) -> tuple[str, ...]:
    """The channel a call is about, by its id, whatever it was called in the call."""
    asked = str(args.get("channel") or args.get("channel_id") or "")
    named = world.workspace.channel_named(asked.removeprefix("#"))
    return (asked, named.id) if named is not None else (asked,)


def _remember(
    world: World, name: str, args: Json, answer: Json, *, is_staged: bool = False
) -> None:
    method = METHODS.get(name)
    world.remember(
        Call(
            method=name,
            args=args,
            at=world.now(),
            ok=bool(answer["ok"]),
            error=answer.get("error"),
            unknown=arguments.unknown(method, args) if method is not None else (),
            is_staged=is_staged,
        )
    )
