"""What was found to stand against a change, as those who decide see it."""

from collections.abc import Sequence

from domain.change.conflicts import Conflict, Severity
from domain.changes import ChangeState
from domain.numbers import Kind, read_number
from domain.text import clean_line, cut
from storage.changes import Change
from views.blocks import Block, context, escaped, markdown, plain

SIGNS = {Severity.HARD: "⛔", Severity.WARN: "⚠️"}
SHOWN = 4
LENGTH = 300
STILL_TO_COME = (
    ChangeState.DRAFT,
    ChangeState.ASSESSMENT,
    ChangeState.APPROVAL,
    ChangeState.SCHEDULED,
)


def warnings(found: Sequence[Conflict]) -> str:
    """What whoever asks had better weigh, as text; nothing where nothing was found."""
    told = [f"{SIGNS[it.severity]} {clean_line(it.evidence)}" for it in found[:SHOWN]]
    return cut("\n".join(told), LENGTH * SHOWN)


def rule_set_aside(what: str, exception: str = "") -> str:
    """A freeze or windows by their name, another change by what the two of them have, as markdown. `exception` is the
    number of its record.
    """
    before = f"{exception}: " if exception else ""
    if read_number(what, Kind.CHANGE):
        return f"⛔ {before}conflict with *{what}*"
    return f"❄️ {before}*{escaped(what)}*"


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
