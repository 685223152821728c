"""The forms around a file of assets: it is chosen, and its columns are explained."""

from collections.abc import Mapping
from typing import Any

from domain.imports.rows import CLASS_FIELD_KEYS, HEADERS
from domain.text import cut
from storage.imports.files import AssetFile
from views.blocks import context, modal, plain, section
from views.fields import file_input, text_input
from views.ids import Field, Form
from views.imports.files import on_its_way

KINDS = ("csv", "tsv", "txt")
"""How the name of a file of assets ends."""

COLUMNS_LENGTH = 3000


def bring_form() -> Mapping[str, Any]:
    fields = [
        file_input(
            Field.ASSET_FILE,
            "CSV file",
            KINDS,
            hint="One asset on a line; the first line says what stands in each column, such as "
            "Asset Tag, Name, Serial Number, Status.",
        ),
        context(
            [
                plain(
                    "Nothing is changed yet: you are shown what the file would add and change, and decide then. "
                    "Or drop a file into any conversation that I am in, and choose Import assets in its message's menu."
                )
            ]
        ),
    ]
    return modal(Form.IMPORT_ASSETS, "Import assets", fields, submit="Look it over")


def columns_form(file: AssetFile) -> Mapping[str, Any]:
    """What columns are that nobody knows, one on a line."""
    strange = [str(it) for it in file.told.get("headers", ())]
    known = ", ".join([*(ways[0] for ways in HEADERS.values()), *sorted(CLASS_FIELD_KEYS)])
    fields = [
        section(plain("Say after each = which field of ours it is. A column with - is left out.")),
        text_input(
            Field.COLUMNS,
            "Columns",
            limit=COLUMNS_LENGTH,
            initial=cut("\n".join(f"{it} = -" for it in strange), COLUMNS_LENGTH),
            hint=cut(f"Our fields: {known}", 2000),
            multiline=True,
        ),
    ]
    return modal(
        Form.COLUMNS_OF_ASSET_FILE,
        "What the columns are",
        fields,
        submit="Look it over",
        metadata=str(file.id),
    )


def on_its_way_form(file: AssetFile) -> Mapping[str, Any]:
    """In place of the form."""
    return {
        "type": "modal",
        "title": plain("On its way"),
        "close": plain("Close"),
        "blocks": on_its_way(file)["blocks"],
    }
