"""When things happen: days with more and less to do, hours at which people write, and how long work takes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from domain.calendars import Calendar
from sandbox.seeds.busy.people import OFFICE

DAYS = 90

TROUBLES_OF_A_DAY: Mapping[int, float] = {
    0: 14.5,
    1: 11.5,
    2: 10.5,
    3: 10.5,
    4: 8.5,
    5: 1.0,
    6: 0.7,
}
"""On average; 0 is Monday, when everybody tries what waited over the weekend."""

AT_ODD_HOURS = 0.05
ODD_HOURS = (6, 23)


def days_until(moment: datetime, days: int) -> Sequence[date]:
    """So many dates before today, and today."""
    today = moment.astimezone(UTC).date()
    return [today - timedelta(days=ago) for ago in range(days, -1, -1)]


def how_many(rng: Random, day: date) -> int:
    mean = TROUBLES_OF_A_DAY[day.weekday()]
    return max(0, round(rng.gauss(mean, mean**0.5 * 0.7)))


def at_work(rng: Random, person_id: str, day: date) -> datetime:
    """A moment of this day at which they may well write: mornings most, now and then at an odd hour."""
    office = OFFICE[person_id]
    windows = office.windows(day)
    if not windows or rng.random() < AT_ODD_HOURS:
        first, last = ODD_HOURS
        return _local(office, day, rng.uniform(first * 60, last * 60))
    opens, closes = windows[0].start, windows[0].end
    noon = opens + (closes - opens) * 0.45
    if rng.random() < 0.6:
        minute = rng.triangular(opens, noon, opens + (noon - opens) * 0.3)
    else:
        minute = rng.triangular(noon, closes, noon + (closes - noon) * 0.35)
    return _local(office, day, minute)


def of_clock(calendar: Calendar, day: date, clock: str) -> datetime:
    """This day at a time such as 10:12, on the clocks of the calendar's zone."""
    return _whole(datetime.combine(day, time.fromisoformat(clock), tzinfo=calendar.zone))


def worked(person_id: str, at: datetime, minutes: float) -> datetime:
    """When they have been at work for so long, counted from `at`."""
    left = timedelta(minutes=minutes)
    for opens, closes in OFFICE[person_id].open_spans(at):
        if closes - opens > left:
            return _whole(opens + left)
        left -= closes - opens
    raise AssertionError("people work for ever")


def is_at_work(person_id: str, at: datetime) -> bool:
    return OFFICE[person_id].is_open(at)


def about(rng: Random, minutes: float, spread: float = 0.7) -> float:
    """Minutes around this median; a few take very much longer."""
    tail = 5.0 if rng.random() < 0.05 else 1.0
    return minutes * rng.lognormvariate(0, spread) * tail


def later(at: datetime, minutes: float) -> datetime:
    return _whole(at + timedelta(minutes=minutes))


def _local(office: Calendar, day: date, minute: float) -> datetime:
    midnight = datetime.combine(day, time(), tzinfo=office.zone)
    return _whole(midnight + timedelta(minutes=minute))  # wall time, as people read it


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
