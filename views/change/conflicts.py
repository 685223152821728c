"""What was found to stand against a change, as those who decide see it."""

from domain.change.conflicts import Severity
from domain.changes import ChangeState
from domain.text import clean_line, cut
from storage.changes import Change
from views.blocks import Block, context, markdown, plain

SIGNS = {Severity.HARD: "⛔", Severity.WARN: "⚠️"}
SHOWN = 4
LENGTH = 300
STILL_TO_COME = (
    ChangeState.DRAFT,
    ChangeState.ASSESSMENT,
    ChangeState.APPROVAL,
    ChangeState.SCHEDULED,
)


def conflicts(change: Change) -> list[Block]:
    """The conflicts as they were found when it was submitted, the hard ones first; none once it has begun."""
    found = change.assessment.get("conflicts") or []
    if not found or change.state not in STILL_TO_COME:
        return []
    told = [
        plain(cut(f"{SIGNS[Severity(it['severity'])]} {clean_line(it['evidence'])}", LENGTH))
        for it in found[:SHOWN]
    ]
    more = len(found) - SHOWN
    if more > 0:
        told.append(plain(f"and {more} more"))
    return [context([markdown("*At that time*"), *told])]
