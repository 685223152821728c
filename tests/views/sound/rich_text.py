"""Sound rich text."""

from hypothesis import strategies as st

from tests.views.sound.words import A_URL, FLAG, ID, Fields, Made, few, form, made, one_of, words

STYLE = {"style": form({}, dict.fromkeys(("bold", "italic", "strike", "code"), FLAG))}
BORDER = {"border": st.integers(0, 1)}

INLINE: dict[str, tuple[Fields, Fields]] = {
    "text": ({"text": words(99)}, STYLE),
    "link": ({"url": A_URL}, {**STYLE, "text": words(99)}),
    "user": ({"user_id": ID}, STYLE),
    "usergroup": ({"usergroup_id": ID}, STYLE),
    "channel": ({"channel_id": ID}, STYLE),
    "team": ({"team_id": ID}, STYLE),
    "broadcast": ({"range": one_of("here", "channel", "everyone")}, STYLE),
    "emoji": ({"name": ID}, STYLE),
    "date": (
        {"timestamp": st.integers(0, 10**10), "format": one_of("{date}", "{time}")},
        {**STYLE, "url": A_URL, "fallback": words(99)},
    ),
    "color": ({"value": one_of("#e01e5a")}, STYLE),
}


def _typed(kind: str, needs: Fields, may: Fields) -> Made:
    return form({"type": st.just(kind), **needs}, may)


RUNS = {
    "elements": st.lists(
        st.one_of(*(_typed(kind, needs, may) for kind, (needs, may) in INLINE.items())), max_size=2
    )
}
SECTION = _typed("rich_text_section", RUNS, {})
LINES = st.one_of(
    SECTION,
    _typed("rich_text_quote", RUNS, BORDER),
    _typed("rich_text_preformatted", RUNS, BORDER),
    _typed(
        "rich_text_list",
        {"elements": few(SECTION), "style": one_of("bullet", "ordered")},
        {**BORDER, "indent": st.integers(0, 8), "offset": st.integers(0, 9)},
    ),
)
RICH_TEXT = made("rich_text", {"elements": few(LINES)}, {"block_id": words(255)})
