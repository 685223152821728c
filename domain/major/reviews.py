"""The review of a major incident: what it must say. Causes and actions, no names of guilty people."""

from domain.errors import checked_together
from domain.text import checked_text

REVIEW_LENGTH = 3000


def checked_review(cause: str, actions: str) -> tuple[str, str]:
    """Cause and actions, cleaned. Raises FieldErrors about `cause` and `actions`: everything that is missing."""
    cause, actions = checked_together(
        lambda: checked_text(
            "cause", cause, REVIEW_LENGTH, "Say what caused it: what failed and why, not who."
        ),
        lambda: checked_text(
            "actions",
            actions,
            REVIEW_LENGTH,
            "Say what changes, by whom and until when; or that nothing need.",
        ),
    )
    return cause, actions
