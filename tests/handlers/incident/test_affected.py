"""What an incident is about, as people choose it: in the form that raises it, and later in a form of its own."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from domain.assets import Criticality
from domain.errors import NotAllowed
from domain.people import Person
from handlers import assets
from handlers.incident import affected, reports, words
from handlers.inputs import Click, OpenView, Submission
from handlers.values import Values
from storage import incidents
from storage.incident import affected as stored
from storage.incidents import Incident
from tests.assets import AMY, PRIVATE, make_asset
from tests.handlers.incident.test_reports import make_closed
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do, make_incident
from tests.people import BEN, CHLOE, MAX
from tests.visitor import visible_text
from views.ids import Field, Form


def stands(view: Any) -> tuple[list[str], str]:
    """The numbers of the assets in the form, and the words besides."""
    fields = {it["block_id"]: it["element"] for it in view["blocks"] if it["type"] == "input"}
    picked = fields[Field.PICKED_ASSETS].get("initial_options", [])
    besides = fields[Field.AFFECTED_ASSET].get("initial_value", "")
    return [option["value"] for option in picked], besides


async def raised(do: Do, by: Person = MAX, metadata: str = "", **values: Any) -> Scene:
    scene = Scene(do)
    said = {"title": "It does not start", **values}
    await scene.play(
        reports.submit_report,
        submission=Submission(
            form=Form.RAISE_INCIDENT, metadata=metadata, values=filled(**said), actor=by, now=NOON
        ),
    )
    return scene


def latest(do: Do) -> Incident:
    def newest(tx: Any) -> Incident:
        found: Incident = tx.scalars(select(Incident).order_by(Incident.id.desc())).first()
        return found

    found: Incident = do(newest)
    return found


def about(do: Do, incident: Incident) -> list[int]:
    return sorted(do(stored.of_incident, incident.id))


async def test_what_is_picked_is_what_it_is_about(do: Do) -> None:
    one, two = make_asset(do, NOON, tag="T-1"), make_asset(do, NOON, tag="T-2")
    await raised(do, picked_assets=("options", one.number, two.number), affected_asset="the dock")
    incident = latest(do)
    assert about(do, incident) == [one.id, two.id]
    assert incident.affected_asset == "the dock"


async def test_raised_from_an_asset_s_card_it_is_about_that(do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42", service="Laptops and printers")
    scene = Scene(do)
    pressed = click(asset.number, MAX)
    assert await scene.play(assets.raise_incident, click=pressed) == ["form", "ack"]
    assert stands(scene.said[0][1]) == ([asset.number], "")


async def choosing(do: Do, *numbers: str, organisation: Any = None) -> Any:
    """The form again, after these were chosen in it."""
    scene = Scene(do)
    values = filled(title="Down", picked_assets=("options", *numbers))
    opened = OpenView(id="V1", metadata="", values=values)
    pressed = Click(
        action=Field.PICKED_ASSETS, value="", actor=MAX, now=NOON, in_private=False, view=opened
    )
    given = {"organisation": organisation} if organisation else {}
    await scene.play(reports.show_priority, click=pressed, **given)
    [(beat, view), _] = scene.said
    assert beat == "form again"
    return view


async def test_what_weighs_much_is_said_as_soon_as_it_is_chosen(do: Do) -> None:
    shop = make_asset(do, NOON, "Shop", tag="SHOP", criticality=Criticality.CRITICAL)
    mouse = make_asset(do, NOON, "Mouse", tag="MOUSE-1")
    view = await choosing(do, mouse.number, shop.number)
    assert stands(view) == ([mouse.number, shop.number], "")
    said = visible_text(view)
    assert "⚠️ SHOP · Shop · Critical: the company lives from it." in said
    assert "⚠️ MOUSE" not in said


async def test_a_number_that_was_made_up_shows_nothing_that_is_private(do: Do) -> None:
    vault = make_asset(
        do, NOON, "vault", tag="P-1", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE
    )
    view = await choosing(do, vault.number, "AST-4000000", "nonsense", organisation=PRIVATE)
    assert stands(view) == ([], "")
    assert "vault" not in visible_text(view)


async def test_two_about_one_asset_look_the_same(do: Do) -> None:
    asset = make_asset(do, NOON, tag="T-1")
    first = make_incident(do, NOON, title="No picture", assets=(asset.id,))
    scene = await raised(do, picked_assets=("options", asset.number))
    assert not scene.done
    assert f"{first.number} · No picture" in scene.reads()
    assert stands(scene.said[-1][1]) == ([asset.number], "")


async def test_what_follows_is_about_the_same(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    old = make_closed(do, assets=(asset.id,))
    scene = Scene(do)
    await scene.play(reports.open_follow_up, click=click(old.number, MAX))
    assert stands(scene.said[0][1])[0] == [asset.number]


async def opened(do: Do, incident: Incident, by: Person = BEN) -> Any:
    scene = Scene(do)
    assert await scene.play(affected.open_form, click=click(incident.number, by)) == ["form", "ack"]
    return scene.said[0][1]


async def save(do: Do, view: Any, values: Values, by: Person = BEN) -> None:
    submission = Submission(
        form=view["callback_id"],
        metadata=view["private_metadata"],
        values=values,
        actor=by,
        now=NOON,
    )
    assert await Scene(do).play(affected.submit, submission=submission) == ["ack"]


async def test_the_form_tells_what_it_is_about_and_takes_what_is_changed(do: Do) -> None:
    one, two = make_asset(do, NOON, tag="T-1"), make_asset(do, NOON, tag="T-2")
    incident = make_incident(do, NOON, assets=(one.id,), affected_asset="the dock")
    view = await opened(do, incident)
    assert stands(view) == ([one.number], "the dock")
    await save(do, view, filled(picked_assets=("options", two.number), affected_asset=""))
    assert about(do, incident) == [two.id]
    kept = do(incidents.find, incident.id)
    assert kept.affected_asset == ""


async def test_what_another_has_named_meanwhile_stays(do: Do) -> None:
    one, two = make_asset(do, NOON, tag="T-1"), make_asset(do, NOON, tag="T-2")
    incident = make_incident(do, NOON)
    mine, theirs = await opened(do, incident), await opened(do, incident, MAX)
    await save(do, mine, filled(picked_assets=("options", one.number)))
    await save(do, theirs, filled(picked_assets=("options", two.number)), MAX)
    assert about(do, incident) == [one.id, two.id]


async def test_others_are_told_who_says_it(do: Do) -> None:
    incident = make_incident(do, NOON)
    with pytest.raises(NotAllowed, match="Whoever reported"):
        await opened(do, incident, AMY)


async def test_the_form_opens_by_word(do: Do) -> None:
    incident = make_incident(do, NOON)
    scene = Scene(do)
    said = command(f"assets {incident.number}", BEN)
    assert await scene.play(words.incident, command=said) == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == Form.SAY_AFFECTED
