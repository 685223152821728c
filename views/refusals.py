"""A no, as people read it, with what would make it a yes where that is one press away."""

from collections.abc import Callable, Mapping, Sequence

from domain.errors import GoesOn, LeadsOn, LeavesOpen, Over, Refusal
from views.blocks import Block, actions, button
from views.ids import Button
from views.incident.buttons import follow_button


def way_on(refusal: Refusal) -> Sequence[Block]:
    """What stands below the sentence."""
    if not isinstance(refusal, LeadsOn):
        return []
    return [actions([_WAYS[type(refusal)](refusal.number)])]


_WAYS: Mapping[type[LeadsOn], Callable[[str], Block]] = {
    Over: follow_button,
    GoesOn: lambda number: button(f"Show {number}", Button.SHOW_INCIDENT, number),
    LeavesOpen: lambda number: button("Complete it", Button.COMPLETE_CHANGE, number),
}
