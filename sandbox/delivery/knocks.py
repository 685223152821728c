"""Requests about the connection itself and no event of the workspace: Slack asks whether somebody is there."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.company.workspace import Workspace
from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.office import PostOffice
from sandbox.delivery.parcels import Answer, Parcel
from sandbox.delivery.traffic import Delivery
from sandbox.errors import Refusal
from sandbox.shapes import Json, seconds


@dataclass(frozen=True)
class Knock:
    """What is sent, and whether the answer will do. Over Socket Mode nobody has to prove who they are."""

    make: Callable[[Workspace], Parcel]
    will_do: Callable[[Parcel, Answer], bool]
    only_over_http: bool = True


def _url_verification(workspace: Workspace) -> Parcel:
    challenge = secrets.token_urlsafe(40)
    return Parcel(
        "events_api", _signed(workspace) | {"type": "url_verification", "challenge": challenge}
    )


def _gave_back_the_challenge(parcel: Parcel, answer: Answer) -> bool:
    body = answer.body if isinstance(answer.body, dict) else {}
    return parcel.payload["challenge"] in (body.get("challenge"), body.get("text"))


def _ssl_check(workspace: Workspace) -> Parcel:
    return Parcel("slash_commands", _signed(workspace) | {"ssl_check": "1"})


def _rate_limited(workspace: Workspace) -> Parcel:
    minute = seconds(workspace.now()) // 60 * 60
    about = {"team_id": workspace.team_id, "api_app_id": workspace.bot.app_id}
    what = {"type": "app_rate_limited", "minute_rate_limited": minute}
    return Parcel("events_api", _signed(workspace) | about | what)


def _signed(workspace: Workspace) -> Json:
    return {"token": workspace.secrets["verification_token"]}


def _any(_parcel: Parcel, _answer: Answer) -> bool:
    return True


KNOCKS: dict[str, Knock] = {
    "url_verification": Knock(_url_verification, _gave_back_the_challenge),
    "ssl_check": Knock(_ssl_check, _any),
    "app_rate_limited": Knock(_rate_limited, _any, only_over_http=False),
}


async def knock(workspace: Workspace, post: PostOffice, name: str) -> Delivery:
    """Ask, and say how it was taken. Raises Refusal for what Socket Mode does not know."""
    asked = KNOCKS[name]
    if asked.only_over_http and not isinstance(post.carrier, HttpMode):
        raise Refusal("only_over_http")
    parcel = asked.make(workspace)
    delivery = post.start("event", name, "")
    answer = await post.carry(delivery, parcel)
    if answer is not None and not asked.will_do(parcel, answer):
        post.fail(delivery, "challenge_failed")
    post.end(delivery)
    return delivery
