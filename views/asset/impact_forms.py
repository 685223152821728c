"""What fails with the assets of an incident or a change, and what of it is not hit after all."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from domain.numbers import Kind
from domain.text import REASON_LENGTH, cut
from storage.assets import Asset
from storage.changes import Change
from storage.incidents import Incident
from views.blocks import Option, context, markdown, modal, plain, section
from views.fields import choices, text_input
from views.ids import Field, Form

NAMED = 12
"""So many stand in the text, each with the way to it."""

FORMS: Mapping[Kind, Form] = {
    Kind.INCIDENT: Form.SAY_INCIDENT_IMPACT,
    Kind.CHANGE: Form.SAY_CHANGE_IMPACT,
}


class FailsWith(Protocol):
    @property
    def subject(self) -> Incident | Change: ...
    @property
    def out(self) -> Sequence[tuple[Asset, str]]: ...
    @property
    def hit(self) -> Sequence[tuple[Asset, Sequence[str]]]: ...
    @property
    def more(self) -> int: ...
    @property
    def may_say(self) -> bool: ...


def impact_form(it: FailsWith) -> Mapping[str, Any]:
    """What is hit and by which way; those that are chosen are not. What was out when it opened travels with it.

    Whoever may not say so only reads it.
    """
    subject = it.subject
    blocks = [section(plain(cut(f"{subject.number} · {subject.title}", 300)))]
    lines = [_hit(asset, path) for asset, path in it.hit[:NAMED]]
    if left := len(it.hit) - len(lines) + it.more:
        lines.append(f"and {left} more")
    if lines:
        blocks.append(section(plain(cut("Fails with it:\n" + "\n".join(lines), 2900))))
    blocks += [
        context([plain(cut(f"{asset.number}: {why}", 300))]) for asset, why in it.out[:NAMED]
    ]
    title = cut(f"Impact of {subject.number}", 24)
    if not it.may_say:
        return modal(FORMS[subject.kind], title, blocks, submit=None)
    blocks += [
        choices(
            Field.NOT_HIT,
            "Not hit",
            [_option(asset) for asset in (*(a for a, _ in it.out), *(a for a, _ in it.hit))],
            initial=[asset.number for asset, _ in it.out],
            hint="What is only hit through these is not hit either.",
        ),
        text_input(
            Field.NOT_HIT_WHY,
            "Why not",
            limit=REASON_LENGTH,
            multiline=True,
            optional=True,
        ),
        context([markdown("What is chosen here stays out, also when it is computed anew.")]),
    ]
    carried = " ".join([*(asset.number for asset, _ in it.out), subject.number])
    return modal(FORMS[subject.kind], title, blocks, submit="Save", metadata=carried)


def _option(asset: Asset) -> Option:
    return asset.number, f"{asset.number} · {asset.title}"


def _hit(asset: Asset, path: Sequence[str]) -> str:
    weight = f" · {asset.criticality}" if asset.criticality else ""
    way = f", by {' → '.join(path[:-1])}" if len(path) > 1 else ""
    return f"{cut(asset.title, 80)}{weight}{way}"
