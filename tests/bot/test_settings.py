"""The environment: what cannot be used is named, with what can."""

from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, check_tokens, read_settings

OURS = tuple(name.upper() for name in Settings.model_fields)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment that says nothing, in a directory without `.env`."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_with_nothing_set_there_are_no_tokens_and_everything_else_has_a_value(
    environment: pytest.MonkeyPatch,
) -> None:
    settings = read_settings()
    assert not settings.has_tokens
    assert settings.database_url == "sqlite:///steward.db"
    assert settings.http_place == ("127.0.0.1", 3000)
    assert settings.admins == frozenset()


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("DATABASE_URL", "nonsense", "sqlite:///steward.db or postgresql://"),
        ("DATABASE_URL", "mysql://root@db/steward", "sqlite and postgresql"),
        ("DATABASE_URL", "postgresql://u@h:port/steward", "sqlite:///steward.db or postgresql://"),
        ("SLACK_API_URL", "slack.com/api", "must begin with https://"),
        ("STEWARD_URL", "steward.example.com", "must begin with https://"),
        ("STEWARD_HTTP", "localhost", "host:port, such as 127.0.0.1:3000"),
        ("STEWARD_HTTP", "localhost:http", "host:port"),
        ("STEWARD_HTTP", "127.0.0.1:65536", "host:port"),
        ("STEWARD_HTTP", "127.0.0.1:-1", "host:port"),
        ("STEWARD_HTTP", "127.0.0.1:²", "host:port"),
        ("STEWARD_ADMINS", "@ann", "'@ann' is not a Slack user id, such as U012ABCDEF"),
        ("STEWARD_ADMINS", "U0ANN ann", "separated by commas"),
        ("STEWARD_ADMINS", "U0ANN,C0DESK", "'C0DESK' is not a Slack user id"),
        ("STEWARD_ADMINS", "u0ann", "U012ABCDEF"),
        ("STEWARD_CHANNEL", "Service Desk", "name with #, such as #service-desk, or its id"),
        ("STEWARD_CHANNEL", "service-desk", "name with #"),
        ("STEWARD_CHANNEL", "#Service-Desk", "such as #service-desk"),
        ("STEWARD_CHANNEL", "", "such as #service-desk"),
        ("STEWARD_CHANNEL", "#helpdesk\n", "such as #service-desk"),
        ("STEWARD_CHANNEL", "U0ANNBERGER", "such as C012ABCDEF"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
    ],
)
def test_a_bad_value_is_told_with_its_variable_and_what_is_allowed(
    environment: pytest.MonkeyPatch, variable: str, value: str, allowed: str
) -> None:
    environment.setenv(variable, value)
    with pytest.raises(BadSettings) as refusal:
        read_settings()
    says = str(refusal.value)
    assert says.startswith(variable)
    assert allowed in says
    assert says.count(variable) == 1
    assert says.endswith(".")
    assert not says.endswith("..")
    assert "\n" not in says


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("0.0.0.0:80", ("0.0.0.0", 80)),  # noqa: S104  only read here
        (":3000", ("127.0.0.1", 3000)),
        ("[::1]:3000", ("::1", 3000)),
        ("localhost:0", ("localhost", 0)),
    ],
)
def test_a_place_to_listen_on_is_read_as_people_write_it(
    environment: pytest.MonkeyPatch, value: str, place: tuple[str, int]
) -> None:
    environment.setenv("STEWARD_HTTP", value)
    assert read_settings().http_place == place


def test_levels_and_formats_are_read_in_any_case(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LOG_LEVEL", "debug")
    environment.setenv("LOG_FORMAT", "JSON")
    settings = read_settings()
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


@pytest.mark.parametrize("url", ["https://slack.com/api", "https://slack.com/api///"])
def test_the_api_s_address_ends_with_one_slash(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("SLACK_API_URL", url)
    assert read_settings().slack_api_url == "https://slack.com/api/"


def test_admins_are_a_list_with_or_without_spaces(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("STEWARD_ADMINS", " U0ANN , U0ZOE,,")
    assert read_settings().admins == {"U0ANN", "U0ZOE"}


@pytest.mark.parametrize("channel", ["#helpdesk", "#büro-it_2", "C012ABCDEF", "G012ABCDEF"])
def test_a_channel_is_named_or_is_an_id(environment: pytest.MonkeyPatch, channel: str) -> None:
    environment.setenv("STEWARD_CHANNEL", channel)
    assert read_settings().steward_channel == channel


def test_a_file_named_env_is_read(environment: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("STEWARD_CHANNEL=#helpdesk\nSOMETHING_ELSE=1\n")
    assert read_settings().steward_channel == "#helpdesk"


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        ({"slack_app_token": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"slack_bot_token": "xoxb-1"}, "Set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"),
        (
            {"slack_bot_token": "xoxp-1", "slack_app_token": "xapp-1"},
            "SLACK_BOT_TOKEN does not begin with xoxb-",
        ),
        (
            {"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-1"},
            "SLACK_APP_TOKEN does not begin with xapp-",
        ),
        (
            {"slack_bot_token": "xapp-1", "slack_signing_secret": "s"},
            "SLACK_BOT_TOKEN does not begin with xoxb-",
        ),
    ],
)
def test_tokens_of_a_wrong_kind_are_told_apart(tokens: dict[str, str], says: str) -> None:
    with pytest.raises(BadSettings, match=says) as refusal:
        check_tokens(Settings(_env_file=None, **tokens))
    assert not any(f" {token}" in str(refusal.value) for token in tokens.values())


@pytest.mark.parametrize("way", ["slack_app_token", "slack_signing_secret"])
def test_either_way_in_is_enough(way: str) -> None:
    check_tokens(Settings(_env_file=None, slack_bot_token="xoxb-1", **{way: "xapp-1"}))
