"""The table of contents: every command, button, form, field that asks, shortcut and event, and the function that
answers it.

Each handler names what it needs (see `handlers.inputs`) and is given just that. The shape never varies:
read, one verb, ack, show.
"""

from collections.abc import Mapping

from handlers import (
    asset_files,
    assets,
    changes,
    digests,
    home,
    incidents,
    majors,
    steward,
    threads,
    tokens,
    updates,
)
from handlers.approval import delegations, votes
from handlers.asset import audits, choices, custody, expiries, impacts, lists
from handlers.asset import words as asset_words
from handlers.change import asks, pages
from handlers.change import words as change_words
from handlers.figure import kpis
from handlers.incident import affected, clocks, holds, links, priorities, ratings, reports
from handlers.incident import words as incident_words
from handlers.tools import Handler

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
    **asks.ACTIONS,
    **pages.ACTIONS,
    **changes.ACTIONS,
    **change_words.ACTIONS,
    **votes.ACTIONS,
    **delegations.ACTIONS,
    **assets.ACTIONS,
    **lists.ACTIONS,
    **custody.ACTIONS,
    **asset_files.ACTIONS,
    **expiries.ACTIONS,
    **audits.ACTIONS,
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
    **asks.FORMS,
    **changes.FORMS,
    **votes.FORMS,
    **delegations.FORMS,
    **assets.FORMS,
    **custody.FORMS,
    **asset_files.FORMS,
    **expiries.FORMS,
    **audits.FORMS,
    **digests.FORMS,
    **tokens.FORMS,
}
OPTIONS: Mapping[str, Handler] = {**choices.OPTIONS}
"""Fields that ask for choices with every word that is typed."""

SHORTCUTS: Mapping[str, Handler] = {**reports.SHORTCUTS, **asset_files.SHORTCUTS}
EVENTS: Mapping[str, Handler] = {**threads.EVENTS, **home.EVENTS}
