"""What stands against a change: the codes of section 4.7, each with its evidence, half-open to the minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.change.claims import Trouble, Work
from domain.change.conflicts import Code, Conflict, Severity, conflicts_of, stands_in_the_way
from domain.change.windows import Window
from domain.changes import ChangeType

EIGHT = datetime(2026, 3, 3, 20, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
KEYS = Work(
    number="CHG-7",
    title="Rotate keys",
    type=ChangeType.NORMAL,
    service="Web shop",
    assets=frozenset({"db-1", "Web-2"}),
    span=(EIGHT, EIGHT + HOUR),
    implementer="dev",
)
DISKS = Work(
    number="CHG-3",
    title="New disks",
    type=ChangeType.NORMAL,
    service="Payroll",
    assets=frozenset({"db-9"}),
    span=(EIGHT, EIGHT + HOUR),
    implementer="ben",
    digest="4f3a",
)
PRINTER = Trouble(
    number="INC-5", title="Nobody can pay", service="Web shop", asset="till-1", is_major=False
)


def window(begins: str, hours: float, **more: Any) -> Window:
    usual = {
        "name": "Year end",
        "zone": ZoneInfo("UTC"),
        "begins": datetime.fromisoformat(begins),
        "lasts": hours * HOUR,
    }
    return Window(**{**usual, **more})


def told(work: Work, *others: Work, **around: Any) -> list[tuple[str, str]]:
    return [(it.code.value, it.severity.value) for it in conflicts_of(work, others, **around)]


@pytest.mark.parametrize(
    ("other", "conflicts"),
    [
        ({}, []),
        ({"assets": frozenset({"db-1"})}, [("K1", "hard")]),
        ({"assets": frozenset({" WEB-2"})}, [("K1", "hard")]),
        ({"service": "Web shop"}, [("K3", "warn")]),
        ({"service": "Web shop", "assets": frozenset({"db-1"})}, [("K1", "hard")]),
        ({"implementer": "dev"}, [("K7", "warn")]),
        ({"service": "Web shop", "implementer": "dev"}, [("K3", "warn"), ("K7", "warn")]),
        ({"assets": frozenset({"db-1"}), "implementer": "dev"}, [("K1", "hard"), ("K7", "warn")]),
        ({"number": "CHG-7", "assets": frozenset({"db-1"})}, []),
    ],
)
def test_another_change_at_the_same_time(
    other: dict[str, Any], conflicts: list[tuple[str, str]]
) -> None:
    assert told(KEYS, replace(DISKS, **other)) == conflicts


def test_where_neither_names_a_service_or_who_does_it_nothing_is_shared() -> None:
    vague = {"service": None, "implementer": None, "assets": frozenset()}
    assert told(replace(KEYS, **vague), replace(DISKS, **vague)) == []


@pytest.mark.parametrize(
    ("start", "minutes", "conflicts"),
    [
        (EIGHT - HOUR, 60, []),
        (EIGHT - HOUR, 61, ["K1"]),
        (EIGHT + HOUR, 60, []),
        (EIGHT + 59 * MINUTE, 60, ["K1"]),
        (EIGHT - HOUR, 600, ["K1"]),
        (EIGHT + 20 * MINUTE, 1, ["K1"]),
    ],
)
def test_back_to_back_is_no_conflict(start: datetime, minutes: int, conflicts: list[str]) -> None:
    other = replace(DISKS, assets=KEYS.assets, span=(start, start + minutes * MINUTE))
    assert [code for code, _ in told(KEYS, other)] == conflicts


def test_the_evidence_names_the_other_and_what_is_shared() -> None:
    other = replace(DISKS, assets=frozenset({"DB-1", "web-2", "db-9"}), implementer="dev")
    asset, person = conflicts_of(KEYS, [other])
    assert asset == Conflict(
        code=Code.SAME_ASSET,
        severity=Severity.HARD,
        what="CHG-3",
        evidence="CHG-3 (New disks) changes Web-2, db-1 as well, at the same time.",
        span=other.span,
        digest="4f3a",
    )
    assert person.evidence == "CHG-3 (New disks) is carried out by the same person then."


def test_of_many_names_some_are_told_and_the_key_stays_short() -> None:
    many = frozenset(f"{'x' * 95}-{at:02}" for at in range(20))
    other = replace(DISKS, assets=many, digest="4f3a" * 4)
    (found,) = conflicts_of(replace(KEYS, assets=many), [other])
    assert "and 17 more" in found.evidence
    assert len(found.evidence) < 300
    windows = [
        window("2026-03-04 20:00", 1, name=f"{at} {'n' * 70}", assets=many) for at in range(9)
    ]
    (found,) = conflicts_of(replace(KEYS, assets=many), [], maintenance=windows)
    assert "and 6 more" in found.what
    assert len(found.what) < 200
    assert len(found.key) < 200


def test_what_was_accepted_is_another_conflict_once_the_other_plan_is() -> None:
    other = replace(DISKS, assets=KEYS.assets)
    (before,), (after,) = (
        conflicts_of(KEYS, [it]) for it in (other, replace(other, digest="0b1c"))
    )
    assert before.key == "K1 CHG-3 4f3a"
    assert after.key != before.key


@pytest.mark.parametrize(
    ("freeze", "type_", "conflicts"),
    [
        ({}, ChangeType.NORMAL, [("K5", "hard")]),
        ({}, ChangeType.STANDARD, [("K5", "hard")]),
        ({"is_hard": False}, ChangeType.NORMAL, [("K5", "warn")]),
        ({}, ChangeType.EMERGENCY, [("K5", "warn")]),
        ({"allows": frozenset()}, ChangeType.EMERGENCY, [("K5", "hard")]),
        ({"services": frozenset({"Payroll"})}, ChangeType.NORMAL, []),
        ({"assets": frozenset({"WEB-2"})}, ChangeType.NORMAL, [("K5", "hard")]),
    ],
)
def test_a_freeze(
    freeze: dict[str, Any], type_: ChangeType, conflicts: list[tuple[str, str]]
) -> None:
    in_force = window("2026-03-01 00:00", 240, **freeze)
    assert told(replace(KEYS, type=type_), freezes=[in_force]) == conflicts


def test_a_freeze_says_its_name_and_when_it_is() -> None:
    (found,) = conflicts_of(KEYS, [], freezes=[window("2026-03-03 20:30", 4)])
    assert (found.what, found.evidence) == ("Year end", "The freeze Year end is in force then.")
    assert found.span == (EIGHT + 30 * MINUTE, EIGHT + 270 * MINUTE)
    emergency = replace(KEYS, type=ChangeType.EMERGENCY)
    (found,) = conflicts_of(emergency, [], freezes=[window("2026-03-03 20:30", 4)])
    assert "it lets emergency changes through" in found.evidence


@pytest.mark.parametrize(
    ("begins", "hours", "conflicts"),
    [
        ("2026-03-03 20:00", 1, []),
        ("2026-03-03 19:00", 3, []),
        ("2026-03-03 20:01", 3, [("K6", "hard")]),
        ("2026-03-03 19:00", 1.5, [("K6", "hard")]),
        ("2026-03-04 20:00", 3, [("K6", "hard")]),
    ],
)
def test_a_maintenance_window_is_kept_to(
    begins: str, hours: float, conflicts: list[tuple[str, str]]
) -> None:
    nights = window(begins, hours, name="Nights", services=frozenset({"Web shop"}))
    others = window("2026-03-01 00:00", 1, name="Others", services=frozenset({"Payroll"}))
    assert told(KEYS, maintenance=[nights, others]) == conflicts
    if conflicts:
        (found,) = conflicts_of(KEYS, [], maintenance=[nights, others])
        assert found.evidence.endswith("it is to keep to: Nights.")


@pytest.mark.parametrize(
    ("trouble", "evidence"),
    [
        ({}, "INC-5 (Nobody can pay), a P1, is open on Web shop."),
        ({"is_major": True}, "INC-5 (Nobody can pay), a major incident, is open on Web shop."),
        ({"service": None, "asset": "DB-1"}, "INC-5 (Nobody can pay), a P1, is open on DB-1."),
        ({"service": "Payroll"}, None),
        ({"service": None, "asset": ""}, None),
    ],
)
def test_an_open_incident_on_the_same(trouble: dict[str, Any], evidence: str | None) -> None:
    found = conflicts_of(KEYS, [], troubles=[replace(PRINTER, **trouble)])
    assert [it.evidence for it in found] == ([evidence] if evidence else [])
    assert all((it.code, it.severity) == (Code.INCIDENT, Severity.WARN) for it in found)


def test_the_hard_ones_come_first() -> None:
    other = replace(DISKS, service="Web shop", implementer="dev")
    another = replace(DISKS, number="CHG-9", assets=KEYS.assets)
    freeze = window("2026-03-01 00:00", 240)
    found = told(KEYS, other, another, freezes=[freeze], troubles=[PRINTER])
    assert [code for code, _ in found] == ["K1", "K5", "K3", "K7", "K8"]


MINUTES = st.integers(0, 600)
SPANS = st.tuples(MINUTES, st.integers(1, 300)).map(
    lambda it: (EIGHT + it[0] * MINUTE, EIGHT + (it[0] + it[1]) * MINUTE)
)
WORKS = st.builds(
    Work,
    number=st.sampled_from(["CHG-1", "CHG-2", "CHG-3"]),
    title=st.just("x"),
    type=st.sampled_from(ChangeType),
    service=st.sampled_from([None, "Web shop", "Payroll"]),
    assets=st.frozensets(st.sampled_from(["db-1", "DB-1", "web-2"])),
    span=SPANS,
    implementer=st.sampled_from([None, "dev", "ben"]),
)


@given(one=WORKS, other=WORKS)
def test_two_changes_conflict_if_and_only_if_they_share_a_moment_and_something(
    one: Work, other: Work
) -> None:
    """And then each conflicts with the other, in the same way."""
    share_a_minute = any(
        one.span[0] <= EIGHT + minute * MINUTE < one.span[1]
        and other.span[0] <= EIGHT + minute * MINUTE < other.span[1]
        for minute in range(901)
    )
    expected = share_a_minute and one.number != other.number and stands_in_the_way(one, other)
    assert bool(told(one, other)) is expected
    assert told(one, other) == told(other, one)
