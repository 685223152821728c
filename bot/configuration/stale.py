"""What was good when it was written, and time has passed over.

It does not keep the bot from starting, for a restart at night must not fail over it; `steward config check` refuses it,
and a start warns.
"""

from datetime import datetime

from domain.organisation import Organisation


def stale(organisation: Organisation, at: datetime) -> list[str]:
    """A sentence for each template that has expired, and each maintenance window that never comes again."""
    says = [
        f"templates: {template.key!r} was valid until {template.valid_until} and is offered no more. "
        "Have it approved again, or take it out."
        for template in organisation.templates
        if not template.is_valid(at.date())
    ]
    says += [
        f"maintenance: {window.name!r} is over for good, and what it is for cannot be changed "
        "without an exception. Give it a later end, or take it out."
        for window in organisation.maintenance
        if window.is_over(at)
    ]
    return says
