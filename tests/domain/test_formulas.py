"""Cells that begin like a formula leave as text, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.formulas import BEGIN, neutral, original


@given(cell=st.text() | st.text("'=+-@ab", max_size=5))
def test_a_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not neutral(cell).startswith(BEGIN)
    assert original(neutral(cell)) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "laptop", "O'Neill", "'quoted'", "a=b"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert neutral(cell) == original(cell) == cell
