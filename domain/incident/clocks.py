"""SLA clocks: what has elapsed of a target, when it is due, when it was missed (rules R7 to R12 of the SLA vectors).

Nothing is added up along the way. A clock is worked out anew from its course: what was promised and from when on, and
the holds. All instants are aware UTC, all spans in whole seconds of open time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.calendars import Calendar, Span

Hold = tuple[datetime, datetime | None]
"""From when to when the clock stood still; without an end it still does."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """What is promised from `at` on: `target` seconds of this calendar's open time, None for no promise."""

    at: datetime
    target: int | None
    calendar: Calendar


@dataclass(frozen=True, kw_only=True)
class Course:
    """All a clock is judged by. It starts with its first term; a later target counts from there as well (R10)."""

    terms: Sequence[Term]
    holds: Sequence[Hold] = ()
    stop: datetime | None = None

    @property
    def start(self) -> datetime:
        return self.terms[0].at

    @property
    def target(self) -> int | None:
        return self.terms[-1].target


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a clock stands. What elapsed and whether it was missed is said of a moment, a miss of a target."""

    due: datetime | None
    breach_from: datetime | None
    elapsed: int | None
    missed: bool | None
    missed_at: datetime | None


def judge(course: Course, seen: datetime | None) -> Verdict:
    """The clock as it stands at `seen`."""
    missed = None if seen is None else missed_at(course, seen)
    return Verdict(
        due=due_at(course),
        breach_from=breach_from(course),
        elapsed=None if seen is None else elapsed(course, seen),
        missed=None if seen is None or course.target is None else missed is not None,
        missed_at=missed,
    )


def elapsed(course: Course, at: datetime) -> int:
    """Seconds that counted before `at` (R7); none before the start."""
    return sum(_seconds(start, end) for start, end in counted(course, until=at))


def due_at(course: Course) -> datetime | None:
    """When the target is used up (R8): what people are told. None without a target, or while the clock stands still."""
    return None if course.target is None else reached_at(course, course.target)


def breach_from(course: Course) -> datetime | None:
    """From when on it is missed (R9): later than due where the target runs out just as the clock comes to a stand."""
    return None if course.target is None else _exceeded_from(course, course.target)


def warns_at(course: Course, percent: int) -> datetime | None:
    """When so many percent of the target are used up (R12)."""
    return None if course.target is None else reached_at(course, -(-course.target * percent // 100))


def next_opening(course: Course, at: datetime) -> datetime | None:
    """The first instant from `at` on that is open by the calendar then in force, on hold or not; None without one."""
    spans = _open(course.terms, None)
    return next((max(start, at) for start, end in spans if end > at), None)


def missed_at(course: Course, seen: datetime) -> datetime | None:
    """When the clock was missed, if it was by `seen`.

    A miss is a fact: it stays where a later term allows more. Where a later term allows less than has elapsed
    already, the clock is missed as that term begins (R10).
    """
    ends = [*(term.at for term in course.terms[1:]), None]
    for term, ends_at in zip(course.terms, ends, strict=True):
        exceeded = None if term.target is None else _exceeded_from(course, term.target)
        if exceeded is None or (ends_at is not None and exceeded >= ends_at):
            continue
        is_late = seen > exceeded if exceeded >= term.at else seen >= term.at
        return max(exceeded, term.at) if is_late else None
    return None


def reached_at(course: Course, seconds: int) -> datetime | None:
    """The earliest instant by which so many seconds have counted; None where it is not in sight."""
    left = seconds
    for start, end in counted(course):
        length = _seconds(start, end)
        if length >= left:
            return start + timedelta(seconds=left)
        left -= length
    return None


def counted(course: Course, until: datetime | None = None) -> Iterator[Span]:
    """The spans that count, in order: open by the calendar then in force, and not on hold.

    Without `until` they go on for as long as can be foreseen, past the stop too.
    """
    holds = united(_as_known(course))
    for start, end in _open(course.terms, until):
        if holds and holds[-1][1] is None and holds[-1][0] <= start:
            return
        yield from _without(holds, start, end)


class Kind(StrEnum):
    """What a stretch of time was for the clock."""

    COUNTED = "counted"
    HELD = "on hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


@dataclass(frozen=True)
class Piece:
    """A stretch of time that was all of one kind."""

    start: datetime
    end: datetime
    kind: Kind

    @property
    def seconds(self) -> int:
        return _seconds(self.start, self.end)


def pieces(course: Course, until: datetime) -> list[Piece]:
    """Every second from the start to `until`, and what it was: the counted ones add up to what has elapsed."""
    holds = united(course.holds)
    told: list[Piece] = []
    at = course.start
    for opens, closes in _open(course.terms, until):
        _tell(told, at, opens, Kind.CLOSED)
        for start, end in _without(holds, opens, closes):
            _tell(told, max(at, opens), start, Kind.HELD)
            _tell(told, start, end, Kind.COUNTED)
            at = end
        _tell(told, max(at, opens), closes, Kind.HELD)
        at = closes
    _tell(told, at, until, Kind.CLOSED)
    return told


def told_apart(told: Sequence[Piece], resolved: Sequence[Hold]) -> list[Piece]:
    """The same, in which the time it was resolved, until it was reopened, is no time on hold."""
    spans, apart = united(resolved), list[Piece]()
    for piece in told:
        if piece.kind is not Kind.HELD:
            apart.append(piece)
            continue
        at = piece.start
        for start, end in _without(spans, piece.start, piece.end):
            _tell(apart, at, start, Kind.RESOLVED)
            _tell(apart, start, end, Kind.HELD)
            at = end
        _tell(apart, at, piece.end, Kind.RESOLVED)
    return apart


def _tell(told: list[Piece], start: datetime, end: datetime, kind: Kind) -> None:
    """Add a piece, or make the last one longer."""
    if start >= end:
        return
    if told and told[-1].kind is kind and told[-1].end == start:
        start = told.pop().start
    told.append(Piece(start, end, kind))


def united(holds: Iterable[Hold]) -> list[Hold]:
    """The holds in order, overlapping and touching ones made one."""
    whole: list[Hold] = []
    for start, end in sorted(holds, key=lambda hold: hold[0]):
        if whole and (whole[-1][1] is None or start <= whole[-1][1]):
            began, ended = whole[-1]
            whole[-1] = (began, None if ended is None or end is None else max(ended, end))
        else:
            whole.append((start, end))
    return whole


def _exceeded_from(course: Course, target: int) -> datetime | None:
    """The instant from which more than `target` has elapsed."""
    left = target
    for start, end in counted(course):
        length = _seconds(start, end)
        if length > left:
            return start + timedelta(seconds=left)
        left -= length
    return None


def _as_known(course: Course) -> Iterator[Hold]:
    """A clock that was stopped while on hold knows of no end to that hold (R8)."""
    for start, end in course.holds:
        outlasts = course.stop is not None and end is not None and start < course.stop <= end
        yield (start, None) if outlasts else (start, end)


def _open(terms: Sequence[Term], until: datetime | None) -> Iterator[Span]:
    ends = [*(term.at for term in terms[1:]), until]
    for term, ends_at in zip(terms, ends, strict=True):
        end = ends_at if until is None else min(ends_at or until, until)
        if end is None or term.at < end:
            yield from term.calendar.open_spans(term.at, end)


def _without(holds: Sequence[Hold], start: datetime, end: datetime) -> Iterator[Span]:
    for held_from, held_until in holds:
        if held_from >= end:
            break
        if held_until is not None and held_until <= start:
            continue
        if start < held_from:
            yield start, held_from
        if held_until is None or held_until >= end:
            return
        start = held_until
    yield start, end


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
