"""One of every block and element a bot may send, as JSON that Slack would take."""

from typing import Any

Json = dict[str, Any]

NOON = 1772625600  # 2026-03-04 12:00 UTC


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(words: str, **more: Any) -> Json:
    return {"text": plain(words), "value": words.lower(), **more}


def button(words: str, **more: Any) -> Json:
    return {"type": "button", "action_id": words.lower(), "text": plain(words), **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def field(block_id: str, label: str, *, optional: bool = False, **element: Any) -> Json:
    """An input block; its element has the action id `it`."""
    more: Json = {
        name: element.pop(name) for name in ("hint", "dispatch_action") if name in element
    }
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"action_id": "it", **element},
        **more,
    }


def picture(alt_text: str) -> Json:
    return {
        "type": "image",
        "image_url": "https://pictures.example/floor-3/printer.png",
        "alt_text": alt_text,
    }


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def run(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def items(style: str, *rows: str, **more: Any) -> Json:
    elements = [run(text(row)) for row in rows]
    return {"type": "rich_text_list", "style": style, "elements": elements, **more}


SURE = {
    "title": plain("Delete it?"),
    "text": plain("It cannot be brought back."),
    "confirm": plain("Delete"),
    "deny": plain("Keep"),
    "style": "danger",
}

TEXTS = [
    {"type": "header", "text": plain("INC-7 Printer on floor 3")},
    {"type": "header", "text": plain("What happened"), "level": 3},
    section(
        "*Priya* acknowledged this <!date^1772625600^{date_short_pretty} at {time}|on March 4>."
        " It is _still_ ~burning~ `smoking`, see <https://wiki.example/printers|the runbook>."
    ),
    {
        "type": "section",
        "fields": [
            mrkdwn("*Priority*\nP2 · high"),
            mrkdwn("*Service*\nPrinting"),
            mrkdwn("*Reported by*\n<@U1>"),
            mrkdwn("*Channel*\n<#C1>"),
        ],
    },
    {"type": "divider"},
    {
        "type": "context",
        "elements": [picture("A printer"), mrkdwn("Open for *2 hours*"), plain("P2")],
    },
    section("\n".join(f"{number}. Look at the fuser" for number in range(1, 16))),
    {
        "type": "markdown",
        "text": (
            "## Next steps\n\n1. Call **the vendor**\n2. Wait\n   - for parts\n   - for a person\n\n"
            "- [x] Unplugged\n- [ ] Cleaned\n\n"
            "| Part | Price |\n|:--|--:|\n| Fuser | 120 |\n| Drum | 80 |\n\n"
            "---\n\n> Smoke is not a feature."
        ),
    },
]

RICH_TEXT = rich(
    run(
        text("Everyone, "),
        text("bold", bold=True),
        text(", "),
        text("italic", italic=True),
        text(", "),
        text("struck", strike=True),
        text(", "),
        text("code", code=True),
        text(" and "),
        text("both", bold=True, italic=True),
        text(" by "),
        {"type": "user", "user_id": "U2"},
        text(" in "),
        {"type": "channel", "channel_id": "C1"},
        text(" for "),
        {"type": "usergroup", "usergroup_id": "S1"},
        text(" and "),
        {"type": "broadcast", "range": "here"},
        text(" "),
        {"type": "emoji", "name": "tada"},
        text(" "),
        {"type": "link", "url": "https://wiki.example/fire", "text": "how to put out a fire"},
        text(" "),
        {"type": "color", "value": "#D9822B"},
        text(" "),
        {
            "type": "date",
            "timestamp": NOON,
            "format": "{date_num} {time}",
            "fallback": "2026-03-04",
        },
    ),
    items("ordered", "Unplug it", "Call Priya"),
    items("bullet", "by phone", "or by shouting", indent=1),
    items("ordered", "Write it down", "Go home", offset=2),
    {"type": "rich_text_quote", "elements": [text("It was on fire when I came.")]},
    {"type": "rich_text_preformatted", "elements": [text("lp0 on fire\nPC LOAD LETTER")]},
)

TABLE = {
    "type": "table",
    "column_settings": [{"align": "left"}, {"align": "center"}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": words} for words in ("Asset", "State", "Price")],
        [
            rich(run(text("PRN-3", bold=True))),
            {"type": "raw_text", "text": "in repair"},
            {"type": "raw_number", "value": 420, "text": "420"},
        ],
        [
            {"type": "raw_text", "text": "PRN-4"},
            {"type": "raw_text", "text": "in use"},
            {"type": "raw_number", "value": 99.5, "text": "99.50"},
        ],
    ],
}

OLDEST_FIRST = [
    ("INC-1", "Printer on fire", 300),
    ("INC-2", "Mail is slow", 45),
    ("INC-3", "No coffee", 5),
    ("INC-10", "Wi-Fi is gone", 120),
    ("INC-11", "Laptop is wet", 60),
    ("INC-12", "Door is locked", 20),
    ("INC-13", "Phone is dead", 15),
]

DATA_TABLE = {
    "type": "data_table",
    "caption": "Incidents of the week",
    "page_size": 5,
    "rows": [
        [{"type": "raw_text", "text": words} for words in ("Number", "Title", "Minutes")],
        *(
            [
                {"type": "raw_text", "text": number},
                rich(run(text(title))),
                {"type": "raw_number", "value": minutes, "text": str(minutes)},
            ]
            for number, title, minutes in OLDEST_FIRST
        ),
    ],
}

PIE = {
    "type": "data_visualization",
    "title": "Incidents by service",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "Printing", "value": 12},
            {"label": "Mail", "value": 7},
            {"label": "Network", "value": 4},
            {"label": "Coffee", "value": 1},
        ],
    },
}


def chart(kind: str, title: str, *categories: str, **series: list[float]) -> Json:
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {
            "type": kind,
            "axis_config": {
                "categories": list(categories),
                "x_label": "Week",
                "y_label": "Incidents",
            },
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(categories, values, strict=True)
                    ],
                }
                for name, values in series.items()
            ],
        },
    }


WEEKS = ("W 5", "W 6", "W 7", "W 8")
BARS = chart(
    "bar", "Raised and resolved", *WEEKS, Raised=[14, 9, 21, 12], Resolved=[10, 12, 17, 15]
)
LINES = chart("line", "Change in backlog", *WEEKS, Desk=[4, -3, 4, -3], Network=[1, 2, -1.5, 0])
AREAS = chart("area", "Open at night", *WEEKS, Open=[12000, 9500, 15500, 11000])

CARD = {
    "type": "card",
    "icon": picture("Vendor"),
    "title": mrkdwn("*Fuser unit*"),
    "subtitle": mrkdwn("In stock"),
    "hero_image": picture("A fuser unit"),
    "body": mrkdwn("Fits the printer on floor 3."),
    "subtext": mrkdwn("Delivered tomorrow"),
    "actions": [button("Order")],
}

FRAMES = [
    CARD | {"block_id": "card"},
    {
        "type": "carousel",
        "elements": [
            CARD | {"block_id": f"card-{number}", "actions": [button(f"Order {number}")]}
            for number in (1, 2, 3)
        ],
    },
    {
        "type": "container",
        "title": plain("Two more like this"),
        "subtitle": mrkdwn("in the *last week*"),
        "is_collapsible": True,
        "width": "wide",
        "child_blocks": [
            section("Both on floor 3.", block_id="inside"),
            {"type": "actions", "block_id": "within", "elements": [button("Merge")]},
        ],
    },
    {
        "type": "container",
        "rich_text_title": rich(run(text("Also on floor 3", bold=True))),
        "has_header_divider": True,
        "width": "narrow",
        "child_blocks": [section("The coffee machine.", block_id="also")],
    },
    {
        "type": "plan",
        "title": "Finding out what is wrong",
        "tasks": [
            {"type": "task_card", "task_id": "1", "title": "Read the log", "status": "complete"},
            {
                "type": "task_card",
                "task_id": "2",
                "title": "Ask the printer",
                "status": "in_progress",
                "details": rich(run(text("It does not answer."))),
                "sources": [{"type": "url", "url": "https://wiki.example/p3", "text": "Runbook"}],
            },
            {"type": "task_card", "task_id": "3", "title": "Ask the vendor", "status": "pending"},
        ],
    },
    {
        "type": "task_card",
        "task_id": "4",
        "title": "Put it out",
        "status": "error",
        "output": rich(run(text("No water left."))),
    },
]

STANDS = [
    picture("The printer, burning") | {"title": plain("Floor 3 at noon")},
    section("With a picture beside it", accessory=picture("Smoke")),
    {
        "type": "video",
        "title": plain("How to change a fuser"),
        "alt_text": "A person changes a fuser",
        "author_name": "The vendor",
        "thumbnail_url": "https://pictures.example/fuser.png",
        "video_url": "https://videos.example/fuser",
    },
    {"type": "file", "external_id": "MANUAL-3", "source": "remote"},
    {"type": "call", "call_id": "R1"},
]

OPTIONS = [
    option("One person", description=plain("Only you")),
    option("A team", description=plain("Or a site")),
    option("Everyone"),
]
GROUPS = [
    {"label": plain("Hardware"), "options": [option("Printer"), option("Laptop")]},
    {"label": plain("Software"), "options": [option("Mail"), option("Wiki")]},
]

BUTTONS = [
    {
        "type": "actions",
        "elements": [
            button("Acknowledge", style="primary", value="7"),
            button("Delete", style="danger", confirm=SURE),
            button("Runbook", url="https://wiki.example/printers"),
            {
                "type": "workflow_button",
                "action_id": "flow",
                "text": plain("Start a workflow"),
                "workflow": {"trigger": {"url": "https://slack.example/shortcuts/1"}},
            },
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Assign"), option("Close", description=plain("For good"))],
            },
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "helped",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad"},
            },
            {"type": "icon_button", "action_id": "trash", "icon": "trash", "text": plain("Remove")},
        ],
    },
]

ACCESSORIES = [
    section(words, accessory={"action_id": "it", **accessory})
    for words, accessory in [
        ("A button", button("Press")),
        ("One option", {"type": "static_select", "options": OPTIONS}),
        ("Several options", {"type": "multi_static_select", "option_groups": GROUPS}),
        ("A person", {"type": "users_select", "placeholder": plain("Choose a person")}),
        ("A conversation", {"type": "conversations_select"}),
        ("Channels", {"type": "multi_channels_select"}),
        ("What the bot knows", {"type": "external_select", "min_query_length": 1}),
        ("A day", {"type": "datepicker", "initial_date": "2026-03-04"}),
        ("A time", {"type": "timepicker", "initial_time": "14:30"}),
        ("Boxes", {"type": "checkboxes", "options": OPTIONS}),
        ("Either or", {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[1]}),
    ]
]

MESSAGES = {
    "texts": TEXTS,
    "rich text": [RICH_TEXT],
    "tables": [TABLE, DATA_TABLE],
    "charts": [PIE, BARS],
    "more charts": [LINES, AREAS],
    "frames": FRAMES,
    "stands": STANDS,
    "buttons": BUTTONS,
    "accessories": ACCESSORIES,
}
"""Blocks of messages, by what they have in common."""

FORM = [
    {"type": "alert", "level": "warning", "text": mrkdwn("Only for *real* fires.")},
    {"type": "alert", "level": "success", "text": mrkdwn("Nobody was hurt.")},
    {"type": "alert", "level": "error", "text": mrkdwn("The printer was.")},
    field("text", "Title", type="plain_text_input", max_length=40, min_length=3),
    field("long", "What happened", type="plain_text_input", multiline=True, optional=True),
    field("rich", "Report", type="rich_text_input", optional=True),
    field(
        "number",
        "How many",
        type="number_input",
        is_decimal_allowed=False,
        min_value="1",
        max_value="9",
    ),
    field("mail", "Mail", type="email_text_input"),
    field("url", "Link", type="url_text_input"),
    field("one", "Impact", type="static_select", options=OPTIONS, hint=plain("Who is hit?")),
    field("many", "Assets", type="multi_static_select", option_groups=GROUPS, max_selected_items=2),
    field("asked", "Vendor", type="external_select", min_query_length=2),
    field("asked-many", "Parts", type="multi_external_select", min_query_length=0),
    field("user", "Who", type="users_select"),
    field("users", "Watchers", type="multi_users_select"),
    field(
        "conversation", "Where", type="conversations_select", default_to_current_conversation=True
    ),
    field("conversations", "Also in", type="multi_conversations_select"),
    field("channel", "Channel", type="channels_select"),
    field("channels", "Channels", type="multi_channels_select"),
    field("day", "Day", type="datepicker"),
    field("time", "Hour", type="timepicker", timezone="Europe/Berlin"),
    field("moment", "Due", type="datetimepicker"),
    field("boxes", "Flags", type="checkboxes", options=OPTIONS),
    field("radio", "Kind", type="radio_buttons", options=OPTIONS),
    field("files", "Pictures", type="file_input", max_files=2, filetypes=["png", "jpg"]),
]

MODAL = {
    "id": "V1",
    "type": "modal",
    "title": plain("Everything at once"),
    "submit": plain("Send"),
    "close": plain("Not now"),
    "blocks": FORM,
}
