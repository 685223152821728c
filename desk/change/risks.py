"""The risk of a change as somebody sets it: raised by who looks after it, lowered by a change manager alone (4.4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.approval import endings
from desk.change.steps import check_may, to_change, too_late
from desk.change.submissions import submit
from domain.access import Can, may
from domain.approvals import StageState, VoteEnding
from domain.change.risk import Risk
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, NotAllowed
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage.changes import Change


def set_risk(
    tx: Session,
    change_id: int,
    *,
    risk: Risk | None,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody knows better than the answers; those decide who have to at this risk, and are asked anew.

    Raises FieldErrors about `risk` and `risk_reason`.
    """
    change = to_change(tx, change_id)
    check_may(by, Can.EDIT_CHANGE, change, "Whoever looks after {number} sets its risk.")
    if change.state not in (ChangeState.ASSESSMENT, ChangeState.APPROVAL):
        raise too_late(tx, change, f"The risk of {change.number} is no longer judged.", by)
    if risk is None or risk == change.risk or change.type is ChangeType.STANDARD:
        raise FieldErrors({"risk": "Choose another risk than it has."})
    if risk < change.risk and (
        not may(by, Can.MANAGE_CHANGE, change) or by.id == change.requester_id
    ):
        raise NotAllowed(
            "Only a change manager lowers a risk, and nobody that of their own change."
        )
    why = checked_reason("risk_reason", why, "Say what the answers do not tell.")
    before = change.risk
    endings.void(tx, change, VoteEnding.SUPERSEDED, StageState.SUPERSEDED, at=at)
    change.state = ChangeState.DRAFT
    change.risk_set = int(risk)
    submit(
        tx,
        change,
        Event.CHANGE_RISK_SET,
        organisation=organisation,
        by=by,
        at=at,
        before={"risk": before},
        why=why,
    )
    return change
