"""Deciding about a change as people meet it: a press is a vote on just what was shown with the button."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from desk import changes
from desk.approval import deciders, votes
from domain.approvals import Choice, StageState
from domain.changes import ChangeState, stands
from domain.errors import NotFound, WrongState
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers.change.pages import page_of
from handlers.changes import show_again, show_one
from handlers.inputs import Click, Submission
from handlers.shapes import opening, submitting
from handlers.tools import Ack, Do, Handler, Read, Show
from storage.change.sheets import ChangeSheet
from storage.changes import Change
from views.change import forms
from views.change.buttons import paper
from views.change.requests import request
from views.ids import Button, Field, Form

_PAPER = re.compile(r"(?:.* )?([0-9]{1,18}):([0-9a-f]{16}) CHG-[0-9]{1,19}")


def _paper(about: str) -> tuple[int, str]:
    """The stage a vote is cast in, and the fingerprint of what was shown. Raises NotFound."""
    found = _PAPER.fullmatch(about)
    if found is None:
        raise NotFound("There is no such request. /change waiting shows what waits for you.")
    return int(found[1]), found[2]


async def approve(
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    stage_id, digest = _paper(click.value)
    await do(
        votes.vote,
        stage_id,
        choice=Choice.APPROVE,
        digest=digest,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    if click.chosen == "waiting":  # pressed in the list of what waits: it goes on
        await show.instead(await page_of("waiting", "", click, read, organisation))
    elif click.chosen != "home":  # a Home is brought up to date where it stands
        await show_again(click, read, show, organisation, home)


async def take_back(
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    stage_id, _ = _paper(click.value)
    await do(
        votes.withdraw_vote,
        stage_id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    await show_again(click, read, show, organisation, home)


_Form = Callable[[Change, str], Mapping[str, Any]]


def _asking_why(form: _Form, question: Callable[..., tuple[Change, str]]) -> Handler:
    """The form that a no, an abstention or a wish wants, about what was shown with the button."""

    async def opens(click: Click, read: Read, ack: Ack, show: Show) -> None:
        about = click.value.partition(" ")[2] if click.value.count(" ") > 1 else click.value
        stage_id, digest = _paper(about)
        change, _ = await read(question, stage_id, digest=digest, by=click.actor, at=click.now)
        await show.form(form(change, about))
        await ack()

    return opens


def _asking_by_word(opens: Handler) -> Handler:
    """The same after a command, about what is shown now: the form tells what it is."""

    async def opens_now(click: Click, read: Read, ack: Ack, show: Show) -> None:
        sheet = await read(changes.show, click.change_id)
        await opens(replace(click, value=_waits(sheet)), read, ack, show)

    return opens_now


async def show_request(click: Click, read: Read, ack: Ack, organisation: Organisation) -> None:
    """`/change approve CHG-7`: words alone are no vote, so what is decided about is shown, with its buttons."""
    sheet = await read(changes.show, click.change_id)
    stage_id, digest = _paper(_waits(sheet))
    _, elector = await read(votes.to_decide, stage_id, digest=digest, by=click.actor, at=click.now)
    stage = next(it.stage for it in sheet.stages if it.stage.id == stage_id)
    await ack(request(sheet, stage, click.actor.id, organisation, instead_of=[elector]))


async def return_by_word(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """A change manager gives back what has not been sent on yet; who decides asks for changes."""
    sheet = await read(changes.show, click.change_id)
    is_assessed = sheet.change.state is ChangeState.ASSESSMENT
    opens = open_give_back_form if is_assessed else _ask_changes_by_word
    given = (click, read, ack, show)
    await (opens(*given, organisation) if is_assessed else opens(*given))


async def withdraw_by_word(
    click: Click, do: Do, read: Read, ack: Ack, organisation: Organisation, home: str
) -> None:
    """`/change unvote CHG-7`."""
    sheet = await read(changes.show, click.change_id)
    stage_id, _ = _paper(_waits(sheet))
    await do(
        votes.withdraw_vote,
        stage_id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await show_one(click, read, ack, organisation, home)


def _waits(sheet: ChangeSheet) -> str:
    """What a vote would be about now. Raises WrongState where nothing waits."""
    change, stage = sheet.change, sheet.undecided
    if stage is None:
        says = stands(change.state, number=change.number)
        raise WrongState(f"Nothing waits for a decision now. {says}")
    if stage.stage.state is not StageState.OPEN:
        raise WrongState(
            f"Nobody can decide “{stage.stage.name}” of {change.number}: a change manager names who else does."
        )
    return paper(change, stage)


async def submit_rejection(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await _vote(submission, Choice.REJECT, do, organisation)
    await ack()


async def submit_abstention(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await _vote(submission, Choice.ABSTAIN, do, organisation)
    await ack()


async def _vote(submission: Submission, choice: Choice, do: Do, organisation: Organisation) -> None:
    stage_id, digest = _paper(submission.metadata)
    await do(
        votes.vote,
        stage_id,
        choice=choice,
        digest=digest,
        comment=submission.values.text(Field.VOTE_COMMENT),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )


async def submit_wish(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    """Request changes: it goes back to its requester."""
    stage_id, digest = _paper(submission.metadata)
    await do(
        votes.ask_for_changes,
        stage_id,
        digest=digest,
        comment=submission.values.text(Field.VOTE_COMMENT),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


open_reject_form = _asking_why(forms.reject_form, votes.to_decide)
open_return_form = _asking_why(forms.return_form, votes.to_ask_for_changes)
open_abstain_form = _asking_why(forms.abstain_form, votes.to_decide)
reject_by_word = _asking_by_word(open_reject_form)
abstain_by_word = _asking_by_word(open_abstain_form)
_ask_changes_by_word = _asking_by_word(open_return_form)

open_give_back_form = opening(
    changes.to_give_back, lambda found, _: forms.give_back_form(found), Kind.CHANGE
)
open_alternates_form = opening(
    deciders.to_name_alternates, lambda found, _: forms.alternates_form(found[0]), Kind.CHANGE
)
open_revoke_form = opening(votes.to_revoke, lambda found, _: forms.revoke_form(found), Kind.CHANGE)

submit_giving_back = submitting(
    changes.give_back, lambda values: {"why": values.text(Field.RETURN_REASON)}, Kind.CHANGE
)
submit_alternates = submitting(
    deciders.name_alternates,
    lambda values: {"alternates": values.people(Field.ALTERNATES)},
    Kind.CHANGE,
)
submit_revocation = submitting(
    votes.revoke, lambda values: {"why": values.text(Field.REVOKE_REASON)}, Kind.CHANGE
)

ACTIONS: Mapping[str, Handler] = {
    Button.APPROVE_CHANGE: approve,
    Button.REJECT_CHANGE: open_reject_form,
    Button.RETURN_CHANGE: open_return_form,
    Button.TAKE_VOTE_BACK: take_back,
    Button.GIVE_CHANGE_BACK: open_give_back_form,
    Button.NAME_ALTERNATES: open_alternates_form,
}
FORMS: Mapping[str, Handler] = {
    Form.REJECT_CHANGE: submit_rejection,
    Form.RETURN_CHANGE: submit_wish,
    Form.ABSTAIN_FROM_CHANGE: submit_abstention,
    Form.GIVE_CHANGE_BACK: submit_giving_back,
    Form.NAME_ALTERNATES: submit_alternates,
    Form.REVOKE_APPROVAL: submit_revocation,
}
