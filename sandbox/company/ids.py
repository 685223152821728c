"""Ids, tokens and time stamps that look like Slack's, so that a bot that guesses from their form is caught."""

import secrets
import string
from datetime import datetime

LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """An id of eleven characters beginning with what it names: C, D, U, B, V, Ev."""
    return prefix + "0" + "".join(secrets.choice(LETTERS) for _ in range(10 - len(prefix)))


def new_bot_token() -> str:
    return f"xoxb-{_digits(12)}-{_digits(13)}-{secrets.token_hex(12)}"


def new_app_token(app_id: str) -> str:
    return f"xapp-1-{app_id}-{_digits(13)}-{secrets.token_hex(32)}"


def new_secret() -> str:
    return secrets.token_hex(16)


def new_block_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def new_trigger_id() -> str:
    return f"{_digits(13)}.{_digits(12)}.{secrets.token_hex(16)}"


def new_view_hash(at: datetime) -> str:
    return f"{int(at.timestamp())}.{secrets.token_hex(4)}"


def next_ts(at: datetime, last: str | None) -> str:
    """The stamp of a channel's next message: its moment, or just after the last one where that is later."""
    now = int(at.timestamp()) * 1_000_000 + at.microsecond
    if last is not None:
        now = max(now, micros(last) + 1)
    return f"{now // 1_000_000}.{now % 1_000_000:06d}"


def micros(ts: str) -> int:
    whole, _, part = ts.partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0")[:6] or 0)


def is_ts(text: str) -> bool:
    whole, _, part = text.partition(".")
    return whole.isdigit() and (not part or part.isdigit())


def _digits(count: int) -> str:
    return secrets.choice("123456789") + "".join(
        secrets.choice(string.digits) for _ in range(count - 1)
    )
