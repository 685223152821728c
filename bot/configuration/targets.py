"""Targets as people write them: which figure, of whom, and what it is to come to."""

from collections.abc import Collection
from datetime import timedelta
from typing import Self

from pydantic import model_validator

from bot.configuration.lengths import length
from bot.configuration.tables import Key, Name, Table, known, one_of
from domain.figure.kpis import Unit
from domain.figure.targets import Target
from domain.figures import BY_NAME
from domain.incidents import Priority
from domain.numbers import Kind

PRIORITIES = tuple(priority.name for priority in Priority)


class TargetTable(Table):
    """One of `at_least` and `at_most`: a number, or a length of time of what is told in time."""

    figure: str
    at_least: float | str | None = None
    at_most: float | str | None = None
    team: Key | None = None
    service: Name | None = None
    priority: str | None = None

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.figure not in BY_NAME:
            raise ValueError(
                f"there is no figure {self.figure!r}; docs/reference/figures.md lists them, "
                "such as sla_resolution_attainment"
            )
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"the target of {self.figure} needs one of at_least and at_most")
        if self.priority is not None:
            one_of(PRIORITIES, self.priority, "a priority")
            if BY_NAME[self.figure].kind is not Kind.INCIDENT:
                raise ValueError(f"{self.figure} is not told by priority")
        self._number()
        return self

    def check_names(self, teams: Collection[str], services: Collection[str]) -> None:
        """Raises ValueError where it is of a team or a service there is none of."""
        said = f"the target of {self.figure}"
        known(said, "team", [self.team] if self.team else [], teams)
        known(said, "service", [self.service] if self.service else [], services)

    def target(self) -> Target:
        return Target(
            figure=self.figure,
            number=self._number(),
            is_least=self.at_least is not None,
            team_key=self.team,
            service=self.service,
            priority=int(Priority[self.priority]) if self.priority else None,
        )

    def _number(self) -> float:
        """In the figure's unit. Raises ValueError for what is none in it."""
        said = self.at_least if self.at_least is not None else self.at_most
        unit = BY_NAME[self.figure].unit
        if unit is Unit.SECONDS:
            if not isinstance(said, str):
                raise ValueError(f"{self.figure} is a time: write it as 45 min or 4 h")
            return length(said) // timedelta(seconds=1)
        if not isinstance(said, float):
            raise ValueError(f"{self.figure} is no time: write a number")
        if not 0 <= said <= (100 if unit is Unit.PERCENT else 1e12):
            raise ValueError(f"{said:g} is nothing that {self.figure} can come to")
        return int(said) if said.is_integer() else said
