"""The clock's door: a timetable one can read aloud.

What is due stands in rows, so that missing a run loses nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.housekeeping import forget_old_deliveries
from storage.database import Database


@dataclass(frozen=True)
class Job:
    """Something done again and again; safe in any number of replicas. `run` answers how many it dealt with."""

    name: str
    every: timedelta
    run: Callable[[Database, datetime], Awaitable[int]]


JOBS = [
    Job("forget old deliveries", timedelta(hours=1), forget_old_deliveries),
]
