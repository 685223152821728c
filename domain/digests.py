"""When a channel is told how things stand, and of which day or week (ITSM semantics, sections 6.3 and 6.4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import FieldErrors, Refusal

DAY = timedelta(days=1)
LATE = timedelta(minutes=10)
"""A digest that goes out longer after its time than this is marked late."""

FARTHEST = 15
"""Days within which every schedule comes round, also where a zone has left out one of its dates."""

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = tuple(range(7))
SAID = (
    "/kpi subscribe daily 09:00, daily mon-fri 08:30, weekly mon 09:00, or with a zone, "
    "daily 09:00 Europe/Berlin"
)


class DigestKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


class Pile(StrEnum):
    """What digests look at, in the order they tell it: what needs someone now, what is today's, what comes, what is
    a risk.
    """

    MISSED = "missed"
    SOON = "soon"
    MAJORS = "majors"
    URGENT = "urgent"
    UNOWNED = "unowned"
    APPROVALS = "approvals"
    REVIEWS = "reviews"
    MAJOR_REVIEWS = "major_reviews"
    CHANGES = "changes"
    HOLDS = "holds"
    EXPIRING = "expiring"
    RISKY = "risky"
    EXPIRED = "expired"


TODAYS = (Pile.CHANGES, Pile.HOLDS)
AHEAD = (Pile.EXPIRING,)
OF_THE_WEEK = (Pile.RISKY, Pile.EXPIRED)
"""These are told once a week only."""

NEEDS_SOMEONE = tuple(pile for pile in Pile if pile not in (*TODAYS, *AHEAD, *OF_THE_WEEK))
OF_THE_DAY = (*NEEDS_SOMEONE, *TODAYS, *AHEAD)
OPEN_RISKS = (
    *(Pile.MISSED, Pile.MAJORS, Pile.MAJOR_REVIEWS, Pile.REVIEWS),
    *OF_THE_WEEK,
)
"""What may yet go wrong, and is told at the end of a week."""


@dataclass(frozen=True, order=True)
class Occasion:
    """A moment at which a digest is due, and the local date it is due on."""

    at: datetime
    day: date


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """On these weekdays (0 is Monday) at this time on the clocks of the zone, to the minute.

    A time that the clocks leave out is later by what they leave out, of one that comes twice the first is meant.
    Raises ValueError with a sentence where it would never be, or where a week's digest has not just one day.
    """

    kind: DigestKind
    days: tuple[int, ...]
    at: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("Choose at least one day, or it is never sent.")
        if not set(self.days) <= set(EVERY_DAY):
            raise ValueError("Choose days from Monday to Sunday.")
        if self.kind is DigestKind.WEEKLY and len(self.days) != 1:
            raise ValueError("A weekly digest is sent on one day of the week. Choose just one.")

    def next_after(self, at: datetime) -> datetime:
        """The next moment it is due after this one."""
        day = at.astimezone(self.zone).date() - DAY
        return next(each.at for each in self._from(day, DAY) if each.at > at)

    def latest_by(self, at: datetime) -> Occasion:
        """The last time it was due until this moment, this one included."""
        day = at.astimezone(self.zone).date() + DAY
        return next(each for each in self._from(day, -DAY) if each.at <= at)

    def period(self, day: date) -> str:
        """What a digest that is due on this date is of: the date, or the ISO week before it."""
        if self.kind is DigestKind.DAILY:
            return day.isoformat()
        year, week, _ = (day - 7 * DAY).isocalendar()
        return f"{year}-W{week:02}"

    def _from(self, day: date, step: timedelta) -> Iterator[Occasion]:
        for _ in range(FARTHEST + 2):
            if day.weekday() in self.days and _exists(day, self.zone):
                yield Occasion(_instant(day, self.at, self.zone), day)
            day += step


@dataclass(frozen=True, kw_only=True)
class Configured:
    """A digest that the configuration says is sent, of a team or one of its services, to a channel by name or id."""

    schedule: Schedule
    team_key: str
    service: str
    channel: str
    also_quiet: bool = False


def schedule_of(kind: DigestKind, *, days: Sequence[int], at: str, zone: str) -> Schedule:
    """The schedule these words make. Raises FieldErrors with what is wrong with which of them."""
    wrong: dict[str, str] = {}
    clock = _time(at)
    if clock is None:
        wrong["digest_at"] = "Write a time of day such as 09:00."
    try:
        there = zone_called(zone)
    except ValueError as error:
        wrong["digest_zone"] = str(error)
    if wrong or clock is None:
        raise FieldErrors(wrong)
    try:
        return Schedule(kind=kind, days=tuple(sorted(set(days))), at=clock, zone=there)
    except ValueError as error:
        raise FieldErrors({"digest_days": str(error)}) from None


def schedule_said(words: str, *, otherwise: str) -> Schedule:
    """`daily 09:00`, `daily mon-fri 09:00`, `weekly mon 09:00`, each with a zone after it where it is not `otherwise`.

    Raises Refusal with a sentence that says what can be written.
    """
    kind_said, *rest = words.split() or [""]
    kind = next((kind for kind in DigestKind if kind == kind_said.lower()), None)
    days: Sequence[int] = EVERY_DAY
    if rest and not rest[0][0].isdigit():
        try:
            days = days_said(rest.pop(0))
        except ValueError as error:
            raise Refusal(f"{error}. You can write: {SAID}.") from None
    elif kind is DigestKind.WEEKLY:
        raise Refusal(f"On which day? You can write: {SAID}.")
    if kind is None or not rest or len(rest) > 2:
        raise Refusal(f"You can write: {SAID}.")
    try:
        return schedule_of(kind, days=days, at=rest[0], zone=(rest[1:] or [otherwise])[0])
    except FieldErrors as refused:
        raise Refusal(" ".join(refused.errors.values())) from None


def days_said(words: str) -> list[int]:
    """`mon`, `mon,thu`, `mon-fri`. Raises ValueError with what is wrong."""
    found: list[int] = []
    for part in words.lower().split(","):
        first, _, last = part.partition("-")
        begins, until = _day(first), _day(last or first)
        if begins is None or until is None:
            raise ValueError(f"{part[:60]!r} is not a day, such as mon, mon-fri or mon,thu")
        found += [(begins + count) % 7 for count in range((until - begins) % 7 + 1)]
    return found


def zone_called(name: str) -> ZoneInfo:
    """The zone of this name. Raises ValueError with a sentence."""
    try:
        return ZoneInfo(name.strip())
    except (LookupError, ValueError, OSError):
        near = _zone_like(name)
        helps = (
            f"Did you mean {near}?"
            if near
            else "Name one as IANA does, such as Europe/Berlin or America/New_York."
        )
        raise ValueError(f"There is no time zone {name.strip()[:60]!r}. {helps}") from None


def _zone_like(name: str) -> str | None:
    """The zone of this city, or of this name in other letters."""
    word = "_".join(name.lower().split())
    its_end = f"/{word}"
    zones = sorted(available_timezones()) if word else []
    return next((it for it in zones if f"/{it.lower()}".endswith(its_end)), None)


def days_named(days: Sequence[int]) -> str:
    """`every day`, `Monday to Friday`, `every Monday and Thursday`."""
    if len(days) == 7:
        return "every day"
    names = [DAY_NAMES[day] for day in sorted(days)]
    if len(days) > 2 and list(days) == list(range(days[0], days[0] + len(days))):
        return f"{names[0]} to {names[-1]}"
    return "every " + " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _day(word: str) -> int | None:
    """The weekday that begins so, such as `mon` or `monday`."""
    is_one = len(word) >= 3
    names = enumerate(DAY_NAMES)
    return next((day for day, name in names if is_one and name.lower().startswith(word)), None)


def _time(words: str) -> time | None:
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", words.strip(), re.ASCII)
    return time(int(found[1]), int(found[2])) if found else None


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _exists(day: date, zone: ZoneInfo) -> bool:
    """A zone that moved across the date line has left out a date."""
    return _instant(day, time(12), zone).astimezone(zone).date() == day
