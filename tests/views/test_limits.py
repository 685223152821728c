"""Slack's limits, rule by rule: what is just inside passes, what is just outside is named."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from views.limits import (
    Problem,
    Surface,
    problems_in_blocks,
    problems_in_message,
    problems_in_view,
)
from views.limits.blocks import BLOCKS
from views.limits.elements import ELEMENTS

Json = dict[str, Any]

MESSAGE, MODAL, HOME = Surface.MESSAGE, Surface.MODAL, Surface.HOME


def plain(text: str = "words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "1", text: str = "One", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


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


def offering(*choices: Json) -> Json:
    return section(accessory=select(options=list(choices)))


def grouped(*groups: list[Json], label: Json | None = None) -> Json:
    each = [{"label": label or plain(), "options": group} for group in groups]
    return section(accessory={"type": "static_select", "option_groups": each})


def overflow(*choices: Json) -> Json:
    return {"type": "overflow", "options": list(choices)}


def radio(**fields: object) -> Json:
    return boxes(type="radio_buttons", **fields)


def moment(seconds: int) -> Json:
    return {"type": "datetimepicker", "initial_date_time": seconds}


def files(most: int) -> Json:
    return {"type": "file_input", "max_files": most}


def boxes(**fields: object) -> Json:
    return {"type": "checkboxes", "options": options(2), **fields}


def image(**fields: object) -> Json:
    return {"type": "image", "alt_text": "a chart", "image_url": "https://example.com/a", **fields}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def run(*inline: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(inline)}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rows(count: int, columns: int = 1) -> list[list[Json]]:
    return [[cell()] * columns for _ in range(count)]


def table(**fields: object) -> Json:
    return {"type": "table", "rows": rows(2), **fields}


def data_table(**fields: object) -> Json:
    return {"type": "data_table", "rows": rows(2), "caption": "Open incidents", **fields}


def pie(*values: float, label: str = "team", **fields: object) -> Json:
    segments = [{"label": label, "value": value} for value in values]
    chart = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": "Load", "chart": chart, **fields}


def bars(names: list[str], labels: list[str], categories: list[str], **axis: object) -> Json:
    data = [{"label": label, "value": -1.5} for label in labels]
    chart = {
        "type": "bar",
        "series": [{"name": name, "data": data} for name in names],
        "axis_config": {"categories": categories, **axis},
    }
    return {"type": "data_visualization", "title": "Load", "chart": chart}


def card(**fields: object) -> Json:
    return {"type": "card", "title": mrkdwn(), **fields}


def container(*blocks: Json, **fields: object) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": list(blocks), **fields}


def video(**fields: object) -> Json:
    return {
        "type": "video",
        "alt_text": "how to",
        "title": plain(),
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://example.com/a",
        **fields,
    }


def task(**fields: object) -> Json:
    return {"type": "task_card", "task_id": "1", "title": "Look", "status": "pending", **fields}


def confirmed(**fields: object) -> Json:
    dialog = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **fields}
    return actions(button(confirm=dialog))


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


def without(whole: Mapping[str, object], name: str) -> Json:
    return {key: value for key, value in whole.items() if key != name}


def pointers(problems: list[Problem]) -> list[str]:
    return [problem.pointer for problem in problems]


FEEDBACK = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain("Good"), "value": "+"},
    "negative_button": {"text": plain("Bad"), "value": "-"},
}
ICON_BUTTON = {"type": "icon_button", "icon": "trash", "text": plain("Delete")}
MANY = select(type="multi_static_select")
FOUND = {"type": "external_select"}
BULLETS = {"type": "rich_text_list", "style": "bullet", "elements": [run()]}
NUMBER = {"type": "number_input", "is_decimal_allowed": False}
ENTITIES = {"entities": [{"entity_type": "slack#/entities/incident"}]}

BLOCK_SAMPLES: dict[str, Json] = {
    "section": section(),
    "header": {"type": "header", "text": plain()},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [plain(), mrkdwn(), image()]},
    "actions": actions(button()),
    "context_actions": {"type": "context_actions", "elements": [FEEDBACK, ICON_BUTTON]},
    "image": image(),
    "input": asks(typing()),
    "rich_text": rich(run({"type": "text", "text": "hello"})),
    "markdown": {"type": "markdown", "text": "# hello"},
    "video": video(),
    "file": {"type": "file", "external_id": "1", "source": "remote"},
    "call": {"type": "call", "call_id": "R1"},
    "alert": {"type": "alert", "text": mrkdwn()},
    "table": table(),
    "data_table": data_table(),
    "data_visualization": pie(1, 2),
    "task_card": task(),
    "plan": {"type": "plan", "title": "Plan", "tasks": [task()]},
    "card": card(),
    "carousel": {"type": "carousel", "elements": [card()]},
    "container": container(section()),
    "auth_provider": {
        "type": "auth_provider",
        "value": "cmdb",
        "name": plain(),
        "is_connected": True,
    },
}

STANDS_ON: dict[str, set[Surface]] = {kind: {MESSAGE, MODAL, HOME} for kind in BLOCK_SAMPLES} | {
    "context_actions": {MESSAGE},
    "markdown": {MESSAGE},
    "file": {MESSAGE},
    "call": {MESSAGE},
    "data_visualization": {MESSAGE},
    "task_card": {MESSAGE},
    "plan": {MESSAGE},
    "container": {MESSAGE},
    "alert": {MODAL},
    "table": {MESSAGE, HOME},
    "data_table": {MESSAGE, HOME},
    "card": {MESSAGE, HOME},
    "carousel": {MESSAGE, HOME},
}

ELEMENT_SAMPLES: dict[str, Json] = {
    kind: {"type": kind} for kind in ELEMENTS if kind.endswith(("select", "picker", "input"))
} | {
    "button": button(),
    "workflow_button": {
        "type": "workflow_button",
        "text": plain(),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1"}},
    },
    "overflow": {"type": "overflow", "options": options(1)},
    "image": image(),
    "checkboxes": boxes(),
    "radio_buttons": boxes(type="radio_buttons"),
    "static_select": select(),
    "multi_static_select": select(type="multi_static_select"),
    "number_input": NUMBER,
    "feedback_buttons": FEEDBACK,
    "icon_button": ICON_BUTTON,
    "url": {"type": "url", "url": "https://example.com", "text": "source"},
}


def holding(block: str, element: Json) -> Json:
    return {
        "section": section(accessory=element),
        "actions": actions(element),
        "input": asks(element),
        "context": {"type": "context", "elements": [element]},
        "context_actions": {"type": "context_actions", "elements": [element]},
        "task_card": task(sources=[element]),
    }[block]


def test_every_block_and_element_has_a_sample() -> None:
    assert BLOCK_SAMPLES.keys() == BLOCKS.keys()
    assert ELEMENT_SAMPLES.keys() == ELEMENTS.keys()


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("kind", BLOCK_SAMPLES)
def test_a_block_stands_only_on_its_surfaces(kind: str, surface: Surface) -> None:
    problems = problems_in_blocks([BLOCK_SAMPLES[kind]], surface)
    if surface in STANDS_ON[kind]:
        assert problems == []
    else:
        assert [problem.says for problem in problems] == [f"unsupported type: {kind}"]


CONTROLS = {
    kind: ({"section", "actions", "input"}, {MESSAGE, MODAL, HOME})
    for kind in ELEMENT_SAMPLES
    if kind.endswith("select")
    or kind in ("checkboxes", "radio_buttons", "datepicker", "timepicker")
}
STANDS_IN: dict[str, tuple[set[str], set[Surface]]] = CONTROLS | {
    "button": ({"section", "actions"}, {MESSAGE, MODAL, HOME}),
    "workflow_button": ({"section", "actions"}, {MESSAGE}),
    "overflow": ({"section", "actions"}, {MESSAGE, MODAL, HOME}),
    "image": ({"section", "context"}, {MESSAGE, MODAL, HOME}),
    "datetimepicker": ({"actions", "input"}, {MESSAGE, MODAL}),
    "plain_text_input": ({"input"}, {MESSAGE, MODAL, HOME}),
    "rich_text_input": ({"input"}, {MODAL, HOME}),
    "email_text_input": ({"input"}, {MODAL}),
    "url_text_input": ({"input"}, {MODAL}),
    "number_input": ({"input"}, {MODAL}),
    "file_input": ({"input"}, {MODAL}),
    "feedback_buttons": ({"context_actions"}, {MESSAGE}),
    "icon_button": ({"context_actions"}, {MESSAGE}),
    "url": ({"task_card"}, {MESSAGE}),
}


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize(
    "block", ["section", "actions", "input", "context", "context_actions", "task_card"]
)
@pytest.mark.parametrize("kind", ELEMENT_SAMPLES)
def test_an_element_stands_only_in_its_blocks_and_on_its_surfaces(
    kind: str, block: str, surface: Surface
) -> None:
    if surface not in STANDS_ON[block]:
        return
    inside, on = STANDS_IN[kind]
    problems = problems_in_blocks([holding(block, ELEMENT_SAMPLES[kind])], surface)
    if block in inside and surface in on:
        assert problems == []
    else:
        assert [problem.says for problem in problems] == [f"unsupported type: {kind}"]
        assert problems[0].pointer.endswith("/type")


# Where a text stands, and how long it may be there: one code point more is too many.
LENGTHS: list[tuple[str, int, Callable[[str], Json]]] = [
    ("/text/text", 3000, lambda x: section(text=mrkdwn(x))),
    ("/fields/0/text", 2000, lambda x: section(fields=[mrkdwn(x)])),
    ("/text/text", 150, lambda x: {"type": "header", "text": plain(x)}),
    ("/block_id", 255, lambda x: section(block_id=x)),
    ("/alt_text", 2000, lambda x: image(alt_text=x)),
    ("/image_url", 3000, lambda x: image(image_url=x)),
    ("/title/text", 2000, lambda x: image(title=plain(x))),
    ("/label/text", 2000, lambda x: asks(typing(), label=plain(x))),
    ("/hint/text", 2000, lambda x: asks(typing(), hint=plain(x))),
    ("/element/initial_value", 3000, lambda x: asks(typing(initial_value=x))),
    ("/element/initial_value", 5, lambda x: asks(typing(initial_value=x, max_length=5))),
    ("/accessory/action_id", 255, lambda x: section(accessory=button(action_id=x))),
    ("/accessory/text/text", 75, lambda x: section(accessory=button(text=plain(x)))),
    ("/accessory/value", 2000, lambda x: section(accessory=button(value=x))),
    ("/accessory/url", 3000, lambda x: section(accessory=button(url=x))),
    ("/accessory/agent_prompt", 4000, lambda x: section(accessory=button(agent_prompt=x))),
    (
        "/accessory/accessibility_label",
        75,
        lambda x: section(accessory=button(accessibility_label=x)),
    ),
    ("/elements/0/confirm/title/text", 100, lambda x: confirmed(title=plain(x))),
    ("/elements/0/confirm/text/text", 300, lambda x: confirmed(text=mrkdwn(x))),
    ("/elements/0/confirm/confirm/text", 30, lambda x: confirmed(confirm=plain(x))),
    ("/elements/0/confirm/deny/text", 30, lambda x: confirmed(deny=plain(x))),
    ("/accessory/placeholder/text", 150, lambda x: section(accessory=select(placeholder=plain(x)))),
    ("/accessory/options/0/text/text", 75, lambda x: offering(option(text=x))),
    ("/accessory/options/0/value", 150, lambda x: offering(option(x))),
    ("/accessory/options/0/description/text", 75, lambda x: offering(option(description=plain(x)))),
    ("/accessory/option_groups/0/label/text", 75, lambda x: grouped(options(1), label=plain(x))),
    ("/title/text", 199, lambda x: video(title=plain(x))),
    ("/description/text", 199, lambda x: video(description=plain(x))),
    ("/author_name", 49, lambda x: video(author_name=x)),
    ("/title/text", 150, lambda x: card(title=mrkdwn(x))),
    ("/subtitle/text", 150, lambda x: card(subtitle=mrkdwn(x))),
    ("/body/text", 200, lambda x: card(body=mrkdwn(x))),
    ("/subtext/text", 200, lambda x: card(subtext=mrkdwn(x))),
    ("/title/text", 150, lambda x: container(section(), title=plain(x))),
    ("/subtitle/text", 150, lambda x: container(section(), subtitle=plain(x))),
    ("/title", 50, lambda x: pie(1, title=x)),
    ("/chart/segments/0/label", 20, lambda x: pie(1, label=x)),
    ("/chart/series/0/name", 20, lambda x: bars([x], ["mon"], ["mon"])),
    ("/chart/axis_config/x_label", 50, lambda x: bars(["open"], ["mon"], ["mon"], x_label=x)),
    ("/chart/axis_config/y_label", 50, lambda x: bars(["open"], ["mon"], ["mon"], y_label=x)),
]

# Texts that may not be empty.
NEVER_EMPTY: list[tuple[str, Callable[[str], Json]]] = [
    ("/text/text", lambda x: section(text=mrkdwn(x))),
    ("/fields/0/text", lambda x: section(fields=[mrkdwn(x)])),
    ("/elements/0/text/text", lambda x: actions(button(text=plain(x)))),
    ("/label/text", lambda x: asks(typing(), label=plain(x))),
    ("/alt_text", lambda x: image(alt_text=x)),
    ("/text", lambda x: {"type": "markdown", "text": x}),
    ("/elements/0/elements/0/text", lambda x: rich(run({"type": "text", "text": x}))),
    ("/rows/0/0/text", lambda x: table(rows=[[cell(x)]])),
    ("/child_blocks/0/text/text", lambda x: container(section(text=mrkdwn(x)))),
]

# How many there may be, least and most.
COUNTS: list[tuple[str, int, int, Callable[[int], Json]]] = [
    ("/fields", 1, 10, lambda n: section(fields=[mrkdwn()] * n)),
    ("/elements", 1, 25, lambda n: actions(*[button()] * n)),
    ("/elements", 1, 10, lambda n: {"type": "context", "elements": [plain()] * n}),
    ("/elements", 1, 5, lambda n: {"type": "context_actions", "elements": [ICON_BUTTON] * n}),
    ("/accessory/options", 1, 100, lambda n: offering(*options(n))),
    ("/accessory/option_groups", 1, 100, lambda n: grouped(*[[each] for each in options(n)])),
    ("/accessory/option_groups/0/options", 1, 100, lambda n: grouped(options(n))),
    ("/accessory/options", 1, 10, lambda n: section(accessory=boxes(options=options(n)))),
    ("/accessory/options", 1, 10, lambda n: section(accessory=radio(options=options(n)))),
    ("/accessory/options", 1, 5, lambda n: section(accessory=overflow(*options(n)))),
    ("/actions", 1, 3, lambda n: card(actions=[button()] * n)),
    ("/elements", 1, 10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    ("/child_blocks", 1, 10, lambda n: container(*[section()] * n)),
    ("/rows", 1, 100, lambda n: table(rows=rows(n))),
    ("/rows/0", 1, 20, lambda n: table(rows=rows(1, n))),
    ("/rows", 2, 201, lambda n: data_table(rows=rows(n))),
    ("/chart/segments", 1, 12, lambda n: pie(*[1] * n)),
    ("/chart/series", 1, 12, lambda n: bars([str(each) for each in range(n)], ["mon"], ["mon"])),
]

# Numbers and their bounds; some have no upper one.
NUMBERS: list[tuple[str, int, int | None, Callable[[int], Json]]] = [
    ("/level", 1, 4, lambda n: {"type": "header", "text": plain(), "level": n}),
    ("/element/min_length", 0, 3000, lambda n: asks(typing(min_length=n))),
    ("/element/max_length", 1, 3000, lambda n: asks(typing(max_length=n))),
    (
        "/elements/0/max_selected_items",
        1,
        None,
        lambda n: actions(MANY | {"max_selected_items": n}),
    ),
    ("/elements/0/min_query_length", 0, None, lambda n: actions(FOUND | {"min_query_length": n})),
    ("/elements/0/initial_date_time", 10**9, 10**10 - 1, lambda n: actions(moment(n))),
    ("/page_size", 1, 100, lambda n: data_table(page_size=n)),
    ("/elements/0/indent", 0, 8, lambda n: rich(BULLETS | {"indent": n})),
]


def in_a_message(block: Json) -> list[Problem]:
    return problems_in_message({"text": "x", "blocks": [section(), block]})


@pytest.mark.parametrize(("pointer", "most", "block"), LENGTHS)
@pytest.mark.parametrize("letter", ["x", "🔥"])
def test_a_text_has_so_many_code_points_at_most(
    pointer: str, most: int, block: Callable[[str], Json], letter: str
) -> None:
    assert in_a_message(block(letter * most)) == []
    assert in_a_message(block(letter * (most + 1))) == [
        Problem(f"/blocks/1{pointer}", f"must be less than {most + 1} characters", "invalid_blocks")
    ]


@pytest.mark.parametrize(("pointer", "block"), NEVER_EMPTY)
def test_a_text_is_not_empty(pointer: str, block: Callable[[str], Json]) -> None:
    assert in_a_message(block(" ")) == []
    assert in_a_message(block("")) == [
        Problem(f"/blocks/1{pointer}", "must be more than 0 characters", "invalid_blocks")
    ]


@pytest.mark.parametrize(("pointer", "least", "most", "block"), COUNTS)
def test_an_array_has_so_many_items(
    pointer: str, least: int, most: int, block: Callable[[int], Json]
) -> None:
    assert in_a_message(block(least)) == []
    assert in_a_message(block(most)) == []
    few = Problem(f"/blocks/1{pointer}", f"no fewer than {least} items allowed", "invalid_blocks")
    many = Problem(f"/blocks/1{pointer}", f"no more than {most} items allowed", "invalid_blocks")
    assert in_a_message(block(least - 1)) == [few]
    assert in_a_message(block(most + 1)) == [many]


@pytest.mark.parametrize(("pointer", "least", "most", "block"), NUMBERS)
def test_a_number_is_within_its_bounds(
    pointer: str, least: int, most: int | None, block: Callable[[int], Json]
) -> None:
    assert in_a_message(block(least)) == []
    assert pointers(in_a_message(block(least - 1))) == [f"/blocks/1{pointer}"]
    if most is not None:
        assert in_a_message(block(most)) == []
        assert pointers(in_a_message(block(most + 1))) == [f"/blocks/1{pointer}"]


# What no bound tells: a block that is right, and how it goes wrong.
PAIRS: list[tuple[Json, Json, str, str]] = [
    (
        section(text=plain() | {"emoji": True}),
        section(text=mrkdwn() | {"emoji": True}),
        "/text",
        "invalid additional property: emoji",
    ),
    (
        section(text=mrkdwn() | {"verbatim": True}),
        section(text=plain() | {"verbatim": True}),
        "/text",
        "invalid additional property: verbatim",
    ),
    (
        without(section(fields=[mrkdwn()]), "text"),
        {"type": "section"},
        "",
        "missing required field: text or fields",
    ),
    (
        without(image(slack_file={"id": "F12345678"}), "image_url"),
        without(image(slack_file={"id": "F1234567"}), "image_url"),
        "/slack_file/id",
        "must be a file id",
    ),
    (
        actions(button(action_id="yes"), button(action_id="no")),
        actions(button(action_id="yes"), button(action_id="yes")),
        "/elements/1/action_id",
        "action_id must be unique: yes",
    ),
    (
        section(accessory=boxes(options=[option() | {"text": mrkdwn()}])),
        offering(option() | {"text": mrkdwn()}),
        "/accessory/options/0/text/type",
        "unsupported type: mrkdwn",
    ),
    (
        section(accessory=overflow(option(url="https://example.com"))),
        offering(option(url="https://example.com")),
        "/accessory/options/0",
        "invalid additional property: url",
    ),
    (
        offering(option("1"), option("2")),
        offering(option("1"), option("1")),
        "/accessory/options/1/value",
        "value must be unique: 1",
    ),
    (
        grouped([option("1")], [option("2")]),
        grouped([option("1")], [option("1")]),
        "/accessory/option_groups/1/options/0/value",
        "value must be unique: 1",
    ),
    (
        section(accessory=select(initial_option=option("1", "One"))),
        section(accessory=select(initial_option=option("1", "Eins"))),
        "/accessory/initial_option",
        "must be one of the options",
    ),
    (
        section(accessory=boxes(initial_options=[option("1")])),
        section(accessory=boxes(initial_options=[option("1"), option("9")])),
        "/accessory/initial_options/1",
        "must be one of the options",
    ),
    (
        actions({"type": "datepicker", "initial_date": "2028-02-29"}),
        actions({"type": "datepicker", "initial_date": "2027-02-29"}),
        "/elements/0/initial_date",
        "must be a date as YYYY-MM-DD",
    ),
    (
        actions({"type": "timepicker", "initial_time": "23:59"}),
        actions({"type": "timepicker", "initial_time": "24:00"}),
        "/elements/0/initial_time",
        "must be a time as HH:mm",
    ),
    (
        asks(typing(min_length=5, max_length=5)),
        asks(typing(min_length=6, max_length=5)),
        "/element/min_length",
        "must not be more than max_length",
    ),
    (
        asks(typing(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]})),
        asks(typing(dispatch_action_config={"trigger_actions_on": ["on_whim"]})),
        "/element/dispatch_action_config/trigger_actions_on/0",
        "must be one of: on_enter_pressed, on_character_entered",
    ),
    (
        rich(run({"type": "broadcast", "range": "here"})),
        rich(run({"type": "broadcast", "range": "all"})),
        "/elements/0/elements/0/range",
        "must be one of: here, channel, everyone",
    ),
    (
        table(rows=rows(2, 2)),
        table(rows=rows(1, 2) + rows(1, 3)),
        "/rows/1",
        "must have as many cells as the first row",
    ),
    (
        table(rows=[[{"type": "raw_number", "value": 1.5, "text": "1,5"}]]),
        table(rows=[[{"type": "raw_number", "value": "1.5", "text": "1,5"}]]),
        "/rows/0/0/value",
        "must provide a number",
    ),
    (
        table(column_settings=[None, {"align": "right"}]),
        table(column_settings=[None, {"align": "middle"}]),
        "/column_settings/1/align",
        "must be one of: left, center, right",
    ),
    (
        table(rows=[[cell("x" * 5000)], [cell("x" * 5000)]]),
        table(rows=[[cell("x" * 5000)], [cell("x" * 5001)]]),
        "/rows",
        "must be less than 10001 characters over all cells",
    ),
    (
        data_table(rows=[[cell("x" * 10_000)], [cell("x" * 10_000)]]),
        data_table(rows=[[cell("x" * 10_000)], [cell("x" * 10_001)]]),
        "/rows",
        "must be less than 20001 characters over all cells",
    ),
    (
        data_table(rows=[[cell()], [rich()]]),
        data_table(rows=[[rich()], [rich()]]),
        "/rows/0/0/type",
        "unsupported type: rich_text",
    ),
    (
        data_table(row_header_column_index=0),
        data_table(row_header_column_index=1),
        "/row_header_column_index",
        "must be the index of a column",
    ),
    (pie(0.1), pie(1, 0), "/chart/segments/1/value", "must be more than 0"),
    (
        bars(["open", "closed"], ["mon"], ["mon"]),
        bars(["open", "open"], ["mon"], ["mon"]),
        "/chart/series/1/name",
        "name must be unique: open",
    ),
    (
        bars(["open"], ["tue", "mon"], ["mon", "tue"]),
        bars(["open"], ["mon"], ["mon", "tue"]),
        "/chart/series/0/data",
        "must have one point for each category",
    ),
]

# Mistakes in blocks that have been seen to be right above.
MISTAKES: list[tuple[Json, str, str]] = [
    ({"type": "poem"}, "/type", "unsupported type: poem"),
    ({"type": ["section"]}, "/type", "must provide a string"),
    ({"text": plain()}, "", "missing required field: type"),
    (section(text="words"), "/text", "must provide an object"),
    (section(text={"text": "x"}), "/text", "missing required field: type"),
    (section(accessory=None), "/accessory", "must provide an object"),
    (section(expand="yes"), "/expand", "must provide a boolean"),
    ({"type": "header", "text": mrkdwn()}, "/text/type", "unsupported type: mrkdwn"),
    (actions(button(text=mrkdwn())), "/elements/0/text/type", "unsupported type: mrkdwn"),
    (asks(typing(), label=mrkdwn()), "/label/type", "unsupported type: mrkdwn"),
    (actions(button(style="default")), "/elements/0/style", "must be one of: primary, danger"),
    (actions(button(confirm={})), "/elements/0/confirm", "missing required field: title"),
    (without(image(), "alt_text"), "", "missing required field: alt_text"),
    (without(image(), "image_url"), "", "missing required field: image_url or slack_file"),
    (image(slack_file={"id": "F12345678"}), "", "must provide only one of: image_url, slack_file"),
    (
        section(accessory={"type": "static_select"}),
        "/accessory",
        "missing required field: options or option_groups",
    ),
    (
        section(accessory=select(option_groups=[{"label": plain(), "options": [option("7")]}])),
        "/accessory",
        "must provide only one of: options, option_groups",
    ),
    (
        section(accessory=boxes(initial_options=[])),
        "/accessory/initial_options",
        "no fewer than 1 items allowed",
    ),
    (
        actions({"type": "datepicker", "initial_date": "20280229"}),
        "/elements/0/initial_date",
        "must be a date as YYYY-MM-DD",
    ),
    (
        section(accessory={"type": "conversations_select", "filter": {"include": []}}),
        "/accessory/filter/include",
        "no fewer than 1 items allowed",
    ),
    (rich({"type": "poem"}), "/elements/0/type", "unsupported type: poem"),
    (rich(run({"type": "shout"})), "/elements/0/elements/0/type", "unsupported type: shout"),
    (video(video_url="http://example.com"), "/video_url", "must be an https URL"),
    (without(data_table(), "caption"), "", "missing required field: caption"),
    (pie(1, chart={"type": "radar"}), "/chart/type", "unsupported type: radar"),
    (
        bars(["open"], ["mon", "mon"], ["mon"]),
        "/chart/series/0/data",
        "must have one point for each category",
    ),
    (
        {"type": "card", "subtitle": plain()},
        "",
        "missing required field: hero_image or title or actions or body",
    ),
    (
        {"type": "carousel", "elements": [section()]},
        "/elements/0/type",
        "unsupported type: section",
    ),
    (container(container(section())), "/child_blocks/0/type", "unsupported type: container"),
    (
        task(status="done"),
        "/status",
        "must be one of: pending, in_progress, complete, error",
    ),
]


@pytest.mark.parametrize(("inside", "outside", "pointer", "says"), PAIRS)
def test_a_block_holds_to_the_rule(inside: Json, outside: Json, pointer: str, says: str) -> None:
    assert in_a_message(inside) == []
    assert in_a_message(outside) == [Problem(f"/blocks/1{pointer}", says, "invalid_blocks")]


@pytest.mark.parametrize(("block", "pointer", "says"), MISTAKES)
def test_a_mistake_is_told_with_its_place(block: Json, pointer: str, says: str) -> None:
    assert in_a_message(block)[:1] == [Problem(f"/blocks/1{pointer}", says, "invalid_blocks")]


# The same for what only a modal may hold.
MODAL_PAIRS: list[tuple[Json, Json, str, str]] = [
    (
        asks(NUMBER),
        asks({"type": "number_input"}),
        "/element",
        "missing required field: is_decimal_allowed",
    ),
    (
        asks(NUMBER | {"min_value": "-1.5"}),
        asks(NUMBER | {"min_value": -1}),
        "/element/min_value",
        "must provide a string",
    ),
    (
        asks(NUMBER | {"initial_value": "12"}),
        asks(NUMBER | {"initial_value": "twelve"}),
        "/element/initial_value",
        "must be a number",
    ),
    (
        asks(NUMBER | {"min_value": "9", "max_value": "10"}),
        asks(NUMBER | {"min_value": "10", "max_value": "9"}),
        "/element/min_value",
        "must not be more than max_value",
    ),
    (asks(files(10)), asks(files(11)), "/element/max_files", "must be less than 11"),
    (asks(files(1)), asks(files(0)), "/element/max_files", "must be more than 0"),
    (
        asks(files(1), dispatch_action=False),
        asks(files(1), dispatch_action=True),
        "",
        "invalid additional property: dispatch_action",
    ),
    (
        {"type": "alert", "text": mrkdwn("x" * 200)},
        {"type": "alert", "text": mrkdwn("x" * 201)},
        "/text/text",
        "must be less than 201 characters",
    ),
    (
        {"type": "alert", "text": mrkdwn(), "level": "success"},
        {"type": "alert", "text": mrkdwn(), "level": "fine"},
        "/level",
        "must be one of: default, info, warning, error, success",
    ),
]


@pytest.mark.parametrize(("inside", "outside", "pointer", "says"), MODAL_PAIRS)
def test_a_modal_holds_to_the_rule(inside: Json, outside: Json, pointer: str, says: str) -> None:
    assert problems_in_view(modal(section(), inside)) == []
    assert problems_in_view(modal(section(), outside)) == [
        Problem(f"/view/blocks/1{pointer}", says, "invalid_arguments")
    ]


LONG = [section(text=mrkdwn("x" * 3000))] * 4

MESSAGE_RULES: dict[str, tuple[Json, Json, Problem]] = {
    "fifty blocks": (
        {"blocks": [section()] * 50},
        {"blocks": [section()] * 51},
        Problem("/blocks", "no more than 50 items allowed", "invalid_blocks"),
    ),
    "blocks are objects in an array": (
        {"text": "x", "blocks": []},
        {"text": "x", "blocks": {"0": section()}},
        Problem("/blocks", "must provide an array", "invalid_blocks_format"),
    ),
    "each block is an object": (
        {"blocks": [section(), section()]},
        {"blocks": [section(), None]},
        Problem("/blocks/1", "must provide an object", "invalid_blocks_format"),
    ),
    "a message says something": (
        {"text": "x"},
        {"text": "", "blocks": [], "attachments": None},
        Problem("/text", "must provide text, blocks or attachments", "no_text"),
    ),
    "all text together": (
        {"blocks": LONG},
        {"blocks": [*LONG, section(text=mrkdwn("x"))]},
        Problem(
            "/blocks", "must be less than 12001 characters over all blocks", "msg_blocks_too_long"
        ),
    ),
    "all markdown together": (
        {"blocks": [{"type": "markdown", "text": "x" * 6000}] * 2},
        {"blocks": [{"type": "markdown", "text": "x" * 6001}] * 2},
        Problem(
            "/blocks", "must be less than 12001 characters over all blocks", "msg_blocks_too_long"
        ),
    ),
    "all tables together": (
        {"blocks": [table(rows=[[cell("x" * 5000)]])] * 2},
        {"blocks": [table(rows=[[cell("x" * 5001)]])] * 2},
        Problem(
            "/blocks/1/rows",
            "must be less than 10001 characters over all cells",
            "invalid_blocks",
        ),
    ),
    "two charts": (
        {"blocks": [pie(1)] * 2},
        {"blocks": [pie(1)] * 3},
        Problem("/blocks/2", "no more than 2 data_visualization blocks allowed", "invalid_blocks"),
    ),
    "block ids": (
        {"blocks": [section(block_id="a"), section(block_id="b")]},
        {"blocks": [section(block_id="a"), section(block_id="a")]},
        Problem("/blocks/1/block_id", "block_id must be unique: a", "invalid_blocks"),
    ),
    "block ids within a container": (
        {"blocks": [section(block_id="a"), container(section(block_id="b"))]},
        {"blocks": [section(block_id="a"), container(section(block_id="a"))]},
        Problem(
            "/blocks/1/child_blocks/0/block_id", "block_id must be unique: a", "invalid_blocks"
        ),
    ),
    "a hundred attachments": (
        {"attachments": [{"text": "x"}] * 100},
        {"attachments": [{"text": "x"}] * 101},
        Problem("/attachments", "no more than 100 items allowed", "too_many_attachments"),
    ),
    "blocks of an attachment": (
        {"attachments": [{"blocks": [section()]}]},
        {"attachments": [{"blocks": [section(), {"type": "alert", "text": plain()}]}]},
        Problem("/attachments/0/blocks/1/type", "unsupported type: alert", "invalid_attachments"),
    ),
    "text is text": (
        {"text": "x" * 40_001},
        {"text": 1},
        Problem("/text", "must provide a string", "invalid_arguments"),
    ),
    "markdown text": (
        {"markdown_text": "x" * 12_000},
        {"markdown_text": "x" * 12_001},
        Problem("/markdown_text", "must be less than 12001 characters", "invalid_arguments"),
    ),
    "markdown text alone": (
        {"markdown_text": "x"},
        {"markdown_text": "x", "text": "x"},
        Problem("/markdown_text", "must not stand beside text or blocks", "markdown_text_conflict"),
    ),
    "metadata has a payload": (
        {"text": "x", "metadata": {"event_type": "steward_notice", "event_payload": {"id": 1}}},
        {"text": "x", "metadata": {"event_type": "steward_notice"}},
        Problem("/metadata", "missing required field: event_payload", "invalid_metadata_format"),
    ),
    "metadata has a type": (
        {"text": "x", "metadata": {"event_type": "a", "event_payload": {}}},
        {"text": "x", "metadata": {"event_type": "a b", "event_payload": {}}},
        Problem(
            "/metadata/event_type",
            "must be made of letters, digits and . : - _",
            "invalid_metadata_format",
        ),
    ),
    "metadata is small": (
        {"text": "x", "metadata": {"event_type": "a", "event_payload": {"x": "x" * 15_000}}},
        {"text": "x", "metadata": {"event_type": "a", "event_payload": {"x": "x" * 16_000}}},
        Problem("/metadata", "must be less than 16001 bytes", "metadata_too_large"),
    ),
    "work objects": (
        {"text": "x", "metadata": ENTITIES},
        {"text": "x", "metadata": {"entities": []}},
        Problem("/metadata/entities", "no fewer than 1 items allowed", "invalid_metadata_format"),
    ),
}


@pytest.mark.parametrize(
    ("inside", "outside", "problem"), MESSAGE_RULES.values(), ids=list(MESSAGE_RULES)
)
def test_a_whole_message_holds_to_the_rule(inside: Json, outside: Json, problem: Problem) -> None:
    assert problems_in_message(inside) == []
    assert problems_in_message(outside) == [problem]


def of_size(size: int) -> Json:
    """A modal of so many bytes of JSON, half of them in two-byte letters."""
    view = modal(*[section(text=mrkdwn("ü" * 1500)) for _ in range(80)], fill="")
    bytes_so_far = len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())
    return view | {"fill": "x" * (size - bytes_so_far)}


FOCUSED = asks(typing(focus_on_load=True))

VIEW_RULES: dict[str, tuple[Json, Json, str, str]] = {
    "kind of view": (modal(), modal(type="drawer"), "/type", "unsupported type: drawer"),
    "title": (modal(), without(modal(), "title"), "", "missing required field: title"),
    **{
        f"length of {name}": (
            modal(**{name: plain("x" * 24)}),
            modal(**{name: plain("x" * 25)}),
            f"/{name}/text",
            "must be less than 25 characters",
        )
        for name in ("title", "submit", "close")
    },
    "plain title": (
        modal(),
        modal(title=mrkdwn()),
        "/title/type",
        "unsupported type: mrkdwn",
    ),
    "no blocks": (modal(), without(modal(), "blocks"), "", "missing required field: blocks"),
    "one block": (modal(), modal(blocks=[]), "/blocks", "no fewer than 1 items allowed"),
    "a hundred blocks": (
        modal(*[section()] * 100),
        modal(*[section()] * 101),
        "/blocks",
        "no more than 100 items allowed",
    ),
    "a hundred blocks at home": (
        home(*[section()] * 100),
        home(*[section()] * 101),
        "/blocks",
        "no more than 100 items allowed",
    ),
    **{
        name: (
            modal(**{name: "x" * most}),
            modal(**{name: "x" * (most + 1)}),
            f"/{name}",
            f"must be less than {most + 1} characters",
        )
        for name, most in {"private_metadata": 3000, "callback_id": 255, "external_id": 255}.items()
    },
    "an input needs submit": (
        modal(asks(typing())),
        without(modal(section(), asks(typing())), "submit"),
        "/blocks/1",
        "must define `submit` to use `input` block",
    ),
    "null is no submit": (
        modal(section(), submit=None),
        modal(asks(typing()), submit=None),
        "/blocks/0",
        "must define `submit` to use `input` block",
    ),
    "one focus": (
        modal(FOCUSED, asks(typing(focus_on_load=False))),
        modal(FOCUSED, FOCUSED),
        "/blocks/1/element/focus_on_load",
        "only one element may have focus_on_load",
    ),
    "nothing to submit at home": (
        home(asks(typing())),
        home(submit=plain()),
        "",
        "invalid additional property: submit",
    ),
    "block ids in a view": (
        home(section(block_id="a"), section(block_id="b")),
        home(section(block_id="a"), section(block_id="a")),
        "/blocks/1/block_id",
        "block_id must be unique: a",
    ),
}


@pytest.mark.parametrize(
    ("inside", "outside", "pointer", "says"), VIEW_RULES.values(), ids=list(VIEW_RULES)
)
def test_a_whole_view_holds_to_the_rule(
    inside: Json, outside: Json, pointer: str, says: str
) -> None:
    assert problems_in_view(inside) == []
    assert problems_in_view(outside) == [Problem(f"/view{pointer}", says, "invalid_arguments")]


def test_a_view_is_at_most_250_kilobytes() -> None:
    assert problems_in_view(of_size(250_000)) == []
    assert problems_in_view(of_size(250_001)) == [
        Problem("/view", "must be less than 250001 bytes", "view_too_large")
    ]


@pytest.mark.parametrize("element", ELEMENT_SAMPLES.values(), ids=list(ELEMENT_SAMPLES))
def test_unknown_fields_of_an_element_are_let_through(element: Json) -> None:
    kind = element["type"]
    block, surface = min(STANDS_IN[kind][0]), min(STANDS_IN[kind][1])
    assert problems_in_blocks([holding(block, element | {"sparkle": 1})], surface) == []


def test_empty_ids_do_not_clash() -> None:
    """Slack gives a name to what has none."""
    blocks = [section(block_id=""), section(block_id=""), actions(button(), button(action_id=""))]
    assert problems_in_message({"blocks": blocks}) == []


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    blocks = [actions(button(action_id="show")), actions(button(action_id="show"))]
    assert problems_in_message({"blocks": blocks}) == []


def test_focus_in_a_message_is_of_no_account() -> None:
    assert problems_in_message({"blocks": [FOCUSED, FOCUSED]}) == []


def test_long_menus_and_tables_do_not_count_as_text() -> None:
    menu = select(options=[option(str(number), "x" * 75) for number in range(100)])
    blocks = [*LONG[:3], section(accessory=menu), data_table(rows=[[cell("x" * 9000)]] * 2)]
    assert problems_in_message({"blocks": blocks}) == []


def test_the_text_of_a_view_has_no_sum() -> None:
    assert problems_in_view(modal(*LONG, *LONG)) == []


def test_empty_metadata_takes_back_what_was_there() -> None:
    assert problems_in_message({"text": "x", "metadata": {}}) == []


def test_every_problem_is_told_not_only_the_first() -> None:
    blocks = [section(text=mrkdwn("")), {"type": "header", "text": mrkdwn()}]
    assert pointers(problems_in_message({"blocks": blocks})) == [
        "/blocks/0/text/text",
        "/blocks/1/text/type",
    ]


def test_blocks_alone_are_answered_as_within_their_surface() -> None:
    assert pointers(problems_in_blocks([{"type": "poem"}], MESSAGE)) == ["/blocks/0/type"]
    assert pointers(problems_in_blocks([{"type": "poem"}], HOME)) == ["/view/blocks/0/type"]


def nested(depth: int) -> object:
    """Lists in lists, deeper than Python would follow."""
    inner: object = "x"
    for _ in range(depth):
        inner = [inner]
    return inner


CIRCLE: Json = {"type": "section"}
CIRCLE["text"] = CIRCLE


@pytest.mark.parametrize(
    "value",
    [
        *[None, 0, "blocks", b"bytes", [None], {1: 2}, {("a",): 1}, {"x"}, CIRCLE],
        *[nested(100_000), float("nan"), 10**5000, "\ud800", {"blocks": CIRCLE}],
        *[{"type": nested(depth)} for depth in (100, 500, 900)],
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_message_at_all_is_told_so(value: Any) -> None:
    assert problems_in_message(value)
    assert problems_in_view(value)
    assert problems_in_blocks([value], HOME)


NAMES = st.sampled_from(
    sorted(
        {"blocks", "attachments", "metadata", "title", "submit", "child_blocks", "type", "rows"}
        | {"text", "elements", "element", "accessory", "options", "option_groups", "fields"}
        | {"initial_option", "initial_options", "confirm", "block_id", "action_id", "value"}
        | {"chart", "series", "segments", "axis_config", "data", "label", "categories", "tasks"}
        | {"min_length", "max_length", "initial_value", "min_value", "max_value", "slack_file"}
        | {"row_header_column_index", "focus_on_load", "event_type", "entities", "sources"}
    )
)
WORDS = st.sampled_from(
    [*BLOCKS, *ELEMENTS, "modal", "home", "plain_text", "mrkdwn", "pie", "bar", "raw_text", ""]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(deadline=None)  # a busy machine is no reason to fail
@given(ANYTHING)
def test_any_value_whatever_is_answered_without_an_exception(value: Any) -> None:
    problems_in_message(value)
    problems_in_view(value)
    for surface in Surface:
        problems_in_blocks(value, surface)


@settings(deadline=None)  # a busy machine is no reason to fail
@given(st.sampled_from([*BLOCK_SAMPLES.values()]), st.data())
def test_a_broken_block_is_answered_with_places_that_exist(
    block: Json, data: st.DataObject
) -> None:
    """Replace any part of a sound block by anything: every pointer still leads somewhere."""
    message = {"text": "x", "blocks": [broken(block, data)]}
    for problem in problems_in_message(message):
        found: Any = message
        for step in problem.pointer.split("/")[1:]:
            found = found[int(step)] if isinstance(found, list) else found[step]


def broken(part: Any, data: st.DataObject) -> Any:
    if isinstance(part, dict) and part and data.draw(st.booleans()):
        name = data.draw(st.sampled_from(sorted(part)))
        return part | {name: broken(part[name], data)}
    if isinstance(part, list) and part and data.draw(st.booleans()):
        return [broken(part[0], data), *part[1:]]
    return data.draw(ANYTHING)
