"""The timetable: the sweeps of the scheduler, and what is looked at in Slack and the configuration besides."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import scheduler
from bot.channels import Channels
from bot.configuration.calendars import holidays_end_soon, years_around
from bot.configured_digests import keep_digests
from bot.groups import Groups
from bot.log import logger
from bot.people import People
from domain.organisation import Organisation
from scheduler import Job
from storage.database import Database


def timetable(
    channels: Channels, groups: Groups, people: People, *, read_at: datetime
) -> Sequence[Job]:
    """All that is done by the clock; `read_at` is when the configuration was read."""
    return [
        *scheduler.JOBS,
        Job(
            "keep digests as configured",
            timedelta(minutes=15),
            partial(keep_digests, channels),
            at_start=True,
        ),
        Job(
            "read who is in channels and groups",
            timedelta(minutes=15),
            partial(_read_members, channels, groups),
        ),
        Job(
            "look who of those that have assets is still here",
            timedelta(minutes=30),
            people.look_at_holders,
        ),
        Job(
            "look how far holidays are known",
            timedelta(days=1),
            partial(_look_at_holidays, read_at),
        ),
    ]


async def _read_members(
    channels: Channels, groups: Groups, _: Database, organisation: Organisation, __: datetime
) -> int:
    await groups.read_members()
    await channels.read_members()
    return len(organisation.teams) + len(organisation.groups)


async def _look_at_holidays(
    read_at: datetime, _: Database, organisation: Organisation, now: datetime
) -> int:
    """A start brings the public holidays of ten years; who runs for longer is told in time."""
    calendars = [organisation.office, *(policy.calendar for policy in organisation.policies)]
    ends = any(it.holidays for it in calendars) and holidays_end_soon(read_at, now)
    if ends:
        last = years_around(read_at)[-1]
        logger.warning("public holidays end soon: start Steward anew", known_until=last)
    return int(ends)
