"""Every message and form about a file of assets."""

from collections.abc import Iterator, Mapping
from typing import Any

from storage.imports.files import AssetFile, Standing
from tests.people import ZOE
from tests.views.hostile import NOON
from views.imports import files, forms
from views.imports.rows import LINE_LENGTH, SHOWN

TOLD = {
    "counts": {"create": 2, "update": 9, "unchanged": 3, "conflict": 0, "error": 0},
    "shown": {"create": ["Line 2 · L-1: Tag L-1"] * 2, "update": ["x" * LINE_LENGTH] * SHOWN},
    "is_cut": True,
    "back": list(range(2, 90)),
    "doubts": ["It changes 9 of 12 assets, more than 20 percent."],
    "import": "IMP-3",
    "taken_back": {"voided": 2, "restored": 9, "import": "IMP-4"},
    "notes": ["Lines 3, 9 · The holder “Nobody” is not known: passed over."] * SHOWN,
    "not_seen": ["AST-1", "AST-2"],
    "not_seen_count": 12,
    "understood": "UTF-8, commas between cells. Asset Tag → tag.",
}
WRONG = {
    **TOLD,
    "counts": {"conflict": 1, "error": 9},
    "asks_days": True,
    "more": {"conflict": 0, "error": 4},
    "shown": {"conflict": ["Line 3 · L-1: It means two."], "error": ["y" * LINE_LENGTH] * SHOWN},
}


def a_file(standing: Standing = Standing.LOOKED_OVER, **about: Any) -> AssetFile:
    usual: dict[str, Any] = {
        "slack_id": "F0ASSETS0001",
        "name": "assets.csv",
        "person_id": ZOE.id,
        "asked_at": NOON,
        "since": NOON,
        "standing": standing,
        "told": TOLD,
        "token": "3f2a90c1d7be",
    }
    file = AssetFile(**(usual | about))
    file.id = 7
    return file


def messages_about_asset_files() -> Iterator[Mapping[str, Any]]:
    for standing in Standing:
        yield files.message(a_file(standing))
        yield files.message(a_file(standing, told={}))
    yield files.message(a_file(told=WRONG))
    yield files.message(a_file(Standing.STRANGE, told={"headers": ["Platz"] * 90}))
    yield files.message(a_file(Standing.NOTHING, says="It is empty."))
    yield files.progress(a_file(Standing.WANTED), 300, 2000)
    yield files.on_its_way(a_file(Standing.ASKED))


def forms_about_asset_files() -> list[Mapping[str, Any]]:
    return [
        forms.bring_form(),
        forms.columns_form(a_file(Standing.STRANGE, told={"headers": ["Platz"] * 90})),
    ]
