"""/kpi answers who asks, with figures of what they may see, and opens each up to its records."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, inspect

from domain.errors import NotFound
from domain.people import Person
from domain.periods import Length
from handlers import digests, steward
from handlers.figure import kpis
from handlers.figure.kpis import Asked, read_back, said
from handlers.shapes import show_one
from storage.incidents import Incident
from tests.handlers.scene import NOON, Scene, click, command
from tests.makers import Do, make_incident, make_resolved
from tests.people import BEN, CHLOE, IVY, MAX, ORGANISATION, PLATFORM, SERVICE_DESK, ZOE


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def turns(scene: Scene) -> dict[str, str]:
    """What stands at the end of what was shown last, and what each would send."""
    [*_, last] = scene.said[-1][1]["blocks"]
    return {it["text"]["text"]: it["value"] for it in last["elements"]}


def asked(text: str, by: Person = BEN) -> Asked:
    return said(text, ORGANISATION, by=by, at=NOON)


@pytest.mark.parametrize(
    ("text", "length", "first"),
    [
        ("", Length.WEEK, date(2026, 3, 2)),
        ("last week", Length.WEEK, date(2026, 2, 23)),
        ("LAST  Month", Length.MONTH, date(2026, 2, 1)),
        ("month", Length.MONTH, date(2026, 3, 1)),
        ("today platform", Length.DAY, date(2026, 3, 2)),
        ("platform yesterday p1", Length.DAY, date(2026, 3, 1)),
    ],
)
def test_time_is_said_in_words(text: str, length: Length, first: date) -> None:
    assert (asked(text).period.length, asked(text).period.first) == (length, first)


@pytest.mark.parametrize(
    ("text", "by", "about"),
    [
        ("", BEN, ("service-desk", None, None)),
        ("", CHLOE, ("platform", None, None)),
        ("", MAX, (None, None, None)),
        ("all", BEN, (None, None, None)),
        ("platform", BEN, ("platform", None, None)),
        ("Service Desk P2", CHLOE, ("service-desk", None, 2)),
        ("web shop last week", BEN, (None, "Web shop", None)),
        ("all p5", BEN, (None, None, 5)),
    ],
)
def test_of_whom_is_said_in_words(text: str, by: Person, about: tuple[Any, ...]) -> None:
    found = asked(text, by)
    assert (found.team, found.service, found.priority) == about
    assert read_back(found.written, ORGANISATION) == found


@pytest.mark.parametrize(
    ("text", "first"),
    [("service desk", date(2026, 3, 9)), ("platform", date(2026, 3, 2)), ("web shop", date(2026, 3, 2))],
)  # fmt: skip
def test_a_week_is_that_of_the_team_or_of_whose_service_it_is(text: str, first: date) -> None:
    """Half past four on Monday morning in Berlin is half past eleven on Sunday evening in New York."""
    there = replace(PLATFORM, zone=ZoneInfo("America/New_York"))
    organisation = replace(ORGANISATION, teams=(SERVICE_DESK, there))
    found = said(text, organisation, by=BEN, at=datetime(2026, 3, 9, 3, 30, tzinfo=UTC))
    assert found.period.first == first
    assert read_back(found.written, organisation) == found


@pytest.mark.parametrize("text", ["sales", "p6", "week 12", "last year", "web"])
def test_a_word_nobody_knows_is_asked_after(text: str) -> None:
    with pytest.raises(NotFound, match="Teams: service-desk, platform"):
        asked(text)


@pytest.mark.parametrize(
    "written",
    ["", "week", "week 2026-13-01 P0 all", "week 0001-01-01 P0 all", "x 2026-03-02 P0 all"],
)
def test_a_button_of_another_version_is_told(written: str) -> None:
    with pytest.raises(NotFound, match="another version"):
        read_back(written, ORGANISATION)


async def test_figures_are_shown_and_opened_up(scene: Scene, do: Do) -> None:
    numbered = [make_incident(do, NOON).number for _ in range(10)]
    assert await scene.play(digests.kpi, command=command("", BEN, "/kpi")) == ["ack"]
    shown = scene.reads()
    assert "Service desk: week 10 of 2026" in shown
    assert "Incidents raised" in shown

    value = "incidents_raised week 2026-03-02 P0 team service-desk"
    pressed = click(value, BEN, in_private=True)
    assert await scene.play(kpis.show_records, click=pressed) == ["ack", "privately"]
    assert [number for number in numbered if number in scene.reads()] == numbered[:8]
    pressed = click(f"8 {value}", BEN, in_private=True)
    assert await scene.play(kpis.turn_page, click=pressed) == ["ack", "instead"]
    assert numbered[9] in scene.reads()
    assert "These are the last" in scene.reads()


async def test_the_period_before_takes_its_place(scene: Scene, do: Do) -> None:
    pressed = click("before week 2026-03-02 P0 all", MAX, in_private=True)
    assert await scene.play(kpis.show_figures, click=pressed) == ["ack", "instead"]
    assert "All teams: week 9 of 2026" in scene.reads()


async def test_rows_come_as_a_file(scene: Scene, do: Do) -> None:
    """Of what whoever asks may see."""
    make_incident(do, NOON, service="Web shop")
    make_incident(do, NOON, service="Web shop", restricted=True, by=CHLOE)
    pressed = click("month 2026-03-01 P0 service Web shop", MAX, in_private=True)
    assert await scene.play(kpis.as_csv, click=pressed) == ["ack", "document", "privately"]
    name, text = scene.said[-2][1]
    assert name == "figures-month-2026-03-01.csv"
    assert text.startswith("figure,title,unit,value")
    assert "figures-month-2026-03-01.csv comes to you as a direct message" in scene.reads()
    assert "incidents_raised,Incidents raised,number,1,1" in text


async def test_nobody_finds_what_they_may_not_see(scene: Scene, do: Do) -> None:
    secret = make_incident(do, NOON, title="Salaries are out", restricted=True)
    found = {}
    for person in (BEN, MAX, IVY, CHLOE, ZOE):
        pressed = click("backlog week 2026-03-02 P0 all", person, in_private=True)
        await scene.play(kpis.show_records, click=pressed)
        found[person.name] = secret.number in scene.reads() and "Salaries" in scene.reads()
        await scene.play(digests.kpi, command=command("all", person, "/kpi"))
        counted = "Incidents raised  1" in scene.reads().replace("*", "")
        assert counted is found[person.name]
        if found[person.name]:
            await scene.play(show_one, click=click(secret.number, person))
    assert {name for name, seen in found.items() if seen} == {BEN.name, MAX.name, IVY.name}


async def test_a_figure_there_is_none_of_is_told(scene: Scene) -> None:
    with pytest.raises(NotFound, match="no figure"):
        await scene.play(
            kpis.show_records, click=click("joy week 2026-03-02 P0 all", BEN, in_private=True)
        )


async def test_help_and_the_long_way_round(scene: Scene) -> None:
    await scene.play(digests.kpi, command=command("help", BEN, "/kpi"))
    assert "/kpi last month" in scene.reads()
    await scene.play(steward.steward, command=command("kpi all", BEN, "/steward"))
    assert "All teams: week 10 of 2026" in scene.reads()


async def test_a_list_of_a_hundred_pages_is_turned_to_its_end_and_comes_as_a_file(
    scene: Scene, do: Do
) -> None:
    """Each record once, whoever else's restricted ones are among them."""
    first = make_incident(do, NOON, title="=1+1")
    make_incident(do, NOON, title="Salaries", restricted=True)
    names = [column.key for column in inspect(Incident).columns if column.key != "id"]
    facts = {name: getattr(first, name) for name in names} | {"title": "Again"}
    do(lambda tx: tx.execute(insert(Incident), [facts] * 795) and None)
    asked = "incidents_raised week 2026-03-02 P0 all"
    seen: list[str] = []
    for page in range(100):
        pressed = click(f"{8 * page} {asked}", CHLOE, in_private=True)
        await scene.play(kpis.turn_page, click=pressed)
        seen += re.findall(r"INC-\d+", scene.reads())
        assert ("Next page" in scene.reads()) is (page < 99)
    assert "793 to 796. These are the last" in scene.reads()
    assert len(seen) == len(set(seen)) == 796
    for page in (98, 97):
        back = click(turns(scene)["Previous page"], CHLOE, in_private=True)
        await scene.play(kpis.turn_page, click=back)
        assert re.findall(r"INC-\d+", scene.reads()) == seen[8 * page : 8 * page + 8]
    await scene.play(kpis.turn_page, click=click(f"8 {asked}", CHLOE, in_private=True))
    assert list(turns(scene)) == ["Previous page", "Next page", "CSV"]

    await scene.play(kpis.records_as_csv, click=click(asked, CHLOE, in_private=True))
    name, text = scene.said[-2][1]
    rows = list(csv.DictReader(StringIO(text)))
    assert name == "incidents_raised-week-2026-03-02.csv"
    assert {row["number"] for row in rows} == set(seen)
    assert rows[0]["title"] == "'=1+1"
    assert (rows[0]["raised_at"], rows[0]["value"]) == ("2026-03-02T12:00:00Z", "")
    assert "Salaries" not in text


async def test_a_record_says_what_the_figure_is_taken_of(scene: Scene, do: Do) -> None:
    make_resolved(do, NOON)
    for name, says in (
        ("mttr_median", r"· (\d+ min|\d+ h)"),
        ("sla_resolution_attainment", "on time"),
    ):
        pressed = click(f"{name} week 2026-03-02 P0 all", BEN, in_private=True)
        await scene.play(kpis.show_records, click=pressed)
        assert re.search(says, scene.reads())
