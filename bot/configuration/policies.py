"""SLA policies as people write them: for whom, by which calendar, within what time."""

import json
import re
from hashlib import sha256
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bot.configuration.tables import Key, Name, Table, UserId
from domain.calendars import Calendar
from domain.incident.sla import Measure, Policy
from domain.incidents import Priority

_LENGTH = re.compile(r"(?:(\d{1,4}) ?h)?(?: ?(\d{1,4}) ?min)?")


def open_time(text: str) -> str:
    """Raises ValueError for anything but hours and minutes: a day of open time is a matter of opinion."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not seconds(text):
        raise ValueError(f"{text!r} is not a time in hours and minutes, such as 4 h or 1 h 30 min")
    return text


def seconds(text: str) -> int:
    found = _LENGTH.fullmatch(text.strip())
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0)
    return hours * 3600 + minutes * 60


OpenTime = Annotated[str, AfterValidator(open_time)]
Percent = Annotated[int, Field(ge=1, le=99)]


class PolicyTable(Table):
    """A promise. Conditions that are left out fit anything; one without any needs `catch_all`."""

    name: Name
    calendar: Name
    response: OpenTime | None = None
    resolution: OpenTime | None = None
    priorities: list[str] = Field(default=[])
    services: list[Name] = Field(default=[])
    teams: list[Key] = Field(default=[])
    requesters: list[UserId] = Field(default=[])
    catch_all: bool = False
    warns: list[Percent] = Field(default=[75, 90])

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        names = [priority.name for priority in Priority]
        if unknown := next((it for it in self.priorities if it not in names), None):
            raise ValueError(f"{unknown!r} is not a priority; there are: {', '.join(names)}")
        conditions = (self.priorities, self.services, self.teams, self.requesters)
        if not any(conditions) and not self.catch_all:
            raise ValueError(
                f"SLA policy {self.name!r} names nobody and nothing; "
                "catch_all = true makes it apply to all that is left"
            )
        return self

    def policy(self, calendar: Calendar) -> Policy:
        promised = {Measure.RESPONSE: self.response, Measure.RESOLUTION: self.resolution}
        definition = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return Policy(
            name=self.name,
            calendar=calendar,
            targets={measure: seconds(text) for measure, text in promised.items() if text},
            priorities=frozenset(Priority[name] for name in self.priorities),
            services=frozenset(self.services),
            teams=frozenset(self.teams),
            requesters=frozenset(self.requesters),
            is_catch_all=self.catch_all,
            warns=tuple(sorted(set(self.warns))),
            version=sha256(definition.encode()).hexdigest()[:12],
        )
