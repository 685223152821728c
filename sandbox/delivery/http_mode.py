"""Signed HTTP: the sandbox posts to the app's request URL as Slack does."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from sandbox.delivery.parcels import Answer, NotDelivered, Parcel
from sandbox.shapes import Json

REDIRECTS = 2


class HttpMode:
    late = "http_timeout"

    def __init__(self, request_url: str, signing_secret: str, ack_within: float) -> None:
        self.request_url = request_url
        self._secret = signing_secret
        self._session = ClientSession(timeout=ClientTimeout(total=ack_within))

    @property
    def is_connected(self) -> bool:
        return bool(self.request_url)

    async def hand_over(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        if not self.request_url:
            raise NotDelivered("dispatch_failed", "connection_failed")
        kind, body = _body(parcel)
        headers = self._signed(body) | {"Content-Type": kind}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with self._session.post(
                self.request_url, data=body, headers=headers, max_redirects=REDIRECTS
            ) as response:
                return Answer(await _said(response))
        except TimeoutError as error:
            raise NotDelivered("operation_timeout", self.late) from error
        except ClientError as error:
            raise NotDelivered("dispatch_failed", "connection_failed") from error

    async def close(self) -> None:
        await self._session.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        # The app checks the stamp against its own clock, whatever time the workspace plays.
        stamp = str(int(time.time()))
        signature = hmac.new(
            self._secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256
        ).hexdigest()
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            "User-Agent": "Slackbot 1.0 (+sandbox)",
        }


def _body(parcel: Parcel) -> tuple[str, bytes]:
    form = "application/x-www-form-urlencoded"
    match parcel.envelope:
        case "events_api":
            return "application/json", json.dumps(parcel.payload).encode()
        case "interactive":
            return form, urlencode({"payload": json.dumps(parcel.payload)}).encode()
        case "slash_commands":
            return form, urlencode(_flat(parcel.payload)).encode()


def _flat(payload: Json) -> dict[str, str]:
    return {key: str(value) for key, value in payload.items() if value is not None}


async def _said(response: ClientResponse) -> Any:
    if not 200 <= response.status < 300:
        stop = response.headers.get("X-Slack-No-Retry") == "1"
        raise NotDelivered("http_service_error", "http_error", retry=not stop)
    text = await response.text()
    if response.content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError as error:
            raise NotDelivered("invalid_response", "http_error") from error
    return {"text": text} if text else None
