"""The how-to's examples are what they say: the file is good, and the clock is due when one would expect."""

import re
import textwrap
from pathlib import Path

from bot.configuration.clocks import ClocksFile
from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from domain.clocks import due_at

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "set-up-teams-calendars-and-slas.md"


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


def test_the_clock_that_is_tried_is_due_a_week_later() -> None:
    (text,) = [each for each in examples() if each.startswith("{")]
    ((clock, course),) = ClocksFile.model_validate_json(text).courses()
    assert clock.id == "over a weekend"
    assert f"{due_at(course):%a %H:%M}" == "Mon 11:00"
