"""The records behind a figure, page by page: each with what the figure is taken of, and a button that opens it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from domain.figure.kpis import Figure, Measure
from domain.text import cut, duration
from storage.assets import Asset
from storage.changes import Change
from storage.figure.kpis import Behind
from views import words
from views.asset.words import status
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    plain,
    section,
)
from views.change.words import STATES
from views.ids import Button

TITLE_SHOWN = 150
SAYS: Mapping[Measure, tuple[str, str]] = {
    Measure.WAS_MET: ("missed", "on time"),
    Measure.CAME_BACK: ("stayed resolved", "reopened"),
    Measure.ANSWERED: ("no answer", "answered"),
    Measure.WAS_HAPPY: ("rated 1 to 3", "rated 4 or 5"),
    Measure.SUCCEEDED: ("not successful", "successful"),
    Measure.FAILED: ("did not fail", "failed"),
    Measure.WAS_EMERGENCY: ("no emergency", "emergency"),
    Measure.WAS_UNAUTHORISED: ("authorised", "unauthorised"),
    Measure.WAS_REWORK: ("for no incident", "for an incident"),
    Measure.DIRECTION: ("went", "came"),
    Measure.IS_SOUND: ("incomplete, or not seen for 180 days", "complete and verified"),
}
"""What is not so, and what is so."""


def page(
    figure: Figure,
    found: Sequence[Behind],
    *,
    period_name: str,
    asked: str,
    after: int,
    back: int | None,
    more: int | None,
) -> Content:
    """A page of the records, and how to the others; `asked` is what the figures were asked for."""
    title = f"{figure.title}, {period_name}"
    if not found:
        none = section(markdown("No record stands behind it, as far as you may see."))
        return {"text": escaped(title), "blocks": [header(title), none]}
    blocks = [header(title), *(line(figure, it) for it in found)]
    last = "" if more is not None else ". These are the last"
    blocks.append(context([plain(f"{after + 1:,} to {after + len(found):,}{last}")]))
    about = f"{figure.name} {asked}"
    turns = [
        button(words, turn, f"{start} {about}")
        for words, turn, start in (
            ("First page", Button.FIRST_PAGE_OF_RECORDS, 0 if back else None),
            ("Previous page", Button.PREVIOUS_PAGE_OF_RECORDS, back),
            ("Next page", Button.NEXT_PAGE_OF_RECORDS, more),
        )
        if start is not None
    ]
    its = actions([*turns, button("CSV", Button.RECORDS_AS_CSV, about)])
    return {"text": escaped(title), "blocks": [*blocks, its]}


def line(figure: Figure, it: Behind) -> Block:
    record = it.record
    if isinstance(record, Asset):
        lock, state, opens = "", status(record.status), Button.SHOW_ASSET
    elif isinstance(record, Change):
        lock, state, opens = "", STATES[record.state], Button.SHOW_CHANGE
    else:
        lock = "🔒 " if record.restricted else ""
        state, opens = words.STATES[record.state], Button.SHOW_INCIDENT
    named = f"{lock}{record.number} · {cut(record.title, TITLE_SHOWN)}"
    told = " · ".join(part for part in (named, state, read(figure, it.value)) if part)
    return section(plain(told), accessory=button("Open", opens, record.number))


def read(figure: Figure, value: int | None) -> str:
    """What the figure is taken of, in words."""
    if value is None or figure.measure is None:
        return ""
    if figure.measure in SAYS:
        return SAYS[figure.measure][value > 0]
    if figure.measure is Measure.SHARE_USED:
        return f"{value / 10:.1f} % used"
    return duration(timedelta(seconds=value))
