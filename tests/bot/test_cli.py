"""The command line fails with one clear line and an exit code of its own."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.settings import Settings

HOUSE = Path(__file__).parents[2]
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def steward(place: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot`, in a directory of its own and with nothing else set."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=place,
        env={**kept, "PYTHONPATH": str(HOUSE), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_line(run: subprocess.CompletedProcess[str]) -> str:
    """What it said on standard error: one line, no traceback."""
    (line,) = run.stderr.strip().splitlines()
    return line


def test_a_bad_configuration_is_told_and_the_code_is_2(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[teams]]\nkey = "desk"\nname = "Desk"\nchannel = "desk"\n')
    run = steward(tmp_path, "config", "check", "bad.toml")
    assert run.returncode == 2
    assert one_line(run).startswith("bad.toml: teams[1].channel: 'desk' is not a channel's name")


def test_a_good_configuration_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(
        '[[teams]]\nkey = "desk"\nname = "Desk"\nchannel = "#desk"\n'
    )
    run = steward(tmp_path, "config", "check", "good.toml")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Desk on #desk" in run.stdout


def test_without_a_file_it_says_so(tmp_path: Path) -> None:
    run = steward(tmp_path, "config", "check")
    assert (run.returncode, run.stderr) == (0, "")
    built_in = (
        "There is no steward.toml: what is built in: Service desk on #service-desk; 0 services."
    )
    assert run.stdout.strip() == built_in


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    run = steward(tmp_path, "config", "check", "none.toml")
    assert run.returncode == 2
    assert one_line(run) == "There is no none.toml."


def test_a_key_that_is_left_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[teams]]\nkey = "desk"\nname = "Desk"\n')
    run = steward(tmp_path, "config", "check", "bad.toml")
    assert run.returncode == 2
    assert one_line(run) == "bad.toml: teams[1].channel: is missing."


def test_what_time_has_passed_over_is_no_good_configuration(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(
        '[[maintenance]]\nname = "Nights"\nzone = "UTC"\nassets = ["db-7"]\n'
        'begins = 2020-01-05T22:00:00\nlasts = "4 h"\nrule = "FREQ=WEEKLY;COUNT=52"\n'
    )
    run = steward(tmp_path, "config", "check", "old.toml")
    assert run.returncode == 2
    assert one_line(run).startswith("old.toml: maintenance: 'Nights' is over for good")


@pytest.mark.parametrize(
    ("environment", "toml", "says"),
    [
        (TOKENS, "[[teams]", "steward.toml is not TOML"),
        (TOKENS | {"LOG_LEVEL": "LOUD"}, "", "LOG_LEVEL: Input should be 'DEBUG'"),
        (TOKENS | {"STEWARD_ADMINS": "@ann"}, "", "STEWARD_ADMINS: '@ann' is not a Slack user id"),
        (TOKENS | {"STEWARD_CHANNEL": "desk"}, "", "STEWARD_CHANNEL: 'desk' is not a channel's"),
        (TOKENS | {"SLACK_BOT_TOKEN": "xoxp-1"}, "", "SLACK_BOT_TOKEN does not begin with xoxb-"),
    ],
)
def test_it_does_not_run_on_bad_settings(
    tmp_path: Path, environment: dict[str, str], toml: str, says: str
) -> None:
    (tmp_path / "steward.toml").write_text(toml)
    run = steward(tmp_path, "run", **environment)
    assert run.returncode == 2
    assert one_line(run).startswith(says)
    assert not (tmp_path / "steward.db").exists()


def test_a_place_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        run = steward(tmp_path, "run", **TOKENS, STEWARD_HTTP=place)
    assert run.returncode == 1
    assert f"cannot listen on {place}: Address already in use. Set it to another" in one_line(run)


@pytest.mark.parametrize("command", [["report"], ["export", "assets"]])
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, command: list[str]) -> None:
    steward(tmp_path, "migrate")
    run = steward(tmp_path, *command, "--out", "nowhere/it.md")
    assert run.returncode == 2
    assert one_line(run) == "nowhere/it.md: No such file or directory."


def test_figures_are_written_in_one_way(tmp_path: Path) -> None:
    run = steward(tmp_path, "kpi", "--json", "--csv")
    assert run.returncode == 2
    assert one_line(run) == "Say --json or --csv, not both."


def test_migrating_twice_says_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert "from empty to version" in steward(tmp_path, "migrate").stdout
    again = steward(tmp_path, "migrate")
    assert again.returncode == 0
    assert again.stdout.startswith("The database is up to date (version")


def test_a_database_of_a_newer_version_is_told(tmp_path: Path) -> None:
    steward(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "steward.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    run = steward(tmp_path, "migrate")
    assert run.returncode == 1
    assert "a newer one has brought it there. Start that one" in one_line(run)
    run = steward(tmp_path, "import", "list")
    assert run.returncode == 2
    assert "a newer one has brought it there. Start that one" in one_line(run)
    found = steward(tmp_path, "doctor").stdout
    assert "a newer one has brought it there" in " ".join(found.split())


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    run = steward(tmp_path, "migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/steward")
    assert run.returncode == 1
    assert one_line(run).startswith("DATABASE_URL: the database cannot be used")


def test_a_folder_that_cannot_be_made_for_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("It is a file.")
    run = steward(tmp_path, "run", **TOKENS, DATABASE_URL="sqlite:///data/steward.db")
    assert run.returncode == 1
    assert one_line(run).startswith(
        "DATABASE_URL: the database cannot be used: unable to open database file. Its file, and"
    )


@pytest.mark.parametrize("arguments", [["--help"], ["config", "check", "--help"]])
def test_there_is_help_everywhere(tmp_path: Path, arguments: list[str]) -> None:
    run = steward(tmp_path, *arguments)
    assert run.returncode == 0
    assert "Usage" in run.stdout


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    assert steward(tmp_path, "dance").returncode == 2


CLOCKS = {
    "calendars": {"office": {"tz": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}}},
    "vectors": [
        {
            "id": "late",
            "calendar": "office",
            "start": "2025-06-02T09:00:00Z",
            "target_s": 28800,
            "stop": "2025-06-09T09:00:01Z",
        },
        {"id": "free", "calendar": "office", "start": "2025-06-02T09:00:00Z", "target_s": None},
    ],
}


def test_clocks_are_explained_as_json(tmp_path: Path) -> None:
    (tmp_path / "clocks.json").write_text(json.dumps(CLOCKS))
    run = steward(tmp_path, "sla", "explain", "clocks.json", "--json")
    assert (run.returncode, run.stderr) == (0, "")
    late, free = json.loads(run.stdout)
    assert late == {
        "id": "late",
        "due": "2025-06-02T17:00:00Z",
        "breach_from": "2025-06-09T09:00:00Z",
        "elapsed_s": 28801,
        "missed": True,
        "missed_at": "2025-06-09T09:00:00Z",
    }
    assert set(free.values()) == {"free", None}


def test_a_file_of_clocks_that_is_not_there_is_told_in_plain_words(tmp_path: Path) -> None:
    run = steward(tmp_path, "sla", "explain", "none.json")
    assert run.returncode == 2
    assert one_line(run).endswith("none.json cannot be read: No such file or directory.")


def test_clocks_are_explained_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "clocks.json").write_text(json.dumps(CLOCKS))
    said = steward(tmp_path, "sla", "explain", "clocks.json", COLUMNS="160").stdout
    assert "2025-06-02 17:00 UTC, missed from 2025-06-09 09:00 UTC" in said
    assert "8 h 1 s" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"calendar": "night"}, "clock late names the calendar 'night'; there are: office"),
        ({"target_s": 0}, "clocks.json: vectors[1].target_s: 0 should be greater than 0"),
        (
            {"target_s": "3 days"},
            "clocks.json: vectors[1].target_s: '3 days' should be a valid integer",
        ),
        (
            {"start": "2025-06-02 09:00"},
            "clocks.json: vectors[1].start: '2025-06-02 09:00' should have timezone",
        ),
        ({"holds": [["2025-06-02T10:00:00Z", "2025-06-02T09:30:00Z"]]}, "a hold ends before"),
        ({"retarget": [{"at": "2025-06-01T10:00:00Z", "target_s": 60}]}, "not in order"),
    ],
)
def test_a_clock_that_cannot_be_is_told(
    tmp_path: Path, change: dict[str, object], says: str
) -> None:
    late = {**CLOCKS["vectors"][0], **change}
    (tmp_path / "clocks.json").write_text(json.dumps({**CLOCKS, "vectors": [late]}))
    run = steward(tmp_path, "sla", "explain", "clocks.json")
    assert run.returncode == 2
    assert says in one_line(run)
