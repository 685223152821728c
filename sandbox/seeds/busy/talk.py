"""The teller of small talk: the table `talk.toml`, each conversation once, on some working day."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from sandbox.seeds.busy import when
from sandbox.seeds.busy.people import BY_NAME
from sandbox.seeds.busy.tale import Act, Telling

FILE = Path(__file__).with_name("talk.toml")


class Talk(BaseModel):
    """A conversation in a channel: who says what. `first`: it opens the tale."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: str = Field(alias="in")
    says: list[tuple[str, str]]
    first: bool = False


@cache
def conversations() -> list[Talk]:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["talk"]
    return [Talk.model_validate(each) for each in found]


def small_talk(telling: Telling) -> Iterator[Act]:
    rng, days = telling.rng, telling.working_days
    for place, talk in enumerate(conversations()):
        day = days[0] if talk.first else rng.choice(days[1:])
        at = when.at_work(rng, BY_NAME[talk.says[0][0]].id, day)
        for line, (name, text) in enumerate(talk.says):
            person_id = BY_NAME[name].id
            if line:  # an answer comes when who gives it is at work
                at = when.worked(person_id, at, rng.uniform(0.4, 9))
            how = {"channel": talk.channel, "text": text}
            yield Act(at=at, does="say", by=person_id, about=f"talk {place} {line}", how=how)
