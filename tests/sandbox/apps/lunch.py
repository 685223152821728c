"""Where do we eat? A Bolt app over Socket Mode, with threads.

Nothing here knows of the sandbox: where the Web API is comes from the environment, else it is Slack's own.
"""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

PLACES = ["Noodle bar", "Market hall", "Canteen"]

client = WebClient(
    token=os.environ["SLACK_BOT_TOKEN"],
    base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL),
)
app = App(client=client)


def plan(place, note, eaters):
    who = ", ".join(f"<@{eater}>" for eater in eaters) or "nobody yet"
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{place}* {note}\nGoing: {who}"}},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "count_me_in",
                    "text": {"type": "plain_text", "text": "Count me in"},
                    "value": place,
                }
            ],
        },
    ]


@app.command("/lunch")
def choose_a_place(ack, body, client):
    ack()
    options = [{"text": {"type": "plain_text", "text": place}, "value": place} for place in PLACES]
    client.views_open(
        trigger_id=body["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "lunch_plan",
            "private_metadata": body["channel_id"],
            "title": {"type": "plain_text", "text": "Lunch"},
            "submit": {"type": "plain_text", "text": "Propose"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "place",
                    "label": {"type": "plain_text", "text": "Where"},
                    "element": {"type": "static_select", "action_id": "place", "options": options},
                },
                {
                    "type": "input",
                    "block_id": "note",
                    "optional": True,
                    "label": {"type": "plain_text", "text": "Note"},
                    "element": {"type": "plain_text_input", "action_id": "note"},
                },
            ],
        },
    )


@app.view("lunch_plan")
def propose(ack, body, view, client):
    ack()
    values = view["state"]["values"]
    place = values["place"]["place"]["selected_option"]["value"]
    note = values["note"]["note"]["value"] or ""
    client.chat_postMessage(
        channel=view["private_metadata"],
        text=f"Lunch at {place}?",
        blocks=plan(place, note, [body["user"]["id"]]),
    )


@app.action("count_me_in")
def count_in(ack, body, action, client):
    ack()
    text = body["message"]["blocks"][0]["text"]["text"]
    first, _, going = text.partition("\nGoing: ")
    eaters = [each.strip("<@> ") for each in going.split(",") if "<@" in each]
    if body["user"]["id"] not in eaters:
        eaters.append(body["user"]["id"])
    _, _, note = first.partition("* ")
    client.chat_update(
        channel=body["channel"]["id"],
        ts=body["message"]["ts"],
        text=f"Lunch at {action['value']}?",
        blocks=plan(action["value"], note, eaters),
    )


@app.event("app_mention")
def remind(event, say):
    say(text=f"I am hungry too, <@{event['user']}>.", thread_ts=event.get("thread_ts", event["ts"]))


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
