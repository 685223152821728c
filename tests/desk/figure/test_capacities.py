"""How full a team's things are: as monitoring reports it, told of whatever is fullest, with the assets behind it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk.asset.signals import Report
from desk.digest import weekly
from desk.figure import kpis
from desk.figure.capacities import Level
from domain.asset.signals import Signal
from domain.figure.kpis import EVERYBODY, OPERATOR, Line, Reader
from domain.people import Person
from storage.digest.sheets import Topic, Weekly
from tests.assets import PRIVATE, make_asset
from tests.desk.asset.test_signals import hear, token
from tests.figures import BERLIN, behind, report, week
from tests.makers import Do
from tests.people import BEN, CHLOE, ORGANISATION, PLATFORM

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
DESK = {"team_key": "service-desk"}
WEB = {"team_key": "platform", "service": "Web shop"}


class Probe:
    """Reports as one that asks for this person: an hour between two levels, the first at `at`."""

    def __init__(self, do: Do, at: datetime, asks_for: Person) -> None:
        self._do = do
        self._secret = token(do, at, asks_for=asks_for)

    def says(
        self, at: datetime, tag: str, *levels: tuple[int, int | None], resource: str = ""
    ) -> None:
        for hours, (used, capacity) in enumerate(levels):
            seen = at + hours * HOUR
            level = Level(resource=resource, used=used, capacity=capacity)
            said = Report(asset=tag, state=Signal.UP, at=seen, level=level)
            [taken] = hear(self._do, self._secret, seen, said)
            assert taken.refused == ""


def line(do: Do, name: str, noon: datetime, **about: Any) -> Line:
    return report(do, week(noon), noon + 9 * HOUR, **about).line(name)


def test_what_is_fullest_stands_for_all(do: Do, noon: datetime) -> None:
    db, other, web = (
        make_asset(do, noon, tag, tag=tag, **about).number
        for tag, about in (("DB-1", DESK), ("DB-2", DESK), ("WEB-1", WEB))
    )
    bens, chloes = Probe(do, noon, BEN), Probe(do, noon, CHLOE)
    bens.says(noon, "DB-1", (10, 100), (20, 100), (30, 100))
    bens.says(noon, "DB-1", (7, 10), (9, 10), resource="disk")
    bens.says(noon, "DB-2", (99, 100), (50, 0), resource="memory")
    chloes.says(noon, "WEB-1", (3, 4), (3, 4))
    its_own = line(do, "capacity_utilisation", noon, team="service-desk")
    assert (its_own.now.number, its_own.now.n) == (99.0, 1)
    assert line(do, "capacity_utilisation", noon, service="Web shop").now.number == 75.0
    assert line(do, "capacity_utilisation_peak", noon).now.number == 99.0
    assert line(do, "capacity_days_to_full", noon).now.number is None
    for limit in (1, 3, 8):
        its = behind(do, "capacity_utilisation", week(noon), noon + 9 * HOUR, limit=limit)
        assert its == [other, web, db]
    page, _ = do(
        kpis.records, "capacity_utilisation", period=week(noon), reader=OPERATOR, at=noon + 9 * HOUR
    )
    assert [it.value for it in page] == [990, 750, 700]


def test_a_week_before_and_one_without_samples_are_of_their_own(do: Do, noon: datetime) -> None:
    make_asset(do, noon - WEEK, "db", tag="DB-1", **DESK)
    Probe(do, noon - WEEK, BEN).says(noon - WEEK, "DB-1", (50, 100))
    told = line(do, "capacity_utilisation", noon)
    assert (told.now.number, told.now.n) == (None, 0)
    assert told.before
    assert (told.before.number, told.before.n) == (50.0, 1)


def test_what_is_said_again_or_late_counts_once_and_in_its_place(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "db", tag="DB-1", **DESK)
    secret = token(do, noon)

    def said(hours: int, used: int) -> Report:
        level = Level(resource="", used=used, capacity=100)
        return Report(asset="DB-1", state=Signal.UP, at=noon + hours * HOUR, level=level)

    hear(do, secret, noon + 2 * HOUR, said(2, 90), said(0, 10), said(0, 10))
    hear(do, secret, noon + 3 * HOUR, said(1, 99), said(1, 50))
    told = line(do, "capacity_utilisation", noon)
    assert (told.now.number, told.now.n) == (30.0, 3)


@pytest.mark.parametrize(
    ("reader", "number"),
    [(EVERYBODY, None), (Reader(team_keys=frozenset({"platform"})), 90.0), (OPERATOR, 90.0)],
)
def test_what_a_team_keeps_to_itself_counts_for_those_who_see_it(
    do: Do, noon: datetime, reader: Reader, number: float | None
) -> None:
    vault = make_asset(do, noon, "vault", tag="P-1", team_key="platform", organisation=PRIVATE)
    Probe(do, noon, CHLOE).says(noon, "P-1", (9, 10))
    about = {"reader": reader, "organisation": PRIVATE}
    told = line(do, "capacity_utilisation", noon, **about)
    assert told.now.number == number
    shown = behind(do, "capacity_utilisation", week(noon), noon + 9 * HOUR, **about)
    assert shown == ([] if number is None else [vault.number])


def test_a_week_warns_of_what_is_nearly_full_or_will_be_soon(do: Do, noon: datetime) -> None:
    monday = noon - WEEK
    for tag in ("FULL", "FILLS", "ROOMY"):
        make_asset(do, monday, tag.lower(), tag=tag, **WEB)
    chloes = Probe(do, monday, CHLOE)
    chloes.says(monday, "ROOMY", *[(10, 100)] * 15)
    topic = Topic(team=PLATFORM, service="", reference="3")
    asked: dict[str, Any] = {"day": date(2026, 3, 2), "organisation": ORGANISATION, "at": noon}

    def is_told() -> bool:
        answer: bool = do(weekly.is_told, topic, zone=BERLIN, **asked)
        return answer

    assert is_told() is False
    chloes.says(monday, "FILLS", *((10 + hour, 100) for hour in range(15)), resource="disk")
    assert is_told() is True
    chloes.says(monday, "FULL", (95, 100))
    sheet: Weekly = do(weekly.weekly, topic, due=None, **asked)
    assert [it.title for it in sheet.tight] == ["FULL · full", "FILLS · fills disk"]
    assert [it.used.full_in for it in sheet.tight] == [None, 3.2]
    assert sheet.report.line("capacity_utilisation").now.number == 95.0
