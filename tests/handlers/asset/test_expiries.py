"""What runs out, as people list it and see to it in Slack."""

from datetime import date, timedelta

import pytest

from domain.asset.expiries import Expiry
from domain.errors import NotFound
from domain.people import Person
from handlers import FORMS
from handlers.asset import expiries, words
from handlers.inputs import Submission
from storage.asset.expiries import find
from storage.assets import Asset
from tests.assets import again, make_asset
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do
from tests.people import BEN, MAX
from views.ids import Button, Form, SeeToExpiry

TODAY = NOON.date()


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


async def listed(scene: Scene, by: Person = BEN) -> str:
    said = command("expiring", by, name="/asset")
    await scene.play(words.asset, command=said)
    return scene.reads()


async def chosen(scene: Scene, choice: str, asset: Asset, by: Person = BEN) -> list[str]:
    press = click(f"{choice} warranty {asset.number}", by, action=Button.SEE_TO_EXPIRY)
    return await scene.play(expiries.ACTIONS[Button.SEE_TO_EXPIRY], click=press)


async def test_what_runs_out_is_listed_page_by_page(scene: Scene, do: Do) -> None:
    assert "Nothing of any asset runs out" in await listed(scene)
    for number in range(12):
        day = TODAY + timedelta(days=number)
        make_asset(do, NOON, f"laptop {number:02}", warranty_until=day)
    shown = await listed(scene)
    assert "Warranty until 2 Mar 2026, the last day is today" in shown
    assert "laptop 09" in shown
    assert "laptop 10" not in shown
    last = TODAY + timedelta(days=9)
    tenth = do(lambda tx: tx.query(Asset).filter_by(name="laptop 09").one())
    value = f"{last} warranty {tenth.number}"
    press = click(value, BEN, action=Button.NEXT_PAGE_OF_EXPIRIES)
    await scene.play(expiries.turn_page, click=press)
    assert "laptop 11" in scene.reads()
    await scene.play(
        expiries.turn_page, click=click("x", BEN, action=Button.FIRST_PAGE_OF_EXPIRIES)
    )
    assert "laptop 00" in scene.reads()


async def test_it_is_renewed_in_a_form(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, warranty_until=TODAY)
    assert await chosen(scene, SeeToExpiry.RENEWED, asset) == ["form", "ack"]
    assert "Warranty: until 2 Mar 2026 so far" in str(scene.said[0][1])
    until = date(2029, 3, 1)
    submission = Submission(
        form=Form.RENEW_ASSET,
        metadata=scene.said[0][1]["private_metadata"],
        values=filled(renewed_until=until),
        actor=BEN,
        now=NOON,
    )
    assert await scene.play(FORMS[Form.RENEW_ASSET], submission=submission) == ["ack"]
    assert again(do, asset).warranty_until == until


async def test_somebody_sees_to_it_or_wants_to_hear_later(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, warranty_until=TODAY, owner_id=MAX.id)
    assert await chosen(scene, SeeToExpiry.LATER, asset, by=MAX) == ["ack", "privately"]
    later = do(find, asset.id, Expiry.WARRANTY)
    assert later.again_on == TODAY + timedelta(days=7)
    assert await chosen(scene, SeeToExpiry.PROMISED, asset, by=MAX) == ["ack", "privately"]
    assert do(find, asset.id, Expiry.WARRANTY).silenced_by == MAX.id
    assert await chosen(scene, SeeToExpiry.DETAILS, asset) == ["ack", "privately"]
    assert await chosen(scene, SeeToExpiry.CHANGE, asset) == ["form", "ack"]


async def test_a_menu_of_another_version_is_told_as_such(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, warranty_until=TODAY)
    press = click(f"promised soul {asset.number}", BEN, action=Button.SEE_TO_EXPIRY)
    with pytest.raises(NotFound, match="another version"):
        await scene.play(expiries.ACTIONS[Button.SEE_TO_EXPIRY], click=press)
