"""What Slack refuses in a message, modal or Home as a whole."""

import json
from typing import Any

from tests.views.rules.words import Change, Rule, field, longest, needs, plain_only, rule
from tests.views.samples import (
    Json,
    asks,
    plain,
    section,
    typing,
    without,
)

VIEWS = ["modal", "home"]
DIVIDER = {"type": "divider"}
FILE = {"type": "file_input"}
NO_SUBMIT = "must define `submit` to use `input` block"
EVENT = {"event_type": "steward_notice", "event_payload": {"id": 1}}


def said(name: str, inside: Any, outside: Any, says: str, error: str, below: str = "") -> Rule:
    """A field of a message, and the error of its own that it is answered with."""
    return field("message", name, inside, outside, says, error=error, below=below)


def described(inside: Json, outside: Json, says: str, below: str = "") -> Rule:
    return said("metadata", inside, outside, says, "invalid_metadata_format", below)


def silent(whole: Json) -> Json:
    return without(whole, "text", "blocks", "attachments")


def stretched(count: int) -> Change:
    """So many blocks."""

    def change(whole: Json) -> Json:
        blocks = whole.get("blocks", [])
        return {**whole, "blocks": [*blocks, *[DIVIDER] * (count - len(blocks))]}

    return change


def of_size(size: int) -> Change:
    """So many bytes of JSON, many of them in two-byte letters."""

    def change(view: Json) -> Json:
        view = {**view, "fill": "ü" * 100_000}
        so_far = len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())
        return {**view, "fill": view["fill"] + "x" * (size - so_far)}

    return change


def asking(modal: Json) -> Json:
    return {**modal, "submit": plain(), "blocks": [section(), asks(typing())]}


MESSAGE_RULES: dict[str, list[Rule]] = {
    "blocks of a message": [
        rule(
            "message",
            "fifty blocks",
            stretched(51),
            "/blocks",
            "no more than 50 items allowed",
            keeps=stretched(50),
        ),
        field(
            "message",
            "attachments",
            [{"blocks": [DIVIDER] * 50}],
            [{"blocks": [DIVIDER] * 51}],
            "no more than 50 items allowed",
            below="/0/blocks",
        ),
        said("blocks", [], {"0": section()}, "must provide an array", "invalid_blocks_format"),
        said("blocks", [], [None], "must provide an object", "invalid_blocks_format", "/0"),
    ],
    "text of a message": [
        *(
            rule(
                "message",
                f"says something, not {silence}",
                lambda message, silence=silence: {**silent(message), **silence},
                "/text",
                "must provide text, blocks or attachments",
                error="no_text",
            )
            for silence in ({}, {"text": ""}, {"blocks": []}, {"text": None, "attachments": []})
        ),
        said("text", "x" * 40_001, 1, "must provide a string", "invalid_arguments"),
        longest("message", "markdown_text", 12_000, first=silent, error="invalid_arguments"),
        *(
            rule(
                "message",
                f"markdown_text beside {name}",
                lambda message, fields=fields: {**silent(message), "markdown_text": "x", **fields},
                "/markdown_text",
                "must not stand beside text or blocks",
                error="markdown_text_conflict",
            )
            for name, fields in {"text": {"text": "x"}, "blocks": {"blocks": [section()]}}.items()
        ),
    ],
    "attachments": [
        said(
            "attachments",
            [{"text": "x"}] * 100,
            [{"text": "x"}] * 101,
            "no more than 100 items allowed",
            "too_many_attachments",
        ),
        said("attachments", [{}], ["x"], "must provide an object", "invalid_attachments", "/0"),
    ],
    "metadata": [
        described(EVENT, without(EVENT, "event_type"), "missing required field: event_type"),
        described(EVENT, without(EVENT, "event_payload"), "missing required field: event_payload"),
        described(
            EVENT, EVENT | {"event_payload": "x"}, "must provide an object", "/event_payload"
        ),
        *(
            described(
                EVENT,
                EVENT | {"event_type": words},
                "must be made of letters, digits and . : - _",
                "/event_type",
            )
            for words in ("two words", "größe", "a/b")
        ),
        described({}, {"entities": []}, "no fewer than 1 items allowed", "/entities"),
        said(
            "metadata",
            {"event_type": "a", "event_payload": {"x": "x" * 15_000}},
            {"event_type": "a", "event_payload": {"x": "x" * 16_000}},
            "must be less than 16001 bytes",
            "metadata_too_large",
        ),
    ],
}

VIEW_RULES: dict[str, list[Rule]] = {
    "views": [
        rule(
            VIEWS,
            "a kind Slack knows",
            lambda view: {**view, "type": "drawer"},
            "/type",
            "unsupported type: drawer",
        ),
        needs(VIEWS, "blocks"),
        field(VIEWS, "blocks", [section()], [], "no fewer than 1 items allowed"),
        rule(
            VIEWS,
            "a hundred blocks",
            stretched(101),
            "/blocks",
            "no more than 100 items allowed",
            keeps=stretched(100),
        ),
        field(VIEWS, "blocks", [section()], [None], "must provide an object", below="/0"),
        longest(VIEWS, "private_metadata", 3000),
        longest(VIEWS, "callback_id", 255),
        longest(VIEWS, "external_id", 255),
        rule(
            VIEWS,
            "250 kilobytes",
            of_size(250_001),
            "",
            "must be less than 250001 bytes",
            keeps=of_size(250_000),
            error="view_too_large",
        ),
    ],
    "modal": [
        needs("modal", "title"),
        *(longest("modal", name, 24, plain) for name in ("title", "submit", "close")),
        *(plain_only("modal", name) for name in ("title", "submit", "close")),
        *(
            rule(
                "modal",
                f"an input needs submit, {name}",
                lambda modal, nothing=nothing: {**without(asking(modal), "submit"), **nothing},
                "/blocks/1",
                NO_SUBMIT,
                keeps=asking,
            )
            for name, nothing in {"not nothing": {}, "not null": {"submit": None}}.items()
        ),
        rule(
            "modal",
            "a file is not dispatched",
            lambda modal: {
                **modal,
                "submit": plain(),
                "blocks": [asks(FILE, dispatch_action=True)],
            },
            "/blocks/0",
            "invalid additional property: dispatch_action",
            keeps=lambda modal: {**modal, "submit": plain(), "blocks": [asks(FILE)]},
        ),
    ],
    "home": [
        rule(
            "home",
            f"no {name}",
            lambda home, name=name: {**home, name: plain()},
            "",
            f"invalid additional property: {name}",
        )
        for name in ("submit", "close")
    ],
}
