"""The forms about who has an asset and where in its life it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.asset.guards import Guard
from domain.asset.moves import MOVES, ways_on
from domain.assets import LINE_LENGTH
from domain.text import REASON_LENGTH
from storage.assets import Asset
from views.asset.words import status
from views.blocks import Block, modal, plain, section
from views.fields import choice, day_choice, person_choice, text_input, tick
from views.ids import Field, Form


def check_out_form(asset: Asset) -> Mapping[str, Any]:
    return _form(
        Form.CHECK_OUT_ASSET,
        "Hand out",
        asset,
        [
            person_choice(
                Field.HOLDER,
                "Who gets it",
                initial=None,
                hint="They are asked to confirm it.",
                optional=True,
            ),
            text_input(
                Field.PLACE,
                "Or which place",
                limit=LINE_LENGTH,
                placeholder="Meeting room 7",
                optional=True,
            ),
            text_input(
                Field.INSIDE,
                "Or which asset it is put into",
                limit=LINE_LENGTH,
                hint="By its tag, serial number or AST-1",
                optional=True,
            ),
            day_choice(Field.RETURN_BY, "Until", initial=None),
            _link(),
        ],
        submit="Hand it out",
    )


def check_in_form(asset: Asset) -> Mapping[str, Any]:
    conditions = [("fine", "In order: back into the stock"), ("damaged", "Damaged: faulty")]
    return _form(
        Form.CHECK_IN_ASSET,
        "Take back",
        asset,
        [
            choice(Field.CONDITION, "How is it", conditions, initial="fine"),
            _reason("What is to be said of it", optional=True),
        ],
        submit="Take it back",
    )


def decline_form(asset: Asset) -> Mapping[str, Any]:
    blocks = [_reason("What is wrong")]
    return _form(Form.DECLINE_ASSET, "Not taken", asset, blocks, submit="Tell its owner")


def move_form(asset: Asset) -> Mapping[str, Any]:
    """Where it can go from here, with what any of these ways asks for."""
    ways = ways_on(asset.status)
    asked = {guard for way in ways for guard in MOVES[asset.status, way]}
    blocks = [
        choice(Field.MOVE_TO, "It is from now on", [(it, status(it)) for it in ways], initial=None),
        *(block for guard, block in _asked(asset) if guard in asked),
        _reason("Why", optional=True),
    ]
    return _form(Form.MOVE_ASSET, "Move on", asset, blocks, submit="Move it")


def missing_form(asset: Asset, *, is_stolen: bool = False) -> Mapping[str, Any]:
    how = [("lost", "Lost"), ("stolen", "Stolen: this raises a private incident at once")]
    return _form(
        Form.REPORT_ASSET_MISSING,
        "Missing",
        asset,
        [
            choice(Field.HOW_MISSING, "What happened", how, initial=how[is_stolen][0]),
            _reason("When and where was it last seen"),
        ],
        submit="Report it",
    )


def found_form(asset: Asset) -> Mapping[str, Any]:
    conditions = [("fine", "In order: back into the stock"), ("damaged", "Damaged: maintenance")]
    return _form(
        Form.REPORT_ASSET_FOUND,
        "Found",
        asset,
        [
            choice(Field.CONDITION, "How is it", conditions, initial="fine"),
            _tick(Field.CHECKLIST, "Looked over", "It was looked over", "Nothing is missing"),
            _link(),
        ],
        submit="It is back",
    )


def void_form(asset: Asset) -> Mapping[str, Any]:
    blocks = [_reason("Why was it a mistake")]
    return _form(Form.VOID_ASSET, "A mistake", asset, blocks, submit="It never was there")


def _asked(asset: Asset) -> list[tuple[Guard, Block]]:
    """What a move may ask for, in the order in which it is filled in."""
    return [
        (Guard.RESERVED_UNTIL, day_choice(Field.RESERVED_UNTIL, "Reserved until", initial=None)),
        (Guard.APPROVED, _line(Field.APPROVED_BY, "Who said yes to the order")),
        (
            Guard.CHECKLIST,
            _tick(Field.CHECKLIST, "Checklist", "It is done", "Set up, updated, labelled"),
        ),
        (
            Guard.CHECKED,
            _tick(Field.CHECKLIST, "Looked over", "It was looked over", "It is fit to be used"),
        ),
        (Guard.WATCHED, _link()),
        (Guard.WORK_IS_KNOWN, _link()),
        (Guard.DATA_WIPED, _line(Field.DATA_WIPED, "How its data was wiped, or why it has none")),
        (
            Guard.ACCESS_RELEASED,
            _tick(Field.ACCESS_RELEASED, "Licences and accesses", "Released", "None is left on it"),
        ),
        (Guard.DOCUMENT, _line(Field.DOCUMENT, "Certificate or document")),
    ]


def _form(
    form: Form, title: str, asset: Asset, blocks: Sequence[Block], *, submit: str
) -> Mapping[str, Any]:
    shown = {block["block_id"]: block for block in blocks}
    about = section(plain(f"{asset.number} · {asset.name}"))
    metadata = f"{asset.version} {asset.number}"
    return modal(form, title, [about, *shown.values()], submit=submit, metadata=metadata)


def _line(field: Field, label: str) -> Block:
    return text_input(field, label, limit=LINE_LENGTH, optional=True)


def _link() -> Block:
    return text_input(
        Field.LINK,
        "Change or incident",
        limit=LINE_LENGTH,
        hint="Such as CHG-12; needed where it is critical",
        optional=True,
    )


def _reason(label: str, *, optional: bool = False) -> Block:
    return text_input(Field.REASON, label, limit=REASON_LENGTH, multiline=True, optional=optional)


def _tick(field: Field, label: str, text: str, describes: str) -> Block:
    return tick(field, label, text, describes=describes, ticked=False)
