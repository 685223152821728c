"""What can be done with a change now: its buttons, and its menus."""

from collections.abc import Callable, Mapping, Sequence

from domain.access import Can, may
from domain.approvals import Choice, StageState
from domain.change.times import Due
from domain.changes import STEPS, ChangeState, ChangeStep
from domain.people import Person
from storage.change.sheets import ChangeSheet, StageSheet
from storage.changes import Change
from views.blocks import Block, button, menu, overflow
from views.ids import Button, MoreOfChange

EDITABLE = (
    ChangeState.DRAFT,
    ChangeState.REJECTED,
    ChangeState.ASSESSMENT,
    ChangeState.APPROVAL,
    ChangeState.SCHEDULED,
)


NOT_YET_APPROVED = tuple(it for it in EDITABLE if it is not ChangeState.SCHEDULED)


def paper(change: Change, stage: StageSheet) -> str:
    """What a vote is about: the stage and what was shown in it, before the change's number."""
    return f"{stage.stage.id}:{stage.stage.digest} {change.number}"


def vote_buttons(sheet: ChangeSheet) -> list[Block]:
    """For those who decide, while a stage is open."""
    change, stage = sheet.change, sheet.undecided
    if stage is None or stage.stage.state is not StageState.OPEN:
        return []
    about = paper(change, stage)
    buttons = [
        button("Approve", Button.APPROVE_CHANGE, about, style="primary"),
        button("Reject", Button.REJECT_CHANGE, about, style="danger"),
    ]
    if not change.retrospective:
        buttons.append(button("Request changes", Button.RETURN_CHANGE, about))
    return buttons


def readers_buttons(sheet: ChangeSheet, reader: Person) -> list[Block]:
    """For this one reader: what they may decide, and what comes next where it is theirs."""
    return [*(vote_buttons(sheet) if sheet.has_say else []), *step_buttons(sheet, reader)]


def step_buttons(sheet: ChangeSheet, reader: Person | None = None) -> list[Block]:
    """What comes next, whoever's it is; for one `reader` what is theirs of it."""
    change, stage = sheet.change, sheet.undecided
    shown = list(_STEPS.get(change.state, ()))
    if change.state is ChangeState.SCHEDULED:
        shown = _of_scheduled(change)
    if change.state is ChangeState.REVIEW and (stage is not None or change.left_open):
        shown = []  # it is judged and completed first
    if change.left_open and change.is_completed_late:
        shown.append(("Complete it", Button.COMPLETE_CHANGE, None))
    if stage is not None and stage.stage.state is StageState.BLOCKED:
        shown.append(("Name who else decides", Button.NAME_ALTERNATES, "primary"))
    return [
        button(label, action, change.number, style=style)
        for label, action, style in shown
        if reader is None or _STEP_IS_FOR[action](sheet, reader)
    ]


def details_button(change: Change) -> Block:
    return button("Details", Button.SHOW_CHANGE, change.number)


def more(sheet: ChangeSheet, reader: Person | None = None) -> Block:
    """The card's menu: the first things of the rest that apply now, and the way to all of them."""
    some = _options(sheet, _ALL_BUT_ITSELF, reader)[: MOST_ON_CARD - 1]
    return overflow(
        Button.MORE_OF_CHANGE, [*some, (f"{MoreOfChange.ALL} {sheet.change.number}", "More…")]
    )


def more_of_request(sheet: ChangeSheet) -> Block:
    """What an elector may want besides."""
    which = (MoreOfChange.ABSTAIN, MoreOfChange.RISK, MoreOfChange.TIMELINE)
    return overflow(Button.MORE_OF_CHANGE, _options(sheet, which))


def everything_else(sheet: ChangeSheet, reader: Person) -> Block:
    """The details' menu: all of the rest that this reader may do now."""
    return menu(Button.MORE_OF_CHANGE, "More…", _options(sheet, _ALL_BUT_ITSELF, reader))


MOST_ON_CARD = 5

_Shown = tuple[str, Button, str | None]
_STEPS: Mapping[ChangeState, Sequence[_Shown]] = {
    ChangeState.DRAFT: (("Edit and ask again", Button.EDIT_CHANGE, "primary"),),
    ChangeState.REJECTED: (("Edit and ask again", Button.EDIT_CHANGE, "primary"),),
    ChangeState.ASSESSMENT: (
        ("Send to approvers", Button.SEND_CHANGE, "primary"),
        ("Give back", Button.GIVE_CHANGE_BACK, None),
    ),
    ChangeState.IMPLEMENTING: (("Done", Button.FINISH_CHANGE, "primary"),),
    ChangeState.REVIEW: (("Review", Button.REVIEW_CHANGE, "primary"),),
}


def _of_scheduled(change: Change) -> list[_Shown]:
    """Start shows once its window is about to begin, which is said then."""
    if change.hold_reason is not None:
        return [("Release", Button.RELEASE_CHANGE, "primary")]
    return [("Start", Button.START_CHANGE, "primary")] if Due.START in change.said else []


def _always(_: ChangeSheet) -> bool:
    return True


def _is_open(sheet: ChangeSheet) -> bool:
    return sheet.undecided is not None and sheet.undecided.stage.state is StageState.OPEN


def _has_votes(sheet: ChangeSheet) -> bool:
    return sheet.undecided is not None and bool(sheet.undecided.votes)


def _was_approved(sheet: ChangeSheet) -> bool:
    has_decided = any(it.stage.state is StageState.APPROVED for it in sheet.stages)
    return has_decided and not sheet.change.retrospective and not sheet.change.is_over


_IsFor = Callable[[ChangeSheet, Person], bool]


def _who_may(can: Can) -> _IsFor:
    return lambda sheet, reader: may(reader, can, sheet.change)


def manages(sheet: ChangeSheet, reader: Person) -> bool:
    """A change manager does this, and not with what they asked for."""
    return may(reader, Can.MANAGE_CHANGE) and reader.id != sheet.change.requester_id


def _reviews(sheet: ChangeSheet, reader: Person) -> bool:
    return may(reader, Can.REVIEW_CHANGE) and reader.id != sheet.change.implementer_id


def _has_voted(sheet: ChangeSheet, reader: Person) -> bool:
    stage = sheet.undecided
    return stage is not None and any(vote.voter_id == reader.id for vote in stage.votes)


def _has_approved(sheet: ChangeSheet, reader: Person) -> bool:
    decided = [it for it in sheet.stages if it.stage.state is StageState.APPROVED]
    votes = [vote for stage in decided for vote in stage.votes]
    return any(it.voter_id == reader.id and it.choice is Choice.APPROVE for it in votes)


def _tells_causes(sheet: ChangeSheet, reader: Person) -> bool:
    return may(reader, Can.LINK_INCIDENT) or may(reader, Can.EDIT_CHANGE, sheet.change)


def _anybody(_: ChangeSheet, __: Person) -> bool:
    return True


_edits = _who_may(Can.EDIT_CHANGE)
_carries_out = _who_may(Can.CARRY_OUT_CHANGE)

_STEP_IS_FOR: Mapping[Button, _IsFor] = {
    Button.EDIT_CHANGE: _edits,
    Button.SEND_CHANGE: manages,
    Button.GIVE_CHANGE_BACK: _who_may(Can.MANAGE_CHANGE),
    Button.START_CHANGE: _carries_out,
    Button.FINISH_CHANGE: _carries_out,
    Button.COMPLETE_CHANGE: _edits,
    Button.RELEASE_CHANGE: _edits,
    Button.REVIEW_CHANGE: _reviews,
    Button.NAME_ALTERNATES: manages,
}
_MORE_IS_FOR: Mapping[MoreOfChange, _IsFor] = {
    MoreOfChange.ABSTAIN: lambda sheet, _: sheet.has_say,
    MoreOfChange.TAKE_BACK: _has_voted,
    MoreOfChange.EDIT: _edits,
    MoreOfChange.HOLD: _edits,
    MoreOfChange.RELEASE: _edits,
    MoreOfChange.ALTERNATES: manages,
    MoreOfChange.REVOKE: _has_approved,
    MoreOfChange.CANCEL: _who_may(Can.CANCEL_CHANGE),
    MoreOfChange.CAUSED: _tells_causes,
    MoreOfChange.SLOTS: _edits,
    MoreOfChange.IMPACT: _anybody,
    MoreOfChange.RISK: _anybody,
    MoreOfChange.TIMELINE: _anybody,
}
_MORE: Mapping[MoreOfChange, tuple[str, Callable[[ChangeSheet], bool]]] = {
    MoreOfChange.ABSTAIN: ("Abstain…", _is_open),
    MoreOfChange.TAKE_BACK: ("Take my vote back", _has_votes),
    MoreOfChange.EDIT: ("Edit…", lambda sheet: sheet.change.state in EDITABLE),
    MoreOfChange.HOLD: (
        "Hold…",
        lambda sheet: (
            sheet.change.state is ChangeState.SCHEDULED and sheet.change.hold_reason is None
        ),
    ),
    MoreOfChange.RELEASE: (
        "Release",
        lambda sheet: (
            sheet.change.hold_reason is not None
            and sheet.change.state is not ChangeState.SCHEDULED  # there it has a button
        ),
    ),
    MoreOfChange.ALTERNATES: (
        "Name who else decides…",
        lambda sheet: sheet.undecided is not None,
    ),
    MoreOfChange.REVOKE: ("Take my approval back…", _was_approved),
    MoreOfChange.CANCEL: (
        "Withdraw it…",
        lambda sheet: sheet.change.state in STEPS[ChangeStep.CANCEL],
    ),
    MoreOfChange.CAUSED: (
        "It caused an incident…",
        lambda sheet: (
            sheet.change.state in (ChangeState.IMPLEMENTING, ChangeState.REVIEW, ChangeState.CLOSED)
        ),
    ),
    MoreOfChange.SLOTS: (
        "Next free windows",
        lambda sheet: sheet.change.state in EDITABLE,
    ),
    MoreOfChange.IMPACT: (
        "What fails with it…",
        lambda sheet: bool(sheet.change.assets) and sheet.change.state in NOT_YET_APPROVED,
    ),
    MoreOfChange.RISK: ("Why this risk", _always),
    MoreOfChange.TIMELINE: ("Timeline", _always),
}
_ALL_BUT_ITSELF = tuple(each for each in MoreOfChange if each is not MoreOfChange.ALL)


def _options(
    sheet: ChangeSheet, which: Sequence[MoreOfChange], reader: Person | None = None
) -> list[tuple[str, str]]:
    change, stage = sheet.change, sheet.undecided
    about = paper(change, stage) if stage else change.number
    return [
        (f"{each} {about}", _MORE[each][0])
        for each in which
        if _MORE[each][1](sheet) and (reader is None or _MORE_IS_FOR[each](sheet, reader))
    ]
