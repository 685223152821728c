"""Rich text: sections, lists, quotes, preformatted passages and what stands in them.

After Slack's rich text block reference. Its other place is a table's cell.
"""

from collections.abc import Mapping

from views.limits.problem import Check
from views.limits.shapes import Form, array, flag, of_type, one_of, string, whole_number
from views.limits.text import BLOCK_ID, URL

STYLES = ("bold", "italic", "strike", "underline", "code")
STYLED: dict[str, Check] = {"style": Form({}, dict.fromkeys(STYLES, flag))}
BORDERED: dict[str, Check] = {"border": whole_number(0, 1)}
MANY_INDENTS = 8

INLINE: Mapping[str, Check] = {
    "text": Form({"text": string(1)}, STYLED),
    "link": Form({"url": URL}, STYLED | {"text": string()}),
    "user": Form({"user_id": string(1)}, STYLED),
    "usergroup": Form({"usergroup_id": string(1)}, STYLED),
    "channel": Form({"channel_id": string(1)}, STYLED),
    "team": Form({"team_id": string(1)}, STYLED),
    "broadcast": Form({"range": one_of("here", "channel", "everyone")}, STYLED),
    "emoji": Form({"name": string(1)}, STYLED),
    "date": Form(
        {"timestamp": whole_number(0), "format": string(1)},
        STYLED | {"url": URL, "fallback": string()},
    ),
    "color": Form({"value": string(1)}, STYLED),
}

RUNS: dict[str, Check] = {"elements": array(of_type(INLINE))}
SECTION = Form(RUNS)

RICH_TEXT = Form(
    {
        "elements": array(
            of_type(
                {
                    "rich_text_section": SECTION,
                    "rich_text_quote": Form(RUNS, BORDERED),
                    "rich_text_preformatted": Form(RUNS, BORDERED),
                    "rich_text_list": Form(
                        {
                            "elements": array(of_type({"rich_text_section": SECTION})),
                            "style": one_of("bullet", "ordered"),
                        },
                        BORDERED
                        | {"indent": whole_number(0, MANY_INDENTS), "offset": whole_number(0)},
                    ),
                }
            )
        )
    },
    BLOCK_ID,
)
