"""Webhooks as people write them: where to, about what, and where the secret is that signs them."""

import base64
import binascii
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.configuration.tables import Name, Table
from bot.settings import BadSettings, variable
from domain.webhooks import TOLD, Webhook

SECRET_PREFIX = "whsec_"  # noqa: S105  what every secret begins with, and no secret itself
SECRET_BYTES = range(24, 65)
"""How long a secret may be, by the specification of Standard Webhooks."""


def address(text: str) -> str:
    """Raises ValueError for what nobody may be told at: decisions do not travel in the open."""
    parts = urlsplit(text)
    if parts.username or parts.password:
        raise ValueError("must hold no name or password: the signature says who sends")
    if parts.scheme == "http" and _is_this_machine(parts.hostname):
        return text
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"{text!r} must begin with https:// (http:// for this machine only)")
    return text


Address = Annotated[str, AfterValidator(address)]


class WebhookTable(Table):
    name: Name
    url: Address
    secret_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    secret_file: str | None = None
    events: list[str] = Field(default=[event.value for event in TOLD], min_length=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.secret_env is None) == (self.secret_file is None):
            raise ValueError(
                f"webhook {self.name!r} needs one of secret_env, the name of a variable, and secret_file"
            )
        known = [event.value for event in TOLD]
        if unknown := next((event for event in self.events if event not in known), None):
            raise ValueError(f"{unknown!r} is not told; there are: {', '.join(known)}")
        return self

    def webhook(self) -> Webhook:
        """Raises BadSettings when the secret is not there, or is none."""
        return Webhook(
            name=self.name, url=self.url, secret=self._secret(), events=frozenset(self.events)
        )

    def _secret(self) -> str:
        if self.secret_env is not None:
            where, secret = f"the variable {self.secret_env}", variable(self.secret_env)
        else:
            where, secret = f"the file {self.secret_file}", _content(str(self.secret_file))
        if secret is None:
            raise BadSettings(f"Webhook {self.name!r}: {where} is not there.")
        if not _is_secret(secret.strip()):
            raise BadSettings(
                f"Webhook {self.name!r}: {where} holds no secret of Standard Webhooks. "
                f"It is {SECRET_PREFIX} and 24 to 64 random bytes in base64: "
                f'echo "{SECRET_PREFIX}$(openssl rand -base64 32)"'
            )
        return secret.strip()


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _content(file: str) -> str | None:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _is_secret(text: str) -> bool:
    encoded = text.removeprefix(SECRET_PREFIX)
    try:
        return text != encoded and len(base64.b64decode(encoded, validate=True)) in SECRET_BYTES
    except (binascii.Error, ValueError):
        return False
