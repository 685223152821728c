"""Words after /change: each does what its button does, and what is no word is what is to be changed."""

from datetime import timedelta
from typing import Any

import pytest

from desk import changes
from desk.approval import delegations
from desk.change import work
from domain.changes import ChangeState, ChangeType
from domain.errors import NotAllowed, NotFound, Refusal, WrongState
from handlers import steward
from handlers.change import pages, words
from storage.changes import Change
from tests.changes import HIGH, ask, asked, vote
from tests.handlers.scene import NOON, Scene, click, command
from tests.makers import Do
from tests.people import ANN, DEV, IVY, MAX, ORGANISATION, ZOE
from views.ids import Form, MoreOfChange

OPENS = {
    "reject": (DEV, Form.REJECT_CHANGE),
    "return": (DEV, Form.RETURN_CHANGE),
    "abstain": (DEV, Form.ABSTAIN_FROM_CHANGE),
    "alternates": (ZOE, Form.NAME_ALTERNATES),
    "edit": (MAX, Form.ASK_FOR_CHANGE),
    "cancel": (MAX, Form.CANCEL_CHANGE),
    "withdraw": (MAX, Form.CANCEL_CHANGE),
}


def now(do: Do, change: Change) -> Change:
    found: Change = do(lambda tx: tx.get(Change, change.id))
    return found


async def say(do: Do, text: str, by: Any = MAX, **more: Any) -> Scene:
    scene = Scene(do)
    await scene.play(words.change, command=command(text, by, name="/change", **more))
    return scene


@pytest.mark.parametrize("word", OPENS)
async def test_what_asks_for_more_opens_its_form(do: Do, word: str) -> None:
    change = ask(do, NOON)
    by, form = OPENS[word]
    scene = await say(do, f"{word} {change.number}", by)
    assert [beat for beat, _ in scene.said] == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == form


@pytest.mark.parametrize(
    ("word", "form", "too_early"),
    [
        ("hold", Form.HOLD_CHANGE, "Only what is scheduled can be held"),
        ("caused", Form.CHANGE_CAUSED, "has not been carried out"),
    ],
)
async def test_a_form_is_not_opened_for_what_would_be_refused(
    do: Do, word: str, form: Form, too_early: str
) -> None:
    change = ask(do, NOON)
    with pytest.raises(WrongState, match=too_early):
        await say(do, f"{word} {change.number}", MAX)
    vote(do, change, DEV, NOON)
    if word == "caused":
        begins = asked(NOON).starts_at
        do(work.start, change.id, organisation=ORGANISATION, by=MAX, at=begins)
    scene = await say(do, f"{word} {change.number}", MAX)
    assert scene.said[0][1]["callback_id"] == form


async def test_what_is_carried_out_already_is_not_given_back(do: Do) -> None:
    urgent = asked(NOON, type=ChangeType.EMERGENCY, why_urgent="It burns.", finding="A hole.")
    how = {"organisation": ORGANISATION, "by": MAX, "at": NOON, "already_started": True}
    change = do(changes.request, urgent, **how)
    with pytest.raises(WrongState, match="is being carried out: whoever does it says how it went"):
        await say(do, f"back {change.number}", ZOE)
    with pytest.raises(WrongState, match="Approve it, or reject it and say why"):
        await say(do, f"return {change.number}", IVY)
    vote(do, change, IVY, NOON)
    with pytest.raises(WrongState, match=r"No stage of .* waits for anybody"):
        await say(do, f"alternates {change.number}", ZOE)


@pytest.mark.parametrize("spelt", ["CHG-{}", "chg {}", "show chg{}"])
async def test_a_number_shows_it(do: Do, spelt: str) -> None:
    change = ask(do, NOON)
    assert "Rotate the keys" in (await say(do, spelt.format(change.id), DEV)).reads()


async def test_words_alone_are_no_vote_but_show_what_is_decided_about(do: Do) -> None:
    change = ask(do, NOON)
    scene = await say(do, f"approve {change.number}", DEV)
    assert "waits for your decision" in scene.reads()
    assert now(do, change).state is ChangeState.APPROVAL
    buttons = [each for block in scene.said[-1][1]["blocks"] for each in block.get("elements", [])]
    assert any(it.get("action_id") == "change.approve" for it in buttons)


async def test_a_substitute_is_shown_whose_place_it_is_and_others_are_refused(do: Do) -> None:
    change = ask(do, NOON)
    do(delegations.delegate, to=ANN.id, by=DEV, at=NOON)
    reads = (await say(do, f"approve {change.number}", ANN)).reads()
    assert "waits for your decision in place of" in reads
    with pytest.raises(NotAllowed, match="not among those who decide"):
        await say(do, f"approve {change.number}", ZOE)


async def test_what_is_decided_is_not_asked_about(do: Do) -> None:
    change = ask(do, NOON)
    vote(do, change, DEV, NOON)
    says = rf"Nothing waits for a decision now\. {change.number} is approved and scheduled"
    for word in ("approve", "reject", "abstain", "unvote"):
        with pytest.raises(WrongState, match=says):
            await say(do, f"{word} {change.number}", DEV)


async def test_a_manager_returns_what_was_not_sent_on_and_others_cannot(do: Do) -> None:
    change = ask(do, NOON, risk_answers=HIGH)
    scene = await say(do, f"return {change.number}", ZOE)
    assert scene.said[0][1]["callback_id"] == Form.GIVE_CHANGE_BACK
    with pytest.raises(NotAllowed):
        await say(do, f"return {change.number}", DEV)
    scene = await say(do, f"send {change.number}", ZOE)
    assert "Waiting for approval" in scene.reads()


@pytest.mark.parametrize("word", ["approve", "start", "edit", "risk", "free"])
async def test_a_word_without_a_number_asks_which(do: Do, word: str) -> None:
    with pytest.raises(WrongState, match=f"such as /change {word} CHG-12"):
        await say(do, word)


async def test_what_is_no_word_is_the_title(do: Do) -> None:
    for text in ("rotate the keys", "start the new server", "list all the assets anew"):
        scene = await say(do, text)
        assert scene.said[0][1]["callback_id"] == Form.ASK_FOR_CHANGE
        assert scene.said[0][1]["blocks"][0]["element"]["initial_value"] == text


async def test_an_emergency_takes_its_title_along(do: Do) -> None:
    scene = await say(do, "emergency restart the balancer")
    assert scene.said[0][1]["title"]["text"] == "Emergency change"
    assert scene.said[0][1]["blocks"][0]["element"]["initial_value"] == "restart the balancer"


@pytest.mark.parametrize("word", ["list", "mine", "waiting", "calendar", "help", "delegate"])
async def test_words_alone_answer_at_once(do: Do, word: str) -> None:
    ask(do, NOON)
    scene = await say(do, word, DEV)
    assert [beat for beat, _ in scene.said] == ["ack"]


async def test_what_waits_is_listed_with_its_age_and_deadline(do: Do) -> None:
    change = ask(do, NOON)
    reads = (await say(do, "waiting", DEV)).reads()
    assert "1 change waits for your decision" in reads
    assert f"{change.number} · Rotate the keys" in reads
    assert "Peer review waits since 2026-03-02 12:00 UTC, by 2026-03-03 12:00 UTC" in reads
    assert "Nothing waits" in (await say(do, "waiting", MAX)).reads()


async def test_the_calendar_is_the_readers_own_week(do: Do) -> None:
    ask(do, NOON)
    reads = (await say(do, "calendar", DEV)).reads()
    assert "Changes from 2 Mar to 8 Mar 2026" in reads
    assert "Tuesday, 3 Mar" in reads
    scene = Scene(do)
    await scene.play(pages.turn_page, click=click("calendar 1", DEV))
    assert "Nothing is planned in this week." in scene.reads()


async def test_lists_are_turned_page_by_page(do: Do) -> None:
    for at in range(10):
        ask(do, NOON + timedelta(minutes=at), title=f"Change {at}", service=None)
    first = await say(do, "list")
    assert "Change 0" in first.reads()
    turn = first.said[-1][1]["blocks"][-1]["elements"][-1]
    scene = Scene(do)
    assert await scene.play(pages.turn_page, click=click(turn["value"], MAX)) == [
        "ack",
        "instead",
    ]
    assert "Change 9" in scene.reads()
    assert "Change 0" not in scene.reads()
    assert "First page" in scene.reads()


async def test_a_substitute_is_named_by_mention_and_taken_back(do: Do) -> None:
    scene = await say(do, "delegate @ann.berger", ZOE, mentions=(ANN.id,))
    assert scene.said[0][1]["blocks"][0]["element"]["initial_user"] == ANN.id


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("delegate @nobody", "I know nobody called @nobody. Choose a person from the list"),
        ("delegate ann", "with an @ who decides for you, such as /change delegate @Ann"),
    ],
)
async def test_a_substitute_whom_nobody_knows_is_not_taken(do: Do, text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        await say(do, text, ZOE)


async def test_free_windows_are_offered_to_who_may_edit(do: Do) -> None:
    change = ask(do, NOON)
    reads = (await say(do, f"free {change.number}")).reads()
    assert reads.count("Take it") == 3
    with pytest.raises(NotAllowed):
        await say(do, f"free {change.number}", DEV)


async def test_the_risk_is_explained_answer_by_answer(do: Do) -> None:
    change = ask(do, NOON, risk_answers=HIGH)
    reads = (await say(do, f"risk {change.number}", DEV)).reads()
    assert "🟠 High" in reads
    assert "there is no way back (F2)" in reads
    assert "3 · How is it undone? Not at all, or it is impossible" in reads


async def test_a_menu_of_another_version_says_so(do: Do) -> None:
    with pytest.raises(NotFound, match="another version"):
        await Scene(do).play(words.choose, click=click("gone CHG-1", MAX))


async def test_everything_in_a_menu_is_answered(do: Do) -> None:
    assert set(words.MENU) == set(MoreOfChange)


async def test_what_does_not_exist_is_not_found(do: Do) -> None:
    with pytest.raises(NotFound, match="There is no CHG-999"):
        await say(do, "CHG-999")


async def test_steward_change_is_the_same(do: Do) -> None:
    change = ask(do, NOON)
    scene = Scene(do)
    said = command(f"change {change.number}", DEV, name="/steward")
    await scene.play(steward.steward, command=said)
    assert "Rotate the keys" in scene.reads()
