"""One of each: words to build blocks with, the smallest sound block and element of every kind, and
where Slack lets it stand.

A kind is the `type`; only the image element is called "picture" here, for there is an image block.
"""

from collections.abc import Mapping
from typing import Any

from views.limits import Surface

Json = dict[str, Any]

MESSAGE, MODAL, HOME = Surface.MESSAGE, Surface.MODAL, Surface.HOME

URL = "https://example.com/a"


def plain(text: str = "words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "1", text: str = "One", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def group(*choices: Json, **more: object) -> Json:
    return {"label": plain(), "options": list(choices), **more}


def section(**fields: object) -> Json:
    return {"type": "section", "text": mrkdwn(), **fields}


def button(**fields: object) -> Json:
    return {"type": "button", "text": plain(), **fields}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asks(element: Json, **fields: object) -> Json:
    return {"type": "input", "label": plain(), "element": element, **fields}


def typing(**fields: object) -> Json:
    return {"type": "plain_text_input", **fields}


def select(**fields: object) -> Json:
    return {"type": "static_select", "options": options(2), **fields}


def image(**fields: object) -> Json:
    return {"type": "image", "alt_text": "a chart", "image_url": URL, **fields}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def run(*inline: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(inline)}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rows(count: int, columns: int = 1) -> list[list[Json]]:
    return [[cell()] * columns for _ in range(count)]


def table(*lines: list[Json], **fields: object) -> Json:
    return {"type": "table", "rows": list(lines) or rows(2), **fields}


def data_table(*lines: list[Json], **fields: object) -> Json:
    return {"type": "data_table", "caption": "Open", "rows": list(lines) or rows(2), **fields}


def pie(*values: float, label: str = "team") -> Json:
    return {"type": "pie", "segments": [{"label": label, "value": value} for value in values]}


def bars(names: list[str], labels: list[str], categories: list[str], **axis: object) -> Json:
    """A series for each name with a point for each label, along these categories."""
    data = [{"label": label, "value": -1.5} for label in labels]
    return {
        "type": "bar",
        "series": [{"name": name, "data": data} for name in names],
        "axis_config": {"categories": categories, **axis},
    }


def chart(drawn: Json | None = None, **fields: object) -> Json:
    return {"type": "data_visualization", "title": "Load", "chart": drawn or pie(1, 2), **fields}


def card(**fields: object) -> Json:
    return {"type": "card", "title": mrkdwn(), **fields}


def task(**fields: object) -> Json:
    return {"type": "task_card", "task_id": "1", "title": "Look", "status": "pending", **fields}


def message(*blocks: Json, **fields: object) -> Json:
    return {"text": "words", "blocks": list(blocks), **fields}


def modal(*blocks: Json, **fields: object) -> Json:
    return {
        "type": "modal",
        "title": plain(),
        "submit": plain("Send"),
        "blocks": list(blocks) or [section()],
        **fields,
    }


def home(*blocks: Json, **fields: object) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section()], **fields}


def without(whole: Mapping[str, object], *names: str) -> Json:
    return {key: value for key, value in whole.items() if key not in names}


DIALOG = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}

BLOCKS: dict[str, Json] = {
    "section": section(),
    "header": {"type": "header", "text": plain()},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [mrkdwn()]},
    "actions": actions(button()),
    "context_actions": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete")}],
    },
    "image": image(),
    "input": asks(typing()),
    "rich_text": rich(run({"type": "text", "text": "hello"})),
    "markdown": {"type": "markdown", "text": "# hello"},
    "video": {
        "type": "video",
        "alt_text": "how to",
        "title": plain(),
        "thumbnail_url": URL,
        "video_url": URL,
    },
    "file": {"type": "file", "external_id": "1", "source": "remote"},
    "call": {"type": "call", "call_id": "R1"},
    "alert": {"type": "alert", "text": mrkdwn()},
    "table": table(),
    "data_table": data_table(),
    "data_visualization": chart(),
    "task_card": task(),
    "plan": {"type": "plan", "title": "Plan", "tasks": [task()]},
    "card": card(),
    "carousel": {"type": "carousel", "elements": [card()]},
    "container": {
        "type": "container",
        "rich_text_title": rich(),
        "child_blocks": [{"type": "divider"}],
    },
    "auth_provider": {
        "type": "auth_provider",
        "value": "cmdb",
        "name": plain(),
        "is_connected": True,
    },
}

SELECTS = [
    f"{many}{what}_select"
    for what in ("static", "external", "users", "conversations", "channels")
    for many in ("", "multi_")
]
STATIC = ["static_select", "multi_static_select"]
BOXES = ["checkboxes", "radio_buttons"]
TYPED = [
    f"{what}_input" for what in ("plain_text", "rich_text", "email_text", "url_text", "number")
]

ELEMENTS: dict[str, Json] = {
    **{kind: {"type": kind} for kind in (*SELECTS, *TYPED, "file_input")},
    **{kind: {"type": kind, "options": options(2)} for kind in (*STATIC, *BOXES)},
    **{kind: {"type": kind} for kind in ("datepicker", "timepicker", "datetimepicker")},
    "number_input": {"type": "number_input", "is_decimal_allowed": False},
    "button": button(),
    "workflow_button": {
        "type": "workflow_button",
        "text": plain(),
        "workflow": {"trigger": {"url": URL}},
    },
    "overflow": {"type": "overflow", "options": options(1)},
    "picture": image(),
    "feedback_buttons": {
        "type": "feedback_buttons",
        "positive_button": {"text": plain("Good"), "value": "+"},
        "negative_button": {"text": plain("Bad"), "value": "-"},
    },
    "icon_button": {"type": "icon_button", "icon": "trash", "text": plain("Delete")},
    "url": {"type": "url", "url": URL, "text": "source"},
}

SAMPLES = {**BLOCKS, **ELEMENTS}


def sample(kind: str) -> Json:
    return dict(SAMPLES[kind])


def type_of(kind: str) -> str:
    return str(SAMPLES[kind]["type"])


EVERYWHERE = {MESSAGE, MODAL, HOME}

STANDS_ON: dict[str, set[Surface]] = {
    **dict.fromkeys(BLOCKS, EVERYWHERE),
    "alert": {MODAL},
    "card": {MESSAGE, HOME},
    "carousel": {MESSAGE, HOME},
    "table": {MESSAGE, HOME},
    "data_table": {MESSAGE, HOME},
    "data_visualization": {MESSAGE},
    "markdown": {MESSAGE},
    "context_actions": {MESSAGE},
    "container": {MESSAGE},
    "plan": {MESSAGE},
    "task_card": {MESSAGE},
    "file": {MESSAGE},
    "call": {MESSAGE},
    **dict.fromkeys(ELEMENTS, EVERYWHERE),
    "datetimepicker": {MESSAGE, MODAL},
    "rich_text_input": {MODAL, HOME},
    "email_text_input": {MODAL},
    "url_text_input": {MODAL},
    "number_input": {MODAL},
    "file_input": {MODAL},
    "workflow_button": {MESSAGE},
    "feedback_buttons": {MESSAGE},
    "icon_button": {MESSAGE},
    "url": {MESSAGE},
}
"""The surfaces each block and element may stand on."""

CONTROLS = {
    *[*SELECTS, *BOXES, "datepicker", "timepicker"],
    *["datetimepicker", "button", "workflow_button", "overflow"],
}
CONTAINED = {
    *["actions", "context", "divider", "file", "header", "image", "input", "rich_text"],
    *["section", "table", "video"],
}
SLOTS: dict[str, dict[str, set[str]]] = {
    "section": {"accessory": CONTROLS - {"datetimepicker"} | {"picture"}},
    "actions": {"elements/-": CONTROLS},
    "input": {
        "element": CONTROLS - {"button", "workflow_button", "overflow"} | {*TYPED, "file_input"}
    },
    "context": {"elements/-": {"picture"}},
    "context_actions": {"elements/-": {"feedback_buttons", "icon_button"}},
    "card": {"actions/-": {"button"}, "hero_image": {"picture"}, "icon": {"picture"}},
    "carousel": {"elements/-": {"card"}},
    "plan": {"tasks/-": {"task_card"}},
    "task_card": {"details": {"rich_text"}, "output": {"rich_text"}, "sources/-": {"url"}},
    "container": {
        "child_blocks/-": CONTAINED,
        "rich_text_title": {"rich_text"},
        "icon": {"picture"},
    },
    "table": {"rows/0/0": {"rich_text"}},
    "data_table": {"rows/1/0": {"rich_text"}},
    "auth_provider": {"accessory": {"overflow"}},
}
"""What each block may hold, and where; "-" is a place in an array."""
