"""Digests as people write them: of which team or service, to which channel, on which days and when."""

from collections.abc import Collection
from typing import Self

from pydantic import field_validator, model_validator

from bot.configuration.tables import Channel, Key, Name, Table, Zone, known, one_of
from domain.digests import (
    EVERY_DAY,
    Configured,
    DigestKind,
    Schedule,
    days_said,
    schedule_of,
)
from domain.errors import FieldErrors
from domain.organisation import Organisation, Team

KINDS = tuple(kind.value for kind in DigestKind)
USUAL_DAYS = {DigestKind.DAILY: "mon-sun", DigestKind.WEEKLY: "mon"}


class DigestTable(Table):
    kind: str
    team: Key | None = None
    service: Name | None = None
    channel: Channel | None = None
    days: str | None = None
    at: str = "09:00"
    zone: Zone | None = None
    quiet_days: bool = False

    @field_validator("days")
    @classmethod
    def _are_days(cls, days: str) -> str:
        days_said(days)
        return days

    @field_validator("at")
    @classmethod
    def _is_a_time(cls, at: str) -> str:
        try:
            schedule_of(DigestKind.DAILY, days=EVERY_DAY, at=at, zone="UTC")
        except FieldErrors as refused:
            raise ValueError(" ".join(refused.errors.values()).removesuffix(".")) from None
        return at

    @model_validator(mode="after")
    def _is_sent_some_time(self) -> Self:
        one_of(KINDS, self.kind, "a digest")
        if (self.team is None) == (self.service is None):
            raise ValueError("a digest needs one of team and service")
        try:
            self._schedule("UTC")
        except FieldErrors as refused:
            raise ValueError(" ".join(refused.errors.values()).removesuffix(".")) from None
        return self

    def check_names(self, teams: Collection[str], services: Collection[str]) -> None:
        """Raises ValueError where it is of a team or a service there is none of."""
        said = f"a {self.kind} digest"
        known(said, "team", [self.team] if self.team else [], teams)
        known(said, "service", [self.service] if self.service else [], services)

    @property
    def place(self) -> tuple[str | None, ...]:
        """What there is only one of."""
        return self.kind, self.team, self.service, self.channel

    def digest(self, organisation: Organisation) -> Configured:
        team = self._team(organisation)
        zone = self.zone or organisation.zone_of(team.key).key
        return Configured(
            schedule=self._schedule(zone),
            team_key=team.key,
            service=self.service or "",
            channel=self.channel or team.channel,
            also_quiet=self.quiet_days,
        )

    def _team(self, organisation: Organisation) -> Team:
        named = organisation.team(self.team) if self.team else None
        return named or organisation.team_for(self.service)

    def _schedule(self, zone: str) -> Schedule:
        """Raises FieldErrors where it would never be sent, or a week's on several days."""
        kind = DigestKind(self.kind)
        days = days_said(self.days if self.days is not None else USUAL_DAYS[kind])
        return schedule_of(kind, days=days, at=self.at, zone=zone)
