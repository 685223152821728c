"""What programs send and get, checked and described by the same models."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.written import USER_ID
from domain.change.gate import Decision
from domain.change.requests import Category, ChangeRequest, Environment
from domain.change.risk import Question
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors
from domain.numbers import Kind, read_number

OF_A_TEMPLATE = {"type", "template", "starts_at", "assets", "committed_at"}
"""What differs between two changes made from one template."""

Answer = Annotated[int, Field(ge=0, le=3)]
"""From 0, the least, to 3, the worst."""


class Body(BaseModel):
    """Names it does not know are refused: what was misspelt would be left out without a word."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RiskAnswers(Body):
    """Eight answers from 0 (harmless) to 3 (worst); null says that nobody knows, which counts as 3."""

    who_notices: Answer | None = Field(description="Who notices if it fails.")
    criticality: Answer | None = Field(description="How critical what is changed is.")
    interruption: Answer | None = Field(description="How long it is interrupted.")
    data: Answer | None = Field(description="What may happen to data.")
    experience: Answer | None = Field(description="How often it has been done.")
    testing: Answer | None = Field(description="How well it was tested.")
    back_out: Answer | None = Field(description="How well it can be undone.")
    coordination: Answer | None = Field(description="How many have to work together.")

    def answers(self) -> dict[Question, int | None]:
        return {question: getattr(self, question.name.lower()) for question in Question}


class NewChange(Body):
    """A change a program asks for. What a form in Slack would refuse is refused here in the same words."""

    title: str = Field("", description="In a few words what is changed.")
    reason: str = Field("", description="What for.")
    type: Literal["normal", "standard", "emergency"] = Field(
        "normal", description="standard needs a template, and no approval each time."
    )
    template: str | None = Field(
        None,
        description="The key of a template: then only starts_at, assets and committed_at are given besides.",
    )
    service: str | None = Field(None, description="As it is called in steward.toml.")
    assets: list[str] = Field(
        [],
        description="What is touched: tags, serial numbers or numbers of assets. What is no asset is refused.",
    )
    environment: Environment = Field(Environment.PRODUCTION, strict=False)
    category: Category = Field(Category.DEPLOYMENT, strict=False)
    starts_at: AwareDatetime | None = Field(
        None, description="When the window begins, with its zone: 2026-03-02T20:00:00+01:00."
    )
    ends_at: AwareDatetime | None = Field(None, description="When it is over at the latest.")
    implementation: str = Field("", description="What is done.")
    back_out: str = Field("", description="How it is undone.")
    back_out_minutes: int | None = None
    test_evidence: str = Field("", description="How it was tested; a link to the run is good.")
    validation: str = Field("", description="How one sees that it went well.")
    interruption_minutes: int = Field(0, description="How long users are without it.")
    communication: str = ""
    implementer: str | None = Field(
        None,
        pattern=USER_ID,
        description="Who carries it out, by Slack id; whom the token asks for where it is left out.",
    )
    risk: RiskAnswers | None = Field(
        None, description="Needed unless it is standard or an emergency."
    )
    override: str = Field("", description="Why it has to be inside a freeze all the same.")
    why_urgent: str = Field("", description="For an emergency: why the normal way is too slow.")
    incident: str | None = Field(
        None, description="For an emergency: the open P1, P2 or major incident it is for, as INC-1."
    )
    finding: str = Field("", description="For an emergency without an incident: the finding.")
    committed_at: AwareDatetime | None = Field(
        None, description="When the oldest commit that it brings was made, with its zone."
    )

    def request(self) -> ChangeRequest:
        """What is asked for, in the desk's own words. Raises FieldErrors."""
        self._check_template()
        return ChangeRequest(
            type=ChangeType(self.type),
            title=self.title,
            reason=self.reason,
            service=self.service,
            assets=tuple(self.assets),
            environment=self.environment,
            category=self.category,
            starts_at=_whole(self.starts_at),
            ends_at=_whole(self.ends_at),
            implementation=self.implementation,
            test_evidence=self.test_evidence,
            back_out=self.back_out,
            back_out_minutes=self.back_out_minutes,
            validation=self.validation,
            interruption_minutes=self.interruption_minutes,
            communication=self.communication,
            implementer_id=self.implementer,
            risk_answers=self.risk.answers() if self.risk else {},
            template=self.template,
            why_urgent=self.why_urgent,
            incident_id=read_number(self.incident, Kind.INCIDENT) if self.incident else None,
            finding=self.finding,
            override=self.override,
            committed_at=_whole(self.committed_at),
        )

    def _check_template(self) -> None:
        """A standard change is what was approved with its template, and nothing else."""
        if (self.type == "standard") != (self.template is not None):
            raise FieldErrors(
                {"template": "A standard change, and no other, names the template it is made from."}
            )
        if self.template is not None and (more := self.model_fields_set - OF_A_TEMPLATE):
            says = "This comes from the template. Leave it out, or ask for a normal change."
            raise FieldErrors(dict.fromkeys(sorted(more), says))


def _whole(moment: datetime | None) -> datetime | None:
    """As moments are kept: in UTC, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


FIELDS: Mapping[str, str] = {
    "implementer_id": "implementer",
    "risk_answers": "risk",
    "picked_assets": "assets",
}
"""How fields are called here that the desk calls otherwise."""


class Window(BaseModel):
    starts_at: datetime
    ends_at: datetime


class Stage(BaseModel):
    """One step of the approval."""

    name: str
    state: str = Field(description="planned, open, blocked, approved, rejected, …")
    says: str = Field(description="How far it is, in words.")


class ChangeAnswer(BaseModel):
    """A change as it stands."""

    number: str = Field(description="CHG-7")
    title: str
    type: ChangeType
    state: ChangeState
    decision: Decision = Field(
        description="waiting is worth waiting for; approved lets it start in its window; the others are final "
        "until somebody acts in Slack."
    )
    decision_says: str = Field(description="The same in words.")
    risk: str
    service: str | None
    requester: str
    implementer: str
    approvals: list[Stage]
    window: Window
    window_open_now: bool
    may_start_now: bool
    reasons: list[str] = Field(description="Why it may not start now; empty when it may.")
    digest: str = Field(description="The fingerprint of the plan as it is now.")
    approved_digest: str | None = Field(description="That of the plan that was approved.")
    requested_at: datetime
    as_of: datetime


class FieldProblem(BaseModel):
    field: str
    says: str


class Problem(BaseModel):
    """What went wrong, as RFC 9457 puts it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    scope: str | None = None
