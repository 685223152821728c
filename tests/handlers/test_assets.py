"""/asset as people use it: found, shown, listed, written down."""

from datetime import date

import pytest

from desk.asset import custody as verbs
from desk.asset.stages import report_missing
from domain.asset.relations import RelationKind
from domain.assets import Monitoring, Status
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.people import Person
from handlers import FORMS
from handlers import assets as steps
from handlers.asset import custody as asset_custody
from handlers.asset import lists, words
from handlers.inputs import Submission
from handlers.values import Values
from storage.asset import relations
from storage.assets import Asset
from tests.assets import AMY, ORGANISATION, PRIVATE, again, make_asset, relate
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do
from tests.people import BEN, CHLOE, DEV, MAX
from views.ids import Button, Form, MoreOfAsset


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


async def says(scene: Scene, text: str, by: Person = MAX, **given: object) -> str:
    said = command(text, by, name="/asset")
    await scene.play(words.asset, command=said, **given)
    return scene.reads()


async def test_a_tag_shows_how_it_is(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42", serial="5CG1")
    for said in ("laptop-42", "5cg1", asset.number.lower(), "max's laptop", "show LAPTOP-42"):
        shown = await says(scene, said)
        assert f"{asset.number} · Max's laptop" in shown
        assert "⚪ Unknown" in shown


async def test_where_several_may_be_meant_it_asks_which(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, "laptop one")
    make_asset(do, NOON, "laptop two")
    shown = await says(scene, "laptop")
    assert "Which one is it?" in shown
    assert "laptop two" in shown


async def test_a_slip_is_forgiven_and_nothing_is_told_as_such(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, "web shop db", tag="DB-1")
    assert "DB-1" in await says(scene, "web shpo db")
    assert "I find nothing for “toaster”" in await says(scene, "toaster")


async def test_what_is_private_is_not_found(scene: Scene, do: Do) -> None:
    make_asset(
        do, NOON, "vault", tag="P-1", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE
    )
    for said in ("P-1", "history P-1", "impact P-1", "edit P-1"):
        assert "I find nothing" in await says(scene, said, organisation=PRIVATE)
    assert "vault" in await says(scene, "P-1", by=CHLOE, organisation=PRIVATE)


async def test_lists_are_narrowed_by_words(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, "laptop one", owner_id=MAX.id)
    make_asset(do, NOON, "laptop two", team_key="platform")
    assert "laptop two" in await says(scene, "list")
    for said in ("list hardware platform in_use", "list in use Platform", "list platform in-use"):
        shown = await says(scene, said)
        assert "laptop two" in shown
        assert "laptop one" not in shown
    assert "laptop one" in await says(scene, "list hardware Service desk")
    assert "none" in await says(scene, "list retirement")
    assert "laptop two" not in await says(scene, "mine")
    with pytest.raises(NotFound, match="a list of toasters"):
        await says(scene, "list toasters")


async def test_a_list_is_turned_page_by_page(scene: Scene, do: Do) -> None:
    made = [make_asset(do, NOON, f"laptop {number:02}") for number in range(12)]
    shown = await says(scene, "list")
    assert "laptop 09" in shown
    assert "laptop 10" not in shown
    press = click(f"list {made[9].id}", MAX, action=Button.NEXT_PAGE_OF_ASSETS)
    await scene.play(lists.turn_page, click=press)
    assert "laptop 11" in scene.reads()
    await scene.play(lists.turn_page, click=click("list", MAX, action=Button.FIRST_PAGE_OF_ASSETS))
    assert "laptop 00" in scene.reads()


async def test_impact_and_history_are_told(scene: Scene, do: Do) -> None:
    shop, db = make_asset(do, NOON, "shop", tag="SHOP"), make_asset(do, NOON, "db", tag="DB")
    relate(do, NOON, shop, db)
    shown = await says(scene, "impact DB")
    assert "DB → SHOP" in shown
    assert f"{shop.number} depends on it" in await says(scene, "history DB")
    for said in ("DB 2026-03-02", "DB on 2 March", "DB on today", "db on 2 mar 2026"):
        assert "Name: db" in await says(scene, f"history {said}")
    with pytest.raises(NotFound, match="not known then"):
        await says(scene, "history DB 2020-01-01")
    with pytest.raises(WrongState, match="Write it as 2026-03-01"):
        await says(scene, "history DB soonish")


async def test_who_looks_after_nothing_is_told_who_adds(scene: Scene) -> None:
    assert "Your assets: none" in await says(scene, "")
    with pytest.raises(NotAllowed, match="Agents add"):
        await scene.play(steps.open_form, click=click("new", MAX))
    await scene.play(words.asset, command=command("", BEN, name="/asset"))
    assert [beat for beat, _ in scene.said] == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == Form.KEEP_ASSET


def sent(values: Values, by: Person, metadata: str = "") -> Submission:
    return Submission(form=Form.KEEP_ASSET, metadata=metadata, values=values, actor=by, now=NOON)


LAPTOP = {
    "name": "kiosk",
    "tag": "K-1",
    "team_key": ("option", "service-desk"),
    "owner_id": ("user", BEN.id),
    "criticality": ("option", "low"),
    "environment": ("option", "production"),
    "tags": "lobby, vip",
    "warranty_until": date(2027, 3, 1),
    "fields": "memory_gb: 16\nHostname: kiosk.local",
}


async def test_a_form_writes_a_new_asset_down_and_edits_it(scene: Scene, do: Do) -> None:
    beats = await scene.play(steps.keep, submission=sent(filled(**LAPTOP), BEN))
    assert beats == ["ack"]
    assert "kiosk" in scene.reads()
    (asset,) = do(lambda tx: tx.query(Asset).all())
    assert asset.fields == {"memory_gb": 16, "hostname": "kiosk.local"}
    assert (asset.tags, str(asset.warranty_until)) == (["lobby", "vip"], "2027-03-01")
    press = click(asset.number, BEN)
    await scene.play(steps.open_edit_form, click=press)
    metadata = scene.said[0][1]["private_metadata"]
    new = filled(**LAPTOP | {"location": "Lobby"})
    await scene.play(steps.keep, submission=sent(new, BEN, metadata))
    assert again(do, asset).location == "Lobby"
    await scene.play(steps.open_edit_form, click=press)
    metadata = scene.said[0][1]["private_metadata"]
    rest = {
        "monitoring": ("option", "covered"),
        "monitoring_reason": "Prometheus",
        "support_until": date(2028, 1, 1),
        "cost": "1200",
        "supplier": "Somebody",
    }
    await scene.play(steps.keep, submission=sent(filled(**LAPTOP, **rest), BEN, metadata))
    kept = again(do, asset)
    assert (kept.monitoring, kept.monitoring_reason) == (Monitoring.COVERED, "Prometheus")
    assert (kept.cost, kept.supplier, str(kept.support_until)) == (1200, "Somebody", "2028-01-01")
    with pytest.raises(WrongState, match="was changed since"):
        await scene.play(steps.keep, submission=sent(filled(**LAPTOP), BEN, metadata))


async def test_what_is_wrong_stays_in_the_form(scene: Scene) -> None:
    wrong = filled(**LAPTOP | {"fields": "sixteen"})
    with pytest.raises(FieldErrors, match="one on a line"):
        await scene.play(steps.keep, submission=sent(wrong, BEN))


async def test_its_buttons_open_forms_that_know_what_it_is_about(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42")
    for handler in (steps.raise_incident, steps.request_change):
        press = click(asset.number, MAX)
        assert await scene.play(handler, click=press) == ["form", "ack"]
        assert "LAPTOP-42" in str(scene.said[0][1])
    for button in (Button.IMPACT_OF_ASSET, Button.HISTORY_OF_ASSET, Button.SHOW_ASSET):
        press = click(asset.number, MAX)
        assert await scene.play(steps.ACTIONS[button], click=press) == ["ack", "privately"]
        assert asset.number in scene.reads()


async def test_it_is_handed_out_by_word_and_confirmed_by_button(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, status=Status.IN_STOCK, tag="LAPTOP-42")
    said = command("out LAPTOP-42 @Max Weber", BEN, name="/asset", mentions=(MAX.id,))
    await scene.play(words.asset, command=said)
    assert "(not confirmed yet)" in scene.reads()
    await scene.play(asset_custody.accept, click=click(asset.number, MAX))
    assert again(do, asset).accepted_at == NOON
    await says(scene, "mine")
    assert "LAPTOP-42" in scene.reads()


@pytest.mark.parametrize(
    ("word", "by", "refusal"),
    [
        ("out", BEN, "is looked after by its team"),
        ("edit", BEN, "is looked after by its team"),
        ("move", BEN, "is looked after by its team"),
        ("lost", BEN, "looks after it reports it missing"),
        ("stolen", BEN, "looks after it reports it missing"),
        ("void", AMY, "takes AST-1 out of use for good"),
    ],
)
async def test_words_open_their_forms_for_who_may_fill_them_in(
    scene: Scene, do: Do, word: str, by: Person, refusal: str
) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42")
    said = command(f"{word} LAPTOP-42", by, name="/asset")
    assert await scene.play(words.asset, command=said) == ["form", "ack"]
    with pytest.raises(NotAllowed, match=refusal.replace("AST-1", asset.number)):
        await scene.play(words.asset, command=command(f"{word} LAPTOP-42", DEV, name="/asset"))


async def test_who_has_got_it_and_not_said_so_may_decline_it(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, status=Status.IN_STOCK, tag="LAPTOP-42")
    declining = command("decline LAPTOP-42", MAX, name="/asset")
    with pytest.raises(WrongState, match="You do not have"):
        await scene.play(words.asset, command=declining)
    do(verbs.check_out, asset.id, to=MAX.id, organisation=ORGANISATION, by=BEN, at=NOON)
    assert await scene.play(words.asset, command=declining) == ["form", "ack"]
    do(verbs.accept, asset.id, organisation=ORGANISATION, by=MAX, at=NOON)
    with pytest.raises(WrongState, match="Give it back"):
        await scene.play(words.asset, command=declining)


@pytest.mark.parametrize(
    ("status", "way"),
    [
        (Status.SOLD, "It stays so"),
        (Status.VOIDED, "It stays so"),
        (Status.STOLEN, "report it lost first"),
    ],
)
async def test_what_goes_nowhere_from_here_is_asked_for_no_status(
    scene: Scene, do: Do, status: Status, way: str
) -> None:
    asset = make_asset(do, NOON)
    do(lambda tx: setattr(tx.get(Asset, asset.id), "status", status))
    with pytest.raises(WrongState, match=f"is {status.spoken}. .*{way}"):
        await scene.play(asset_custody.open_move_form, click=click(asset.number, AMY))


async def test_of_two_relations_one_is_taken_away_by_its_name(scene: Scene, do: Do) -> None:
    shop, db = make_asset(do, NOON, "shop", tag="SHOP"), make_asset(do, NOON, "db", tag="DB-1")
    for way in ("runs on", "connected to"):
        await says(scene, f"relate SHOP {way} DB-1", BEN)
    with pytest.raises(WrongState, match="Say which: runs on or is connected to"):
        await says(scene, "unrelate SHOP DB-1", BEN)
    await says(scene, "unrelate SHOP is connected to DB-1", BEN)
    left = do(lambda tx: [it.kind for it in relations.between(tx, shop.id, db.id)])
    assert left == [RelationKind.RUNS_ON]
    with pytest.raises(WrongState, match="are not related"):
        await says(scene, "unrelate SHOP part of DB-1", BEN)


async def test_a_word_that_stands_alone_says_so(scene: Scene) -> None:
    assert "say /asset import and no more" in await says(scene, "import laptops.csv", AMY)
    assert "/asset import" not in await says(scene, "importer", AMY)


async def test_a_menu_leads_where_its_word_does(scene: Scene, do: Do) -> None:
    how = {"organisation": ORGANISATION, "by": BEN, "at": NOON}
    held, lost = make_asset(do, NOON), make_asset(do, NOON)
    do(verbs.check_out, held.id, to=MAX.id, **how)
    do(report_missing, lost.id, stolen=False, why="in a taxi", **how)
    about = {MoreOfAsset.CHECK_IN: held, MoreOfAsset.FOUND: lost}
    for chosen in MoreOfAsset:
        asset = about.get(chosen) or make_asset(do, NOON)
        press = click(f"{chosen} {asset.number}", AMY)
        beats = await scene.play(asset_custody.choose, click=press)
        assert beats in (["form", "ack"], ["ack", "privately"])
    with pytest.raises(NotFound, match="another version"):
        await scene.play(asset_custody.choose, click=click(f"sell {held.number}", BEN))


def form(name: Form, about: Asset, by: Person, **typed: object) -> Submission:
    metadata = f"{about.version} {about.number}"
    values = filled(**typed)
    return Submission(form=name, metadata=metadata, values=values, actor=by, now=NOON)


async def test_forms_move_it_through_its_life(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42")
    for name, typed, status in (
        (Form.MOVE_ASSET, {"move_to": ("option", "standby")}, Status.STANDBY),
        (Form.CHECK_OUT_ASSET, {"holder_id": ("user", MAX.id)}, Status.STANDBY),
        (Form.CHECK_IN_ASSET, {"condition": ("option", "damaged")}, Status.FAULTY),
        (Form.CHECK_OUT_ASSET, {"holder_id": ("user", MAX.id)}, Status.FAULTY),
        (
            Form.REPORT_ASSET_MISSING,
            {"how_missing": ("option", "lost"), "reason": "?"},
            Status.LOST,
        ),
    ):
        submission = form(name, again(do, asset), BEN, **typed)
        assert await scene.play(FORMS[name], submission=submission) == ["ack"]
        assert again(do, asset).status is status
    press = click(asset.number, BEN)
    assert await scene.play(asset_custody.open_found_form, click=press) == ["form", "ack"]
    with pytest.raises(FieldErrors, match="checklist_done"):
        await scene.play(
            FORMS[Form.REPORT_ASSET_FOUND],
            submission=form(Form.REPORT_ASSET_FOUND, again(do, asset), BEN),
        )


async def test_who_is_robbed_is_told_which_incident_came_of_it(scene: Scene, do: Do) -> None:
    asset = make_asset(do, NOON, tag="LAPTOP-42")
    said = {"how_missing": ("option", "stolen"), "reason": "On the train."}
    submission = form(Form.REPORT_ASSET_MISSING, asset, BEN, **said)
    await scene.play(FORMS[Form.REPORT_ASSET_MISSING], submission=submission)
    assert "INC-" in scene.reads()


async def test_relations_are_said_in_words(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, "web shop", tag="SHOP")
    db = make_asset(do, NOON, "shop db", tag="DB-1")
    assert "Runs on DB-1 · shop db" in await says(scene, "relate SHOP runs on DB-1", by=BEN)
    assert "Runs on" not in await says(scene, f"unrelate web shop from {db.number}", by=BEN)
    with pytest.raises(WrongState, match="There are: depends on, runs on"):
        await says(scene, "relate SHOP loves DB-1", by=BEN)
    with pytest.raises(NotFound, match="nothing for TOASTER"):
        await says(scene, "relate SHOP part of TOASTER", by=BEN)


async def test_it_goes_out_to_one_of_person_place_and_asset(scene: Scene, do: Do) -> None:
    asset, rack = make_asset(do, NOON), make_asset(do, NOON, "rack", tag="RACK-7")

    async def submitted(**typed: object) -> None:
        submission = form(Form.CHECK_OUT_ASSET, again(do, asset), BEN, **typed)
        await scene.play(FORMS[Form.CHECK_OUT_ASSET], submission=submission)

    for typed in ({}, {"place": "Hall", "inside": "RACK-7"}):
        with pytest.raises(FieldErrors, match="holder_id"):
            await submitted(**typed)
    with pytest.raises(FieldErrors, match="inside"):
        await submitted(inside="RACK-8")
    await submitted(inside="rack-7")
    assert f"in {rack.number}" in await says(scene, asset.number)
    do(verbs.check_in, asset.id, by=BEN, at=NOON)
    await submitted(place="Hall")
    assert "📍 Hall" in await says(scene, asset.number)


async def test_what_is_to_be_added_may_be_named_at_once(scene: Scene) -> None:
    said = command("add Latitude 7440", BEN, name="/asset")
    assert await scene.play(words.asset, command=said) == ["form", "ack"]
    named = scene.said[0][1]["blocks"][0]["element"]["initial_value"]
    assert named == "Latitude 7440"
    with pytest.raises(NotAllowed, match="Agents add"):
        await says(scene, "add Latitude 7440", by=MAX)


@pytest.mark.parametrize("word", ["impact", "out", "assign", "seen"])
async def test_a_word_alone_asks_of_which_asset(word: str, scene: Scene) -> None:
    with pytest.raises(NotFound, match=f"Which asset. Say /asset {word} LAPTOP-42"):
        await says(scene, word)


async def test_relations_alone_ask_how(scene: Scene) -> None:
    with pytest.raises(WrongState, match="Say how, such as /asset relate SHOP runs on DB-1"):
        await says(scene, "relate")
    with pytest.raises(WrongState, match="Which two"):
        await says(scene, "unrelate")


async def test_a_form_opens_only_where_it_could_be_sent(scene: Scene, do: Do) -> None:
    """Nobody fills in what is refused in any case."""
    make_asset(do, NOON, tag="L-1")
    with pytest.raises(WrongState, match="is not lost: it is in use"):
        await says(scene, "found L-1", by=BEN)
    with pytest.raises(WrongState, match="Nobody has"):
        await says(scene, "in L-1", by=BEN)


async def test_what_was_said_at_once_is_answered_in_words(scene: Scene, do: Do) -> None:
    make_asset(do, NOON, tag="L-1")
    assert "It is confirmed to be there" in await says(scene, "seen L-1", by=BEN)
