"""Freezes and maintenance windows as people write them: local times, once or by a rule, for what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from bot.configuration.lengths import Length, length
from bot.configuration.tables import AssetName, Name, Table, Zone, known
from domain.change.windows import Window
from domain.changes import ChangeType
from domain.recurrence import HORIZON, checked_rule

REVIEWED_BEYOND = timedelta(days=60)
"""A longer freeze says when somebody looks whether it is still needed."""

LONGEST = timedelta(days=366)


def _is_local(at: datetime) -> datetime:
    if at.tzinfo is not None:
        raise ValueError(
            "is local time, such as 2026-12-18T18:00:00; the zone stands in its own key"
        )
    if at.microsecond:
        raise ValueError("whole seconds are all that is needed")
    return at


LocalTime = Annotated[datetime, AfterValidator(_is_local)]


class WindowTable(Table):
    """From a local time until another, or for so long; without services and assets for everything."""

    name: Name
    zone: Zone
    begins: LocalTime
    ends: LocalTime | None = None
    lasts: Length | None = None
    rule: str | None = None
    services: list[Name] = Field(default=[])
    assets: list[AssetName] = Field(default=[])

    @model_validator(mode="after")
    def _has_a_length(self) -> Self:
        if (self.ends is None) == (self.lasts is None):
            raise ValueError("say either when it ends, or how long it lasts")
        if self.ends is not None and self.ends <= self.begins:
            raise ValueError(f"ends ({self.ends}) must come after begins ({self.begins})")
        if self.length > LONGEST:
            raise ValueError(f"a window lasts {LONGEST.days} days at most; use a rule to repeat it")
        for name, at in (("begins", self.begins), ("ends", self.ends)):
            if at is not None and not _exists(at, ZoneInfo(self.zone)):
                raise ValueError(
                    f"{name}: {at:%H:%M} does not exist in {self.zone} on {at.day} {at:%B %Y}, "
                    "when the clocks go forward; choose a time before or after"
                )
        return self

    @model_validator(mode="after")
    def _has_a_rule_that_can_be_followed(self) -> Self:
        if self.rule is not None:
            try:
                checked_rule(self.rule, self.begins, ZoneInfo(self.zone))
            except ValueError as error:
                raise ValueError(f"rule: {error}") from None
        return self

    @property
    def length(self) -> timedelta:
        """On the clocks on the wall."""
        return self.ends - self.begins if self.ends else length(self.lasts or "")

    def check_names(self, services: list[str]) -> None:
        """Raises ValueError for a service that the file does not have."""
        known(f"window {self.name!r}", "service", self.services, services)

    def window(self) -> Window:
        zone = ZoneInfo(self.zone)
        return Window(
            name=self.name,
            zone=zone,
            begins=self.begins,
            lasts=self.length,
            rule=checked_rule(self.rule, self.begins, zone) if self.rule else None,
            services=frozenset(self.services),
            assets=frozenset(self.assets),
        )


class MaintenanceTable(WindowTable):
    """What it is for is changed in it only."""

    @model_validator(mode="after")
    def _is_for_something(self) -> Self:
        if not self.services and not self.assets:
            raise ValueError(
                f"maintenance window {self.name!r} is for nothing; name its services or assets"
            )
        return self


class FreezeTable(WindowTable):
    """What it is for is not changed meanwhile; `allows` are the types of change that may be all the same."""

    hard: bool = True
    allows: list[ChangeType] = Field(default=[ChangeType.EMERGENCY])
    review_on: date | None = None

    @model_validator(mode="after")
    def _is_looked_at_again(self) -> Self:
        longest = _longest(self.window())
        if longest > REVIEWED_BEYOND and self.review_on is None:
            raise ValueError(
                f"freeze {self.name!r} lasts {longest.days} days on end; beyond "
                f"{REVIEWED_BEYOND.days} it needs review_on, the day somebody looks whether it is still needed"
            )
        return self

    def window(self) -> Window:
        return replace(
            super().window(),
            is_hard=self.hard,
            allows=frozenset(self.allows),
            review_on=self.review_on,
        )


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks on the wall ever show this time."""
    there_and_back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) == local


def _longest(window: Window) -> timedelta:
    """How long it lasts on end, where one time runs into the next."""
    first = window.begins.replace(tzinfo=window.zone).astimezone(UTC)
    longest, since, until = timedelta(), first, first
    for begins, ends in window.spans(first, first + 2 * HORIZON):
        since = since if begins <= until else begins
        until = max(until, ends)
        longest = max(longest, until - since)
    return longest
