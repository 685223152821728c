"""Changes as they are asked for: judged, given to those who decide, edited, withdrawn."""

from datetime import datetime

from domain.changes import ChangeState
from tests.changes import ask, stage_of, vote
from tests.makers import Do
from tests.people import DEV


def test_a_low_risk_change_takes_one_peer(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert change.state is ChangeState.APPROVAL
    assert stage_of(do, change).name == "Peer review"
    approved = vote(do, change, DEV, noon)
    assert approved.state is ChangeState.SCHEDULED
    assert approved.approved_digest == approved.plan.digest
