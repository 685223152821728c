"""The door of response URLs: an app answers an interaction, as often and as long as the URL lives."""

import asyncio
import json

from aiohttp import web

from sandbox.answers import answer
from sandbox.delivery.faults import OF_CALLS, Fault
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.world import World

METHOD = "response_url"
"""What a fault that is meant for this door calls it; one for any method does not mean it."""


async def serve(world: World, request: web.Request) -> web.StreamResponse:
    """The URL itself is the right to answer."""
    said = await request.text()
    with world.traffic.request("response", METHOD, said, world.now().timestamp()) as answered:
        response = await _served(world, request, said)
        answered(response.status, response.text)
    return response


async def _served(world: World, request: web.Request, said: str) -> web.Response:
    await asyncio.sleep(world.faults.delay())
    fault = world.faults.next(*OF_CALLS, method=METHOD, only_by_name=True)
    refused = await _befall(fault) if fault is not None else None
    if refused is not None:
        return refused
    response = _answered(world, request.match_info["id"], said)
    if fault is not None and fault.kind == "cut" and request.transport is not None:
        request.transport.close()
    return response


async def _befall(fault: Fault) -> web.Response | None:
    match fault.kind:
        case "limit":
            after = {"Retry-After": str(fault.more["retry_after"])}
            return _refused("ratelimited", 429, headers=after)
        case "fail":
            return web.Response(status=fault.more["status"], text="The sandbox was told to fail.")
        case "refuse":
            return _refused(fault.more["error"], 404)
        case "hang":
            await fault.hold()
    return None


def _answered(world: World, url_id: str, said: str) -> web.Response:
    url = world.response_urls.alive(url_id)
    if url is None:
        return _refused("expired_url", 404)
    try:
        body = json.loads(said)
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        answer(world, url, body)
    except ValueError:
        return _refused("invalid_payload", 400)
    except SlackError as error:
        return _refused(error.error, 400, error.more)
    world.response_urls.use(url)
    return web.json_response({"ok": True})


def _refused(
    error: str, status: int, more: Json | None = None, headers: dict[str, str] | None = None
) -> web.Response:
    said = {"ok": False, "error": error} | (more or {})
    return web.json_response(said, status=status, headers=headers)
