"""How an approval stands, in words: each stage, who has said what, and for whom it waits until when."""

from collections.abc import Sequence
from datetime import datetime

from domain.approvals import Choice, StageState, needed
from domain.change.times import Course, Due, moments
from domain.organisation import Organisation
from storage.change.sheets import ChangeSheet, StageSheet
from storage.changes import Change
from views.blocks import Block, escaped, markdown, mention, moment, section
from views.change.words import CHOICES, STAGES

NAMED = 5
"""People named in one line; of more the number is told."""

_MARKS = {
    StageState.PLANNED: "⚪",
    StageState.OPEN: "🟡",
    StageState.BLOCKED: "⛔",
    StageState.APPROVED: "✅",
    StageState.REJECTED: "🔴",
}


def approval(sheet: ChangeSheet) -> list[Block]:
    """The stages in order, a line each."""
    lines = [line(it) for it in sheet.stages if it.stage.state is not StageState.SUPERSEDED]
    return [section(markdown("\n".join(lines)))] if lines else []


def line(stage: StageSheet) -> str:
    row = stage.stage
    mark = _MARKS.get(row.state, "⚪")
    said = [_vote_words(stage, choice) for choice in Choice]
    parts = [progress(stage), *filter(None, said)]
    return f"{mark} *{escaped(row.name)}*: {' · '.join(parts)}"


def progress(stage: StageSheet) -> str:
    """`2 of 3, waiting for @Ann and @Dev`, or how it ended."""
    row, facts = stage.stage, stage.facts
    if row.state is not StageState.OPEN:
        return STAGES[row.state]
    count = facts.count
    enough = needed(facts.quorum, count.deciding)
    told = f"{count.approve} of {enough}"
    if count.approve >= enough and facts.implementer in facts.electors:
        told = "it takes a yes from somebody besides who carries it out"
    return f"{told}, waiting for {people(facts.waiting_for)}"


def people(ids: Sequence[str]) -> str:
    """`@Ann, @Dev and 3 others`."""
    named = [mention(person_id) for person_id in ids[:NAMED]]
    others = len(ids) - len(named)
    if others:
        named.append(f"{others} other" + ("" if others == 1 else "s"))
    if not named:
        return "nobody"
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def decided_by(change: Change, opened_at: datetime | None, organisation: Organisation) -> str:
    """Until when the open stage can wait."""
    course = Course(
        type=change.type,
        state=change.state,
        starts_at=change.starts_at,
        ends_at=change.ends_at,
        opened_at=opened_at,
        started_at=change.started_at,
    )
    due = moments(course, organisation.office)
    end = due.get(Due.EXPIRY) or due.get(Due.JUDGEMENT_OVERDUE)
    return f"by {moment(end)}" if end else "soon"


def _vote_words(stage: StageSheet, choice: Choice) -> str:
    """`@Ann approved`, with whose place a substitute filled."""
    voted = [vote for vote in stage.votes if vote.choice is choice]
    if not voted:
        return ""
    names = [
        mention(it.voter_id)
        + (f" for {mention(it.elector_id)}" if it.voter_id != it.elector_id else "")
        for it in voted[:NAMED]
    ]
    others = len(voted) - len(names)
    more = f" and {others} more" if others else ""
    return f"{', '.join(names)}{more} {CHOICES[choice]}"
