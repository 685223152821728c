"""The how-to's examples are what they say: the file is good, and the clock is due when one would expect."""

import re
import textwrap
from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from tests.bot.test_cli import HOUSE, steward

HOW_TO = HOUSE / "docs" / "how-to" / "set-up-teams-calendars-and-slas.md"


def examples() -> list[str]:
    """Every indented example of the page, in order."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", HOW_TO.read_text("utf-8"), re.MULTILINE)
    return [textwrap.dedent(each).strip() for each in found]


def test_the_example_is_a_good_configuration(tmp_path: Path) -> None:
    teams, calendar, promises = [each for each in examples() if "[[" in each][:3]
    top, _, rest = calendar.partition("\n")
    file = tmp_path / "steward.toml"
    file.write_text("\n".join([top, teams, rest, promises]), encoding="utf-8")
    company = read_organisation(Settings(_env_file=None, steward_config=str(file)))
    assert [policy.name for policy in company.policies] == ["Web shop down", "Everything else"]
    assert company.office.name == "office"
    assert company.service("Web shop").owner_id == "U034CDEFGH"


def test_what_is_tried_comes_out_as_the_page_says(tmp_path: Path) -> None:
    (tried,) = [each for each in examples() if each.startswith("{")]
    (tmp_path / "try.json").write_text(tried, encoding="utf-8")
    said = steward(tmp_path, "sla", "explain", "try.json", COLUMNS="132", LC_ALL="C.UTF-8").stdout
    (shown,) = [each for each in examples() if "verdict" in each]
    assert words_of(shown) == words_of(said)
    assert "a spring night" in said


def words_of(table: str) -> list[list[str]]:
    """Its lines, whatever the space between their words."""
    return [line.split() for line in table.splitlines() if line.strip() and "─" not in line]


def test_the_sample_file_is_a_good_configuration_when_its_signs_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_WEBHOOK_SECRET", "whsec_c3Rld2FyZC1zdGV3YXJkLXN0ZXdhcmQtMDE=")
    sample = (HOUSE / "steward.toml").read_text("utf-8")
    lines = [line[2:] for line in sample.splitlines() if re.match(r"# (\[|[a-z_.]+ = )", line)]
    file = tmp_path / "steward.toml"
    file.write_text("\n".join(lines), "utf-8")
    company = read_organisation(Settings(_env_file=None, steward_config=str(file)))
    assert [policy.name for policy in company.policies] == ["Urgent", "Everything else"]
    assert company.office.name == "office"
    assert len(company.teams) == len(company.services) == 2
    assert (len(company.approvals), len(company.templates)) == (1, 1)
    assert (len(company.freezes), len(company.maintenance)) == (1, 1)
    assert [webhook.name for webhook in company.webhooks] == ["Deployments"]
