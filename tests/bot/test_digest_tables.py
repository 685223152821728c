"""[[digests]] of steward.toml: which are sent where and when, and what is refused in which words."""

from datetime import time
from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings
from domain.digests import DigestKind
from domain.organisation import Organisation

TEAMS = """
business_hours = "office"
[[calendars]]
name = "office"
tz = "Europe/Berlin"
weekly.mon = [["09:00", "17:00"]]
[[teams]]
key = "desk"
name = "Desk"
channel = "#desk"
[[teams]]
key = "web"
name = "Web"
channel = "#web"
zone = "America/New_York"
[[services]]
name = "Shop"
team = "web"
"""


def read(tmp_path: Path, *digests: str) -> Organisation:
    file = tmp_path / "steward.toml"
    file.write_text(TEAMS + "".join(f"[[digests]]\n{it}\n" for it in digests), encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file)))


def test_little_has_to_be_said(tmp_path: Path) -> None:
    daily, weekly = read(
        tmp_path, 'kind = "daily"\nteam = "desk"', 'kind = "weekly"\nservice = "Shop"'
    ).digests
    assert (daily.channel, daily.team_key, daily.service) == ("#desk", "desk", "")
    assert (daily.schedule.kind, len(daily.schedule.days)) == (DigestKind.DAILY, 7)
    assert (daily.schedule.at, daily.schedule.zone.key) == (time(9), "Europe/Berlin")
    assert (weekly.channel, weekly.team_key, weekly.service) == ("#web", "web", "Shop")
    assert (weekly.schedule.days, weekly.schedule.zone.key) == ((0,), "America/New_York")


def test_all_of_it_can_be_said(tmp_path: Path) -> None:
    said = 'channel = "#ops"\ndays = "mon-wed,fri"\nat = "07:30"\nzone = "Asia/Tokyo"\nquiet_days = true'
    [digest] = read(tmp_path, f'kind = "daily"\nteam = "desk"\n{said}').digests
    assert (digest.channel, digest.also_quiet) == ("#ops", True)
    assert digest.schedule.days == (0, 1, 2, 4)
    assert (digest.schedule.at, digest.schedule.zone.key) == (time(7, 30), "Asia/Tokyo")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ('kind = "hourly"\nteam = "desk"', r"digests\[1\]: 'hourly' is not a digest; there are: daily, weekly"),
        ('kind = "daily"', r"digests\[1\]: a digest needs one of team and service"),
        ('kind = "daily"\nteam = "desk"\nservice = "Shop"', "needs one of team and service"),
        ('kind = "daily"\nteam = "gone"', "a daily digest names the team 'gone'; there are: desk, web"),
        ('kind = "daily"\nservice = "Gone"', "names the service 'Gone'; there are: Shop"),
        ('kind = "daily"\nteam = "desk"\ndays = ""', r"digests\[1\].days: '' is not a day, such as mon, mon-fri"),
        ('kind = "daily"\nteam = "desk"\ndays = "never"', r"digests\[1\].days: 'never' is not a day"),
        ('kind = "weekly"\nteam = "desk"\ndays = "mon,thu"', "sent on one day of the week. Choose just one"),
        ('kind = "daily"\nteam = "desk"\nat = "24:00"', r"digests\[1\].at: Write a time of day such as 09:00"),
        ('kind = "daily"\nteam = "desk"\nat = "soon"', "Write a time of day such as 09:00"),
        ('kind = "daily"\nteam = "desk"\nzone = "Nowhere/Land"', r"\[1\].zone: 'Nowhere/Land' is not a time zone"),
        ('kind = "daily"\nteam = "desk"\nchannel = "desk"', r"digests\[1\].channel: 'desk' is not a channel's name"),
        ('kind = "daily"\nteam = "desk"\nwhen = "09:00"', r"\[1\].when: is not a key I know; allowed here: kind"),
    ],
)  # fmt: skip
def test_what_is_never_sent_or_goes_nowhere_is_refused_in_words(
    tmp_path: Path, said: str, refused: str
) -> None:
    with pytest.raises(BadSettings, match=f"steward.toml.*{refused}"):
        read(tmp_path, said)


def test_two_that_are_the_same_are_refused(tmp_path: Path) -> None:
    daily = 'kind = "daily"\nteam = "desk"'
    with pytest.raises(BadSettings, match="two digests are the same: daily desk"):
        read(tmp_path, daily, daily + '\nat = "10:00"')
    assert len(read(tmp_path, daily, daily + '\nchannel = "#ops"').digests) == 2
