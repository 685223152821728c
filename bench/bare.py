"""The floor: what Bolt itself costs, with the settings the bot has and listeners that do nothing.

One listener for each kind. The command opens the very form the bot opens; the button and the form only acknowledge.
"""

import asyncio
import json
import os
import sys
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bench.child import serve_until_abandoned
from bench.collector import spare_what_stands
from bench.slack import BOT, BOT_USER, TEAM
from views.ids import Button, Command, Form


def build_app(
    client: AsyncWebClient, token: str, signing_secret: str, form: dict[str, Any]
) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=TEAM,
            bot_token=token,
            bot_id=BOT,
            bot_user_id=BOT_USER,
        )

    app = AsyncApp(
        client=client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )

    @app.command(str(Command.INCIDENT))
    async def open_form(ack: AsyncAck, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.action(str(Button.OPEN_LINK))
    async def pressed(ack: AsyncAck) -> None:
        await ack()

    @app.view(str(Form.RAISE_INCIDENT))
    async def submitted(ack: AsyncAck) -> None:
        await ack()

    return app


async def serve(form: dict[str, Any]) -> None:
    """`form` comes from outside: what makes it would bring SQLAlchemy, which bare Bolt has no part in."""
    token = os.environ["SLACK_BOT_TOKEN"]
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=token,
            base_url=os.environ["SLACK_API_URL"],
            session=session,
            retry_handlers=[],
        )
        bolt = build_app(client, token, os.environ["SLACK_SIGNING_SECRET"], form)
        socket = AsyncSocketModeHandler(bolt, os.environ["SLACK_APP_TOKEN"])

        async def slack(request: web.Request) -> web.Response:
            bolt_request = await to_bolt_request(request)
            return await to_aiohttp_response(await bolt.async_dispatch(bolt_request))

        async def ready(_: web.Request) -> web.Response:
            return web.Response(status=200 if await socket.client.is_connected() else 503)

        app = web.Application()
        app.router.add_post("/slack/events", slack)
        app.router.add_get("/readyz", ready)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        host, _, port = os.environ["STEWARD_HTTP"].rpartition(":")
        await web.TCPSite(runner, host, int(port)).start()
        await socket.client.connect_to_new_endpoint()
        spare_what_stands()

        async def close() -> None:
            await socket.client.close()  # type: ignore[no-untyped-call]
            await runner.cleanup()

        await serve_until_abandoned(close)


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
