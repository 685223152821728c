"""What people type, in the form Slack gives it; and what apps send, tidied the same way."""

import re
from collections.abc import Mapping

LINK = re.compile(
    r"https?://(?:(?!&[lg]t;)[^\s<>|])*(?!&[lg]t;)[^\s<>|.,;:!?)\]}'\"]"  # not its full stop
)
MARKUP = re.compile(r"<(?:[@#!][^<>\n]+|(?:https?:|mailto:|tel:|slack:)[^<>\n]+)>")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
BROADCAST = re.compile(r"@(here|channel|everyone)\b")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(
    text: str,
    people: Mapping[str, str],
    channels: Mapping[str, str],
    handles: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
) -> str:
    """What a person typed as an app reads it: escaped, known names and links as markup.

    `people`, `channels` and `groups` lead from a lower-case name to an id; with `handles` (from id to
    handle) a mention of a person carries their handle too, as in commands.
    """

    groups = groups or {}
    called = {**people, **groups}

    def mention(found: re.Match[str]) -> str:
        sign, name = found[1], found[2]
        if sign == "#":
            return f"<#{channels[name.lower()]}|{name.lower()}>"
        if name.lower() in groups:
            return f"<!subteam^{groups[name.lower()]}>"
        id_ = people[name.lower()]
        return f"<@{id_}|{handles[id_]}>" if handles else f"<@{id_}>"

    def plain(piece: str) -> str:
        piece = escape(piece)
        for sign, names in (("@", called), ("#", channels)):
            if names:
                longest_first = sorted(names, key=len, reverse=True)
                either = "|".join(re.escape(escape(name)) for name in longest_first)
                piece = re.sub(rf"(?<!\w)({sign})({either})(?![\w-])", mention, piece, flags=re.I)
        return BROADCAST.sub(r"<!\1>", piece)

    pieces, end = [], 0
    for link in LINK.finditer(text):
        pieces += [plain(text[end : link.start()]), f"<{escape(link[0])}>"]
        end = link.end()
    return "".join([*pieces, plain(text[end:])])


def sent_by_app(text: str) -> str:
    """What an app sent as `text`: its markup stays, stray signs are escaped, bare links are linked."""
    pieces, end = [], 0
    for markup in MARKUP.finditer(text):
        pieces += [_linked(text[end : markup.start()]), markup[0]]
        end = markup.end()
    return "".join([*pieces, _linked(text[end:])])


def _linked(piece: str) -> str:
    safe = ENTITY.sub("&amp;", piece).replace("<", "&lt;").replace(">", "&gt;")
    return LINK.sub(lambda link: f"<{link[0]}>", safe)
