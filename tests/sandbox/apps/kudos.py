"""Thank somebody. A Bolt app behind an HTTP server.

Nothing here knows of the sandbox: where the Web API is comes from the environment, else it is Slack's own.
"""

import os
from collections import Counter
from wsgiref.simple_server import make_server

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

client = WebClient(
    token=os.environ["SLACK_BOT_TOKEN"],
    base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL),
)
app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
thanked = Counter()


def words(text):
    return {"type": "plain_text", "text": text}


def said(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@app.command("/kudos")
def whom(ack, command, client):
    ack()
    client.views_open(
        trigger_id=command["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "kudos",
            "private_metadata": command["channel_id"],
            "title": words("Kudos"),
            "submit": words("Send"),
            "blocks": [
                {
                    "type": "input",
                    "block_id": "who",
                    "label": words("To whom"),
                    "element": {"type": "users_select", "action_id": "who"},
                },
                {
                    "type": "input",
                    "block_id": "why",
                    "label": words("What for"),
                    "element": {
                        "type": "plain_text_input",
                        "action_id": "why",
                        "initial_value": command["text"],
                    },
                },
            ],
        },
    )


@app.view("kudos")
def thank(ack, body, view, client):
    values = view["state"]["values"]
    who = values["who"]["who"]["selected_user"]
    why = values["why"]["why"]["value"]
    done = {"type": "modal", "title": words("Kudos"), "blocks": [said(f"<@{who}> will be glad.")]}
    ack(response_action="update", view=done)
    thanked[who] += 1
    button = {"type": "button", "action_id": "me_too", "text": words("Me too"), "value": who}
    client.chat_postMessage(
        channel=view["private_metadata"],
        text=f"Thank you, <@{who}>",
        blocks=[
            said(f"<@{body['user']['id']}> thanks <@{who}> for {why}"),
            {"type": "actions", "elements": [button]},
        ],
    )


@app.action("me_too")
def join_in(ack, action, respond):
    ack()
    thanked[action["value"]] += 1
    respond(
        f"That makes {thanked[action['value']]} for <@{action['value']}>.", replace_original=False
    )


@app.event("app_home_opened")
def show_home(event, client):
    if event["tab"] == "home":
        lines = [f"<@{who}>: {count}" for who, count in thanked.most_common()] or ["Nobody yet."]
        view = {"type": "home", "blocks": [said(line) for line in lines]}
        client.views_publish(user_id=event["user"], view=view)


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3000"))
    with make_server("127.0.0.1", port, SlackRequestHandler(app)) as server:
        server.serve_forever()
