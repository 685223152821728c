"""What a reader sees: messages and views in plain words, line by line, without markup."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.shapes import Json

NO_NAMES: Mapping[str, str] = {}


def visible_text(thing: Json, names: Mapping[str, str] = NO_NAMES) -> str:
    """A message or view as a reader sees it, line by line, without markup; ids as `names` has them."""
    lines = []
    if "title" in thing:
        lines.append(text_of(thing["title"], names))
    blocks = thing.get("blocks") or []
    if not blocks:
        lines.append(_mrkdwn(thing.get("text") or "", names))
    lines += [_block(block, names) for block in blocks]
    for attachment in thing.get("attachments") or ():
        lines.append(visible_text(attachment, names))
    lines += [file["name"] for file in thing.get("files") or ()]
    return "\n".join(line for line in lines if line)


def said_in_modal(view: Json, names: Mapping[str, str]) -> str:
    """What a modal says beside its fields."""
    lines = [_block(block, names) for block in view["blocks"] if block["type"] != "input"]
    return "\n".join(line for line in lines if line)


def _block(block: Json, names: Mapping[str, str]) -> str:
    parts = [
        text_of(block[key], names) for key in ("label", "title", "text", "hint") if key in block
    ]
    parts += [text_of(each, names) for each in block.get("fields") or ()]
    if block["type"] == "rich_text":
        return _rich(block, names)
    if block["type"] in ("table", "data_table"):
        rows = block.get("rows") or ()
        parts += ["\t".join(_cell(cell, names) for cell in row) for row in rows]
    inner = [block.get("element"), block.get("accessory"), *(block.get("elements") or ())]
    parts += [_element(each, names) for each in inner if isinstance(each, dict)]
    if "alt_text" in block:
        parts.append(str(block["alt_text"]))
    return "\n".join(part for part in parts if part)


def _element(element: Json, names: Mapping[str, str]) -> str:
    if element["type"] in ("mrkdwn", "plain_text"):
        return text_of(element, names)
    parts = [text_of(element[key], names) for key in ("text", "placeholder") if key in element]
    parts += [text_of(option["text"], names) for option in element.get("options") or ()]
    parts += [str(element[key]) for key in ("initial_value", "alt_text") if key in element]
    return "\n".join(parts)


def text_of(text: Any, names: Mapping[str, str] = NO_NAMES) -> str:
    """A text object, or bare words."""
    if isinstance(text, str):
        return text
    return _mrkdwn(text["text"], names) if text["type"] == "mrkdwn" else str(text["text"])


def _mrkdwn(text: str, names: Mapping[str, str]) -> str:
    text = re.sub(r"<([^<>\n]+)>", lambda found: _markup(found[1], names), text)
    text = re.sub(r"(?<![\w*])\*(\S[^*\n]*?)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w_])_(\S[^_\n]*?)_(?![\w_])", r"\1", text)
    text = re.sub(r"(?<![\w~])~(\S[^~\n]*?)~(?![\w~])", r"\1", text)
    text = text.replace("```", "").replace("`", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _markup(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@" | "#":
            return target[0] + (names.get(target[1:]) or label or target[1:])
        case "!" if target.startswith("!date^"):
            return label
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def _rich(block: Json, names: Mapping[str, str]) -> str:
    match block["type"]:
        case "text":
            return str(block["text"])
        case "link":
            return str(block.get("text") or block["url"])
        case "user":
            return "@" + names.get(block["user_id"], block["user_id"])
        case "channel":
            return "#" + names.get(block["channel_id"], block["channel_id"])
        case "broadcast":
            return f"@{block['range']}"
        case "emoji":
            return f":{block['name']}:"
        case "date":
            return str(block.get("fallback") or block["timestamp"])
    between = "\n" if block["type"] in ("rich_text", "rich_text_list") else ""
    return between.join(_rich(each, names) for each in block.get("elements") or ())


def _cell(cell: Json, names: Mapping[str, str]) -> str:
    return _rich(cell, names) if cell["type"] == "rich_text" else str(cell.get("text", ""))
