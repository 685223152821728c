"""What is sent as a whole: messages and views.

After Slack's references of chat.postMessage, of the views methods and of its surfaces.
"""

from collections.abc import Iterator, Mapping

from views.limits.problem import Check, Place, Problem, Surface
from views.limits.shapes import Form, array, as_json, flag, items, of_type, string, without
from views.limits.stack import Stack, problems_between, problems_in_stack
from views.limits.text import LONGEST_ID, plain

MOST_VIEW_BYTES = 250_000
MOST_ATTACHMENTS = 100
MOST_METADATA_BYTES = 16_000
LONGEST_MARKDOWN_TEXT = 12_000

ROOTS: Mapping[Surface, Place] = {
    Surface.MESSAGE: Place("", Surface.MESSAGE, "invalid_blocks"),
    Surface.MODAL: Place("/view", Surface.MODAL, "invalid_arguments"),
    Surface.HOME: Place("/view", Surface.HOME, "invalid_arguments"),
}


def problems_in_blocks(blocks: object, surface: Surface) -> list[Problem]:
    """What is wrong with these blocks there; pointers as in the message or view to hold them."""
    at = ROOTS[surface] / "blocks"
    if as_json(blocks) is None:
        return [at.says("must be JSON")]
    return [*problems_in_stack(blocks, at), *problems_between([(blocks, at)], surface)]


def problems_in_message(message: Mapping[str, object]) -> list[Problem]:
    """What is wrong with this message.

    A `text` of any length passes: Slack cuts it at 40,000 characters without a word.
    """
    at = ROOTS[Surface.MESSAGE]
    if _sent(message) is None:
        return [at.answering("invalid_arguments").says("must be JSON, an object")]
    fields = _given(message)
    return [
        *(
            problem
            for name, check in MESSAGE.items()
            if name in fields
            for problem in check(fields[name], at / name)
        ),
        *problems_between(_stacks(fields, at), Surface.MESSAGE),
        *_says_something_once(fields, at),
    ]


def problems_in_view(view: Mapping[str, object]) -> list[Problem]:
    """What is wrong with this modal or Home view."""
    sent = _sent(view)
    if sent is None:
        return [ROOTS[Surface.MODAL].says("must be JSON, an object")]
    fields = _given(view)
    at = ROOTS[Surface.HOME if fields.get("type") == Surface.HOME else Surface.MODAL]
    stack = (fields.get("blocks"), at / "blocks")
    return [*VIEW(fields, at), *problems_between([stack], at.surface), *_size(sent, at)]


def _sent(whole: object) -> str | None:
    """The JSON that travels; nothing where it is no object, or no JSON."""
    return as_json(dict(whole)) if isinstance(whole, Mapping) else None


def _given(whole: Mapping[str, object]) -> dict[str, object]:
    """The fields that say something; null says nothing, as in the arguments of Slack's methods."""
    return {name: value for name, value in whole.items() if value is not None}


def _stacks(fields: Mapping[str, object], at: Place) -> list[Stack]:
    """The blocks of a message, and those of each attachment."""
    within = (at / "attachments").answering("invalid_attachments")
    return [(fields.get("blocks"), at / "blocks")] + [
        (attachment.get("blocks"), within / index / "blocks")
        for index, attachment in enumerate(items(fields.get("attachments")))
        if isinstance(attachment, dict)
    ]


def _answering(error: str, check: Check) -> Check:
    def answering(value: object, at: Place) -> Iterator[Problem]:
        yield from check(value, at.answering(error))

    return answering


def _attachments(value: object, at: Place) -> Iterator[Problem]:
    if isinstance(value, list | tuple) and len(value) > MOST_ATTACHMENTS:
        too_many = at.answering("too_many_attachments")
        yield too_many.says(f"no more than {MOST_ATTACHMENTS} items allowed")
    yield from array(Form({}, {"blocks": problems_in_stack}))(value, at)


def _metadata(value: object, at: Place) -> Iterator[Problem]:
    """An event, or the entities of work objects; an empty object takes back what a message had.

    Slack does not publish the size beyond which it answers `metadata_too_large`. Ours is a guess on
    the safe side: a marker that finds a message again takes a hundred bytes, and what needs more
    belongs into the database.
    """
    is_work_object = isinstance(value, dict) and "entities" in value
    if value != {}:
        yield from (WORK_OBJECTS if is_work_object else EVENT)(value, at)
    if len((as_json(value) or "").encode("utf-8", "surrogatepass")) > MOST_METADATA_BYTES:
        too_large = at.answering("metadata_too_large")
        yield too_large.says(f"must be less than {MOST_METADATA_BYTES + 1} bytes")


def _says_something_once(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    if not any(fields.get(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        yield (at / "text").answering("no_text").says("must provide text, blocks or attachments")
    if "markdown_text" in fields and ("text" in fields or "blocks" in fields):
        twice = (at / "markdown_text").answering("markdown_text_conflict")
        yield twice.says("must not stand beside text or blocks")


def _inputs_need_submit(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    blocks = fields.get("blocks")
    if "submit" in fields or not isinstance(blocks, list | tuple):
        return
    for index, block in enumerate(blocks):
        if isinstance(block, dict) and block.get("type") == "input":
            yield (at / "blocks" / index).says("must define `submit` to use `input` block")


def _size(sent: str, at: Place) -> Iterator[Problem]:
    """Slack says 250 kB and not of what; we take the bytes of the view as compact JSON."""
    if len(sent.encode("utf-8", "surrogatepass")) > MOST_VIEW_BYTES:
        too_large = at.answering("view_too_large")
        yield too_large.says(f"must be less than {MOST_VIEW_BYTES + 1} bytes")


EVENT_TYPE = string(1, LONGEST_ID, r"[\w.:-]+", "made of letters, digits and . : - _")
EVENT = Form({"event_type": EVENT_TYPE, "event_payload": Form()})
WORK_OBJECTS = Form(
    {"entities": array(Form(), 1)}, {"event_type": EVENT_TYPE, "event_payload": Form()}
)

MESSAGE: Mapping[str, Check] = {
    "text": _answering("invalid_arguments", string()),
    "markdown_text": _answering("invalid_arguments", string(0, LONGEST_MARKDOWN_TEXT)),
    "blocks": problems_in_stack,
    "attachments": _answering("invalid_attachments", _attachments),
    "metadata": _answering("invalid_metadata_format", _metadata),
}

VIEW_FIELDS: Mapping[str, Check] = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, LONGEST_ID),
    "external_id": string(0, LONGEST_ID),
}
VIEW: Check = of_type(
    {
        "modal": Form(
            {"title": plain(24), "blocks": problems_in_stack},
            {
                **VIEW_FIELDS,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
            (_inputs_need_submit,),
        ),
        "home": Form({"blocks": problems_in_stack}, VIEW_FIELDS, (without("submit", "close"),)),
    }
)
