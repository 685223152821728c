"""[[targets]] of steward.toml: what each figure is to come to, and what is refused in which words."""

from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings
from domain.figure.targets import Target
from tests.bot.test_digest_tables import TEAMS


def read(tmp_path: Path, *targets: str) -> tuple[Target, ...]:
    file = tmp_path / "steward.toml"
    file.write_text(TEAMS + "".join(f"[[targets]]\n{it}\n" for it in targets), encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file))).targets


def test_a_target_is_a_number_in_the_figures_own_unit(tmp_path: Path) -> None:
    share, time, count = read(
        tmp_path,
        'figure = "sla_resolution_attainment"\nat_least = 95\nteam = "desk"\npriority = "P1"',
        'figure = "mttr_median"\nat_most = "1 day 4 h"\nservice = "Shop"',
        'figure = "backlog"\nat_most = 40',
    )
    assert (share.number, share.is_least, share.team_key, share.priority) == (95, True, "desk", 1)
    assert (time.number, time.is_least, time.service) == (28 * 3600, False, "Shop")
    assert (count.number, count.team_key, count.service, count.priority) == (40, None, None, None)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ('figure = "joy"\nat_least = 1', r"targets\[1\]: there is no figure 'joy'"),
        ('figure = "csat"', "csat needs one of at_least and at_most"),
        ('figure = "csat"\nat_least = 1\nat_most = 2', "needs one of at_least and at_most"),
        ('figure = "csat"\nat_least = 101', "101 is nothing that csat can come to"),
        ('figure = "csat"\nat_least = nan', "nan is nothing that csat can come to"),
        ('figure = "csat"\nat_least = "4 h"', "csat is no time: write a number"),
        ('figure = "mttr_median"\nat_most = 4', "mttr_median is a time: write it as 45 min or 4 h"),
        ('figure = "mttr_median"\nat_most = "soon"', "'soon' is not a length of time"),
        ('figure = "csat"\nat_least = 90\nteam = "gone"', "the team 'gone'; there are: desk, web"),
        ('figure = "csat"\nat_least = 90\nservice = "Gone"', "the service 'Gone'; there are: Shop"),
        ('figure = "csat"\nat_least = 90\npriority = "P9"', "'P9' is not a priority"),
        ('figure = "deployments"\nat_least = 1\npriority = "P1"', "is not told by priority"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused_in_words(tmp_path: Path, said: str, refused: str) -> None:
    with pytest.raises(BadSettings, match=f"steward.toml.*{refused}"):
        read(tmp_path, said)
