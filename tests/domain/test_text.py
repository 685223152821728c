"""What people typed: made safe, and still what they said."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FieldErrors
from domain.text import checked_text, clean, clean_line, cut, mentioned, says_something, with_names

SEES_NOTHING = ["", "   ", "\n\n", "\u200b", "\u200d\u2060\ufeff", "\u202e\u202d", "\u00ad", "\x00"]
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TRICKY = [*sorted(OVERRIDES), *"\x00\ud800\r\n\t \u0301e\u200d👩\u1100\u1161"]
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from(TRICKY))


@given(ANY_TEXT)
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_a_line_cleaned_again_stays(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT)
def test_nothing_that_steers_or_deceives_is_left(text: str) -> None:
    left = {character for character in clean(text) if character not in "\n\t"}
    assert not left & OVERRIDES
    assert not {unicodedata.category(character) for character in left} & {"Cc", "Cs"}


@given(ANY_TEXT)
def test_both_databases_can_keep_what_is_clean(text: str) -> None:
    assert b"\x00" not in clean(text).encode("utf-8")


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_letters_digits_and_signs_all_stay(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(ANY_TEXT)
def test_cleaning_does_not_make_something_say_more_or_less(text: str) -> None:
    assert says_something(clean(text)) == says_something(text)


@given(ANY_TEXT, st.integers(1, 50))
def test_a_cut_text_is_never_longer(text: str, length: int) -> None:
    assert len(cut(text, length)) <= length


@given(ANY_TEXT)
def test_what_fits_is_not_cut(text: str) -> None:
    assert cut(text, max(1, len(text))) == text


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("printer on fire", 15, "printer on fire"),
        ("printer on fire", 9, "printer…"),
        ("ab", 1, "…"),
    ],
)
def test_a_cut_text_says_that_it_is_cut(text: str, length: int, shown: str) -> None:
    assert cut(text, length) == shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", True),
        ("?", True),
        ("🔥", True),
        ("あ", True),
        (" \u00a0\u2003", False),
        ("\u200b\u2060", False),
        ("\u3164\u2800", False),
        ("\u0301", False),
        ("\ufe0f", False),
    ],
)
def test_says_something_means_that_a_reader_sees_it(text: str, says: bool) -> None:
    assert says_something(text) is says


NAMES = {"U0BENOKAFOR": "Ben Okafor", "W0ANNBERGER": "Ann *Berger*"}


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Ask @U0BENOKAFOR.", "Ask @Ben Okafor."),
        ("@W0ANNBERGER, @U0BENOKAFOR", "@Ann *Berger*, @Ben Okafor"),
        ("Ask @U0NOBODY000 in @UNIVERSITY", "Ask @U0NOBODY000 in @UNIVERSITY"),
        ("U0BENOKAFOR @U0BENOKAFORX @channel", "U0BENOKAFOR @U0BENOKAFORX @channel"),
    ],
)
def test_who_is_mentioned_reads_as_a_name(text: str, reads: str) -> None:
    assert with_names(text, NAMES) == reads


def test_who_is_mentioned_is_found_in_all_of_it() -> None:
    found = mentioned("Ask @U0BENOKAFOR", None, "or @W0ANNBERGER or @here")
    assert found == {"U0BENOKAFOR", "W0ANNBERGER"}


@pytest.mark.parametrize("text", SEES_NOTHING)
def test_a_required_text_that_says_nothing_is_asked_for(text: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        checked_text("reason", text, 10, "Say why.")
    assert refusal.value.errors == {"reason": "Say why."}


@pytest.mark.parametrize(("length", "is_kept"), [(10, True), (11, False), (10_000, False)])
def test_a_required_text_has_an_end(length: int, is_kept: bool) -> None:
    if is_kept:
        assert checked_text("reason", "x" * length, 10, "Say why.") == "x" * length
        return
    with pytest.raises(FieldErrors, match=rf"within 10 characters; it has {length:,}"):
        checked_text("reason", "x" * length, 10, "Say why.")
