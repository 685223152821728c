"""Tokens by which programs ask: what each may, for whom it asks, and how long it is good."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.errors import FieldErrors
from domain.text import clean_line, says_something, too_long

NAME_LENGTH = 75
PREFIX = "stw_"
"""What every secret begins with, so that one which strayed into a file is found by searching for it."""

USE_NOTED_EVERY = timedelta(hours=1)
"""How exactly is known when a token was last used: writing it down each time would cost more than what it asks."""


class Scope(StrEnum):
    READ_CHANGES = "changes:read"
    WRITE_CHANGES = "changes:write"
    REPORT_SIGNALS = "signals:write"


class Lifetime(StrEnum):
    """How long a token is good from when it is made."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    UNLIMITED = "unlimited"

    def ends_at(self, made_at: datetime) -> datetime | None:
        return None if self is Lifetime.UNLIMITED else made_at + timedelta(days=int(self))


class Ending(Protocol):
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


def is_good(token: Ending, at: datetime) -> bool:
    """Whether it opens anything at this moment."""
    has_ended = token.expires_at is not None and at >= token.expires_at
    return token.revoked_at is None and not has_ended


def checked(
    name: str, scopes: Collection[Scope], asks_for: str | None, taken: Collection[str]
) -> tuple[str, list[Scope]]:
    """Name and scopes as they are kept. Raises FieldErrors with everything that is wrong with the form."""
    errors: dict[str, str] = {}
    name = clean_line(name)
    if not says_something(name):
        errors["token_name"] = "Say what it is for, such as the pipeline that uses it."
    elif len(name) > NAME_LENGTH:
        errors["token_name"] = too_long(name, NAME_LENGTH)
    elif name.casefold() in {each.casefold() for each in taken}:
        errors["token_name"] = "There is a token of this name. Choose another, or revoke that one."
    if not scopes:
        errors["token_scopes"] = "Choose what it may do."
    if not asks_for:
        errors["token_asks_for"] = "Choose for whom it asks."
    if errors:
        raise FieldErrors(errors)
    return name, [scope for scope in Scope if scope in scopes]
