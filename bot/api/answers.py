"""A change's standing in words a program can show to people, and values it can act on."""

from collections.abc import Mapping
from typing import Any

from bot.api.bodies import ChangeAnswer, Stage, Window
from desk.change.gate import Standing
from domain.approvals import StageState, needed
from domain.change.gate import Decision
from domain.changes import ChangeState
from storage.change.sheets import StageSheet

SAYS: Mapping[Decision, str] = {
    Decision.WAITING: "It is not decided yet. Ask again later.",
    Decision.APPROVED: "It is approved. It may start in its window.",
    Decision.REJECTED: "It was rejected. Its requester may rework it in Slack.",
    Decision.RETURNED: "It was given back to its requester, who may edit and submit it again in Slack.",
    Decision.WITHDRAWN: "It was withdrawn.",
}

SAYS_WHERE: Mapping[tuple[Decision, ChangeState], str] = {
    (
        Decision.WAITING,
        ChangeState.ASSESSMENT,
    ): "A change manager looks at it first. Then those who decide are asked. Ask again later.",
    (Decision.APPROVED, ChangeState.IMPLEMENTING): "It is approved, and is being carried out.",
    (Decision.APPROVED, ChangeState.REVIEW): "It was approved, and has been carried out.",
    (Decision.APPROVED, ChangeState.CLOSED): "It was approved, and has been carried out.",
    (Decision.REJECTED, ChangeState.IMPLEMENTING): "It is being carried out, and was rejected.",
    (
        Decision.REJECTED,
        ChangeState.REVIEW,
    ): "It has been carried out, and was rejected afterwards.",
    (
        Decision.REJECTED,
        ChangeState.CLOSED,
    ): "It has been carried out, and was rejected afterwards.",
}
"""What there is to say instead where it stands like this."""


def told(standing: Standing) -> dict[str, Any]:
    """The answer, as it is sent and as it is kept for whoever asks again."""
    change = standing.sheet.change
    says = SAYS_WHERE.get((standing.decision, change.state), SAYS[standing.decision])
    answer = ChangeAnswer(
        number=change.number,
        title=change.title,
        type=change.type,
        state=change.state,
        decision=standing.decision,
        decision_says=says,
        risk=change.its_risk.name.lower().replace("_", " "),
        service=change.service,
        requester=change.requester_id,
        implementer=change.implementer_id,
        approvals=[_stage(each, standing.names) for each in standing.sheet.stages],
        window=Window(starts_at=change.starts_at, ends_at=change.ends_at),
        window_open_now=standing.window_is_open,
        may_start_now=not standing.hindrances,
        reasons=list(standing.hindrances),
        digest=change.plan.digest,
        approved_digest=change.approved_digest,
        requested_at=change.requested_at,
        as_of=standing.at,
    )
    return answer.model_dump(mode="json")


def _stage(sheet: StageSheet, names: Mapping[str, str]) -> Stage:
    stage, facts = sheet.stage, sheet.facts
    if stage.state is StageState.PLANNED:
        says = "Comes when the one before is approved."
    else:
        count = facts.count
        says = f"{count.approve} of {needed(facts.quorum, count.deciding)} have approved"
        if count.reject:
            says += f", {count.reject} rejected"
        if count.abstain:
            says += f", {count.abstain} abstained"
        if stage.state in (StageState.OPEN, StageState.BLOCKED) and facts.waiting_for:
            waits_for = ", ".join(names.get(person, person) for person in facts.waiting_for)
            says += f", waiting for {waits_for}"
        says += "."
        if stage.state is StageState.BLOCKED:
            says += " Nobody can decide it: a change manager has to name alternates."
    return Stage(name=stage.name, state=stage.state.value, says=says)
