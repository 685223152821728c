"""The clock's door: a timetable one can read aloud.

What is due stands in rows, so that missing a run loses nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.organisation import Organisation
from scheduler.assets import (
    notice_silence,
    remind_of_audits,
    tell_of_leavers,
    tell_what_is_found,
    tell_what_runs_out,
)
from scheduler.changes import (
    attend_changes,
    attend_delegations,
    check_freezes,
    recount_electors,
)
from scheduler.clocks import keep_promises, ring_alarms
from scheduler.digests import send_digests
from scheduler.housekeeping import forget_old_deliveries, hand_out
from scheduler.reminders import remind
from storage.database import Database


@dataclass(frozen=True)
class Job:
    """Something done again and again; safe in any number of replicas. `run` answers how many it dealt with.

    `at_start`: the first time is at once, not after `every`.
    """

    name: str
    every: timedelta
    run: Callable[[Database, Organisation, datetime], Awaitable[int]]
    at_start: bool = False


JOBS = [
    Job("keep SLA promises", timedelta(hours=1), keep_promises, at_start=True),
    Job("ring SLA alarms", timedelta(seconds=5), ring_alarms),
    Job("remind", timedelta(seconds=5), remind),
    Job("send digests", timedelta(seconds=15), send_digests, at_start=True),
    Job("attend to changes", timedelta(seconds=5), attend_changes),
    Job("hold what falls into a freeze", timedelta(minutes=15), check_freezes, at_start=True),
    Job("attend to delegations", timedelta(seconds=15), attend_delegations),
    Job("take leavers out of approvals", timedelta(minutes=5), recount_electors),
    Job("tell what runs out", timedelta(minutes=5), tell_what_runs_out, at_start=True),
    Job("tell what is found", timedelta(minutes=5), tell_what_is_found, at_start=True),
    Job("tell what leavers have", timedelta(minutes=5), tell_of_leavers, at_start=True),
    Job("notice silence", timedelta(minutes=5), notice_silence, at_start=True),
    Job("remind of audits", timedelta(minutes=5), remind_of_audits, at_start=True),
    Job("hand out what nobody has", timedelta(minutes=5), hand_out, at_start=True),
    Job("forget old deliveries", timedelta(hours=1), forget_old_deliveries),
]
