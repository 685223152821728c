"""Every block: its fields and the surfaces it may stand on.

After Slack's block reference. A limit is changed in the one line that states it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from views.limits.data import CHART, DATA_TABLE, TABLE
from views.limits.elements import (
    EVERYWHERE,
    IN_MESSAGES,
    IN_MODALS,
    element_in,
    just,
)
from views.limits.problem import Check, Place, Problem, Surface
from views.limits.rich_text import RICH_TEXT
from views.limits.shapes import (
    Form,
    array,
    flag,
    not_both,
    of_type,
    one_of,
    some_of,
    string,
    unique,
    whole_number,
)
from views.limits.text import (
    BLOCK_ID,
    HTTPS_URL,
    PICTURE,
    URL,
    plain,
    text,
    text_kinds,
)

NOT_IN_MODALS = frozenset({Surface.MESSAGE, Surface.HOME})


@dataclass(frozen=True)
class Block:
    form: Form
    on: frozenset[Surface] = EVERYWHERE


def block(form: Form, on: frozenset[Surface] = EVERYWHERE) -> Block:
    """A block with these fields and, as every block, a `block_id`."""
    return Block(replace(form, optional={**form.optional, **BLOCK_ID}), on)


def _files_are_not_dispatched(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    element = fields.get("element")
    is_files = isinstance(element, dict) and element.get("type") == "file_input"
    if is_files and fields.get("dispatch_action") is True:
        yield at.says("invalid additional property: dispatch_action")


def _no_divider_where_it_collapses(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    if fields.get("is_collapsible") is True and fields.get("has_header_divider") is True:
        yield at.says("invalid additional property: has_header_divider")


RICH = of_type({"rich_text": RICH_TEXT})
STATUS = one_of("pending", "in_progress", "complete", "error")
TASK = Form(
    {"task_id": string(1), "title": string(1), "status": STATUS},
    {"details": RICH, "output": RICH, "sources": array(element_in("task_card")), **BLOCK_ID},
)
CARD = Form(
    {},
    {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "hero_image": just("image"),
        "icon": just("image"),
        "actions": array(just("button"), 1, 3),
        **BLOCK_ID,
    },
    (
        some_of("hero_image", "title", "actions", "body"),
        not_both("icon", "slack_icon"),
        unique("actions", "action_id"),
    ),
)

PLAIN_BLOCKS: Mapping[str, Block] = {
    "section": block(
        Form(
            {},
            {
                "text": text(3000),
                "fields": array(text(2000), 1, 10),
                "accessory": element_in("section"),
                "expand": flag,
            },
            (some_of("text", "fields"),),
        )
    ),
    "header": block(Form({"text": plain(150)}, {"level": whole_number(1, 4)})),
    "divider": block(Form()),
    "context": block(Form({"elements": array(of_type({**text_kinds(), "image": PICTURE}), 1, 10)})),
    "actions": block(
        Form(
            {"elements": array(element_in("actions"), 1, 25)},
            also=(unique("elements", "action_id"),),
        )
    ),
    "context_actions": block(
        Form(
            {"elements": array(element_in("context_actions"), 1, 5)},
            also=(unique("elements", "action_id"),),
        ),
        IN_MESSAGES,
    ),
    "image": block(
        Form(PICTURE.required, {**PICTURE.optional, "title": plain(2000)}, PICTURE.also)
    ),
    "input": block(
        Form(
            {"label": plain(2000), "element": element_in("input")},
            {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
            (_files_are_not_dispatched,),
        )
    ),
    "rich_text": block(RICH_TEXT),
    # How long it may be is a matter of the whole message: see `stack`.
    "markdown": block(Form({"text": string(1)}), IN_MESSAGES),
    "video": block(
        Form(
            {
                "alt_text": string(1),
                "title": plain(199),
                "thumbnail_url": URL,
                "video_url": HTTPS_URL,
            },
            {
                "description": plain(199),
                "author_name": string(0, 49),
                "title_url": HTTPS_URL,
                "provider_name": string(),
                "provider_icon_url": URL,
            },
        )
    ),
    "file": block(Form({"external_id": string(1), "source": one_of("remote")}), IN_MESSAGES),
    "call": block(Form({"call_id": string(1)}), IN_MESSAGES),
    "alert": block(
        Form(
            {"text": text(200)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
        IN_MODALS,
    ),
    "table": block(TABLE, NOT_IN_MODALS),
    "data_table": block(DATA_TABLE, NOT_IN_MODALS),
    "data_visualization": block(CHART, IN_MESSAGES),
    "task_card": block(TASK, IN_MESSAGES),
    "plan": block(
        Form({"title": string(1)}, {"tasks": array(of_type({"task_card": TASK}))}), IN_MESSAGES
    ),
    "card": block(CARD, NOT_IN_MODALS),
    "carousel": block(Form({"elements": array(of_type({"card": CARD}), 1, 10)}), NOT_IN_MODALS),
    "auth_provider": block(
        Form(
            {"value": string(1, 150), "name": plain(75), "is_connected": flag},
            {
                "description": plain(150),
                "connected_identity": plain(75),
                "connected_context": plain(75),
                "icon_url": HTTPS_URL,
                "auth_url": HTTPS_URL,
                "disconnect_url": HTTPS_URL,
                "accessory": just("overflow"),
            },
        )
    ),
}

CONTAINED = frozenset(
    [
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    ]
)
CONTAINER = Form(
    {"child_blocks": array(of_type({kind: PLAIN_BLOCKS[kind].form for kind in CONTAINED}), 1, 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH,
        "subtitle": text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": just("image"),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    (some_of("title", "rich_text_title"), _no_divider_where_it_collapses),
)

BLOCKS: Mapping[str, Block] = {**PLAIN_BLOCKS, "container": block(CONTAINER, IN_MESSAGES)}

BLOCK_ON: Mapping[Surface, Check] = {
    surface: of_type({kind: each.form for kind, each in BLOCKS.items() if surface in each.on})
    for surface in Surface
}
