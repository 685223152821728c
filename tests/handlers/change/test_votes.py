"""A press is a vote on just what was shown with the button, and nothing else is."""

from datetime import timedelta
from typing import Any

import pytest

from domain.approvals import Choice
from domain.changes import ChangeState
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from handlers import changes as steps
from handlers.approval import votes
from handlers.inputs import Submission
from storage import approvals
from storage.changes import Change
from tests.changes import MEDIUM, ask, stage_of, vote
from tests.handlers.scene import NOON, Scene, click, filled
from tests.makers import Do
from tests.people import ANN, DEV, MAX, ZOE


def paper_of(do: Do, change: Change, digest: str = "") -> str:
    stage = stage_of(do, change)
    return f"{stage.id}:{digest or stage.digest} {change.number}"


def now(do: Do, change: Change) -> Change:
    found: Change = do(lambda tx: tx.get(Change, change.id))
    return found


async def submit(do: Do, handler: Any, about: str, by: Any, **values: Any) -> None:
    submission = Submission(form="x", metadata=about, values=filled(**values), actor=by, now=NOON)
    await Scene(do).play(handler, submission=submission)


async def test_a_press_approves_and_a_private_message_shows_what_came_of_it(do: Do) -> None:
    change = ask(do, NOON)
    scene = Scene(do)
    pressed = click(paper_of(do, change), DEV, in_private=True)
    assert await scene.play(votes.approve, click=pressed) == ["ack", "instead"]
    assert "Approved and scheduled" in scene.reads()


async def test_what_was_shown_otherwise_is_refused(do: Do) -> None:
    change = ask(do, NOON)
    stale = click(paper_of(do, change, "0" * 16), DEV)
    with pytest.raises(WrongState, match="changed after this was shown to you"):
        await Scene(do).play(votes.approve, click=stale)
    assert now(do, change).state is ChangeState.APPROVAL


@pytest.mark.parametrize("value", ["", "CHG-1", "1 CHG-1", "1:xyz CHG-1", "1:" + "0" * 16])
async def test_a_button_that_is_none_of_ours_is_not_found(do: Do, value: str) -> None:
    with pytest.raises(NotFound, match="no such request"):
        await Scene(do).play(votes.approve, click=click(value, DEV))


async def test_who_has_no_say_is_told_so(do: Do) -> None:
    change = ask(do, NOON)
    with pytest.raises(NotAllowed, match="not among those who decide"):
        await Scene(do).play(votes.approve, click=click(paper_of(do, change), ANN))
    with pytest.raises(NotAllowed, match="Someone other than the requester"):
        await Scene(do).play(votes.approve, click=click(paper_of(do, change), MAX))


@pytest.mark.parametrize("handler", ["submit_rejection", "submit_abstention", "submit_wish"])
async def test_a_no_needs_a_reason_and_keeps_the_form(do: Do, handler: str) -> None:
    change = ask(do, NOON)
    with pytest.raises(FieldErrors) as refused:
        await submit(do, getattr(votes, handler), paper_of(do, change), DEV, vote_comment=" ")
    assert set(refused.value.errors) == {"vote_comment"}


async def test_a_rejection_with_a_reason_decides(do: Do) -> None:
    change = ask(do, NOON)
    about = paper_of(do, change)
    await submit(do, votes.submit_rejection, about, DEV, vote_comment="Not at noon.")
    assert now(do, change).state is ChangeState.REJECTED


async def test_the_menus_abstain_carries_stage_and_digest_too(do: Do) -> None:
    change = ask(do, NOON)
    about = paper_of(do, change)
    scene = Scene(do)
    chosen = click(f"abstain {about}", DEV)
    assert await scene.play(votes.open_abstain_form, click=chosen) == ["form", "ack"]
    assert scene.said[0][1]["private_metadata"] == about


async def test_a_vote_is_taken_back_from_the_menu(do: Do) -> None:
    change = ask(do, NOON, risk_answers=MEDIUM)
    vote(do, change, DEV, NOON)
    stage = stage_of(do, change)
    assert stage.name == "Service owner"
    with pytest.raises(WrongState, match="You have not voted on what is decided now"):
        await Scene(do).play(votes.take_back, click=click(f"take_back {paper_of(do, change)}", ZOE))


async def test_an_approval_is_taken_back_with_a_reason(do: Do) -> None:
    change = ask(do, NOON)
    vote(do, change, DEV, NOON)
    with pytest.raises(NotAllowed, match="Only who approved"):
        await Scene(do).play(votes.open_revoke_form, click=click(change.number, ZOE))
    await submit(do, votes.submit_revocation, change.number, DEV, revoke_reason="A hole.")
    assert now(do, change).state is ChangeState.APPROVAL
    assert Choice.APPROVE not in [it.choice for it in do(_standing, change)]


def _standing(tx: Any, change: Change) -> list[Any]:
    stage = approvals.undecided(tx, change.id)
    assert stage is not None
    return list(approvals.standing(tx, [stage.id])[stage.id])


async def test_who_has_no_say_is_told_before_they_write_why(do: Do) -> None:
    change = ask(do, NOON)
    for opens in (votes.open_reject_form, votes.open_return_form, votes.open_abstain_form):
        with pytest.raises(NotAllowed, match="not among those who decide"):
            await Scene(do).play(opens, click=click(paper_of(do, change), ANN))
    stale = click(paper_of(do, change, "0" * 16), DEV)
    with pytest.raises(WrongState, match="changed after this was shown to you"):
        await Scene(do).play(votes.open_reject_form, click=stale)


async def test_a_press_in_the_list_of_what_waits_leaves_the_others_there(do: Do) -> None:
    one = ask(do, NOON)
    other = ask(
        do,
        NOON,
        title="Move the server",
        starts_at=NOON + timedelta(days=3),
        ends_at=NOON + timedelta(days=4),
    )
    pressed = click(f"waiting {paper_of(do, one)}", DEV, in_private=True)
    scene = Scene(do)
    assert await scene.play(votes.approve, click=pressed) == ["ack", "instead"]
    assert "1 change waits for your decision" in scene.reads()
    assert other.number in scene.reads()
    assert one.number + " " not in scene.reads()


async def test_the_whole_text_is_sent_as_a_file(do: Do) -> None:
    change = ask(do, NOON, implementation="Step. " * 400)
    scene = Scene(do)
    assert await scene.play(steps.send_whole, click=click(change.number, DEV)) == [
        "ack",
        "document",
    ]
    name, text = scene.said[-1][1]
    assert name == f"{change.number}.txt"
    assert "Step. " * 300 in text
