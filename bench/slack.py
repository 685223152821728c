"""A stand-in for Slack's Web API: fixed answers, as fast as aiohttp gives them. A process of its own.

The WebSocket of Socket Mode is not here: whoever measures holds that end, so that no third process stands between.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bench.child import serve_until_abandoned

TEAM, BOT, BOT_USER, CHANNEL = "T0BENCH01", "B0BENCH01", "U0BENCHBOT", "C0BENCH01"
PEOPLE = tuple(f"U0BENCH{number:03}" for number in range(20))
"""Everybody in the workspace. They are all in the service desk's channel."""

_counter = itertools.count(1)


def answers(socket_place: str) -> Mapping[str, Callable[[web.BaseRequest], Mapping[str, Any]]]:
    """What each method says. `socket_place` is where Socket Mode connects, with the app's token after it."""
    channel = {"id": CHANNEL, "name": "service-desk", "is_archived": False, "is_member": True}
    return {
        "auth.test": lambda _: {
            "url": "https://bench.slack.com/",
            "team": "Bench",
            "team_id": TEAM,
            "user": "steward",
            "user_id": BOT_USER,
            "bot_id": BOT,
        },
        "apps.connections.open": lambda request: {
            "url": socket_place + request.headers["Authorization"].removeprefix("Bearer ")
        },
        "users.conversations": lambda _: {"channels": [channel]},
        "conversations.list": lambda _: {"channels": [channel]},
        "conversations.join": lambda _: {"channel": channel},
        "conversations.members": lambda _: {"members": [*PEOPLE, BOT_USER]},
        "conversations.open": lambda _: {"channel": {"id": f"D0BENCH{next(_counter):05}"}},
        "conversations.history": lambda _: {"messages": []},
        "users.info": lambda request: {"user": _profile(request.query.get("user", PEOPLE[0]))},
        "views.open": lambda _: {"view": {"id": f"V0BENCH{next(_counter):05}", "hash": "1"}},
        "chat.postMessage": lambda _: {"channel": CHANNEL, "ts": _ts()},
        "chat.update": lambda _: {"channel": CHANNEL, "ts": _ts()},
    }


async def serve(socket_place: str) -> None:
    """Answer until the parent goes. Says its port on standard output."""
    known = answers(socket_place)

    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        method = known.get(request.path.rpartition("/")[2])
        said = (
            {"ok": True, **method(request)} if method else {"ok": False, "error": "unknown_method"}
        )
        return web.Response(body=json.dumps(said).encode(), content_type="application/json")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await serve_until_abandoned(runner.cleanup)


def _profile(person_id: str) -> Mapping[str, Any]:
    return {
        "id": person_id,
        "name": person_id.lower(),
        "tz": "Europe/Berlin",
        "locale": "en-GB",
        "deleted": False,
        "is_bot": False,
        "profile": {"display_name": f"Person {person_id[-3:]}"},
    }


def _ts() -> str:
    return f"{int(time.time())}.{next(_counter) % 1_000_000:06}"


if __name__ == "__main__":
    import asyncio

    asyncio.run(serve(sys.argv[1]))
