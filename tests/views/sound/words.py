"""The words that sound parts are made in: texts, flags, forms.

Texts are short, so that a rule broken on purpose is the only one that is broken.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.views.samples import SAMPLES, URL, type_of

Made = st.SearchStrategy[Any]
Fields = Mapping[str, Made]

FIELDS: dict[str, set[str]] = {}
"""The fields that have been made so far, kind by kind."""

FLAG = st.booleans()
TEXTS = [
    "x",
    "a b",
    " ",
    "&<>",
    "<!channel>",
    "*b*",
    "ü",
    "e\u0301",
    "\u202e",
    "🔥",
    "0",
    "\n",
    "\x00",
]
SHORT = st.sampled_from(["", *(text for text in TEXTS if len(text) <= 3)])
A_URL = st.sampled_from([URL, "https://example.com/?a=1&b=ü"])
ID = st.sampled_from(["U1", "C1", "x"])


def made(kind: str, needs: Fields, may: Fields | None = None) -> Made:
    """A part with its type and these fields, and perhaps those."""
    known(kind, needs, may)
    kinds = st.just(type_of(kind) if kind in SAMPLES else kind)
    return form({"type": kinds, **needs}, may)


def known(kind: str, needs: Fields, may: Fields | None = None) -> Made:
    FIELDS.setdefault(kind, set()).update(needs, may or {})
    return form(needs, may)


def form(needs: Fields, may: Fields | None = None) -> Made:
    rest = {name: of for name, of in (may or {}).items() if name not in needs}
    some = st.fixed_dictionaries(dict(needs), optional=rest)
    return some | st.fixed_dictionaries({**needs, **rest}) if rest else some  # often all of them


def few(of: Made, at_least: int = 1) -> Made:
    return st.lists(of, min_size=at_least, max_size=max(at_least, 2))


def one_of(*choices: str) -> Made:
    return st.sampled_from(choices)


def words(at_most: int) -> Made:
    """Not empty, now and then as long as can be."""
    return st.sampled_from([*TEXTS, "🔥" * at_most] if at_most <= 75 else TEXTS)


def plain(at_most: int) -> Made:
    return form({"type": st.just("plain_text"), "text": words(at_most)}, {"emoji": FLAG})


def text(at_most: int) -> Made:
    return plain(at_most) | form(
        {"type": st.just("mrkdwn"), "text": words(at_most)}, {"verbatim": FLAG}
    )
