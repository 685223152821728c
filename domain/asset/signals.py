"""What monitoring says of an asset (ITSM semantics, sections 5.1 and 5.4)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

SILENT_AFTER = timedelta(hours=24)
"""What was said longer ago than this is no longer taken for how it is."""

AHEAD = timedelta(minutes=5)
"""How far the clock of whoever reports may be ahead of ours."""

SOURCE_LENGTH = 60
MOST = 200
"""Signals in one report."""


class Signal(StrEnum):
    """`silent`: nothing was heard for a day; we say so ourselves."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    SILENT = "silent"


class Heard(Protocol):
    """What was said last, by whom, since when it is so, and when that was."""

    @property
    def state(self) -> Signal: ...
    @property
    def source(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def heard_at(self) -> datetime: ...
