"""Assets: statuses, the moves between them, and what each asks for."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.asset.guards import Evidence, Standing
from domain.asset.moves import BEGINNINGS, MOVES, check_beginning, check_move, ways_on
from domain.assets import (
    CLASS_FIELDS,
    STAGE_OF,
    STATUSES,
    TERMINAL,
    AssetClass,
    ClassField,
    Criticality,
    FieldKind,
    Monitoring,
    Stage,
    Status,
    key_of,
    read_field,
    serial_key,
)
from domain.errors import FieldErrors, WrongState

TODAY = date(2026, 3, 2)
EVERYTHING = Evidence(
    reason="It is time.",
    link="CHG-4",
    document="Certificate 77",
    data_wiped="Overwritten three times.",
    approved_by="Ann",
    reserved_until=TODAY,
    checklist_done=True,
    access_released=True,
)


def laptop(status: Status = Status.IN_USE, **about: Any) -> Standing:
    """Everything an asset can have."""
    usual: dict[str, Any] = {
        "number": "AST-7",
        "status": status,
        "tag": "LAPTOP-42",
        "owner_id": "U0ANNBERGER",
        "team_key": "service-desk",
        "criticality": Criticality.LOW,
        "environment": "production",
    }
    return Standing(**(usual | about))


def test_every_status_is_of_one_stage() -> None:
    assert set(STAGE_OF) == set(Status)
    assert sum(map(len, STATUSES.values())) == len(Status)
    assert set(CLASS_FIELDS) == set(AssetClass)


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_a_move_is_made_just_where_the_table_has_it(before: Status, after: Status) -> None:
    if (before, after) in MOVES:
        check_move(laptop(before), after, EVERYTHING, TODAY)
    else:
        with pytest.raises(WrongState, match="AST-7 is "):
            check_move(laptop(before), after, EVERYTHING, TODAY)


@pytest.mark.parametrize("status", Status)
def test_nothing_more_happens_to_what_is_over(status: Status) -> None:
    assert any(before is status for before, _ in MOVES) == (status not in TERMINAL)


def test_from_requested_to_disposed_is_a_way() -> None:
    life = (
        *(Status.REQUESTED, Status.ORDERED, Status.RECEIVED, Status.IN_STOCK, Status.STAGING),
        *(Status.READY, Status.IN_USE, Status.FAULTY, Status.IN_MAINTENANCE),
        *(Status.DECOMMISSIONING, Status.RETIRED, Status.DISPOSED),
    )
    for before, after in pairwise(life):
        check_move(laptop(before), after, EVERYTHING, TODAY)


WELL = laptop(criticality=Criticality.CRITICAL, monitoring=Monitoring.COVERED, cost=5000)


@pytest.mark.parametrize(
    ("asset", "to", "lacks", "field"),
    [
        (replace(WELL, status=Status.REQUESTED), Status.ORDERED, "approved_by", "approved_by"),
        (laptop(Status.IN_STOCK), Status.RESERVED, "reserved_until", "reserved_until"),
        (laptop(Status.STAGING), Status.READY, "checklist_done", "checklist_done"),
        (replace(WELL, status=Status.READY), Status.IN_USE, "link", "link"),
        (WELL, Status.IN_MAINTENANCE, "link", "link"),
        (replace(WELL, status=Status.FAULTY), Status.IN_MAINTENANCE, "link", "link"),
        (laptop(Status.DECOMMISSIONING), Status.RETIRED, "data_wiped", "data_wiped"),
        (laptop(Status.DECOMMISSIONING), Status.RETIRED, "access_released", "access_released"),
        (laptop(Status.RETIRED), Status.SOLD, "document", "document"),
        (laptop(Status.RETIRED), Status.IN_STOCK, "reason", "reason"),
        (laptop(Status.RETIRED), Status.IN_STOCK, "checklist_done", "checklist_done"),
        (laptop(Status.LOST), Status.IN_STOCK, "checklist_done", "checklist_done"),
        (laptop(), Status.STOLEN, "reason", "reason"),
        (laptop(), Status.VOIDED, "reason", "reason"),
    ],
)
def test_what_is_not_said_is_asked_for(asset: Standing, to: Status, lacks: str, field: str) -> None:
    check_move(asset, to, EVERYTHING, TODAY)
    without = replace(EVERYTHING, **{lacks: getattr(Evidence(), lacks)})
    with pytest.raises(FieldErrors) as refused:
        check_move(asset, to, without, TODAY)
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    ("asset", "to", "says"),
    [
        (laptop(Status.RECEIVED, tag=None), Status.IN_STOCK, "a tag or its serial"),
        (laptop(Status.READY, owner_id=None), Status.IN_USE, "needs an owner"),
        (
            laptop(Status.READY, criticality=None, environment=None),
            Status.STANDBY,
            "a criticality and an environment",
        ),
        (
            laptop(Status.READY, criticality=Criticality.HIGH),
            Status.IN_USE,
            "how it is monitored",
        ),
        (laptop(is_held=True), Status.IN_STOCK, "check it in"),
        (laptop(Status.DECOMMISSIONING, is_held=True), Status.RETIRED, "check it in"),
        (
            laptop(Status.DECOMMISSIONING, dependants=["AST-8"]),
            Status.RETIRED,
            "AST-8 in operations",
        ),
        (laptop(Status.DECOMMISSIONING, open_work=["INC-3"]), Status.RETIRED, "INC-3 about it"),
        (
            laptop(Status.READY, asset_class=AssetClass.DATABASE),
            Status.IN_USE,
            "It lacks: Engine",
        ),
    ],
)
def test_what_is_not_so_yet_is_told_with_what_would_make_it_a_yes(
    asset: Standing, to: Status, says: str
) -> None:
    with pytest.raises(WrongState, match=says):
        check_move(asset, to, EVERYTHING, TODAY)


def test_an_excepted_critical_asset_goes_into_use_unmonitored() -> None:
    excepted = replace(
        WELL, status=Status.READY, monitoring=Monitoring.NOT_COVERED, monitoring_reason="Air gap."
    )
    check_move(excepted, Status.IN_USE, EVERYTHING, TODAY)


def test_a_reservation_ends_in_the_future() -> None:
    past = replace(EVERYTHING, reserved_until=TODAY - timedelta(days=1))
    with pytest.raises(FieldErrors, match="past"):
        check_move(laptop(Status.IN_STOCK), Status.RESERVED, past, TODAY)


@pytest.mark.parametrize("status", Status)
def test_an_asset_begins_where_the_table_says(status: Status) -> None:
    if status in BEGINNINGS:
        check_beginning(laptop(status), EVERYTHING, TODAY)
    else:
        with pytest.raises(WrongState, match="No asset begins as"):
            check_beginning(laptop(status), EVERYTHING, TODAY)


def test_what_is_in_use_already_says_why_it_is_new() -> None:
    with pytest.raises(FieldErrors, match="reason"):
        check_beginning(laptop(Status.IN_USE), Evidence(), TODAY)


def test_nothing_goes_missing_by_a_menu() -> None:
    assert Status.STOLEN not in ways_on(Status.IN_USE)
    assert ways_on(Status.RETIRED)[0] is Status.IN_STOCK


@pytest.mark.parametrize(
    "said",
    [
        "",
        "n/a",
        "N.A.",
        "To be filled by O.E.M.",
        "0",
        "000000",
        "none",
        "Default string",
        "-",
        "TBD",
    ],
)
def test_a_serial_that_only_fills_the_place_is_none(said: str) -> None:
    assert serial_key(said) is None


def test_the_same_serial_is_the_same_however_it_is_written() -> None:
    assert serial_key(" sn-4711 X ") == serial_key("SN-4711x") == "sn-4711x"
    assert key_of("  Web  Shop DB ") == "web shop db"


@pytest.mark.parametrize(
    ("kind", "said", "is_read"),
    [
        (FieldKind.NUMBER, "16", 16),
        (FieldKind.DATE, "2026-03-01", "2026-03-01"),
        (FieldKind.TEXT, "  two  words", "two words"),
        (FieldKind.TEXT, " ", None),
    ],
)
def test_a_field_of_a_class_is_read_by_its_kind(kind: FieldKind, said: str, is_read: Any) -> None:
    assert read_field(ClassField(key="k", label="K", kind=kind), said) == is_read


@pytest.mark.parametrize(
    ("kind", "said"),
    [(FieldKind.NUMBER, "many"), (FieldKind.DATE, "1 March"), (FieldKind.TEXT, "x" * 151)],
)
def test_a_field_of_a_class_says_what_it_takes(kind: FieldKind, said: str) -> None:
    with pytest.raises(ValueError, match="Label: "):
        read_field(ClassField(key="k", label="Label", kind=kind), said)


def test_a_choice_is_one_of_its_words() -> None:
    field = ClassField(key="k", label="Label", kind=FieldKind.CHOICE, choices=("keep", "retire"))
    assert (read_field(field, " Keep "), read_field(field, "")) == ("keep", None)
    with pytest.raises(ValueError, match="one of keep, retire"):
        read_field(field, "sell")


def test_stage_and_status_agree_on_what_operations_are() -> None:
    assert {it for it in Status if STAGE_OF[it] is Stage.OPERATIONS} == {
        Status.IN_USE,
        Status.STANDBY,
        Status.IN_MAINTENANCE,
        Status.FAULTY,
    }
