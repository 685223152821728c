"""The form that asks for a change: what a small one needs comes first, and nothing typed is ever lost."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.change.risk import Question
from domain.change.windows import Window
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors
from handlers.change import asks
from handlers.inputs import Click, OpenView, Submission
from storage.changes import Change
from tests.changes import ask
from tests.handlers.scene import NOON, Scene, click, filled
from tests.makers import Do
from tests.people import MAX, ORGANISATION, ZOE
from tests.visitor import visible_text
from views.change.ask_forms import Asking
from views.change.ask_parts import FIELD_OF

DAY = timedelta(days=1)
FIRST = {
    "title": "Rotate the keys",
    "reason": "They are a year old.",
    "service": ("option", "Web shop"),
    "assets": "shop-1, , shop-2 ",
    "starts_at": NOON + DAY,
    "ends_at": NOON + DAY + timedelta(hours=1),
    "implementation": "Make new keys.",
    "back_out": "Switch back.",
}
ANSWERED = {str(field): ("option", "0") for field in FIELD_OF.values()}
FROZEN = replace(
    ORGANISATION,
    freezes=(
        Window(
            name="Closing of the year",
            zone=ZoneInfo("Europe/Berlin"),
            begins=datetime(2026, 3, 3),  # noqa: DTZ001  local, as a freeze has it
            lasts=timedelta(days=2),
        ),
    ),
)


def the_change(do: Do) -> Change:
    found: Change = do(lambda tx: tx.scalars(select(Change).order_by(Change.id.desc())).first())
    return found


async def submit(
    do: Do, asking: Asking, by: Any = MAX, organisation: Any = ORGANISATION, **values: Any
) -> Any:
    """Send the form; answers the form that came in its place, or None when it was taken."""
    scene = Scene(do)
    submission = Submission(
        form="x",
        metadata=asking.written(),
        values=filled(**values),
        actor=by,
        now=NOON,
    )
    await scene.play(asks.submit_asking, submission=submission, organisation=organisation)
    return scene.said[-1][1]


def fields(form: Any) -> dict[str, Any]:
    """What stands in each input of a form."""
    return {
        block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"
    }


async def test_next_shows_the_questions_above_what_was_written(do: Do) -> None:
    form = await submit(do, Asking(), **FIRST)
    assert form["submit"]["text"] == "Send"
    names = list(fields(form))
    assert names[:8] == [str(field) for field in FIELD_OF.values()]
    assert fields(form)["implementation"]["initial_value"] == "Make new keys."
    assert fields(form)["assets"]["initial_value"] == "shop-1, shop-2"
    assert "environment" not in names


async def test_what_is_missing_is_said_before_the_questions(do: Do) -> None:
    with pytest.raises(FieldErrors) as refused:
        await submit(do, Asking(), **FIRST | {"back_out": " ", "ends_at": NOON})
    assert set(refused.value.errors) == {"back_out", "ends_at"}


async def test_a_low_risk_change_is_asked_for_with_two_presses(do: Do) -> None:
    assert await submit(do, Asking(judges=True), **FIRST, **ANSWERED) is None
    change = the_change(do)
    assert change.state is ChangeState.APPROVAL
    assert change.assets == ["shop-1", "shop-2"]
    assert change.implementer_id == MAX.id


async def test_an_answer_that_is_missing_is_asked_for_on_its_question(do: Do) -> None:
    some = {name: it for name, it in ANSWERED.items() if name != "risk_l2"}
    with pytest.raises(FieldErrors) as refused:
        await submit(do, Asking(judges=True), **FIRST, **some)
    assert set(refused.value.errors) == {"risk_l2"}


async def test_what_one_does_not_know_counts_as_the_worst(do: Do) -> None:
    unknown = ANSWERED | {"risk_l3": ("option", "unknown")}
    await submit(do, Asking(judges=True), **FIRST, **unknown)
    assert the_change(do).risk_answers[Question.BACK_OUT] is None
    assert the_change(do).assessment["likelihood"] == 3


async def test_a_freeze_opens_the_field_to_override_it_and_offers_free_windows(do: Do) -> None:
    form = await submit(do, Asking(), organisation=FROZEN, **FIRST)
    assert "override" in fields(form)
    assert len(fields(form)["slot"]["options"]) == 3
    assert fields(form)["title"]["initial_value"] == "Rotate the keys"
    asking = Asking.read(form["private_metadata"])
    with pytest.raises(FieldErrors) as refused:
        await submit(do, asking, organisation=FROZEN, **FIRST)
    assert {"starts_at", "override"} == set(refused.value.errors)
    form = await submit(do, asking, organisation=FROZEN, **FIRST, override="It cannot wait.")
    assert Asking.read(form["private_metadata"]).judges


async def test_what_only_speaks_against_its_time_is_said_above_the_questions(do: Do) -> None:
    first = ask(do, NOON)
    form = await submit(do, Asking(), **FIRST)
    assert Asking.read(form["private_metadata"]).judges
    said = visible_text(form)
    assert f"⚠️ {first.number} (Rotate the keys) " in said
    assert said.index("⚠️") < said.index("How risky is it?")


async def test_a_free_window_that_is_chosen_is_its_window(do: Do) -> None:
    free = NOON + 10 * DAY
    slot = f"{int(free.timestamp())}/{int((free + DAY).timestamp())}"
    asking = Asking(judges=True, slots=(slot,))
    await submit(do, asking, **FIRST, **ANSWERED, slot=("option", slot))
    assert (the_change(do).starts_at, the_change(do).ends_at) == (free, free + DAY)


async def test_free_windows_and_details_come_into_the_open_form(do: Do) -> None:
    for handler, field in (
        (asks.find_slots, "slot"),
        (asks.show_more, "environment"),
    ):
        scene = Scene(do)
        view = OpenView(id="V1", metadata=Asking(judges=True).written(), values=filled(**FIRST))
        pressed = Click(action="x", value="x", actor=MAX, now=NOON, in_private=False, view=view)
        assert await scene.play(handler, click=pressed) == ["form again", "ack"]
        assert field in fields(scene.said[0][1])
        assert fields(scene.said[0][1])["title"]["initial_value"] == "Rotate the keys"


async def test_an_emergency_names_an_incident_or_a_finding(do: Do) -> None:
    urgent = FIRST | {"why_urgent": "Customers cannot buy.", "incident": "the printer"}
    with pytest.raises(FieldErrors) as refused:
        await submit(do, Asking(is_urgent=True), **urgent)
    assert set(refused.value.errors) == {"incident"}
    with pytest.raises(FieldErrors) as refused:
        await submit(do, Asking(is_urgent=True), **urgent | {"incident": ""})
    assert set(refused.value.errors) == {"incident"}
    found = urgent | {"incident": "", "finding": "A hole in the shop."}
    assert await submit(do, Asking(is_urgent=True), **found) is None
    assert the_change(do).type is ChangeType.EMERGENCY


async def test_the_edit_form_holds_everything_as_it_stands_and_edits_what_it_showed(do: Do) -> None:
    change = ask(do, NOON, assets=("shop-1",))
    scene = Scene(do)
    await scene.play(asks.open_edit_form, click=click(change.number, MAX))
    form = scene.said[0][1]
    assert fields(form)["risk_i1"]["initial_option"]["value"] == "0"
    assert fields(form)["environment"]["initial_option"]["value"] == "production"
    asking = Asking.read(form["private_metadata"])
    assert asking.about == change.number
    edited = FIRST | {"title": "Rotate all keys"}
    assert await submit(do, asking, **edited, **ANSWERED) is None
    assert the_change(do).title == "Rotate all keys"
    with pytest.raises(Exception, match="was edited since you opened the form"):
        await submit(do, asking, **edited, **ANSWERED)


async def test_a_free_window_opens_the_edit_form_with_it(do: Do) -> None:
    change = ask(do, NOON)
    begins = int((NOON + 3 * DAY).timestamp())
    scene = Scene(do)
    chosen = click(f"{begins}/{begins + 3600} {change.number}", MAX)
    await scene.play(asks.take_slot, click=chosen)
    assert fields(scene.said[0][1])["starts_at"]["initial_date_time"] == begins


@pytest.mark.parametrize("text", ["x" * 200, "first line\nsecond line"])
def test_a_long_text_is_what_and_why_too(text: str) -> None:
    form = asks.first_form(text, ORGANISATION, zone="UTC", is_urgent=False, at=NOON)
    assert fields(form)["reason"]["initial_value"] == text
    assert len(fields(form)["title"]["initial_value"]) <= 150


async def test_a_template_that_is_none_of_ours_is_said_to_be(do: Do) -> None:
    with pytest.raises(Exception, match="There is no template gone"):
        await Scene(do).play(asks.use_template, click=click("gone", ZOE))
