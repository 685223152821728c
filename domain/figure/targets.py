"""What a figure is to come to: at least so much or at most, of whom it is said (ITSM semantics, section 6.4)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """`number` is in the figure's own unit. What is left out fits any."""

    figure: str
    number: float
    is_least: bool
    team_key: str | None = None
    service: str | None = None
    priority: int | None = None

    def fits(
        self, figure: str, *, team_key: str | None, service: str | None, priority: int | None
    ) -> bool:
        """Whether this is said of the figure of a team, service, priority; of all of them only what leaves it open."""
        return (
            self.figure == figure
            and self.team_key in (None, team_key)
            and self.service in (None, service)
            and self.priority in (None, priority)
        )

    def is_met(self, number: float | None) -> bool | None:
        """By the number as it is told, rounded; None where there is none to judge."""
        if number is None:
            return None
        return number >= self.number if self.is_least else number <= self.number


def the_first_that_fits(
    targets: Iterable[Target],
    figure: str,
    *,
    team_key: str | None,
    service: str | None,
    priority: int | None,
) -> Target | None:
    return next(
        (
            it
            for it in targets
            if it.fits(figure, team_key=team_key, service=service, priority=priority)
        ),
        None,
    )
