"""A no, as people read it, with what would make it a yes where that is one press away."""

from collections.abc import Sequence

from domain.errors import Over, Refusal
from views.blocks import Block, actions
from views.incident.buttons import follow_button


def way_on(refusal: Refusal) -> Sequence[Block]:
    """What stands below the sentence."""
    return [actions([follow_button(refusal.number)])] if isinstance(refusal, Over) else []
