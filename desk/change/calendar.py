"""What is planned, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.people import Person
from storage import changes
from storage.changes import Change

FARTHEST = 60
"""Weeks ahead that can be looked at: a change is planned a year ahead at most."""

SHOWN = 20
"""Changes shown of one week."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week from Monday to Monday in somebody's own zone, and the changes in it; `more` were left out."""

    ahead: int
    begins: datetime
    ends: datetime
    changes: Sequence[Change]
    more: bool


def planned(tx: Session, *, weeks_ahead: int, by: Person, at: datetime) -> Week:
    """This week (0), or one of those to come, as the reader's own calendar has it."""
    zone = ZoneInfo(by.zone)
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks_ahead)
    begins, ends = (
        datetime.combine(day, time(), tzinfo=zone) for day in (monday, monday + timedelta(days=7))
    )
    found = changes.between(tx, begins, ends, limit=SHOWN + 1)
    return Week(
        ahead=weeks_ahead,
        begins=begins,
        ends=ends,
        changes=found[:SHOWN],
        more=len(found) > SHOWN,
    )
