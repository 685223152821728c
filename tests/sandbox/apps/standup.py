"""What did you do, what will you do? A Bolt app over Socket Mode, on asyncio.

Nothing here knows of the sandbox: where the Web API is comes from the environment, else it is Slack's own.
"""

import asyncio
import os
import re

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

client = AsyncWebClient(
    token=os.environ["SLACK_BOT_TOKEN"],
    base_url=os.environ.get("SLACK_API_URL", AsyncWebClient.BASE_URL),
)
app = AsyncApp(client=client)


def question(name, words):
    return InputBlock(
        block_id=name,
        label=words,
        element=PlainTextInputElement(action_id=name, multiline=True),
    )


@app.command("/standup")
async def ask(ack, command, client):
    await ack("Here it comes.")
    view = View(
        type="modal",
        callback_id="standup",
        private_metadata=command["channel_id"],
        title="Standup",
        submit="Share",
        blocks=[question("yesterday", "Yesterday"), question("today", "Today")],
    )
    await client.views_open(trigger_id=command["trigger_id"], view=view)


@app.view("standup")
async def share(ack, view, body, client):
    said = {
        name: next(iter(held.values()))["value"] for name, held in view["state"]["values"].items()
    }
    if len(said["today"].split()) < 2:
        await ack(response_action="errors", errors={"today": "In two words at least."})
        return
    await ack()
    await client.chat_postMessage(
        channel=view["private_metadata"],
        text="A standup",
        blocks=[
            SectionBlock(
                text=f"<@{body['user']['id']}> did {said['yesterday']}, does {said['today']}"
            ),
            ActionsBlock(elements=[ButtonElement(text="Well done", action_id="cheer", value="1")]),
        ],
    )


@app.action("cheer")
async def cheer(ack, body, respond):
    await ack()
    await respond(
        text=f"<@{body['user']['id']}> cheers.", response_type="in_channel", replace_original=False
    )


@app.message(re.compile("^standup\\?$", re.IGNORECASE))
async def offer(message, say):
    await say(f"Type /standup, <@{message['user']}>.")


async def main():
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()


if __name__ == "__main__":
    asyncio.run(main())
