"""The table of contents: every command, button, form, field that asks, shortcut and event, and the function that
answers it.

Each handler names what it needs (see `handlers.inputs`) and is given just that. The shape never varies:
read, one verb, ack, show.
"""

from collections.abc import Mapping

from handlers import (
    affected,
    asset_audits,
    asset_choices,
    asset_custody,
    asset_expiries,
    asset_files,
    asset_lists,
    asset_words,
    assets,
    change_asks,
    change_pages,
    change_words,
    changes,
    clocks,
    delegations,
    digests,
    holds,
    home,
    impacts,
    incident_words,
    incidents,
    kpis,
    links,
    majors,
    priorities,
    ratings,
    reports,
    steward,
    threads,
    tokens,
    updates,
    votes,
)
from handlers.inputs import Handler

COMMANDS: Mapping[str, Handler] = {
    **incident_words.COMMANDS,
    **change_words.COMMANDS,
    **asset_words.COMMANDS,
    **digests.COMMANDS,
    **steward.COMMANDS,
}
ACTIONS: Mapping[str, Handler] = {
    **reports.ACTIONS,
    **incidents.ACTIONS,
    **incident_words.ACTIONS,
    **holds.ACTIONS,
    **clocks.ACTIONS,
    **majors.ACTIONS,
    **updates.ACTIONS,
    **ratings.ACTIONS,
    **change_asks.ACTIONS,
    **change_pages.ACTIONS,
    **changes.ACTIONS,
    **change_words.ACTIONS,
    **votes.ACTIONS,
    **delegations.ACTIONS,
    **assets.ACTIONS,
    **asset_lists.ACTIONS,
    **asset_custody.ACTIONS,
    **asset_files.ACTIONS,
    **asset_expiries.ACTIONS,
    **asset_audits.ACTIONS,
    **digests.ACTIONS,
    **kpis.ACTIONS,
    **home.ACTIONS,
    **steward.ACTIONS,
    **tokens.ACTIONS,
}
FORMS: Mapping[str, Handler] = {
    **reports.FORMS,
    **incidents.FORMS,
    **holds.FORMS,
    **affected.FORMS,
    **impacts.FORMS,
    **links.FORMS,
    **priorities.FORMS,
    **majors.FORMS,
    **updates.FORMS,
    **ratings.FORMS,
    **change_asks.FORMS,
    **changes.FORMS,
    **votes.FORMS,
    **delegations.FORMS,
    **assets.FORMS,
    **asset_custody.FORMS,
    **asset_files.FORMS,
    **asset_expiries.FORMS,
    **asset_audits.FORMS,
    **digests.FORMS,
    **tokens.FORMS,
}
OPTIONS: Mapping[str, Handler] = {**asset_choices.OPTIONS}
"""Fields that ask for choices with every word that is typed."""

SHORTCUTS: Mapping[str, Handler] = {**reports.SHORTCUTS, **asset_files.SHORTCUTS}
EVENTS: Mapping[str, Handler] = {**threads.EVENTS, **home.EVENTS}
