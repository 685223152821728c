"""The words of the tale: acts, each with its moment, and what those who tell it may draw on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from domain.organisation import Organisation


@dataclass(frozen=True, kw_only=True)
class Act:
    """Somebody does something; `does` is a key of ACTS, `about` names the trouble, message or line it is about."""

    at: datetime
    does: str
    by: str
    about: str
    how: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Telling:
    """What a teller may draw on: chance, the dates from first to last, the company as it is configured."""

    rng: Random
    days: Sequence[date]
    organisation: Organisation

    @property
    def working_days(self) -> Sequence[date]:
        return [day for day in self.days if day.weekday() < 5]


Teller = Callable[[Telling], Iterator[Act]]
