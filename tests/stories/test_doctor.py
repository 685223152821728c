"""`steward doctor` says what is well, and what to mend."""

import pytest

from bot.commands.doctor import examine
from bot.settings import Settings


async def says(monkeypatch: pytest.MonkeyPatch, settings: Settings, **changes: str) -> list[str]:
    """What it finds in an environment that says what these settings say."""
    for name in Settings.model_fields:
        value = changes.get(name, getattr(settings, name))
        monkeypatch.setenv(name.upper(), value)
    return [f"{'ok' if found.is_well else 'FAIL'} {found.says}" for found in await examine()]


async def test_a_company_at_work_is_well(company, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await says(monkeypatch, company.settings)
    assert not [line for line in found if line.startswith("FAIL")]
    assert "ok Slack knows the bot, in " in "\n".join(found)
    assert "ok Service desk has its channel #service-desk." in found


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"steward_admins": "ann"}, "STEWARD_ADMINS: 'ann' is not a Slack user id"),
        ({"steward_channel": "desk"}, "STEWARD_CHANNEL: 'desk' is not a channel's name with #"),
        ({"steward_admins": "U0NOBODY"}, "U0NOBODY, admin and asset manager, is not to be found"),
        ({"slack_bot_token": "xoxb-wrong"}, "does not accept SLACK_BOT_TOKEN (invalid_auth). Copy"),
        ({"slack_app_token": "xapp-wrong"}, "does not accept SLACK_APP_TOKEN (invalid_auth). Make"),
        (
            {"database_url": "sqlite:///new.db"},
            "There is no new.db yet: the first start makes it, or `steward migrate`",
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_wrong_is_named(
    company, monkeypatch: pytest.MonkeyPatch, tmp_path, changes: dict[str, str], wrong: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = await says(monkeypatch, company.settings, **changes)
    [failure] = [line for line in found if line.startswith("FAIL")]
    assert wrong in failure
