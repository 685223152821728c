"""Assets as they go through their life, and who has them meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.asset import custody, relations, stages
from domain.asset.guards import Evidence
from domain.asset.relations import RelationKind
from domain.assets import Criticality, Monitoring, Status
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.people import Person
from storage import incidents
from storage.assets import Asset
from storage.incident import affected
from storage.incidents import Incident
from tests.assets import AMY, PRIVATE, again, history_of, make_asset, relate
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, CHLOE, DEV, MAX

ALL_SAID = Evidence(
    reason="It is time.",
    link="CHG-4",
    document="Certificate 77",
    data_wiped="Overwritten.",
    checklist_done=True,
    access_released=True,
)


def move(
    do: Do, asset: Asset, to: Status, at: datetime, by: Person = AMY, given: Any = ALL_SAID
) -> Asset:
    version = again(do, asset).version
    moved: Asset = do(stages.move, asset.id, to=to, given=given, based_on=version, by=by, at=at)
    return moved


def test_it_goes_from_the_stock_to_the_scrap(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, status=Status.RECEIVED, tag="T-1")
    way = (
        *(Status.STAGING, Status.READY, Status.IN_USE, Status.DECOMMISSIONING),
        *(Status.RETIRED, Status.DISPOSED),
    )
    for hours, status in enumerate(way):
        assert move(do, asset, status, noon + timedelta(hours=hours)).status is status
    told = history_of(do, asset)[1:]
    assert [entry.after["status"] for entry in told if entry.after] == list(way)
    assert told[-1].after is not None
    assert told[-1].after["document"] == "Certificate 77"
    assert again(do, asset).status_since == noon + timedelta(hours=5)


def test_what_is_said_of_a_move_is_kept_as_text_and_has_to_say_something(
    do: Do, noon: datetime
) -> None:
    asset = make_asset(do, noon)
    move(do, asset, Status.DECOMMISSIONING, noon)
    unseen = replace(ALL_SAID, data_wiped="\u200b")
    with pytest.raises(FieldErrors, match="Say how its data was wiped"):
        move(do, asset, Status.RETIRED, noon, given=unseen)
    move(do, asset, Status.RETIRED, noon, given=replace(ALL_SAID, reason="\u202eDone.\x00 "))
    assert history_of(do, asset)[-1].why == "Done."


def test_retiring_what_others_depend_on_is_refused(do: Do, noon: datetime) -> None:
    shop, db = make_asset(do, noon, "shop"), make_asset(do, noon, "db")
    relate(do, noon, shop, db)
    move(do, db, Status.DECOMMISSIONING, noon)
    with pytest.raises(WrongState, match=f"{shop.number} in operations would miss it"):
        move(do, db, Status.RETIRED, noon)
    do(relations.unrelate, shop.id, other=db.id, by=AMY, at=noon)
    assert move(do, db, Status.RETIRED, noon).status is Status.RETIRED


def test_retiring_waits_for_open_work(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    incident = make_incident(do, noon, affected_asset="t-1")
    move(do, asset, Status.DECOMMISSIONING, noon)
    with pytest.raises(WrongState, match=f"{incident.number} about it is not over"):
        move(do, asset, Status.RETIRED, noon)


def test_an_agent_works_with_it_and_a_manager_takes_it_out_of_use(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    move(do, asset, Status.DECOMMISSIONING, noon, by=BEN)
    with pytest.raises(NotAllowed, match="An asset manager"):
        move(do, asset, Status.RETIRED, noon, by=BEN)
    with pytest.raises(NotAllowed, match="looked after by its team"):
        move(do, asset, Status.IN_STOCK, noon, by=MAX)


def test_two_who_move_it_at_once_give_one_move(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    move(do, asset, Status.STANDBY, noon)
    with pytest.raises(WrongState, match="was changed since"):
        do(
            stages.move,
            asset.id,
            to=Status.FAULTY,
            given=ALL_SAID,
            based_on=asset.version,
            by=ANN,
            at=noon,
        )


def test_maintenance_of_something_critical_names_its_change(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, criticality=Criticality.HIGH, monitoring=Monitoring.COVERED)
    with pytest.raises(FieldErrors, match="name the change"):
        move(do, asset, Status.IN_MAINTENANCE, noon, given=Evidence())
    assert move(do, asset, Status.IN_MAINTENANCE, noon).status is Status.IN_MAINTENANCE


def test_what_is_stolen_is_a_private_security_incident(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="LAPTOP-42", owner_id=MAX.id)
    _, incident = do(
        stages.report_missing, asset.id, stolen=True, why="On the train.", by=MAX, at=noon
    )
    assert again(do, asset).status is Status.STOLEN
    kept: Incident = do(incidents.find, incident.id)
    assert (kept.restricted, kept.priority) == (True, 2)
    assert list(do(affected.of_incident, incident.id)) == [asset.id]
    assert "LAPTOP-42" in kept.title


def test_what_is_lost_and_found_is_nobodys_again(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)
    _, incident = do(stages.report_missing, asset.id, stolen=False, why="Gone.", by=MAX, at=noon)
    assert incident is None
    with pytest.raises(WrongState, match="report"):
        do(custody.confirm_seen, asset.id, by=MAX, at=noon)
    looked_over = Evidence(checklist_done=True)
    do(stages.found, asset.id, damaged=False, given=looked_over, by=BEN, at=noon)
    now = again(do, asset)
    assert (now.status, now.holder_id) == (Status.IN_STOCK, None)


def test_what_was_stolen_and_turns_up_is_lost_first(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    report: dict[str, Any] = {"why": "From the car.", "by": BEN, "at": noon}
    do(stages.report_missing, asset.id, stolen=True, **report)
    back: dict[str, Any] = {"damaged": False, "by": BEN, "at": noon}
    looked_over = Evidence(checklist_done=True)
    with pytest.raises(WrongState, match="report it lost first"):
        do(stages.found, asset.id, given=looked_over, **back)
    do(stages.report_missing, asset.id, stolen=False, **report)
    do(stages.found, asset.id, given=looked_over, **back)
    assert again(do, asset).status is Status.IN_STOCK


def test_strangers_report_nothing_missing(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    with pytest.raises(NotAllowed, match="Whoever has"):
        do(stages.report_missing, asset.id, stolen=False, why="Gone.", by=MAX, at=noon)
    with pytest.raises(FieldErrors, match="last seen"):
        do(stages.report_missing, asset.id, stolen=False, why=" ", by=BEN, at=noon)


def test_a_mistake_keeps_its_number_and_gives_its_tag_free(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(stages.void, asset.id, why="Typed twice.", by=AMY, at=noon)
    other = make_asset(do, noon, tag="T-1")
    assert other.id > asset.id
    assert history_of(do, asset)[-1].event is Event.ASSET_VOIDED
    with pytest.raises(WrongState, match="stays so"):
        move(do, asset, Status.IN_USE, noon)


def test_somebody_gets_it_says_so_and_brings_it_back(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, status=Status.IN_STOCK, tag="T-1")
    back = (noon + timedelta(days=30)).date()
    do(custody.check_out, asset.id, to=MAX.id, return_by=back, by=BEN, at=noon)
    out = again(do, asset)
    assert (out.status, out.holder_id, out.return_by) == (Status.IN_USE, MAX.id, back)
    assert out.accepted_at is None
    do(custody.accept, asset.id, by=MAX, at=noon)
    assert again(do, asset).accepted_at == noon
    with pytest.raises(WrongState, match="accepted"):
        do(custody.accept, asset.id, by=MAX, at=noon)
    do(custody.check_in, asset.id, by=BEN, at=noon)
    now = again(do, asset)
    assert (now.status, now.holder_id, now.accepted_at) == (Status.IN_STOCK, None, None)
    events = [entry.event for entry in history_of(do, asset)]
    assert events[1:] == [Event.ASSET_CHECKED_OUT, Event.ASSET_ACCEPTED, Event.ASSET_CHECKED_IN]


def test_what_comes_back_damaged_is_faulty(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)
    do(custody.check_in, asset.id, damaged=True, why="Coffee.", by=BEN, at=noon)
    assert again(do, asset).status is Status.FAULTY
    with pytest.raises(WrongState, match="Nobody has"):
        do(custody.check_in, asset.id, by=BEN, at=noon)


def test_one_holder_at_a_time(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)
    with pytest.raises(WrongState, match="Max Weber has"):
        do(custody.check_out, asset.id, to=DEV.id, by=BEN, at=noon)
    with pytest.raises(WrongState, match="check it in first"):
        move(do, asset, Status.IN_STOCK, noon)


def test_who_did_not_get_it_says_so(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, status=Status.IN_STOCK, tag="T-1")
    do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)
    with pytest.raises(WrongState, match="You do not have"):
        do(custody.decline, asset.id, why="Not mine.", by=DEV, at=noon)
    do(custody.decline, asset.id, why="It never came.", by=MAX, at=noon)
    now = again(do, asset)
    assert (now.status, now.holder_id) == (Status.IN_STOCK, None)
    assert history_of(do, asset)[-1].why == "It never came."


def test_what_was_stolen_on_its_way_stays_stolen_when_it_is_declined(
    do: Do, noon: datetime
) -> None:
    asset = make_asset(do, noon, tag="T-1", status=Status.IN_STOCK)
    do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)
    do(stages.report_missing, asset.id, stolen=True, why="Off the van.", by=BEN, at=noon)
    do(custody.decline, asset.id, why="It never came.", by=MAX, at=noon)
    asset = again(do, asset)
    assert (asset.status, asset.holder_id) == (Status.STOLEN, None)


def test_it_is_not_given_out_without_anybody_to_answer_for_it(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, status=Status.IN_STOCK, tag="T-1", owner_id=None)
    with pytest.raises(WrongState, match="needs an owner"):
        do(custody.check_out, asset.id, to=MAX.id, by=BEN, at=noon)


def test_it_is_not_given_out_until_yesterday(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    past = (noon - timedelta(days=2)).date()
    with pytest.raises(FieldErrors, match="past"):
        do(custody.check_out, asset.id, to=MAX.id, return_by=past, by=BEN, at=noon)


def test_whoever_sees_it_confirms_it(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, owner_id=MAX.id)
    do(custody.confirm_seen, asset.id, by=MAX, at=noon)
    assert again(do, asset).seen_at == noon
    with pytest.raises(NotAllowed):
        do(custody.confirm_seen, asset.id, by=DEV, at=noon)


def test_a_relation_is_told_at_both_ends(do: Do, noon: datetime) -> None:
    shop, db = make_asset(do, noon, "shop"), make_asset(do, noon, "db")
    relate(do, noon, shop, db)
    assert history_of(do, shop)[-1].after == {"kind": "depends_on", "to": db.number}
    assert history_of(do, db)[-1].after == {"kind": "depends_on", "from": shop.number}
    with pytest.raises(WrongState, match=r"depends on .* already"):
        relate(do, noon, shop, db)
    with pytest.raises(WrongState, match=r"needs .* already"):
        relate(do, noon, db, shop, "runs_on")
    with pytest.raises(WrongState, match="itself"):
        relate(do, noon, db, db)


def test_a_ring_is_refused_also_through_what_is_gone(do: Do, noon: datetime) -> None:
    one, two, three = (make_asset(do, noon, name) for name in ("one", "two", "three"))
    relate(do, noon, one, two)
    relate(do, noon, two, three)
    with pytest.raises(WrongState, match=f"{one.number} needs {three.number} already"):
        relate(do, noon, three, one)


def test_nothing_comes_to_depend_on_what_is_gone(do: Do, noon: datetime) -> None:
    shop, db = make_asset(do, noon, "shop"), make_asset(do, noon, "db")
    move(do, db, Status.DECOMMISSIONING, noon)
    move(do, db, Status.RETIRED, noon)
    with pytest.raises(WrongState, match="is retired"):
        relate(do, noon, shop, db)


def test_two_relations_are_taken_away_one_by_one(do: Do, noon: datetime) -> None:
    shop, db = make_asset(do, noon, "shop"), make_asset(do, noon, "db")
    relate(do, noon, shop, db)
    relate(do, noon, shop, db, "runs_on")
    with pytest.raises(WrongState, match="Say which: depends on or runs on"):
        do(relations.unrelate, db.id, other=shop.id, by=AMY, at=noon)
    do(relations.unrelate, db.id, other=shop.id, kind=RelationKind.RUNS_ON, by=AMY, at=noon)
    do(relations.unrelate, db.id, other=shop.id, by=AMY, at=noon)
    with pytest.raises(WrongState, match="are not related"):
        do(relations.unrelate, db.id, other=shop.id, by=AMY, at=noon)


def test_impact_lists_what_is_hit_with_the_way(do: Do, noon: datetime) -> None:
    shop, app, db, spare = (make_asset(do, noon, it) for it in ("shop", "app", "db", "spare"))
    relate(do, noon, app, db, "runs_on")
    relate(do, noon, shop, app)
    view = do(relations.impact, db.id, by=MAX)
    assert [(it.asset.name, it.path) for it in view.hit] == [
        ("app", [db.number, app.number]),
        ("shop", [db.number, app.number, shop.number]),
    ]
    relate(do, noon, db, spare, "redundant_with")
    view = do(relations.impact, db.id, by=MAX)
    assert (list(view.hit), [it.asset.name for it in view.degraded]) == ([], ["app"])


def test_impact_counts_what_is_private_and_does_not_name_it(do: Do, noon: datetime) -> None:
    db = make_asset(do, noon, "db")
    vault = make_asset(
        do, noon, "vault", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE
    )
    relate(do, noon, vault, db)
    view = do(relations.impact, db.id, organisation=PRIVATE, by=MAX)
    assert (list(view.hit), view.hidden) == ([], 1)
    with pytest.raises(NotFound):
        do(relations.impact, vault.id, organisation=PRIVATE, by=MAX)


def test_it_goes_out_to_a_place_and_one_has_it_at_a_time(do: Do, noon: datetime) -> None:
    screen = make_asset(do, noon, "screen", status=Status.RECEIVED, tag="T-9")
    do(lambda tx: setattr(tx.get(Asset, screen.id), "status", Status.IN_STOCK))
    place = custody.Place("  Meeting  room 7 ")
    placed = do(custody.check_out, screen.id, to=place, by=BEN, at=noon)
    assert (placed.placed_at, placed.location) == ("Meeting room 7", "Meeting room 7")
    assert (placed.status, placed.holder_id) == (Status.IN_USE, None)
    assert history_of(do, screen)[-1].event == Event.ASSET_PLACED
    for to in (MAX.id, custody.Place("Hall")):
        with pytest.raises(WrongState, match="handed out to Meeting room 7"):
            do(custody.check_out, screen.id, to=to, by=BEN, at=noon)
    with pytest.raises(WrongState, match="check it in first"):
        move(do, screen, Status.DECOMMISSIONING, noon)
    back = do(custody.check_in, screen.id, by=BEN, at=noon)
    assert (back.placed_at, back.is_held, back.status) == ("", False, Status.IN_STOCK)
    with pytest.raises(FieldErrors, match="place"):
        do(custody.check_out, screen.id, to=custody.Place(" "), by=BEN, at=noon)


def test_it_goes_into_another_asset_and_never_into_itself(do: Do, noon: datetime) -> None:
    rack, server, disk = (make_asset(do, noon, it) for it in ("rack", "server", "disk"))
    for inner, outer in ((server, rack), (disk, server)):
        inside = custody.Inside(outer.id)
        do(custody.check_out, inner.id, to=inside, by=BEN, at=noon)
    assert again(do, disk).placed_in_id == server.id
    for outer in (disk, rack):
        inside = custody.Inside(outer.id)
        with pytest.raises(WrongState, match="cannot be put into itself"):
            do(custody.check_out, rack.id, to=inside, by=BEN, at=noon)
    with pytest.raises(WrongState, match=f"is in {server.number}"):
        do(custody.check_out, disk.id, to=MAX.id, by=BEN, at=noon)
    with pytest.raises(NotFound):
        do(custody.check_out, rack.id, to=custody.Inside(10**9), by=BEN, at=noon)
