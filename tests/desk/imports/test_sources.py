"""What other tools write out, brought in by what is known of them; and whose word about a field counts."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desk import assets
from desk.asset import stages
from desk.imports import applies
from desk.imports.dry_runs import DryRun, Outcome
from domain.assets import AssetClass, Status
from domain.imports.files import read_sheet
from domain.imports.rows import Days, mapped
from storage.assets import Asset
from tests.assets import AMY, again, details, details_like, make_asset
from tests.makers import Do
from tests.people import BEN, ORGANISATION

NETBOX = """Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address,ID,Platform,\
Serial number,Asset tag,Position (U),Rack face,Comments,Tags,Created,Last updated
lis-rtr-01,Active,Northwind,Lisbon,Basement,R1,Router,Cisco,ISR 1111-8P,10.0.0.1/24,1,IOS,FDO-1,,4.0,Front,,,2020-12-19,
lis-sw-01,Active,,Lisbon,Basement,R1,Access Switch,Cisco,C9200-48P,,2,IOS,FDO-2,N-2,5,Front,Noisy.,"core, old",,
lis-sw-02,Staged,Northwind,Lisbon,,,Access Switch,Cisco,C9200-48P,,3,IOS,,,,,,,,
db-01,Decommissioning,Northwind,Porto,,R7,Database Server,Dell,R640,,4,,SVC-4,N-4,1.0,Front,,,,
,Active,,Porto,,R7,Patch Panel,Generic,48-Pair Panel,,5,,,,40.0,Front,,,,
,Active,,Porto,,R8,Patch Panel,Generic,48-Pair Panel,,6,,,,40.0,Front,,,,
"""
NETBOX_MACHINES = """Name,Status,Site,Cluster,Role,Tenant,vCPUs,Memory (MB),Disk,IP Address,ID,Comments
web-01,Active,Lisbon,vm-lis,Application Server,,4,8192,100,,1,
web-02,Offline,Lisbon,vm-lis,Application Server,,4,8192,100,,2,Spare.
"""
SNIPE_IT = """Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchased,Cost,EOL,\
Warranty,Warranty Expires,Order Number,Supplier,Location,Checked Out,Type,Username,Status,Notes
Northwind,Ben's laptop,L-1,Latitude 7440,7440,Laptops,Dell,SN-1,2024-02-29,"1,299.00",2029-02-28,36,\
"Sun Feb 28, 2027",PO-7,Somebody,Lisbon,Ben Okafor,user,bokafor,Pool laptop (Deployed),
Northwind,A spare one,L-2,Latitude 7440,7440,Laptops,Dell,SN-2,2024-02-29,"1,299.00",,36,,PO-7,Somebody,Lisbon,,,,\
Ready to Deploy (Deployable),`=looks like a formula
Northwind,A broken one,L-3,Latitude 7440,7440,Laptops,Dell,SN-3,,,,,,,,Porto,,,,Lost/Stolen (Archived),
Northwind,Core switch,L-4,C9300,,Core Switch,Cisco,FDO-9,,,,,,,,Porto,,,,Shelf (Pending),
"""
SNIPE_IT_IMPORTER = """Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Notes,\
Model Number,Asset Notes,Purchase Date,Purchase Cost,Checkout Type,Checked Out To: Username,\
Checked Out To: First Name,Checked Out To: Last Name,Checked Out To: Email,Checked Out To: Location,Asset EOL Date
Northwind,Ben's laptop,L-1,Laptops,Somebody,Dell,Lisbon,PO-7,Latitude 7440,Quiet.,7440,Old.,1/23/24,1299.13,user,\
bokafor,Ben,Okafor,ben@example.com,,10/27/28
Northwind,A spare one,L-2,Laptops,Somebody,Dell,Lisbon,PO-7,Latitude 7440,,7440,,1/23/24,1299.13,,,,,,,
"""


def about(text: str, days: Days | None = None) -> tuple[Any, Any]:
    """The file as it is read, and what its columns mean."""
    sheet = read_sheet(text.encode())
    columns = mapped(sheet.headers, {}, days=days)
    assert not columns.strange
    assert not columns.twice
    return sheet, columns


def bring(do: Do, text: str, at: datetime) -> DryRun:
    run: DryRun = do(applies.bring_in, *about(text), confirmed=True, at=at)
    return run


def all_assets(do: Do) -> list[Asset]:
    return list(do(lambda tx: tx.scalars(select(Asset).order_by(Asset.id)).all()))


@pytest.mark.parametrize(
    ("text", "source", "count"),
    [(NETBOX, "netbox", 6), (NETBOX_MACHINES, "netbox-vm", 2), (SNIPE_IT, "snipe-it", 4)],
)
def test_an_export_is_recognised_and_comes_in_whole_and_once(
    do: Do, noon: datetime, text: str, source: str, count: int
) -> None:
    assert about(text)[1].source.key == source
    first = bring(do, text, noon)
    assert first.count(Outcome.CREATE) == len(all_assets(do)) == count
    again = bring(do, text, noon)
    assert (again.count(Outcome.UNCHANGED), again.import_number) == (count, "")


def test_what_netbox_says_is_understood(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    router, switch, staged, server, panel, other = all_assets(do)
    assert (router.asset_class, router.model) == (AssetClass.NETWORK, "ISR 1111-8P")
    assert (router.location, router.serial) == ("Lisbon / Basement / R1", "FDO-1")
    assert (switch.tag, switch.tags, switch.notes) == ("N-2", ["core", "old"], "Noisy.")
    assert (staged.status, server.status) == (Status.STAGING, Status.DECOMMISSIONING)
    assert server.asset_class is AssetClass.HARDWARE
    assert panel.name == other.name == "48-Pair Panel", "a device without a name goes by its type"


def test_machines_and_devices_have_keys_of_their_own(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    bring(do, NETBOX_MACHINES, noon)
    web = all_assets(do)[-2]
    assert (web.name, web.asset_class) == ("web-01", AssetClass.VIRTUAL_MACHINE)
    assert len(all_assets(do)) == 8


def test_what_snipe_it_says_is_understood(do: Do, noon: datetime) -> None:
    bring(do, SNIPE_IT, noon)
    laptop, spare, lost, switch = all_assets(do)
    assert (laptop.tag, laptop.holder_id, laptop.status) == ("L-1", BEN.id, Status.IN_USE)
    assert (laptop.cost, laptop.purchased_on) == (1299, date(2024, 2, 29))
    assert (laptop.warranty_until, laptop.support_until) == (date(2027, 2, 28), date(2029, 2, 28))
    assert (spare.status, spare.notes) == (Status.IN_STOCK, "=looks like a formula")
    assert (lost.status, switch.status) == (Status.RETIRED, Status.STAGING)
    assert switch.asset_class is AssetClass.NETWORK


def test_what_snipe_its_importer_reads_is_understood(do: Do, noon: datetime) -> None:
    sheet, columns = about(SNIPE_IT_IMPORTER, Days.MONTH_FIRST)
    assert columns.source.key == "snipe-it"
    do(applies.bring_in, sheet, columns, at=noon)
    laptop, spare = all_assets(do)
    assert (laptop.tag, laptop.holder_id, laptop.notes) == ("L-1", BEN.id, "Old.")
    assert (laptop.purchased_on, laptop.support_until) == (date(2024, 1, 23), date(2028, 10, 27))
    assert (laptop.cost, laptop.location, spare.holder_id) == (1299, "Lisbon", None)
    again: DryRun = do(applies.bring_in, sheet, columns, at=noon)
    assert (again.count(Outcome.UNCHANGED), again.import_number) == (2, "")


def test_a_tool_finds_its_own_by_its_key_whatever_else_has_changed(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    run = bring(do, NETBOX.replace("lis-sw-02", "lis-sw-22"), noon)
    assert (run.count(Outcome.UPDATE), run.count(Outcome.UNCHANGED)) == (1, 5)
    assert all_assets(do)[2].name == "lis-sw-22"


def test_what_somebody_wrote_stands_where_the_tool_is_no_authority(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    switch = all_assets(do)[1]
    version = again(do, switch).version
    written = details(
        "my name for it", asset_class=AssetClass.NETWORK, tag="N-2", serial="FDO-2", notes="Quiet."
    )
    do(assets.edit, switch.id, written, based_on=version, by=AMY, at=noon)
    run = bring(do, NETBOX.replace("Noisy.", "Very noisy."), noon)
    (row,) = run.of(Outcome.UPDATE)
    assert row.changes["name"] == ("my name for it", "lis-sw-01"), "NetBox knows names better"
    assert row.kept["notes"] == ("Quiet.", "Very noisy.")
    assert {
        "name was written here by somebody; NetBox knows it better.",
        "notes stays as somebody has it.",
    } <= set(row.notes)
    assert again(do, switch).notes == "Quiet."
    assert bring(do, NETBOX.replace("Noisy.", "Very noisy."), noon).import_number == ""


def test_a_list_changes_nothing_that_a_tool_knows_better(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    run = bring(do, "serial,location,supplier\nFDO-2,Porto,Somebody\n", noon)
    (row,) = run.rows
    assert (set(row.changes), set(row.kept)) == ({"supplier"}, {"location"})
    assert row.notes == ("location stays as NetBox has it.",)


def test_each_tool_keeps_to_what_it_knows(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "Core switch", serial="FDO-9", manufacturer="Cisco", status=Status.IN_USE)
    bring(do, SNIPE_IT, noon)
    device = "core-01,Active,,Porto,,R1,Router,Cisco,C9300-24,,9,,FDO-9,X-9,,,,,,\n"
    bring(do, NETBOX.splitlines(keepends=True)[0] + device, noon)
    switch = all_assets(do)[0]
    assert (switch.name, switch.model, switch.location) == ("core-01", "C9300-24", "Porto / R1")
    assert switch.tag == "L-4", "the tag is Snipe-IT's to say"
    assert switch.status is Status.IN_USE, "where it is in its life somebody here has said"
    assert bring(do, SNIPE_IT, noon).count(Outcome.UPDATE) == 0


def test_what_was_voided_comes_in_anew(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    do(stages.void, all_assets(do)[0].id, why="Twice.", by=AMY, at=noon)
    assert bring(do, NETBOX, noon).count(Outcome.CREATE) == 1
    assert bring(do, NETBOX, noon).count(Outcome.UNCHANGED) == 6


def test_a_card_says_which_tool_knows_what_better(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    (switch,) = (it for it in all_assets(do) if it.tag == "N-2")
    sheet = do(assets.show, switch.id, organisation=ORGANISATION, by=AMY)
    assert set(sheet.sources) == {"NetBox"}
    assert {"name", "serial", "location"} <= set(sheet.sources["NetBox"])
    assert not {"tag", "notes"} & set(sheet.sources["NetBox"]), "of these it is no authority"
    edited = details_like(switch, location="Porto")
    how = {"based_on": switch.version, "organisation": ORGANISATION, "by": AMY, "at": noon}
    do(assets.edit, switch.id, edited, **how)
    sheet = do(assets.show, switch.id, organisation=ORGANISATION, by=AMY)
    assert "location" not in sheet.sources["NetBox"], "somebody has written another since"
