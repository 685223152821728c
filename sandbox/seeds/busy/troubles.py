"""What goes wrong: the table `troubles.toml`, read and checked."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.incidents import Impact, Resolution, Urgency
from sandbox.seeds.busy.people import EVERYBODY, LAPTOPS

FILE = Path(__file__).with_name("troubles.toml")

IMPACTS = {"company": Impact.COMPANY, "team": Impact.TEAM, "person": Impact.PERSON}
URGENCIES = {
    "stopped": Urgency.STOPPED,
    "impaired": Urgency.IMPAIRED,
    "can_wait": Urgency.CAN_WAIT,
}

Words = Mapping[str, str]
"""What stands for the words in braces."""


class Trouble(BaseModel):
    """One kind of trouble. `talk` and `ends` are read by `spoken` and `ended`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: str | None = None
    who: str | None = None
    impact: Literal["company", "team", "person"]
    urgency: Literal["stopped", "impaired", "can_wait"]
    often: int = 0
    titles: list[str]
    details: list[str] = [""]
    asset: str = ""
    restricted: bool = False
    effort: float = 1.0
    talk: list[str] = []
    ends: list[str]
    again: str = ""


class Outage(Trouble):
    """A bad day: so many days ago, at this time in Berlin, over after so many minutes.

    `says`: minutes later, who, what in #general. `learnt`: what its review changes.
    """

    days_ago: int
    at: str
    lasts: int
    says: list[tuple[int, str, str]] = []
    learnt: str


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    trouble: list[Trouble]
    outage: list[Outage]


@cache
def table() -> Table:
    return Table.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def words(rng: Random, person_id: str) -> Words:
    """The places and things of one trouble; the laptop is that of whoever has it."""
    said = {
        "floor": rng.choice(("ground floor", "first floor", "second floor", "third floor")),
        "room": rng.choice(("Aurora", "Baltic", "Fjord", "Harbour", "Lighthouse")),
        "laptop": f"NB-{rng.randint(101, 178):04}",
        "printer": f"PR-{rng.randint(1, 12):02}",
        "screen": f"MO-{rng.randint(1, 140):04}",
        "phone": f"PH-{rng.randint(1, 60):03}",
        "scanner": f"SC-{rng.randint(1, 22):02}",
        "colleague": rng.choice(EVERYBODY).name,
    }
    return said | {"laptop": LAPTOPS.get(person_id, said["laptop"])}


def spoken(line: str) -> tuple[bool, str]:
    """A line of `talk`: whether the agent says it (else the reporter does), and what."""
    who, _, text = line.partition(": ")
    return who == "agent", text


def ended(line: str) -> tuple[Resolution, str]:
    """A line of `ends`: how it ended, and what was done."""
    code, _, summary = line.partition(": ")
    return Resolution(code), summary
