"""What fails with an incident's or a change's assets, and what somebody takes out of it: it stays out."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.asset import impacts
from domain.assets import Criticality
from domain.change.risk import Risk
from domain.changes import ChangeState
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.people import Person
from storage.assets import Asset
from storage.change import sheets, touched
from storage.changes import Change
from storage.incidents import Incident
from tests.assets import PRIVATE, make_asset, relate
from tests.changes import LOW, ask, request_of, vote
from tests.makers import Do, history, make_incident
from tests.people import BEN, CHLOE, DEV, MAX, ORGANISATION, ZOE
from views.asset.impact_forms import impact_form

Shop = tuple[Asset, Asset, Asset]


@pytest.fixture
def shop(do: Do, noon: datetime) -> Shop:
    """The till runs on the shop, which depends on the database."""
    db, app = make_asset(do, noon, "db"), make_asset(do, noon, "app")
    till = make_asset(do, noon, "till", criticality=Criticality.CRITICAL)
    relate(do, noon, app, db)
    relate(do, noon, till, app)
    return db, app, till


def of_incident(do: Do, incident: Incident, by: Person = BEN, organisation: Any = None) -> Any:
    how = {"organisation": organisation or ORGANISATION, "by": by}
    return do(impacts.of_incident, incident.id, **how)


def names(view: Any) -> tuple[list[str], list[str]]:
    """What is hit, and what is not."""
    return [it.name for it, _ in view.hit], [it.name for it, _ in view.out]


def say(do: Do, incident: Incident, at: datetime, *out: Asset, shown: Any = (), **how: Any) -> None:
    usual: dict[str, Any] = {"why": "It has a copy.", "organisation": ORGANISATION, "by": BEN}
    ids = {"out": [it.id for it in out], "shown": [it.id for it in shown]}
    do(impacts.say_of_incident, incident.id, **ids, **{**usual, **how}, at=at)


def dependants(do: Do, incident: Incident) -> int:
    sheet = do(incidents.show, incident.id, organisation=ORGANISATION, by=BEN)
    return sum(it.dependants for it in sheet.affected)


def test_what_fails_with_it_is_told_with_the_way(do: Do, noon: datetime, shop: Shop) -> None:
    db, app, till = shop
    incident = make_incident(do, noon, assets=(db.id,))
    view = of_incident(do, incident)
    assert names(view) == (["app", "till"], [])
    assert [path for _, path in view.hit] == [[app.number], [app.number, till.number]]


def test_what_is_taken_out_stays_out_with_what_only_fails_through_it(
    do: Do, noon: datetime, shop: Shop
) -> None:
    db, app, _ = shop
    incident = make_incident(do, noon, assets=(db.id,))
    assert dependants(do, incident) == 2
    say(do, incident, noon, app)
    assert names(of_incident(do, incident)) == ([], ["app"])
    assert dependants(do, incident) == 0
    entry = history(do, incident)[-1]
    assert (entry.event, entry.why) == (Event.INCIDENT_IMPACT, "It has a copy.")
    assert entry.after == {"named": [app.number], "taken": []}
    kiosk = make_asset(do, noon, "kiosk")
    relate(do, noon, kiosk, db)
    assert names(of_incident(do, incident)) == (["kiosk"], ["app"])
    say(do, incident, noon, shown=[app])
    assert names(of_incident(do, incident)) == (["app", "kiosk", "till"], [])


def test_why_is_asked_for_and_what_does_not_depend_is_refused(
    do: Do, noon: datetime, shop: Shop
) -> None:
    db, app, _ = shop
    incident = make_incident(do, noon, assets=(db.id,))
    with pytest.raises(FieldErrors) as refused:
        say(do, incident, noon, app, why=" ")
    assert set(refused.value.errors) == {"not_hit_why"}
    with pytest.raises(FieldErrors) as refused:
        say(do, incident, noon, db)
    assert set(refused.value.errors) == {"not_hit"}
    before = len(history(do, incident))
    say(do, incident, noon)
    assert len(history(do, incident)) == before


def test_where_nothing_depends_there_is_nothing_to_say(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, assets=(make_asset(do, noon).id,))
    with pytest.raises(WrongState, match="Nothing fails with"):
        of_incident(do, incident)


def test_what_a_team_keeps_to_itself_is_counted_and_not_offered(
    do: Do, noon: datetime, shop: Shop
) -> None:
    owned = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "vault", **owned)
    relate(do, noon, vault, shop[0])
    incident = make_incident(do, noon, assets=(shop[0].id,))
    view = of_incident(do, incident, MAX, PRIVATE)
    assert (names(view), view.more) == ((["app", "till"], []), 1)
    with pytest.raises(FieldErrors):
        say(do, incident, noon, vault, organisation=PRIVATE, by=MAX)


def of_change(do: Do, change: Change, at: datetime, *out: Asset, by: Person = ZOE) -> Change:
    said: dict[str, Any] = {"why": "It has a copy.", "organisation": ORGANISATION, "by": by}
    ids = {"out": [it.id for it in out], "shown": []}
    changed: Change = do(impacts.say_of_change, change.id, **ids, **said, at=at)
    return changed


def test_a_change_is_judged_anew_without_it(do: Do, noon: datetime, shop: Shop) -> None:
    db, _, till = shop
    change = ask(do, noon, assets=(db.number,), service="Laptops and printers", risk_answers=LOW)
    assert change.risk > Risk.LOW, "the till is critical"
    judged = of_change(do, change, noon, till)
    assert judged.risk == Risk.LOW
    assert judged.state is ChangeState.APPROVAL
    seen = do(lambda tx: touched.by(tx, sheets.changes.find(tx, change.id)))
    assert (seen.dependants, seen.out) == (1, 1)
    assert ("card", "team:service-desk") in request_of(do, change)


def test_whoever_decides_about_a_change_reads_what_fails_with_it(
    do: Do, noon: datetime, shop: Shop
) -> None:
    change = ask(do, noon, assets=(shop[0].number,))
    how = {"organisation": ORGANISATION}
    assert do(impacts.of_change, change.id, by=MAX, **how).may_say
    read = do(impacts.of_change, change.id, by=DEV, **how)
    assert (names(read), read.may_say) == ((["app", "till"], []), False)
    form = impact_form(read)
    assert "submit" not in form
    assert not [block for block in form["blocks"] if block["type"] == "input"]


def test_who_asks_for_a_change_takes_nothing_out_of_it(do: Do, noon: datetime, shop: Shop) -> None:
    db, _, till = shop
    change = ask(do, noon, assets=(db.number,))
    with pytest.raises(NotAllowed, match="change manager"):
        of_change(do, change, noon, till, by=MAX)
    elsewhere = {"service": "Laptops and printers", "by": ZOE}
    own = ask(do, noon + timedelta(days=3), assets=(db.number,), **elsewhere)
    with pytest.raises(NotAllowed, match="their own"):
        of_change(do, own, noon, till)


def test_what_is_decided_is_left_alone(do: Do, noon: datetime, shop: Shop) -> None:
    db, _, till = shop
    low = make_asset(do, noon, "spare")
    relate(do, noon, low, make_asset(do, noon, "base", tag="BASE"))
    change = ask(do, noon, assets=("BASE",))
    vote(do, change, CHLOE, noon)
    with pytest.raises(WrongState, match="judged already"):
        of_change(do, change, noon, low)
    assert till.id != db.id
