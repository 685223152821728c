"""steward.toml: read whole or refused whole, with file, key and what is allowed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings
from domain.assets import AssetClass
from domain.organisation import Organisation
from domain.people import Role

TEAM = '[[teams]]\nkey = "desk"\nname = "Service desk"\nchannel = "#desk"\n'


OFFICE = (
    'business_hours = "Berlin"\n[[calendars]]\nname = "Berlin"\ntz = "Europe/Berlin"\n'
    'weekly = {mon = [["09:00", "17:00"]]}\ncountry = "DE"\n'
)
CALENDAR = '[[calendars]]\nname = "{}"\ntz = "UTC"\nweekly = {{fri = [["09:00", "12:00"]]}}\n'
SLA = '[[sla]]\nname = "{0}"\npriorities = ["{0}"]\ncalendar = "24x7"\nresolution = "4 h"\n'
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


def read(tmp_path: Path, text: str, **settings: str) -> Organisation:
    file = tmp_path / "steward.toml"
    file.write_text(text, encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file), **settings))


def test_a_whole_company_is_read(tmp_path: Path) -> None:
    company = read(
        tmp_path,
        TEAM
        + 'lead = "U0ANN"\nmembers = ["U0BEN"]\n'
        + '[[services]]\nname = " Web shop "\nteam = "desk"\n'
        + '[roles]\nadmins = ["U0ZOE"]\nincident_managers = ["U0IVY"]\n',
        steward_admins="U0MAX",
    )
    (team,) = company.teams
    assert (team.key, team.lead_id, team.members) == ("desk", "U0ANN", {"U0BEN"})
    assert [service.name for service in company.services] == ["Web shop"]
    assert {role: people for role, people in company.holders.items() if people} == {
        Role.ADMIN: {"U0ZOE", "U0MAX"},
        Role.INCIDENT_MANAGER: {"U0IVY"},
        Role.CHANGE_MANAGER: {"U0ZOE", "U0MAX"},
        Role.ASSET_MANAGER: {"U0ZOE", "U0MAX"},
    }


def test_assets_have_managers_of_their_own_and_teams_may_keep_theirs_to_themselves(
    tmp_path: Path,
) -> None:
    company = read(
        tmp_path,
        TEAM + 'restricts_assets = true\n[roles]\nadmins = ["U0ZOE"]\nasset_managers = ["U0AMY"]\n',
    )
    assert company.holders[Role.ASSET_MANAGER] == {"U0AMY"}
    assert company.teams[0].restricts_assets


def test_each_class_of_things_is_looked_for_as_often_as_the_file_says(tmp_path: Path) -> None:
    file = '[seen_every]\nhardware = "180 days"\n'
    year, half = timedelta(days=365), timedelta(days=180)
    assert read(tmp_path, file).seen_every == {
        AssetClass.HARDWARE: half,
        AssetClass.NETWORK: year,
    }
    with pytest.raises(BadSettings, match="is not in days"):
        read(tmp_path, file.replace("180 days", "12 h"))


def test_members_are_people_and_groups(tmp_path: Path) -> None:
    company = read(tmp_path, TEAM + 'members = ["S0DESK00", "U0BEN"]\n')
    (team,) = company.teams
    assert (team.members, team.groups, company.groups) == ({"U0BEN"}, {"S0DESK00"}, {"S0DESK00"})
    (team,) = read(tmp_path, TEAM + 'members = ["S0DESK00"]\n').teams
    assert (team.members, team.agents(frozenset({"U0ANN"}))) == (set(), set())


def test_without_members_the_channel_says_who_is_an_agent(tmp_path: Path) -> None:
    assert read(tmp_path, TEAM).teams[0].members is None


def test_a_team_has_days_and_a_service_hours_of_its_own(tmp_path: Path) -> None:
    other = TEAM.replace("desk", "night") + 'zone = "America/New_York"\n'
    service = '[[services]]\nname = "A"\nteam = "desk"\nhours = "Berlin"\npeak = "Berlin"\n'
    company = read(tmp_path, OFFICE + TEAM + other + service)
    assert [str(company.zone_of(key)) for key in ("desk", "night", None, "gone")] == [
        "Europe/Berlin",
        "America/New_York",
        "Europe/Berlin",
        "Europe/Berlin",
    ]
    assert company.services[0].hours == company.services[0].peak == company.office


def test_an_empty_file_is_one_service_desk(tmp_path: Path) -> None:
    (team,) = read(tmp_path, "", steward_channel="#helpdesk").teams
    assert (team.key, team.name, team.channel) == ("service-desk", "Service desk", "#helpdesk")


def test_without_a_file_there_is_one_service_desk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(read_organisation(Settings(_env_file=None)).teams) == 1


def test_public_holidays_are_those_around_the_clock_the_bot_goes_by(tmp_path: Path) -> None:
    """The sandbox's clock is thirty years ahead."""
    clock = tmp_path / "clock"
    clock.write_text(str(30 * 365.25 * 86400))
    then = datetime.now(UTC) + timedelta(days=30 * 365.25)
    office = read(tmp_path, OFFICE, steward_clock=str(clock)).office
    assert office.is_holiday(date(then.year, 10, 3))
    assert not office.is_holiday(date(then.year - 30, 10, 3))


def test_a_calendar_must_open_within_a_year_of_the_clock_the_bot_goes_by(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    year = datetime.now(UTC).year + 3
    only_then = (
        '[[calendars]]\nname = "fair"\ntz = "Europe/Berlin"\n'
        f'overrides = {{"{year}-06-01" = [["09:00", "17:00"]]}}\n'
    )
    with pytest.raises(BadSettings, match="'fair' is not open for a minute in the next 366 days"):
        read(tmp_path, only_then)
    to_that_year = datetime(year, 1, 1, tzinfo=UTC) - datetime.now(UTC)
    clock.write_text(str(to_that_year.total_seconds()))
    assert read(tmp_path, only_then, steward_clock=str(clock))


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "gone.toml")
    with pytest.raises(BadSettings, match=r"STEWARD_CONFIG names .*gone\.toml, and there is no"):
        read_organisation(Settings(_env_file=None, steward_config=missing))


@pytest.mark.parametrize(
    ("text", "where", "allowed"),
    [
        (TEAM.replace("desk", "Desk!", 1), "teams[1].key", "small letters, digits and dashes"),
        (TEAM.replace("#desk", "desk"), "teams[1].channel", "a channel's name with #"),
        (TEAM.replace("#desk", "#De sk"), "teams[1].channel", "such as #service-desk"),
        (TEAM + 'lead = "@ann"', "teams[1].lead", "a Slack user id"),
        (TEAM + 'members = ["U0BEN", "ann"]', "teams[1].members[2]", "a Slack user id"),
        (TEAM + 'members = "U0BEN"', "teams[1].members", "valid list"),
        (TEAM + 'leader = "U0ANN"', "teams[1].leader", "key, name, channel, lead, members"),
        (TEAM.replace('"desk"', "1"), "teams[1].key", "string"),
        (TEAM.replace('name = "Service desk"\n', ""), "teams[1].name", "is missing"),
        (TEAM.replace("Service desk", "  "), "teams[1].name", "at least 1 character"),
        (TEAM.replace("Service desk", "x" * 76), "teams[1].name", "at most 75 characters"),
        ('teams = "desk"', "teams", "valid list"),
        ("[team]\n", "team", "teams, services, roles"),
        ('[roles]\nadmins = ["zoe"]', "roles.admins[1]", "a Slack user id"),
        ('[roles]\nboss = "U0ZOE"', "roles.boss", "admins, incident_managers"),
        ('[[services]]\nname = "Fax"', "services[1].team", "is missing"),
        ("[[services]]\nname = 1\nteam = 'service-desk'", "services[1].name", "string"),
    ],
)
def test_a_mistake_is_told_with_file_and_key_and_what_is_allowed(
    tmp_path: Path, text: str, where: str, allowed: str
) -> None:
    with pytest.raises(BadSettings) as refusal:
        read(tmp_path, text)
    says = str(refusal.value)
    assert f"steward.toml: {where}: " in says
    assert allowed in says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEAM + TEAM.replace("#desk", "#other"), "two teams have the key 'desk'"),
        (TEAM + TEAM.replace('"desk"', '"other"'), "two teams have the channel '#desk'"),
        (TEAM + '[[services]]\nname = "A"\nteam = "desk"\n' * 2, "two services are called 'A'"),
        (TEAM + '[[services]]\nname = "A"\nteam = "fax"\n', "team 'fax'; there are: desk"),
        ('[[services]]\nname = "A"\nteam = "fax"\n', "team 'fax'; there are: service-desk"),
        (
            '[[services]]\nname = "A"\nteam = "service-desk"\nhours = "x"\n',
            "service 'A' names the calendar 'x'; there are: 24x7",
        ),
        (
            '[[services]]\nname = "A"\nteam = "service-desk"\npeak = "x"\n',
            "service 'A' names the calendar 'x'; there are: 24x7",
        ),
        ('business_hours = "x"', "business_hours names the calendar 'x'; there are: 24x7"),
        (OFFICE.replace('"Berlin"\n', '"x"\n', 1), "the calendar 'x'; there are: 24x7, Berlin"),
        (
            OFFICE.replace("weekly = {", "overrides = {").replace("mon =", '"2099-01-01" ='),
            "'Berlin' is not open for a minute in the next 366 days",
        ),
        (
            OFFICE.replace("weekly = {", "overrides = {").replace("mon =", f'"{TOMORROW}" ='),
            "business_hours names the calendar 'Berlin', which has no weekly hours",
        ),
        (OFFICE + CALENDAR.format("Berlin"), "two calendars are called 'Berlin'"),
        (CALENDAR.format("24x7"), "two calendars are called '24x7'"),
        (SLA.format("P1") * 2, "two SLA policies are called 'P1'"),
        (
            SLA.format("P1").replace("24x7", "x"),
            "SLA policy 'P1' names the calendar 'x'; there are: 24x7",
        ),
        (
            SLA.format("P1") + 'teams = ["fax"]\n',
            "SLA policy 'P1' names the team 'fax'; there are: service-desk",
        ),
        (
            SLA.format("P1") + 'services = ["Fax"]\n',
            "SLA policy 'P1' names the service 'Fax'; there are: none",
        ),
        (SLA.format("P9"), "'P9' is not a priority; there are: P1, P2, P3, P4, P5"),
        (
            SLA.format("P1").replace('priorities = ["P1"]', ""),
            "names nobody and nothing; catch_all",
        ),
        (SLA.format("P1").replace("4 h", "3 days"), "'3 days' is not a time in hours and minutes"),
        (SLA.format("P1").replace("4 h", "0 min"), "'0 min' is not a time in hours and minutes"),
    ],
)
def test_a_file_that_disagrees_with_itself_is_told_how(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(BadSettings) as refusal:
        read(tmp_path, text)
    assert says in str(refusal.value)


@pytest.mark.parametrize("text", ["[[teams]\n", "key = \n", "a = 1\na = 2\n"])
def test_what_is_not_toml_is_told_where_it_stops(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match=r"steward\.toml is not TOML: .*\(at (line|end)"):
        read(tmp_path, text)


def test_a_file_nobody_can_read_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "steward.toml").write_bytes(b'name = "\xff"')
    settings = Settings(_env_file=None, steward_config=str(tmp_path / "steward.toml"))
    with pytest.raises(BadSettings, match=r"steward\.toml cannot be read: it is no text"):
        read_organisation(settings)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refusal:
        read(tmp_path, TEAM.replace("#desk", "desk") + 'lead = "@ann"')
    assert len(str(refusal.value).splitlines()) == 2


@pytest.mark.parametrize("file", ["sandbox/steward.toml", "steward.toml"])
def test_the_files_we_hand_out_are_good(file: str) -> None:
    path = Path(__file__).parents[2] / file
    if not path.exists():
        pytest.skip(f"there is no {file} yet")
    assert read_organisation(Settings(_env_file=None, steward_config=str(path))).teams
