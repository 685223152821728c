"""What monitoring sends and gets, checked and described by the same models."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from bot.api.bodies import Body
from desk.asset.signals import Report, Taken
from desk.figure.capacities import Level
from domain.asset.signals import MOST, SOURCE_LENGTH, Signal
from domain.text import clean

MOST_USED = 2**53
"""Beyond this not every program counts exactly."""


class NewSignal(Body):
    """How one asset is."""

    asset: str = Field(
        min_length=1,
        max_length=200,
        description="Its number (AST-7), tag, serial number, or a name that no other has.",
    )
    state: Literal["up", "degraded", "down"]
    says: str = Field("", max_length=500, description="In a few words, what was seen.")
    at: AwareDatetime | None = Field(
        None, description="When it was seen, with its zone; now where it is left out."
    )
    resource: str = Field(
        "",
        max_length=60,
        description="What of it is filled, such as disk, where it is not all of it.",
    )
    used: int | None = Field(
        None, ge=0, le=MOST_USED, description="How much is used, in a unit of your own."
    )
    capacity: int | None = Field(
        None,
        ge=0,
        le=MOST_USED,
        description="How much there is, in the same unit; null where that is not known.",
    )

    @model_validator(mode="after")
    def _says_how_much_is_used(self) -> Self:
        if self.used is None and (self.resource or self.capacity is not None):
            raise ValueError("resource and capacity go with used")
        return self

    def level(self) -> Level | None:
        if self.used is None:
            return None
        return Level(resource=clean(self.resource), used=self.used, capacity=self.capacity)


class NewSignals(Body):
    """How some assets are."""

    source: str = Field(
        min_length=1, max_length=SOURCE_LENGTH, description="What reports it, such as Prometheus."
    )
    signals: list[NewSignal] = Field(min_length=1, max_length=MOST)

    def reports(self) -> list[Report]:
        return [
            Report(
                asset=it.asset,
                state=Signal(it.state),
                says=it.says,
                at=it.at.astimezone(UTC).replace(microsecond=0) if it.at else None,
                level=it.level(),
            )
            for it in self.signals
        ]


class SignalAnswer(BaseModel):
    """What became of one: the asset and how it is taken to be now, or why it was refused."""

    asset: str
    number: str | None
    state: Signal | None
    since: datetime | None
    refused: str | None


class SignalAnswers(BaseModel):
    """In the order in which they were sent."""

    taken: int
    refused: int
    signals: list[SignalAnswer]


def told(results: Sequence[Taken]) -> dict[str, object]:
    refused = sum(bool(it.refused) for it in results)
    answers = [
        SignalAnswer(
            asset=it.asset,
            number=it.number,
            state=it.state,
            since=it.since,
            refused=it.refused or None,
        )
        for it in results
    ]
    whole = SignalAnswers(taken=len(answers) - refused, refused=refused, signals=answers)
    return whole.model_dump(mode="json")
