"""The two words every file here needs: what JSON is to us, and how time is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
