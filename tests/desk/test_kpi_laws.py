"""Whatever has happened: what the database counts is what comes out of each record by itself, and it adds up."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk import incidents, majors
from desk.asset import custody
from desk.change import causes, work
from desk.figure import capacities, kpis
from desk.figure.capacities import Level
from desk.incident import alarms, assignments, holds, merges, priorities, ratings
from domain.approvals import Choice
from domain.change.requests import Category
from domain.change.windows import Window as Maintenance
from domain.changes import Result
from domain.errors import FieldErrors, NotFound, Refusal
from domain.figure.kpis import EVERYBODY, OPERATOR, Line, Reader, Statistic
from domain.figure.parts import Part
from domain.figures import FIGURES
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Impact, Resolution, Urgency
from domain.majors import Severity
from domain.people import Person
from domain.periods import Period, day_of, days, month_of, week_of
from storage.changes import Change
from storage.incidents import Incident
from tests.assets import AMY, make_asset
from tests.changes import ask, vote
from tests.desk.test_changes import emergency
from tests.figures import BERLIN, behind, numbers
from tests.makers import Do, make_incident, scratch, settle_in
from tests.people import BEN, CHLOE, DEV, EVERYONE, IVY, MAX, OFFICE, ORGANISATION
from tests.slow_figures import slowly
from tests.slow_outages import outages

T = TypeVar("T")
BEGIN = datetime(2026, 3, 23, 6, tzinfo=UTC)
"""A Monday; on the Sunday after it summer time begins in Berlin."""

MINUTE = timedelta(minutes=1)
LENGTH = 95
PAUSES = (0, 1, 7, 20, 60, 200, 400, 1440)
WEIGHTS: Mapping[str, int] = {
    "report": 10,
    "take": 5,
    "hold": 3,
    "resume": 2,
    "reassess": 4,
    "resolve": 10,
    "reopen": 3,
    "confirm": 1,
    "cancel": 2,
    "merge": 2,
    "declare": 2,
    "mitigate": 2,
    "ask": 10,
    "rate": 14,
    "sweep": 3,
    "change": 5,
    "urgent_change": 2,
    "blame": 4,
    "measure": 6,
    "look": 2,
}
"""What happens on a desk, and how often."""

READERS = st.sampled_from(
    [OPERATOR, EVERYBODY, Reader(person_id=MAX.id), Reader(person_id="U9", team_keys=BEN.agent_of)]
)
PERIODS: st.SearchStrategy[Period] = st.one_of(
    st.builds(
        lambda cut, day: cut(day, BERLIN),
        st.sampled_from([day_of, week_of, month_of]),
        st.dates(date(2026, 3, 23), date(2026, 4, 1)),
    ),
    st.builds(
        lambda day, count: days(day, day + timedelta(days=count), BERLIN),
        st.dates(date(2026, 3, 20), date(2026, 3, 30)),
        st.integers(3, 40),
    ),
)


class Desk:
    """Plays a tale; what is refused has not happened."""

    def __init__(self, do: Do, chance: Random) -> None:
        self.do = do
        self.chance = chance
        self.at = BEGIN
        self.incidents: list[Incident] = []
        self.changes: list[Change] = []
        self.things: list[int] = []

    def play(self) -> None:
        for what in self.chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=LENGTH):
            self.at += self.chance.choice(PAUSES) * MINUTE
            with suppress(Refusal, FieldErrors):
                getattr(self, what)()

    def report(self) -> None:
        about = {
            "impact": self.chance.choice([*Impact]),
            "urgency": self.chance.choice([*Urgency]),
            "restricted": self.chance.random() < 0.2,
            "service": self.chance.choice(["Web shop", "Laptops and printers", None]),
        }
        by = self.chance.choice(EVERYONE)
        self.incidents.append(make_incident(self.do, self.at, by=by, **about))

    def change(self) -> None:
        about: dict[str, Any] = {
            "starts_at": self.at + 30 * MINUTE,
            "ends_at": self.at + 90 * MINUTE,
            "interruption_minutes": self.chance.choice([0, 20, 200]),
            "category": self.chance.choice([Category.DEPLOYMENT, Category.DATA]),
            "incident_id": self.chance.choice([None, *(it.id for it in self.incidents)]),
            "committed_at": self.chance.choice([None, self.at - 600 * MINUTE, self.at]),
        }
        change = ask(self.do, self.at, **about)
        vote(self.do, change, CHLOE, self.at + 10 * MINUTE)
        self.do(work.start, change.id, by=MAX, at=self.at + 31 * MINUTE)
        self._finish(change, by=MAX)

    def urgent_change(self) -> None:
        change = emergency(self.do, self.at, already_started=True)
        choice = self.chance.choice([Choice.APPROVE, Choice.REJECT])
        vote(self.do, change, IVY, self.at + 5 * MINUTE, choice)
        self._finish(change, by=DEV)

    def _finish(self, change: Change, *, by: Person) -> None:
        said = {"result": self.chance.choice([*Result]), "outcome": "So it went."}
        at = self.at + self.chance.choice([40, 100, 300]) * MINUTE
        away = self.chance.choice([None, 0, 15])
        self.do(work.finish, change.id, **said, outage_minutes=away, by=by, at=at)
        self.changes.append(change)

    def blame(self) -> None:
        said = {"is_confirmed": self.chance.random() < 0.7, "by": BEN}
        change = self._one_of(self.changes)
        self.do(causes.caused, change.id, incident_id=self._one().id, **said, at=self.at)

    def measure(self) -> None:
        if not self.things:
            self.things = [
                make_asset(self.do, BEGIN, f"db {key}", team_key=key, by=AMY).id
                for key in ("service-desk", "platform")
            ]
        thing, resource = self.chance.choice(self.things), self.chance.choice(["", "disk"])
        capacity = self.chance.choice([200, 200, 200, 200, 500, 0, None])
        grows = self.chance.randint(-1, 5)
        for step in range(self.chance.choice([1, 8, 20])):
            level = Level(resource=resource, used=20 + step * grows, capacity=capacity)
            self.do(capacities.keep, thing, level, at=self.at + 7 * step * MINUTE)

    def look(self) -> None:
        self.do(custody.confirm_seen, self._one_of(self.things), by=AMY, at=self.at)

    def sweep(self) -> None:
        for clock_id in self.do(alarms.due, at=self.at):
            self.do(alarms.ring, clock_id, at=self.at)

    def take(self) -> None:
        self._to(assignments.acknowledge)

    def hold(self) -> None:
        reason = self.chance.choice([*HoldReason])
        until = self.at + timedelta(days=3)
        self._to(holds.hold, HoldRequest(reason=reason, until=until, message="Is it so?"))

    def resume(self) -> None:
        self._to(holds.resume)

    def reassess(self) -> None:
        impact, urgency = self.chance.choice([*Impact]), self.chance.choice([*Urgency])
        self._to(priorities.reassess, impact=impact, urgency=urgency, why="It is less than that.")

    def resolve(self) -> None:
        said = {"code": Resolution.FIXED, "summary": "Done.", "restored_at": self.at}
        self._to(incidents.resolve, **said)

    def reopen(self) -> None:
        self._to(incidents.reopen, reason="It is back.")

    def confirm(self) -> None:
        self._by_its_reporter(incidents.confirm)

    def cancel(self) -> None:
        self._by_its_reporter(incidents.cancel, reason=CancelReason.TEST)

    def merge(self) -> None:
        self._to(merges.merge, into=self._one().id)

    def declare(self) -> None:
        self._to(majors.declare, severity=self.chance.choice([*Severity]))

    def mitigate(self) -> None:
        self._to(majors.mitigate, restored_at=self.at, how="Switched over.")

    def ask(self) -> None:
        incident_id = self._one().id
        self.do(lambda tx: ask_for_a_rating(tx, incident_id, self.at))

    def rate(self) -> None:
        self._by_its_reporter(ratings.rate, score=self.chance.randint(1, 5), comment=None)

    def _by_its_reporter(self, verb: Callable[..., Any], **how: Any) -> None:
        incident = self._one()
        by = next(each for each in EVERYONE if each.id == incident.reporter_id)
        self.do(verb, incident.id, **how, by=by, at=self.at)

    def _to(self, verb: Callable[..., Any], *args: Any, **how: Any) -> None:
        self.do(verb, self._one().id, *args, **how, by=IVY, at=self.at)

    def _one(self) -> Incident:
        return self._one_of(self.incidents)

    def _one_of(self, records: Sequence[T]) -> T:
        if not records:
            raise NotFound("Nothing has happened yet.")
        return self.chance.choice(records)


def ask_for_a_rating(tx: Session, incident_id: int, at: datetime) -> None:
    ratings.ask(tx, tx.get_one(Incident, incident_id), organisation=ORGANISATION, at=at)


TEAMS = st.sampled_from([None, None, "service-desk", "platform"])


@given(seed=st.integers(0, 10**6), period=PERIODS, reader=READERS, team=TEAMS)
@settings(max_examples=20)
def test_the_database_counts_what_each_record_says(
    engine: Engine, seed: int, period: Period, reader: Reader, team: str | None
) -> None:
    with scratch(engine) as do:
        settle_in(do, BEGIN)
        desk = Desk(do, Random(seed))
        desk.play()
        at = desk.at + MINUTE
        counted = numbers(do, period, at, reader=reader, team=team)
        assert counted == do(slowly, period=period, reader=reader, team=team, at=at)
        check_it_adds_up(do, period, at, reader)
        check_services(do, period, at, reader)


OUTAGES = ("outages", "availability", "mtbf", "degradations", "degraded_share")
MORNINGS = Maintenance(
    name="Mornings",
    zone=BERLIN,
    begins=datetime(2026, 3, 24, 9),  # noqa: DTZ001  windows are local
    lasts=timedelta(hours=2),
    rule="FREQ=DAILY;COUNT=9",
    services=frozenset({"Web shop"}),
)
SERVED = replace(
    ORGANISATION,
    services=tuple(
        replace(it, hours=OFFICE) if it.name == "Web shop" else it for it in ORGANISATION.services
    ),
    maintenance=(MORNINGS,),
)
"""With hours for one of the services, and two of them for maintenance."""


def check_services(do: Do, period: Period, at: datetime, reader: Reader) -> None:
    for service in SERVED.services:
        about: dict[str, Any] = {"service": service.name, "organisation": SERVED, "reader": reader}
        told = numbers(do, period, at, only=OUTAGES, **about)
        assert told == do(outages, period=period, at=at, **about)


def check_parts(by_name: Mapping[str, Line]) -> None:
    """Reasons make up all of the time on hold, as far as rounding goes, and every stage is one of those."""
    held, waited = by_name["hold_share"], by_name["approval_wait_mean"]
    shares = [value.number or 0 for value in held.parts[Part.REASON].values()]
    assert abs(sum(shares) - (held.now.number or 0)) <= 0.05 * (len(shares) + 1)
    stages = waited.parts[Part.STAGE].values()
    assert sum(value.n for value in stages) == waited.now.n
    assert sum((it.number or 0) * it.n for it in stages) == pytest.approx(
        (waited.now.number or 0) * waited.now.n, abs=0.1 * (waited.now.n + 1)
    )


def check_it_adds_up(do: Do, period: Period, at: datetime, reader: Reader) -> None:
    told = do(kpis.figures, period=period, reader=reader, at=at)
    by_name = {line.figure.name: line for line in told.lines}
    before = by_name["backlog"].before
    assert before is not None
    if at >= period.starts_at:
        grew = (by_name["backlog"].now.number or 0) - (before.number or 0)
        assert grew == by_name["backlog_net"].now.number
    buckets = [line for line in told.lines if line.figure.cohort == "open" and line.figure.band]
    assert sum(line.now.number or 0 for line in buckets) == by_name["backlog"].now.number
    for line in told.lines:
        number = line.now.number
        if line.figure.statistic is Statistic.SHARE and number is not None:
            assert 0 <= number <= 100
    check_parts(by_name)
    for figure in FIGURES:
        if figure.cohort in ("moved", "cancelled", "deployment days", "measured"):
            continue  # more rows than records
        line = by_name[figure.name]
        records = behind(do, figure.name, period, at, reader=reader)
        assert len(records) == (line.now.number if figure.band else line.now.n)
