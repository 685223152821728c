"""Sound messages, modals and Homes."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.views.places import everything
from tests.views.samples import MESSAGE, MODAL, Json
from tests.views.samples import plain as some_words
from tests.views.sound.blocks import sound_blocks
from tests.views.sound.words import FLAG, Made, form, known, made, plain, words
from views.limits import Surface

VIEW_FIELDS = {name: words(255) for name in ("private_metadata", "callback_id", "external_id")}
EVENT = form(
    {
        "event_type": st.sampled_from(["a", "steward.notice", "x" * 255]),
        "event_payload": st.dictionaries(words(9), words(9), max_size=2),
    }
)


@cache
def sound_whole(surface: Surface) -> Made:
    blocks = st.one_of(*sound_blocks(surface).values())
    whole = {Surface.MESSAGE: _message, Surface.MODAL: _modal, Surface.HOME: _home}[surface]
    return whole(blocks).map(lambda made: settled(made, surface))


def _message(blocks: Made) -> Made:
    attachment = form({}, {"blocks": st.lists(blocks, max_size=2), "fallback": words(99)})
    return known(
        "message",
        {"text": words(40_000), "blocks": st.lists(blocks, max_size=3)},
        {"attachments": st.lists(attachment, max_size=2), "metadata": EVENT | form({})},
    ).map(_with_one_chart)


def _modal(blocks: Made) -> Made:
    return made(
        "modal",
        {"title": plain(24), "blocks": st.lists(blocks, min_size=1, max_size=3)},
        {
            **VIEW_FIELDS,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        },
    )


def _home(blocks: Made) -> Made:
    return made("home", {"blocks": st.lists(blocks, min_size=1, max_size=3)}, VIEW_FIELDS)


def settled(whole: Json, surface: Surface) -> Json:
    """The same, in place, with what makes sense only of the whole put right."""
    parts = [part for _, part in everything(whole) if isinstance(part, dict)]
    _differ(parts, "block_id")
    for part in parts:
        for held in ("elements", "actions"):
            _differ(part.get(held, []), "action_id")
    for files in (part for part in parts if part.get("element", {}).get("type") == "file_input"):
        files.pop("dispatch_action", None)
    if surface is not MESSAGE:
        for unfocused in [part for part in parts if part.get("focus_on_load")][1:]:
            unfocused["focus_on_load"] = False
    if surface is MODAL and any(part.get("type") == "input" for part in parts):
        whole.setdefault("submit", some_words("Send"))
    return whole


def _differ(parts: list[Json], name: str) -> None:
    """What would repeat a name has none."""
    seen = set()
    for part in parts:
        if part.get(name) in seen:
            part.pop(name, None)
        seen.add(part.get(name))


def _with_one_chart(message: Json) -> Json:
    """Two may be: room for one more."""
    for _, chart in [each for each in everything(message) if _is_chart(each[1])][1:]:
        chart.clear()
        chart["type"] = "divider"
    return message


def _is_chart(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "data_visualization"
