"""What people typed is text in a document too."""

import re

import pytest
from hypothesis import given

from tests.views.hostile import TEXTS
from views.documents import items, table, text


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("# Big", r"\# Big"),
        ("a | b", r"a \| b"),
        ("![x](https://evil.example)", r"!\[x\](https://evil.example)"),
        ("<script>", r"\<script\>"),
        ("two\n\nlines", "two lines"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("12) not a list", r"12\) not a list"),
        ("--- no line", r"\--- no line"),
        ("NB-0105 (2nd floor), 3.5 + 1", "NB-0105 (2nd floor), 3.5 + 1"),
        (r"a\b", r"a\\b"),
    ],
)
def test_whatever_means_something_is_marked_as_text(typed: str, reads: str) -> None:
    assert text(typed) == reads


@given(TEXTS)
def test_it_stays_in_its_cell_and_on_its_line(typed: str) -> None:
    [row] = [line for line in table(["", "n"], [[text(typed), "1"]])[2:] if line]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 3
    assert len(items([text(typed)])[0].splitlines()) == 1
