"""Templates of standard changes as people write them: proven work, approved once and for a year at most."""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bot.configuration.lengths import Length, length
from bot.configuration.tables import Key, Name, Table, UserId, known
from domain.change.requests import LONGEST_WINDOW, TEXT_LENGTH, Environment
from domain.change.risk import Question, Risk, assess
from domain.change.templates import Template
from domain.text import clean, says_something

VALID_FOR = timedelta(days=365)


def _said(text: str) -> str:
    if not says_something(text):
        raise ValueError("says nothing")
    return clean(text)


Text = Annotated[str, Field(max_length=TEXT_LENGTH), AfterValidator(_said)]
Answer = Annotated[int, Field(ge=0, le=3)]


class RiskTable(Table):
    """The eight answers, each from 0 (least) to 3."""

    who_notices: Answer
    criticality: Answer
    interruption: Answer
    data: Answer
    experience: Answer
    testing: Answer
    back_out: Answer
    coordination: Answer

    @property
    def answers(self) -> dict[Question, int]:
        return {question: getattr(self, question.name.lower()) for question in Question}


class TemplateTable(Table):
    """`interruption` is how long the service is away; left out, it is not. Without `valid_until` it is valid a year."""

    key: Key
    title: Annotated[Name, Field(max_length=75)]
    reason: Text
    service: Name | None = None
    environment: Environment = Environment.PRODUCTION
    implementation: Text
    back_out: Text
    lasts: Length
    interruption: Length | None = None
    risk: RiskTable
    approved_by: UserId
    approved_on: date
    valid_until: date | None = None

    @model_validator(mode="after")
    def _is_low_risk(self) -> Self:
        risk = assess(self.risk.answers, frozenset()).risk
        if risk is not Risk.LOW:
            found = risk.name.lower().replace("_", " ")
            raise ValueError(
                f"template {self.key!r} is of {found} risk by its answers; only what is of low risk "
                "is done again and again without asking"
            )
        if length(self.lasts) > LONGEST_WINDOW:
            raise ValueError(f"template {self.key!r} lasts more than {LONGEST_WINDOW.days} days")
        if self.interruption and length(self.interruption) > length(self.lasts):
            raise ValueError(f"template {self.key!r}: interruption is longer than it lasts")
        return self

    @model_validator(mode="after")
    def _is_approved_for_a_year_at_most(self) -> Self:
        if not self.approved_on <= self.until <= self.approved_on + VALID_FOR:
            raise ValueError(
                f"template {self.key!r}, approved on {self.approved_on}, is valid until {self.until}; "
                f"an approval holds for 12 months, so {self.approved_on + VALID_FOR} at the latest"
            )
        return self

    @property
    def until(self) -> date:
        return self.valid_until or self.approved_on + VALID_FOR

    def check_names(self, services: list[str]) -> None:
        """Raises ValueError for a service that the file does not have."""
        if self.service is not None:
            known(f"template {self.key!r}", "service", [self.service], services)

    def template(self) -> Template:
        return Template(
            key=self.key,
            title=self.title,
            reason=self.reason,
            service=self.service,
            environment=self.environment,
            implementation=self.implementation,
            back_out=self.back_out,
            lasts_minutes=_minutes(self.lasts),
            interruption_minutes=_minutes(self.interruption) if self.interruption else 0,
            risk_answers=self.risk.answers,
            approved_by=self.approved_by,
            valid_until=self.until,
        )


def _minutes(text: str) -> int:
    return int(length(text).total_seconds()) // 60
