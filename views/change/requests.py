"""The request to decide, as an elector gets it: made to be answered between two meetings, on a phone."""

from collections.abc import Sequence

from domain.approvals import StageState
from domain.organisation import Organisation
from domain.text import clean_line, cut
from storage.approvals import ApprovalStage, Ballot
from storage.change.sheets import ChangeSheet, StageSheet
from storage.changes import Change
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    facts,
    header,
    markdown,
    mention,
    moment,
    plain,
    section,
    window,
)
from views.change import risks
from views.change.buttons import details_button, more_of_request, paper, vote_buttons
from views.change.conflicts import conflicts, rule_set_aside
from views.change.differences import since_shown
from views.change.emergencies import emergency, urgency
from views.change.touched import touched
from views.change.words import CHOICES, TYPES
from views.changes import headline
from views.ids import Button
from views.stages import decided_by, people, progress

SHOWN = 250
"""Of each text: the rest is one press away."""


def request(
    sheet: ChangeSheet,
    stage: ApprovalStage,
    reader_id: str,
    organisation: Organisation,
    *,
    instead_of: Sequence[str] = (),
) -> Content:
    """What this reader is asked, or what became of it. `instead_of`: whose places they may fill now."""
    change = sheet.change
    waits = sheet.undecided
    if waits is None or waits.stage.id != stage.id:
        return _over(sheet, stage, reader_id)
    voted = next((vote for vote in waits.votes if vote.voter_id == reader_id), None)
    if vote := voted or _taken(waits, reader_id):
        return _answered(sheet, waits, vote, reader_id)
    deciders = waits.facts.electors
    absent = [it for it in instead_of if it in deciders]
    if reader_id not in deciders and not absent:
        return _told(change, f"Others decide *{escaped(stage.name)}* of *{change.number}* by now.")
    asks = f"*{escaped(stage.name)}* of *{change.number}* waits for your decision"
    if reader_id not in deciders:
        asks += f" in place of {people(absent)}"
    asks += f", {decided_by(change, stage.opened_at, organisation)}."
    if stage.state is StageState.BLOCKED:
        asks = f"*{escaped(stage.name)}* of *{change.number}* is blocked: a change manager names who else decides."
    blocks = [
        section(markdown(asks)),
        *brief(sheet, waits, organisation),
        actions([*vote_buttons(sheet), details_button(change), more_of_request(sheet)]),
    ]
    return {"text": f"{change.number} waits for you: {escaped(change.title)}", "blocks": blocks}


def brief(sheet: ChangeSheet, stage: StageSheet, organisation: Organisation) -> list[Block]:
    """What, when, how risky, how it is undone: enough to decide."""
    change = sheet.change
    return [
        header(headline(change)),
        facts(
            [
                markdown(f"*Window*\n{window(change.starts_at, change.ends_at)}"),
                markdown(f"*Risk*\n{risks.in_words(change)}"),
            ]
        ),
        section(plain(cut(change.reason, SHOWN))),
        *urgency(change),
        *emergency(sheet),
        *touched(sheet.touched, organisation),
        context([markdown("*Back-out*"), plain(cut(clean_line(change.back_out), SHOWN))]),
        *since_shown(change, sheet.shown_before),
        *conflicts(change),
        *_set_aside(sheet),
        context(
            [
                markdown(
                    f"{progress(stage)} · {TYPES[change.type]} by {mention(change.requester_id)}"
                    + (f" · {escaped(change.service)}" if change.service else "")
                )
            ]
        ),
    ]


def _set_aside(sheet: ChangeSheet) -> list[Block]:
    return [
        context(
            [
                markdown(f"{rule_set_aside(it.what)} would be set aside:"),
                plain(f"“{cut(clean_line(it.reason), SHOWN)}”"),
            ]
        )
        for it in sheet.exceptions
    ]


def _taken(stage: StageSheet, reader_id: str) -> Ballot | None:
    """The vote that somebody else has cast for this reader."""
    return next((vote for vote in stage.votes if vote.elector_id == reader_id), None)


def _answered(sheet: ChangeSheet, stage: StageSheet, vote: Ballot, reader_id: str) -> Content:
    """It has the reader's vote, and is not decided yet."""
    change = sheet.change
    said = f"{_voted(vote, f'*{change.number}*', reader_id)} · {moment(vote.at)}"
    take_back = []
    if vote.voter_id == reader_id:
        take_back.append(button("Take back", Button.TAKE_VOTE_BACK, paper(change, stage)))
    return {
        "text": f"{change.number} has your vote: {escaped(change.title)}",
        "blocks": [
            section(markdown(said)),
            section(plain(headline(change))),
            context([markdown(f"*{escaped(stage.stage.name)}*: {progress(stage)}")]),
            actions([*take_back, details_button(change)]),
        ],
    }


def _over(sheet: ChangeSheet, stage: ApprovalStage, reader_id: str) -> Content:
    """Nobody is asked by this message any more: what became of it, and of the reader's vote."""
    change = sheet.change
    its = next((it for it in sheet.stages if it.stage.id == stage.id), None)
    said = _ENDED[stage.state].format(stage=escaped(stage.name), number=change.number)
    mine = (
        next((it for it in its.votes if reader_id in (it.voter_id, it.elector_id)), None)
        if its
        else None
    )
    if mine is not None:
        said += f" {_voted(mine, 'it', reader_id)} on {moment(mine.at)}."
    return _told(change, said)


def _voted(vote: Ballot, what: str, reader_id: str) -> str:
    """`You approved CHG-7`, with whose place was filled."""
    hand = "You" if vote.voter_id == reader_id else mention(vote.voter_id)
    said = f"{hand} {CHOICES[vote.choice]} {what}"
    if vote.elector_id == vote.voter_id:
        return said
    return f"{said} for {'you' if vote.elector_id == reader_id else mention(vote.elector_id)}"


def _told(change: Change, said: str) -> Content:
    """Nothing is to be pressed but the way to the change."""
    return {
        "text": f"{change.number}: {escaped(change.title)}",
        "blocks": [
            section(markdown(said)),
            section(plain(headline(change))),
            actions([details_button(change)]),
        ],
    }


_ENDED = {
    StageState.PLANNED: "*{stage}* of *{number}* is not asked yet.",
    StageState.OPEN: "*{stage}* of *{number}* is asked anew.",
    StageState.BLOCKED: "*{stage}* of *{number}* is blocked.",
    StageState.APPROVED: "✅ *{stage}* approved *{number}*.",
    StageState.REJECTED: "🔴 *{stage}* rejected *{number}*.",
    StageState.SUPERSEDED: "*{number}* was changed or given back. If you are asked anew, that comes by itself.",
    StageState.EXPIRED: "Nobody decided *{number}* in time: it is with its requester again.",
    StageState.LAPSED: "*{number}* was not started in time, and its approval has lapsed.",
    StageState.WITHDRAWN: "*{number}* is no longer asked for. Nothing is to be decided.",
}
