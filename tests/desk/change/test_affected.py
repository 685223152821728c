"""Assets in changes: what is named is found, kept from those who may not see it, and counts for risk and conflicts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.change import conflicts, edits, work
from domain.assets import AssetClass, Criticality, Status
from domain.calendars import Calendar, Window
from domain.change.risk import Floor, Risk
from domain.errors import FieldErrors, WrongState
from domain.incidents import Impact, Urgency
from storage import assets as stored
from storage.asset import keys
from storage.change import affected, sheets
from storage.changes import Change
from tests.assets import PRIVATE, make_asset, relate
from tests.changes import LOW, ask, asked, vote
from tests.makers import Do, make_incident
from tests.people import BEN, CHLOE, DEV, MAX, ORGANISATION

HOUR = timedelta(hours=1)
CRITICAL = {"criticality": Criticality.CRITICAL}
ALONE = {"service": "Laptops and printers", "risk_answers": LOW}
BEFORE = {"by": BEN, "implementer_id": BEN.id, "service": "Web shop", "risk_answers": LOW}


def against(do: Do, change: Change, at: datetime, organisation: Any = ORGANISATION) -> list[str]:
    found = do(conflicts.of_change, change, organisation=organisation, at=at)
    return [f"{it.code} {it.severity} {it.what}" for it in found]


def evidence(do: Do, change: Change, at: datetime, organisation: Any = ORGANISATION) -> str:
    found = do(conflicts.of_change, change, organisation=organisation, at=at)
    return " ".join(it.evidence for it in found)


@pytest.mark.parametrize("said", ["db-1", "S-77", " shop  database"])
def test_what_means_an_asset_is_kept_by_its_number(do: Do, noon: datetime, said: str) -> None:
    asset = make_asset(do, noon, "Shop database", tag="DB-1", serial="S-77")
    change = ask(do, noon, assets=(said, "DB-1", "the old printer", asset.number))
    assert change.assets == [asset.number, "the old printer"]
    assert [it.id for it in do(affected.of_change, change.id)] == [asset.id]


def test_a_number_that_nothing_has_is_refused(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors) as refused:
        ask(do, noon, assets=("AST-999999",))
    assert refused.value.errors == {
        "picked_assets": "There is no AST-999999 in use that you can see."
    }


def test_what_a_team_keeps_to_itself_stays_so(do: Do, noon: datetime) -> None:
    about = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "Vault", tag="VAULT", **about)
    for_chloe = {"by": CHLOE, "organisation": PRIVATE, **ALONE}
    change = ask(do, noon, assets=(vault.number,), **for_chloe)
    with pytest.raises(FieldErrors, match="picked_assets"):
        ask(do, noon, assets=(vault.number,), organisation=PRIVATE)
    beside = ask(do, noon, assets=("VAULT",), by=DEV, organisation=PRIVATE, override="So.", **ALONE)
    told = evidence(do, beside, noon, PRIVATE)
    assert "changes something its team keeps to itself as well" in told
    assert "ault" not in told.replace(beside.title, "")
    kept = ask(do, noon, assets=("VAULT",), organisation=PRIVATE, override="So.", **ALONE)
    assert kept.assets == ["VAULT"]
    assert change.assets == [vault.number]


def test_whoever_cannot_see_it_edits_the_rest_all_the_same(do: Do, noon: datetime) -> None:
    about = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "Vault", tag="VAULT", **about)
    change = ask(
        do, noon, by=CHLOE, organisation=PRIVATE, assets=(vault.number,), implementer_id=MAX.id
    )
    vote(do, change, DEV, noon, organisation=PRIVATE)
    wanted = asked(noon, assets=(vault.number,), title="Rotate every key", implementer_id=MAX.id)
    do(
        edits.edit,
        change.id,
        wanted,
        based_on=change.plan.digest,
        organisation=PRIVATE,
        by=MAX,
        at=noon,
    )
    edited = do(lambda tx: tx.get(Change, change.id))
    assert (edited.title, edited.assets) == ("Rotate every key", [vault.number])
    assert edited.approved_digest == edited.plan.digest


def test_a_name_that_came_to_mean_an_asset_voids_no_vote(do: Do, noon: datetime) -> None:
    change = ask(do, noon, assets=("DB-1",))
    make_asset(do, noon, "Shop database", tag="DB-1")
    vote(do, change, DEV, noon)
    number = do(lambda tx: keys.by_tag(tx, "DB-1")).number
    do(
        edits.edit,
        change.id,
        asked(noon, assets=(number,)),
        based_on=change.plan.digest,
        organisation=ORGANISATION,
        by=MAX,
        at=noon,
    )
    edited = do(lambda tx: tx.get(Change, change.id))
    assert (edited.assets, edited.approved_digest) == (["DB-1"], edited.plan.digest)


def around_the_shop(do: Do, noon: datetime) -> dict[str, str]:
    """SHOP needs APP, that SRV-1; SRV-2 stands in for SRV-1; ERP is something else that SHOP needs."""
    shop = make_asset(do, noon, "Shop", tag="SHOP", asset_class=AssetClass.SERVICE, **CRITICAL)
    app, erp = make_asset(do, noon, "App", tag="APP"), make_asset(do, noon, "Erp", tag="ERP")
    one, two = (make_asset(do, noon, f"Server {it}", tag=f"SRV-{it}") for it in (1, 2))
    relate(do, noon, shop, app)
    relate(do, noon, shop, erp)
    relate(do, noon, app, one, "runs_on")
    relate(do, noon, one, two, "redundant_with")
    return {it.tag or "": it.number for it in (shop, app, erp, one, two)}


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("SRV-1", "SRV-1", "K1 hard"),
        ("SRV-1", "SRV-2", "K4 hard"),
        ("SRV-1", "APP", "K2 warn"),
        ("APP", "SRV-1", "K2 warn"),
        ("SRV-1", "SHOP", "K2 hard"),
        ("SHOP", "SRV-1", "K2 hard"),
        ("APP", "ERP", "K3 warn"),
    ],
)
def test_what_two_changes_do_to_what_hangs_together_is_found(
    do: Do, noon: datetime, first: str, second: str, says: str
) -> None:
    around_the_shop(do, noon)
    one = ask(do, noon, assets=(first,), **BEFORE)
    two = ask(do, noon, assets=(second,), override="They work side by side.", **ALONE)
    assert against(do, two, noon) == [f"{says} {one.number}"]


def test_what_is_hard_needs_a_reason_and_a_yes_of_its_own(do: Do, noon: datetime) -> None:
    around_the_shop(do, noon)
    ask(do, noon, assets=("SRV-1",), **BEFORE)
    with pytest.raises(FieldErrors, match="changes SRV-1, which stands in for SRV-2") as refused:
        ask(do, noon, assets=("SRV-2",), **ALONE)
    assert set(refused.value.errors) == {"starts_at", "override"}
    change = ask(do, noon, assets=("SRV-2",), override="They work side by side.", **ALONE)
    assert (change.risk, change.assessment["decided_by"]) == (Risk.HIGH, Floor.RULE_SET_ASIDE)


def test_it_is_looked_at_once_more_when_it_starts(do: Do, noon: datetime) -> None:
    tags = around_the_shop(do, noon)
    one = ask(do, noon, assets=("SRV-1",), **BEFORE)
    vote(do, one, DEV, noon)
    at = noon + timedelta(days=1)
    tell: dict[str, Any] = {"organisation": ORGANISATION, "at": at}
    gone = int(tags["SRV-1"].partition("-")[2])
    do(lambda tx: setattr(stored.find(tx, gone), "status", Status.RETIRED))
    with pytest.raises(WrongState, match=f"{tags['SRV-1']} is out of use by now"):
        do(work.start, one.id, by=BEN, **tell)
    do(lambda tx: setattr(stored.find(tx, gone), "status", Status.IN_USE))
    do(work.start, one.id, by=BEN, **tell)


def test_how_critical_it_is_counts_at_least_as_much_as_is_known(do: Do, noon: datetime) -> None:
    around_the_shop(do, noon)
    change = ask(do, noon, assets=("APP",), **ALONE)
    assert change.assessment["criticality"] == 3
    assert change.assessment["impact"] == 3
    assert change.assessment["decided_by"] == Floor.CRITICAL_ASSET
    assert change.risk_answers["i2"] == 0


def test_a_p1_on_what_it_needs_warns_and_one_on_itself_makes_it_risky(
    do: Do, noon: datetime
) -> None:
    tags = around_the_shop(do, noon)
    p1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    down = make_incident(do, noon, affected_asset="SRV-1", service=None, **p1)
    change = ask(do, noon, assets=(tags["APP"],), **ALONE)
    assert against(do, change, noon) == [f"K8 warn {down.number}"]
    assert change.risk == Risk.MEDIUM
    later = {"starts_at": noon + 50 * HOUR, "ends_at": noon + 51 * HOUR}
    assert ask(do, noon, assets=(tags["SRV-1"],), **later, **ALONE).risk == Risk.HIGH


def test_the_hours_in_which_a_service_is_busiest_warn(do: Do, noon: datetime) -> None:
    day = {each: (Window(12 * 60, 14 * 60),) for each in range(7)}
    midday = Calendar(name="midday", zone=ZoneInfo("UTC"), weekly=day)
    services = tuple(
        replace(it, peak=midday if it.name == "Web shop" else None) for it in ORGANISATION.services
    )
    busy = replace(ORGANISATION, services=services)
    shop = make_asset(do, noon, "Shop", tag="SHOP", service="Web shop")
    app = make_asset(do, noon, "App", tag="APP")
    relate(do, noon, shop, app)
    change = ask(do, noon, assets=("APP",), organisation=busy, **ALONE)
    assert against(do, change, noon, busy) == ["K9 warn Web shop"]
    assert against(do, change, noon) == []


def test_its_readers_see_what_hangs_on_it(do: Do, noon: datetime) -> None:
    tags = around_the_shop(do, noon)
    down = make_incident(do, noon, affected_asset="SRV-1")
    change = ask(do, noon, assets=("SRV-1", "a cable"), **ALONE)
    sheet = do(sheets.change_sheet, change.id)
    touched = sheet.touched
    assert ([it.number for it in touched.assets], touched.others) == ([tags["SRV-1"]], ["a cable"])
    assert (touched.dependants, touched.worst) == (0, Criticality.LOW)
    assert [it.number for it in touched.incidents] == [down.number]
    beneath = ask(do, noon, assets=("APP",), **BEFORE)
    touched = do(sheets.change_sheet, beneath.id).touched
    assert (touched.dependants, touched.worst) == (1, Criticality.CRITICAL)
