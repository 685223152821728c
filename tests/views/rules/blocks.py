"""What Slack refuses in a block, kind by kind.

Where a block may stand is in `samples.STANDS_ON`, what it may hold in `samples.SLOTS`.
"""

from tests.views.rules.words import (
    Rule,
    among,
    either,
    field,
    filled,
    longest,
    needs,
    no_fewer,
    no_more,
    not_above,
    not_below,
    plain_only,
    rule,
)
from tests.views.samples import (
    BLOCKS,
    URL,
    Json,
    button,
    card,
    mrkdwn,
    plain,
    rich,
    run,
    section,
    task,
    without,
)

PICTURES = ["image", "picture"]
FILE = {"id": "F12345678"}
BULLETS = {"type": "rich_text_list", "style": "bullet", "elements": [run()]}
ICON_BUTTON = {"type": "icon_button", "icon": "trash", "text": plain()}
STYLES = ["bold", "italic", "strike", "underline", "code"]
NO_EMOJI, NO_VERBATIM = (f"invalid additional property: {name}" for name in ("emoji", "verbatim"))


def texts(count: int) -> list[Json]:
    return [mrkdwn()] * count


def buttons(count: int) -> list[Json]:
    return [button()] * count


def named(element: Json, *action_ids: str) -> list[Json]:
    return [{**element, "action_id": each} for each in action_ids]


def differing(kind: str, path: str, element: Json) -> Rule:
    """No two elements of a block go by one action_id."""
    same, differ = named(element, "yes", "yes"), named(element, "yes", "no")
    says = "action_id must be unique: yes"
    return field(kind, path, differ, same, says, below="/1/action_id")


def from_the_web(picture: Json) -> Json:
    return without(picture, "slack_file")


def from_slack(picture: Json) -> Json:
    return without(picture, "image_url")


def from_slack_by_url(picture: Json) -> Json:
    return {**from_slack(picture), "slack_file": {"url": URL}}


def said(inside: Json, outside: Json, says: str, below: str) -> Rule:
    """What may stand in a line of rich text, and what may not."""
    below = f"/0/elements/0/{below}"
    return field("rich_text", "elements", [run(inside)], [run(outside)], says, below=below)


BLOCK_RULES: dict[str, list[Rule]] = {
    "any block": [
        longest(list(BLOCKS), "block_id", 255),
        field(list(BLOCKS), "block_id", "", 1, "must provide a string"),
        rule(
            list(BLOCKS),
            "a kind Slack knows",
            lambda block: {**block, "type": "poem"},
            "/type",
            "unsupported type: poem",
        ),
        rule(
            list(BLOCKS),
            "a kind in words",
            lambda block: {**block, "type": [block["type"]]},
            "/type",
            "must provide a string",
        ),
        rule(
            list(BLOCKS),
            "a kind at all",
            lambda block: without(block, "type"),
            "",
            "missing required field: type",
        ),
    ],
    "text": [
        field("section", "text", plain(), "words", "must provide an object"),
        field("section", "text", plain(), {"text": "x"}, "missing required field: type"),
        field("section", "text", mrkdwn(), {"type": "mrkdwn"}, "missing required field: text"),
        field("section", "text", plain() | {"emoji": True}, mrkdwn() | {"emoji": True}, NO_EMOJI),
        field(
            "section",
            "text",
            mrkdwn() | {"verbatim": True},
            plain() | {"verbatim": True},
            NO_VERBATIM,
        ),
    ],
    "section": [
        needs("section", "text", "fields"),
        filled("section", "text", mrkdwn),
        longest("section", "text", 3000, mrkdwn),
        no_fewer("section", "fields", 1, texts),
        no_more("section", "fields", 10, texts),
        filled("section", "fields/0", mrkdwn),
        longest("section", "fields/0", 2000, mrkdwn),
        field("section", "accessory", button(), buttons(2), "must provide an object"),
        field("section", "accessory", button(), None, "must provide an object"),
        field("section", "expand", True, "yes", "must provide a boolean"),
    ],
    "header": [
        needs("header", "text"),
        filled("header", "text", plain),
        longest("header", "text", 150, plain),
        plain_only("header", "text"),
        not_below("header", "level", 1),
        not_above("header", "level", 4),
    ],
    "context": [
        no_fewer("context", "elements", 1, texts),
        no_more("context", "elements", 10, texts),
        filled("context", "elements/0", mrkdwn),
    ],
    "actions": [
        no_fewer("actions", "elements", 1, buttons),
        no_more("actions", "elements", 25, buttons),
        differing("actions", "elements", button()),
    ],
    "context actions": [
        no_fewer("context_actions", "elements", 1, lambda count: [ICON_BUTTON] * count),
        no_more("context_actions", "elements", 5, lambda count: [ICON_BUTTON] * count),
        differing("context_actions", "elements", ICON_BUTTON),
    ],
    "image": [
        needs(PICTURES, "alt_text"),
        filled(PICTURES, "alt_text"),
        longest(PICTURES, "alt_text", 2000),
        needs(PICTURES, "image_url", "slack_file"),
        either(PICTURES, "image_url", "slack_file", (URL, FILE)),
        longest(PICTURES, "image_url", 3000, first=from_the_web),
        longest(PICTURES, "slack_file/url", 3000, first=from_slack_by_url),
        longest("image", "title", 2000, plain),
        plain_only("image", "title"),
        field(
            PICTURES,
            "slack_file",
            FILE,
            {"id": "F1234567"},
            "must be a file id",
            below="/id",
            first=from_slack,
        ),
        field(
            PICTURES,
            "slack_file",
            {"url": URL},
            FILE | {"url": URL},
            "must provide only one of: id, url",
            first=from_slack,
        ),
        field(
            PICTURES,
            "slack_file",
            FILE,
            {},
            "missing required field: id or url",
            first=from_slack,
        ),
    ],
    "input": [
        needs("input", "label"),
        filled("input", "label", plain),
        longest("input", "label", 2000, plain),
        plain_only("input", "label"),
        longest("input", "hint", 2000, plain),
        plain_only("input", "hint"),
        needs("input", "element"),
    ],
    "markdown": [needs("markdown", "text"), filled("markdown", "text")],
    "rich text": [
        field(
            "rich_text",
            "elements",
            [BULLETS],
            [{"type": "poem"}],
            "unsupported type: poem",
            below="/0/type",
        ),
        field(
            "rich_text",
            "elements",
            [BULLETS | {"indent": 8}],
            [BULLETS | {"indent": 9}],
            "must be less than 9",
            below="/0/indent",
        ),
        field(
            "rich_text",
            "elements",
            [BULLETS | {"indent": 0}],
            [BULLETS | {"indent": -1}],
            "must be more than -1",
            below="/0/indent",
        ),
        said(
            {"type": "text", "text": " "},
            {"type": "text", "text": ""},
            "must be more than 0 characters",
            "text",
        ),
        said(
            {"type": "broadcast", "range": "here"},
            {"type": "broadcast", "range": "all"},
            "must be one of: here, channel, everyone",
            "range",
        ),
        *(
            said(
                {"type": "text", "text": "x", "style": {style: True}},
                {"type": "text", "text": "x", "style": {style: "yes"}},
                "must provide a boolean",
                f"style/{style}",
            )
            for style in STYLES
        ),
        said(
            {"type": "user", "user_id": "U1"},
            {"type": "shout"},
            "unsupported type: shout",
            "type",
        ),
    ],
    "alert": [
        needs("alert", "text"),
        longest("alert", "text", 200, mrkdwn),
        among("alert", "level", "default", "info", "warning", "error", "success"),
    ],
    "video": [
        needs("video", "alt_text"),
        needs("video", "title"),
        longest("video", "title", 199, plain),
        longest("video", "description", 199, plain),
        plain_only("video", "title"),
        longest("video", "author_name", 49),
        field("video", "video_url", URL, "http://example.com", "must be an https URL"),
    ],
    "card": [
        needs("card", "hero_image", "title", "actions", "body"),
        longest("card", "title", 150, mrkdwn),
        longest("card", "subtitle", 150, mrkdwn),
        longest("card", "body", 200, mrkdwn),
        longest("card", "subtext", 200, mrkdwn),
        no_fewer("card", "actions", 1, buttons),
        no_more("card", "actions", 3, buttons),
        differing("card", "actions", button()),
    ],
    "carousel": [
        no_fewer("carousel", "elements", 1, lambda count: [card()] * count),
        no_more("carousel", "elements", 10, lambda count: [card()] * count),
    ],
    "container": [
        needs("container", "title", "rich_text_title"),
        longest("container", "title", 150, plain),
        plain_only("container", "title"),
        longest("container", "subtitle", 150, mrkdwn),
        no_fewer("container", "child_blocks", 1, lambda count: [section()] * count),
        no_more("container", "child_blocks", 10, lambda count: [section()] * count),
        among("container", "width", "narrow", "standard", "wide", "full"),
        rule(
            "container",
            "no divider where it collapses",
            lambda block: {**block, "is_collapsible": True, "has_header_divider": True},
            "",
            "invalid additional property: has_header_divider",
            keeps=lambda block: {**block, "is_collapsible": True, "has_header_divider": False},
        ),
    ],
    "auth provider": [
        needs("auth_provider", "value"),
        filled("auth_provider", "value"),
        longest("auth_provider", "value", 150),
        longest("auth_provider", "name", 75, plain),
        longest("auth_provider", "description", 150, plain),
        longest("auth_provider", "connected_identity", 75, plain),
        longest("auth_provider", "connected_context", 75, plain),
        *(
            field("auth_provider", name, URL, "http://example.com", "must be an https URL")
            for name in ("icon_url", "auth_url", "disconnect_url")
        ),
    ],
    "task card": [
        among("task_card", "status", "pending", "in_progress", "complete", "error"),
        field("plan", "tasks", [task()], [rich()], "unsupported type: rich_text", below="/0/type"),
    ],
}
