"""How Slack answers, sorted by what one can do about it: no, busy, or nothing that can be read."""

from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

UNCLEAR = {
    "fatal_error",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
"""Errors after which, by Slack's own word, part of the work may have been done."""


class SlackSaysNo(Exception):
    """Slack has surely not done it; `error` is its word for why."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"{error} {detail}".strip())
        self.error = error


class SlackIsBusy(Exception):
    """Slack has surely not done it, and says how many seconds to wait."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"asked to wait {retry_after:g} s")
        self.retry_after = retry_after


class SlackIsSilent(Exception):
    """No answer, or none that can be read: it may have happened or not."""


async def asked(call: Awaitable[Any]) -> Mapping[str, Any]:
    """Slack's answer to the call; raises SlackSaysNo, SlackIsBusy or SlackIsSilent otherwise."""
    try:
        answer = await call
    except SlackApiError as refusal:
        raise _sorted(refusal) from refusal
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise SlackIsSilent(str(error) or type(error).__name__) from error
    data: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
    return data


def _sorted(refusal: SlackApiError) -> Exception:
    response = refusal.response
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", None)
    error = data.get("error") if isinstance(data, dict) else None
    if status == 429 or error in {"ratelimited", "rate_limited"}:
        return SlackIsBusy(_retry_after(getattr(response, "headers", None)))
    if error in UNCLEAR:
        return SlackIsSilent(str(error))
    if not error:
        return SlackIsSilent(f"HTTP status {status}" if status else "an answer that cannot be read")
    messages = (data or {}).get("response_metadata", {}).get("messages") or []
    needed = f"(needs {data['needed']})" if data and data.get("needed") else ""
    return SlackSaysNo(str(error), "; ".join([*map(str, messages), needed]).strip("; "))


def _retry_after(headers: Mapping[str, str] | None) -> float:
    try:
        return max(1.0, float((headers or {}).get("Retry-After", 30)))
    except ValueError:
        return 30.0
