"""Sound blocks of every kind, on each surface."""

from functools import cache

from hypothesis import strategies as st

from tests.views.samples import MESSAGE, SLOTS, STANDS_ON
from tests.views.sound.data import CHART, DATA_TABLE, TABLE
from tests.views.sound.elements import PICTURE, PICTURES, SOUND_ELEMENTS
from tests.views.sound.rich_text import RICH_TEXT
from tests.views.sound.words import (
    A_URL,
    FLAG,
    ID,
    Fields,
    Made,
    few,
    made,
    one_of,
    plain,
    text,
    words,
)
from views.limits import Surface

STATUS = one_of("pending", "in_progress", "complete", "error")
LEVEL = one_of("default", "info", "warning", "error", "success")


def _block(kind: str, needs: Fields, may: Fields | None = None) -> Made:
    return made(kind, needs, {"block_id": words(255), **(may or {})})


def _held(host: str, slot: str, surface: Surface) -> Made:
    """Whatever may stand there."""
    kinds = sorted(kind for kind in SLOTS[host][slot] if surface in STANDS_ON[kind])
    return st.one_of(*(SOUND_ELEMENTS[kind] for kind in kinds))


@cache
def sound_blocks(surface: Surface) -> dict[str, Made]:
    blocks = {kind: block for kind, block in _blocks(surface).items() if surface in STANDS_ON[kind]}
    if surface is MESSAGE:
        blocks["container"] = _container(blocks)
    return blocks


def _blocks(surface: Surface) -> dict[str, Made]:
    section = {
        "accessory": _held("section", "accessory", surface),
        "expand": FLAG,
    }
    button, task_card = SOUND_ELEMENTS["button"], _task_card()
    card = _card(few(button))
    return {
        "section": _block("section", {"text": text(3000)}, {**section, "fields": few(text(2000))})
        | _block("section", {"fields": few(text(2000))}, section),
        "header": _block("header", {"text": plain(150)}, {"level": st.integers(1, 4)}),
        "divider": _block("divider", {}),
        "context": _block("context", {"elements": few(text(3000) | PICTURE)}),
        "actions": _block("actions", {"elements": few(_held("actions", "elements/-", surface))}),
        "context_actions": _block(
            "context_actions",
            {"elements": few(SOUND_ELEMENTS["feedback_buttons"] | SOUND_ELEMENTS["icon_button"])},
        ),
        "image": st.one_of(*(_block("image", each, {"title": plain(2000)}) for each in PICTURES)),
        "input": _block(
            "input",
            {"label": plain(2000), "element": _held("input", "element", surface)},
            {"hint": plain(2000), "optional": FLAG, "dispatch_action": FLAG},
        ),
        "rich_text": RICH_TEXT,
        "markdown": _block("markdown", {"text": words(99)}),
        "video": _block(
            "video",
            {
                "alt_text": words(99),
                "title": plain(199),
                "thumbnail_url": A_URL,
                "video_url": A_URL,
            },
            {
                "description": plain(199),
                "author_name": words(49),
                "title_url": A_URL,
                "provider_name": words(99),
                "provider_icon_url": A_URL,
            },
        ),
        "file": _block("file", {"external_id": ID, "source": st.just("remote")}),
        "call": _block("call", {"call_id": ID}),
        "alert": _block("alert", {"text": text(200)}, {"level": LEVEL}),
        "table": TABLE,
        "data_table": DATA_TABLE,
        "data_visualization": CHART,
        "task_card": task_card,
        "plan": _block("plan", {"title": words(99)}, {"tasks": few(task_card)}),
        "card": card,
        "carousel": _block("carousel", {"elements": few(card)}),
        "auth_provider": _block(
            "auth_provider",
            {"value": words(150), "name": plain(75), "is_connected": FLAG},
            {
                "description": plain(150),
                "connected_identity": plain(75),
                "connected_context": plain(75),
                "icon_url": A_URL,
                "auth_url": A_URL,
                "disconnect_url": A_URL,
                "accessory": SOUND_ELEMENTS["overflow"],
            },
        ),
    }


def _task_card() -> Made:
    return _block(
        "task_card",
        {"task_id": ID, "title": words(99), "status": STATUS},
        {"details": RICH_TEXT, "output": RICH_TEXT, "sources": few(SOUND_ELEMENTS["url"])},
    )


def _card(buttons: Made) -> Made:
    either: Fields = {
        "hero_image": PICTURE,
        "title": text(150),
        "body": text(200),
        "actions": buttons,
    }
    rest: Fields = {"subtitle": text(150), "subtext": text(200), "icon": PICTURE}
    return st.one_of(*(_block("card", {name: either[name]}, {**either, **rest}) for name in either))


def _container(blocks: dict[str, Made]) -> Made:
    children = st.one_of(*(blocks[kind] for kind in sorted(SLOTS["container"]["child_blocks/-"])))
    title: Fields = {"title": plain(150), "rich_text_title": RICH_TEXT}
    rest: Fields = {
        "subtitle": text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": PICTURE,
        "is_collapsible": FLAG,
        "default_collapsed": FLAG,
        "has_header_divider": st.just(False),
    }
    return st.one_of(
        *(
            _block(
                "container", {name: title[name], "child_blocks": few(children)}, {**title, **rest}
            )
            for name in title
        )
    )
