"""What a reader of one change sees, loaded whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from domain.approvals import Stage, StageState
from domain.events import CHANGE_STEPS
from domain.numbers import Kind
from storage import approvals, changes, incidents, journal, places
from storage.approvals import ApprovalStage, Ballot, Elector
from storage.change import causes, exceptions, touched
from storage.change import comments as change_comments
from storage.change.comments import ChangeComment
from storage.change.exceptions import RuleException
from storage.change.touched import NOTHING, Touched
from storage.changes import Change
from storage.incidents import Incident
from storage.journal import Entry
from storage.places import Place, place_of
from storage.sheets import COMMENTS_SHOWN, named_in

STEPS_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class StageSheet:
    """A stage, how the rules see it, and the votes that stand in it."""

    stage: ApprovalStage
    facts: Stage
    votes: Sequence[Ballot]


@dataclass(frozen=True, kw_only=True)
class ChangeSheet:
    """A change, the stages of its approval as they stand, its latest steps, and where its card stands.

    `shown_before` are the facts of the plan that people were asked about last before it was edited, where it was;
    `caused` what came of it, each with whether that is confirmed. `comments` are the latest, the oldest of these first,
    and `names` what those are called whom they mention, by their ids. `has_say` says whether its reader may vote in
    the stage that waits, where it is one reader's.
    """

    change: Change
    stages: Sequence[StageSheet]
    steps: Sequence[Entry]
    card: Place | None
    exceptions: Sequence[RuleException] = ()
    shown_before: Mapping[str, Any] | None = None
    incident: Incident | None = None
    caused: Sequence[tuple[Incident, bool]] = ()
    touched: Touched = NOTHING
    comments: Sequence[ChangeComment] = ()
    comment_count: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    has_say: bool = False

    @property
    def undecided(self) -> StageSheet | None:
        """The stage that waits, where one does."""
        waits = (StageState.OPEN, StageState.BLOCKED)
        return next((it for it in self.stages if it.stage.state in waits), None)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A stage that waits for somebody's decision; `elector` is whose place it is: theirs, or whose they fill."""

    change: Change
    stage: ApprovalStage
    elector: str
    fills_it: bool = False


def waits_for(person_id: str, electors: Collection[str]) -> Select[Change, ApprovalStage, str]:
    """What waits for this person's decision, in their own place or another's; never what they asked for or edited."""
    its_stage = select(Change).join(ApprovalStage, ApprovalStage.change_id == Change.id)
    return (
        its_stage.join(Elector, Elector.stage_id == ApprovalStage.id)
        .add_columns(ApprovalStage, Elector.person_id)
        .where(
            *approvals.asks(electors),
            Change.requester_id != person_id,
            Change.last_editor_id != person_id,
        )
        .order_by(ApprovalStage.opened_at, ApprovalStage.id)
    )


def waiting(tx: Session, person_id: str, electors: Collection[str]) -> list[Waiting]:
    found = tx.execute(waits_for(person_id, electors))
    return [one_that_waits(row, person_id) for row in found]


def one_that_waits(row: Row[Change, ApprovalStage, str], person_id: str) -> Waiting:
    change, stage, elector = row
    return Waiting(change=change, stage=stage, elector=elector, fills_it=elector != person_id)


def change_sheet(tx: Session, change_id: int) -> ChangeSheet | None:
    change = changes.find(tx, change_id)
    if change is None:
        return None
    every = approvals.of_change(tx, change_id)
    comments = change_comments.of_change(tx, change_id, latest=COMMENTS_SHOWN)
    shown = [stage.shown for stage in every if stage.shown and stage.revision < change.revision]
    return ChangeSheet(
        change=change,
        stages=_stages(tx, change, [it for it in every if it.revision == change.revision]),
        steps=journal.latest_of(tx, Kind.CHANGE, change_id, events=CHANGE_STEPS, limit=STEPS_SHOWN),
        card=place_of(places.card_of(tx, Kind.CHANGE, change_id)),
        exceptions=exceptions.of_change(tx, change_id),
        shown_before=shown[-1] if shown else None,
        incident=incidents.find(tx, change.incident_id) if change.incident_id else None,
        caused=causes.of_change(tx, change_id),
        touched=touched.by(tx, change),
        comments=comments,
        comment_count=change_comments.count(tx, change_id) if comments else 0,
        names=named_in(tx, [it.text for it in comments]),
    )


def _stages(tx: Session, change: Change, stages: Sequence[ApprovalStage]) -> list[StageSheet]:
    ids = [stage.id for stage in stages]
    electors, votes = approvals.electors_of(tx, ids), approvals.standing(tx, ids)
    return [
        StageSheet(
            stage=stage,
            facts=approvals.judged(change, stage, electors[stage.id], votes[stage.id]),
            votes=votes[stage.id],
        )
        for stage in stages
    ]
