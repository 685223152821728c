"""The examples of how to write an approval policy are good, and do what the page says."""

import re
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from domain.approval_policies import SMALL, USUAL, policy_for
from domain.approvals import Quorum, Rule, needed
from domain.change.claims import Work
from domain.change.conflicts import conflicts_of
from domain.change.risk import Risk
from domain.change.windows import is_maintained
from domain.changes import ChangeType
from domain.organisation import Organisation
from domain.people import Role
from tests.bot.test_cli import HOUSE

PAGE = (HOUSE / "docs" / "how-to" / "write-an-approval-policy.md").read_text("utf-8")
SERVICE = '[[services]]\nname = "Web shop"\nteam = "service-desk"\n'
HOUR = timedelta(hours=1)


def examples() -> list[str]:
    """Every indented example of the page, in order."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", PAGE, re.MULTILINE)
    return [textwrap.dedent(each).strip() for each in found]


def read(tmp_path: Path, *parts: str) -> Organisation:
    file = tmp_path / "steward.toml"
    file.write_text("\n".join(parts), encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file)))


@pytest.fixture
def company(tmp_path: Path) -> Organisation:
    return read(tmp_path, SERVICE, *examples())


def test_the_page_is_one_good_configuration(company: Organisation) -> None:
    assert len(examples()) == 5
    assert len(company.holders[Role.CHANGE_BOARD]) == 4
    assert [policy.name for policy in company.approvals] == [
        "Emergency",
        "Web shop",
        "Everything else",
    ]
    assert company.groups == {"S012SECTEAM"}
    assert len(company.freezes) == 2
    assert [template.key for template in company.templates] == ["renew-certificate"]


@pytest.mark.parametrize(
    ("type_", "risk", "service", "policy"),
    [
        (ChangeType.EMERGENCY, Risk.HIGH, "Web shop", "Emergency"),
        (ChangeType.NORMAL, Risk.MEDIUM, "Web shop", "Web shop"),
        (ChangeType.NORMAL, Risk.LOW, "Web shop", "Everything else"),
        (ChangeType.NORMAL, Risk.VERY_HIGH, None, "Everything else"),
    ],
)
def test_the_first_that_fits_counts(
    company: Organisation, type_: ChangeType, risk: Risk, service: str | None, policy: str
) -> None:
    found = policy_for(company.approvals, type_, risk, service)
    assert found is not None
    assert found.name == policy


def test_what_holds_without_one_is_as_the_table_says(tmp_path: Path) -> None:
    roles, *_ = examples()
    assert read(tmp_path, roles).approvals is USUAL
    assert read(tmp_path, '[roles]\nchange_managers = ["U034CDEFGH"]').approvals is SMALL

    def stages(risk: Risk, type_: ChangeType = ChangeType.NORMAL) -> list[str]:
        found = policy_for(USUAL, type_, risk, None)
        assert found is not None
        return [stage.name for stage in found.stages]

    peer, owner, board = "Peer review", "Service owner", "Change advisory board"
    assert stages(Risk.LOW) == [peer]
    assert stages(Risk.MEDIUM) == [peer, owner]
    assert stages(Risk.HIGH) == [peer, owner, board]
    assert stages(Risk.VERY_HIGH) == [peer, owner, board, "Executive"]
    assert stages(Risk.MEDIUM, ChangeType.EMERGENCY) == ["Emergency authority"]


def test_of_five_so_many_are_needed() -> None:
    table = re.findall(r"^\| `(\w+)`(?:, `number = (\d+)`)? \|.*\| (\d) \|$", PAGE, re.MULTILINE)
    assert [rule for rule, _, _ in table] == [rule.value for rule in Rule]
    for rule, number, enough in table:
        assert needed(Quorum(rule=Rule(rule), number=int(number or 1)), 5) == int(enough)


def test_freezes_and_windows_are_when_the_page_says(company: Organisation) -> None:
    def frozen(at: datetime, type_: ChangeType = ChangeType.NORMAL) -> list[str]:
        work = Work(
            number="CHG-1",
            title="Rotate keys",
            type=type_,
            service="Web shop",
            assets=frozenset(),
            span=(at, at + HOUR),
            implementer=None,
        )
        found = conflicts_of(work, (), freezes=company.freezes)
        return [it.what for it in found if "lets" not in it.evidence]

    christmas = datetime(2030, 12, 24, 12, tzinfo=UTC)
    assert frozen(christmas) == ["Year end"]
    assert frozen(christmas, ChangeType.EMERGENCY) == []
    assert frozen(datetime(2027, 7, 31, 12, tzinfo=UTC)) == ["Closing of the month"]
    assert frozen(datetime(2027, 7, 15, 12, tzinfo=UTC)) == []
    for month, begins in ((1, 21), (7, 20)):  # 22:00 in Berlin, all year round
        sunday = next(
            day
            for day in (datetime(2027, month, it, begins, tzinfo=UTC) for it in range(1, 8))
            if day.weekday() == 6
        )
        for at, is_inside in ((sunday, True), (sunday - HOUR, False), (sunday + 3.5 * HOUR, False)):
            span = (at, at + HOUR)
            assert is_maintained(company.maintenance, span, "Web shop", []) is is_inside
