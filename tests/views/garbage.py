"""Anything at all: JSON that is no message, and what is not even JSON."""

from hypothesis import strategies as st

from tests.views.samples import BLOCKS, ELEMENTS, MESSAGE, Json
from tests.views.sound.blocks import sound_blocks

NAMES = [
    *[
        "accessory",
        "action_id",
        "actions",
        "attachments",
        "axis_config",
        "block_id",
        "blocks",
        "caption",
    ],
    *[
        "categories",
        "chart",
        "child_blocks",
        "column_settings",
        "confirm",
        "data",
        "dispatch_action",
        "element",
    ],
    *[
        "elements",
        "entities",
        "event_payload",
        "event_type",
        "fields",
        "focus_on_load",
        "hint",
        "initial_option",
    ],
    *[
        "initial_options",
        "initial_value",
        "is_collapsible",
        "label",
        "max_length",
        "max_value",
        "metadata",
    ],
    *[
        "min_length",
        "min_value",
        "option_groups",
        "options",
        "private_metadata",
        "row_header_column_index",
    ],
    *[
        "rows",
        "segments",
        "series",
        "slack_file",
        "sources",
        "submit",
        "tasks",
        "text",
        "title",
        "type",
        "value",
    ],
]
WORDS = st.sampled_from(
    [*BLOCKS, *ELEMENTS, "modal", "home", "plain_text", "mrkdwn", "pie", "bar", "raw_text", ""]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS


@st.composite
def sound(draw: st.DrawFn) -> Json:
    """A function of its own, for hypothesis would print whatever it is made of."""
    return draw(st.one_of(*sound_blocks(MESSAGE).values()))


ANYTHING = st.recursive(
    SCALARS | sound(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)
"""Nested at will, under names that mean something as well as under others, sound blocks among it."""


def nested(depth: int) -> object:
    """Lists in lists."""
    inner: object = "x"
    for _ in range(depth):
        inner = [inner]
    return inner


CIRCLE: Json = {"type": "section"}
CIRCLE["text"] = CIRCLE

NO_MESSAGES = {
    **{repr(value): value for value in (None, 0, "blocks", b"bytes", [None], {1: 2}, {"x"})},
    "a key that is no string": {("a",): 1},
    "a circle": CIRCLE,
    "a circle of blocks": {"blocks": CIRCLE},
    "not a number": float("nan"),
    "a number too long to write": 10**5000,
    "half a letter": "\ud800",
    **{f"type {depth} deep": {"type": nested(depth)} for depth in (100, 500, 900)},
    "deeper than Python would follow": nested(100_000),
}
