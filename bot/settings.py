"""The environment, read once at the start and passed down. No other module looks at it."""

import os
from typing import Literal

from dotenv import dotenv_values
from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.written import A_CHANNEL, A_USER_ID, is_channel, is_user_id
from storage.database import read_url


class BadSettings(Exception):
    """A sentence about what cannot be used, and where it stands."""


class Settings(BaseSettings):
    """What the environment and `.env` say; each field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///steward.db"
    steward_config: str = "steward.toml"
    steward_http: str = "127.0.0.1:3000"
    steward_url: str = ""
    steward_channel: str = "#service-desk"
    steward_admins: str = ""
    steward_clock: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("database_url")
    @classmethod
    def _is_usable(cls, value: str) -> str:
        read_url(value)
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// for a sandbox)")
        return value.rstrip("/") + "/"

    @field_validator("steward_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on one machine)")
        return value.rstrip("/")

    @field_validator("steward_channel")
    @classmethod
    def _is_a_channel(cls, value: str) -> str:
        if not is_channel(value):
            raise ValueError(f"{value!r} is not {A_CHANNEL}")
        return value

    @field_validator("steward_admins")
    @classmethod
    def _are_user_ids(cls, value: str) -> str:
        for name in _listed(value):
            if not is_user_id(name):
                raise ValueError(f"{name!r} is not {A_USER_ID}; several are separated by commas")
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_any_case(cls, value: str, info: object) -> str:
        is_level = getattr(info, "field_name", "") == "log_level"
        return value.upper() if is_level else value.lower()

    @property
    def http_place(self) -> tuple[str, int]:
        """Host and port to listen on. Raises BadSettings."""
        host, _, port = self.steward_http.rpartition(":")
        if not port.isdecimal() or int(port) > 65535:
            raise BadSettings(
                f"STEWARD_HTTP is {self.steward_http!r}; it takes host:port, such as 127.0.0.1:3000."
            )
        return host.strip("[]") or "127.0.0.1", int(port)

    @property
    def admins(self) -> frozenset[str]:
        return frozenset(_listed(self.steward_admins))

    @property
    def has_tokens(self) -> bool:
        return bool(self.slack_bot_token or self.slack_app_token or self.slack_signing_secret)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def read_settings() -> Settings:
    """The settings. Raises BadSettings with one sentence that names the variable."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = "_".join(str(part) for part in first["loc"]).upper()
        says = first["msg"].removeprefix("Value error, ").removeprefix(variable).strip(" .")
        raise BadSettings(f"{variable}: {says}.") from None
    _ = settings.http_place
    return settings


def variable(name: str) -> str | None:
    """What the environment, or else `.env`, says under a name that the configuration gives."""
    return os.environ.get(name) or dotenv_values(".env").get(name)


def check_tokens(settings: Settings) -> None:
    """Raises BadSettings when the bot cannot talk to Slack with what it was given."""
    if not settings.slack_bot_token:
        raise BadSettings("SLACK_BOT_TOKEN is missing: the bot's own token, it begins with xoxb-.")
    if not (settings.slack_app_token or settings.slack_signing_secret):
        raise BadSettings(
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        )
    for variable, value, beginning in (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-"),
        ("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-"),
    ):
        if value and not value.startswith(beginning):
            raise BadSettings(
                f"{variable} does not begin with {beginning}: it is another kind of token."
            )
