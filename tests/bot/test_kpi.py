"""`steward kpi` counts from the database, and says in one line what it cannot count."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.commands.kpi import as_json
from desk import incidents
from domain.figure.kpis import Value
from domain.figure.parts import Part
from domain.figures import FIGURES
from domain.incidents import Report
from storage.opening import open_database
from tests.bot.test_cli import one_line, steward
from tests.people import MAX, ORGANISATION
from tests.views.shown_figures import a_report

CONFIGURATION = """
business_hours = "office"
[[teams]]
key = "service-desk"
name = "Service desk"
channel = "#service-desk"
[[teams]]
key = "night"
name = "Night watch"
channel = "#night"
zone = "America/New_York"
[[calendars]]
name = "office"
tz = "Europe/Berlin"
[calendars.weekly]
mon = [["09:00", "17:00"]]
[[targets]]
figure = "incidents_raised"
at_most = 0
team = "service-desk"
[[targets]]
figure = "incidents_raised"
at_most = 5
[[targets]]
figure = "csat"
at_least = 90
"""
WEEK = ("--from", "2026-03-02", "--to", "2026-03-09")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
"""Past midnight in Berlin, before it in New York."""


@pytest.fixture
async def desk(tmp_path: Path, database_url: str) -> Path:
    """A desk of two teams, to the first of which two incidents were reported."""
    (tmp_path / "steward.toml").write_text(CONFIGURATION)
    (tmp_path / ".env").write_text(f"DATABASE_URL={database_url}\n")
    database = open_database(database_url)
    for at in (NOON, LATE):
        said = Report(title="The printer is on fire")
        await database.write(
            lambda tx, at=at, said=said: incidents.raise_incident(
                tx, said, organisation=ORGANISATION, by=MAX, at=at
            )
        )
    await database.close()
    return tmp_path


def told(desk: Path, *arguments: str) -> dict[str, object]:
    run = steward(desk, "kpi", *arguments, "--json")
    assert (run.returncode, run.stderr) == (0, "")
    found: dict[str, object] = json.loads(run.stdout)
    return found


def test_each_figure_stands_under_its_name(desk: Path) -> None:
    found = told(desk, "--team", "service-desk", *WEEK)
    assert {it.name for it in FIGURES} <= set(found)
    assert (found["incidents_raised"], found["mttr_median"]) == (1, None)
    assert (found["zone"], found["starts_at"]) == ("Europe/Berlin", "2026-03-01T23:00:00Z")
    assert found["by_priority"]["P5"]["backlog"] == 1  # type: ignore[index]
    assert found["n"]["incidents_raised"] == 1  # type: ignore[index]
    assert found["before"]["incidents_raised"] == 0  # type: ignore[index]
    assert "incidents_raised" in found["provisional"]  # type: ignore[operator]


def test_what_a_figure_is_made_of_stands_under_its_own_name() -> None:
    waited = {Part.GROUP: {"peers": Value(number=60, n=2)}, Part.STAGE: {}}
    report = a_report()
    lines = (
        replace(it, parts=waited if it.figure.name == "approval_wait_mean" else {})
        for it in report.lines
    )
    found = json.loads(as_json(replace(report, lines=tuple(lines))))
    assert found["by_group"] == {"peers": {"approval_wait_mean": 60}}
    assert (found["by_stage"], found["by_reason"], found["more_than"]) == ({}, {}, {})


def test_days_are_the_teams_own_and_without_a_team_the_offices(desk: Path) -> None:
    assert told(desk, "--team", "night", *WEEK)["zone"] == "America/New_York"
    assert told(desk, *WEEK)["incidents_raised"] == 1
    last = ("--from", "2026-03-09", "--to", "2026-03-10")
    assert told(desk, *last)["incidents_raised"] == 1
    assert told(desk, *last, "--priority", "p1")["incidents_raised"] == 0


def test_without_a_team_each_stands_by_itself_in_days_of_its_own(desk: Path) -> None:
    """What came at half past midnight in Berlin came on Sunday evening in New York."""
    found = told(desk, *WEEK)
    teams: Any = found["teams"]
    assert list(teams) == ["service-desk", "night"]
    assert (found["team"], found["incidents_raised"]) == (None, 1)
    assert [it["incidents_raised"] for it in teams.values()] == [1, 0]
    assert [it["zone"] for it in teams.values()] == ["Europe/Berlin", "America/New_York"]
    assert {it.name for it in FIGURES} <= set(teams["night"])
    assert teams["service-desk"]["n"]["incidents_raised"] == 1
    assert "teams" not in told(desk, "--team", "night", *WEEK)


def test_people_read_a_table(desk: Path) -> None:
    run = steward(desk, "kpi", "--team", "night", *WEEK, COLUMNS="160")
    assert run.stdout.startswith(
        "Night watch: week 10 of 2026 (2026-03-02 to 2026-03-08, America/New_York)"
    )
    assert "Time to restore, median" in run.stdout
    assert "–" in run.stdout


def test_programs_read_rows(desk: Path) -> None:
    rows = csv.DictReader(StringIO(steward(desk, "kpi", *WEEK, "--csv").stdout))
    assert next(row["value"] for row in rows if row["figure"] == "incidents_raised") == "1"


def test_without_dates_it_is_last_week(desk: Path) -> None:
    found = told(desk)
    first, end = (datetime.fromisoformat(str(found[key])) for key in ("from", "to"))
    assert (first.isoweekday(), (end - first).days) == (1, 7)
    assert "backlog" not in found["provisional"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--team", "sales", *WEEK), "There is no team 'sales'; there are: service-desk, night."),
        (("--service", "Coffee", *WEEK), "There is no service 'Coffee'; there are: none."),
        (("--from", "2026-03-09", "--to", "2026-03-02"), "--to 2026-03-02 is not after --from"),
        (("--from", "2026-03-02", "--to", "2026-03-02"), "--to 2026-03-02 is not after --from"),
        (("--from", "2026-02-30", "--to", "2026-03-02"), "--from: there is no date '2026-02-30'"),
        (("--from", "2026-02-03", "--to", "tomorrow"), "--to: there is no date 'tomorrow'"),
        (("--from", "20260302", "--to", "2026-03-09"), "--from: there is no date '20260302'"),
        (("--from", "0001-01-01", "--to", "9999-12-31"), "--from, --to: a period lies between"),
        (("--from", "2026-03-02"), "--from and --to go together"),
        (("--priority", "P9", *WEEK), "--priority: there is no 'P9'"),
    ],
)
def test_what_cannot_be_counted_is_told_in_a_line(
    tmp_path: Path, empty_sqlite: Path, arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "steward.toml").write_text(CONFIGURATION)
    run = steward(tmp_path, "kpi", *arguments, DATABASE_URL=f"sqlite:///{empty_sqlite}")
    assert run.returncode == 2
    assert one_line(run).startswith(says)
    assert run.stdout == ""


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    run = steward(tmp_path, "kpi", *WEEK)
    assert run.returncode == 2
    assert one_line(run) == "DATABASE_URL: there is no steward.db yet. `steward migrate` makes it."
    assert not (tmp_path / "steward.db").exists()


def test_a_database_of_another_version_is_told(tmp_path: Path) -> None:
    (tmp_path / "steward.db").touch()
    run = steward(tmp_path, "kpi", *WEEK)
    assert run.returncode == 2
    assert "`steward migrate` brings it up to date" in one_line(run)


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    run = steward(tmp_path, "kpi", *WEEK, DATABASE_URL="postgresql://nobody@127.0.0.1:1/steward")
    assert run.returncode == 1
    assert one_line(run).startswith("DATABASE_URL: the database cannot be used")


def test_the_service_review_of_a_month_is_written_to_a_file(desk: Path) -> None:
    run = steward(desk, "report", "2026-03", "--team", "service-desk", "--out", "review.md")
    assert (run.returncode, run.stderr) == (0, "")
    text = (desk / "review.md").read_text("utf-8")
    assert text.startswith("# Service review: Service desk, March 2026\n")
    assert "| Incidents raised |" in text
    assert steward(desk, "report", "2026-03", "--team", "service-desk").stdout == text


def test_a_month_that_is_none_is_refused_in_one_line(desk: Path) -> None:
    assert "is not a month" in one_line(steward(desk, "report", "smarch"))
    assert "There is no team 'gone'" in one_line(steward(desk, "report", "--team", "gone"))


def test_a_target_stands_beside_its_figure_and_what_there_is_nothing_of_is_not_judged(
    desk: Path,
) -> None:
    """The first that fits counts; one of a team says nothing of all of them together."""
    whole, its_own = told(desk, *WEEK), told(desk, "--team", "service-desk", *WEEK)
    assert whole["targets"] == {
        "incidents_raised": {"at_most": 5, "met": True},
        "csat": {"at_least": 90, "met": None},
    }
    assert its_own["targets"]["incidents_raised"] == {"at_most": 0, "met": False}  # type: ignore[index]
    run = steward(desk, "kpi", "--team", "service-desk", *WEEK)
    assert "≤ 0, not met" in run.stdout
    assert "≥ 90.0 %" in run.stdout
