"""Signed HTTP: the sandbox posts to the app's request URL as Slack does."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
)

from sandbox.delivery.parcels import Answer, NotDelivered, Parcel
from sandbox.shapes import Json

MOST_REDIRECTS = 2
LOOPBACK = ("127.0.0.1", "localhost", "::1")  # nothing the sandbox says leaves the machine
REDIRECTED = (301, 302, 303, 307, 308)

# What went wrong, in the words of the retry header; the first that fits.
REASONS: tuple[tuple[type[ClientError], str], ...] = (
    (ClientSSLError, "ssl_error"),
    (ClientConnectionError, "connection_failed"),
    (ClientError, "unknown_error"),
)


class HttpMode:
    late = "http_timeout"

    def __init__(self, request_url: str, signing_secret: str, ack_within: float) -> None:
        self.request_url = request_url
        self._secret = signing_secret
        self._ack_within = ack_within
        self._session = ClientSession(timeout=ClientTimeout(total=None))

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
            async with asyncio.timeout(self._ack_within):
                return await self._post(body, headers)
        except TimeoutError as error:
            raise NotDelivered("operation_timeout", self.late) from error
        except ClientError as error:
            why = next(word for kind, word in REASONS if isinstance(error, kind))
            raise NotDelivered("dispatch_failed", why) from error

    async def close(self) -> None:
        await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Post as it is, and again where the answer sends us: Slack follows twice."""
        url = self.request_url
        for _ in range(MOST_REDIRECTS + 1):
            if urlsplit(url).hostname not in LOOPBACK:
                raise NotDelivered("dispatch_failed", "connection_failed")
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                elsewhere = response.headers.get("Location")
                if response.status not in REDIRECTED or elsewhere is None:
                    return Answer(await _said(response))
                url = urljoin(url, elsewhere)
        raise NotDelivered("dispatch_failed", "too_many_redirects")

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
