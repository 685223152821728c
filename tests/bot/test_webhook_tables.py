"""[[webhooks]] of steward.toml: where to, about what, and a secret that is kept elsewhere."""

from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings
from domain.organisation import Organisation
from domain.webhooks import TOLD

SECRET = "whsec_c3Rld2FyZC1zdGV3YXJkLXN0ZXdhcmQtMDE="
HOOK = '[[webhooks]]\nname = "ci"\nurl = "https://ci.example/hook"\nsecret_env = "CI_SECRET"\n'


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_SECRET", SECRET)


def read(tmp_path: Path, text: str) -> Organisation:
    file = tmp_path / "steward.toml"
    file.write_text(text, encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file)))


def test_a_webhook_hears_of_every_decision_unless_it_says_which(tmp_path: Path) -> None:
    [every] = read(tmp_path, HOOK).webhooks
    assert (every.name, every.url, every.secret) == ("ci", "https://ci.example/hook", SECRET)
    assert every.events == {event.value for event in TOLD}
    [some] = read(tmp_path, HOOK + 'events = ["change.approved"]\n').webhooks
    assert some.events == {"change.approved"}


def test_its_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    held = tmp_path / "secret"
    held.write_text(f"{SECRET}\n")
    [webhook] = read(
        tmp_path, HOOK.replace('secret_env = "CI_SECRET"', f'secret_file = "{held}"')
    ).webhooks
    assert webhook.secret == SECRET


def test_a_webhook_that_is_printed_keeps_its_secret(tmp_path: Path) -> None:
    assert SECRET not in repr(read(tmp_path, HOOK))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/hook", "http://localhost/hook", "http://[::1]:8000/hook"]
)
def test_on_this_machine_it_need_not_be_encrypted(tmp_path: Path, url: str) -> None:
    [webhook] = read(tmp_path, HOOK.replace("https://ci.example/hook", url)).webhooks
    assert webhook.url == url


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("https://ci", "http://ci", "must begin with https:// (http:// for this machine only)"),
        ("https://ci.example", "ftp://ci", "must begin with https://"),
        ("https://ci.example", "https://", "must begin with https://"),
        ("https://ci", "https://me:pw@ci", "must hold no name or password"),
        ("secret_env", "secret", "is not a key I know"),
        ('secret_env = "CI_SECRET"', "", "needs one of secret_env"),
        ('"CI_SECRET"', '"CI_SECRET"\nsecret_file = "x"', "needs one of secret_env"),
        ("CI_SECRET", "NO_SUCH", "Webhook 'ci': the variable NO_SUCH is not there"),
        ('secret_env = "CI_SECRET"', 'secret_file = "no/such"', "the file no/such is not there"),
        ('"CI_SECRET"\n', '"CI_SECRET"\nevents = ["change.eaten"]\n', "'change.eaten' is not told"),
        ('"CI_SECRET"\n', '"CI_SECRET"\nevents = []\n', "webhooks[1].events"),
        (HOOK, HOOK + HOOK, "two webhooks are called 'ci'"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, HOOK.replace(before, after, 1))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "secret", ["", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64", SECRET[6:]]
)
def test_a_secret_that_guards_nothing_is_refused_without_saying_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("CI_SECRET", secret)
    with pytest.raises(BadSettings, match="Webhook 'ci': the variable CI_SECRET") as refused:
        read(tmp_path, HOOK)
    assert len(secret) < 7 or secret not in str(refused.value)
