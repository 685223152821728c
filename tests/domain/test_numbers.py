"""Record numbers: as they are written, and as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.numbers import LARGEST, Kind, number, numbers_in, read_number


@given(st.sampled_from(Kind), st.integers(1, LARGEST))
def test_a_number_is_read_back(kind: Kind, record_id: int) -> None:
    assert read_number(number(kind, record_id), kind) == record_id


@pytest.mark.parametrize(
    "typed", ["INC-12", "inc-12", "Inc 12", "INC12", " inc-12 ", "INC–12", "INC-0012"]
)
def test_people_spell_numbers_in_many_ways(typed: str) -> None:
    assert read_number(typed, Kind.INCIDENT) == 12


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12",
        "INC",
        "INC-",
        "INC-x",
        "INC-0",
        "INC--12",
        "INC-1.5",
        "INC-12 is broken",
        "CHG-12",
        "INCH12",
        "INC-१२",
        f"INC-{LARGEST + 1}",
        "INC-" + "9" * 5000,
    ],
)
def test_what_is_no_number_is_not_read_as_one(typed: str) -> None:
    assert read_number(typed, Kind.INCIDENT) is None


@given(st.text())
def test_no_text_makes_reading_stumble(text: str) -> None:
    found = read_number(text, Kind.INCIDENT)
    assert found is None or 0 < found <= LARGEST


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("merge INC-5 INC-2", [5, 2]),
        ("merge inc 5 into INC2, please", [5, 2]),
        ("INC-5 INC-5", [5, 5]),
        ("INC-5,INC-2;INC–7", [5, 2, 7]),
        ("CHG-5 is not INC-0 nor XINC-3 nor INC-3x nor INC-3-4", []),
        (f"INC-{LARGEST + 1} INC-1", [1]),
    ],
)
def test_every_number_in_a_text_is_found(text: str, ids: list[int]) -> None:
    assert numbers_in(text, Kind.INCIDENT) == ids
