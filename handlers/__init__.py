"""The table of contents: every command, button, form, shortcut and event, and the function that answers it.

Each handler names what it needs (see `handlers.inputs`) and is given just that. The shape never varies:
read, one verb, ack, show.
"""

from collections.abc import Mapping

from handlers import clocks, holds, incidents, ratings, steward, threads
from handlers.inputs import Handler

COMMANDS: Mapping[str, Handler] = {**incidents.COMMANDS, **steward.COMMANDS}
ACTIONS: Mapping[str, Handler] = {
    **incidents.ACTIONS,
    **holds.ACTIONS,
    **clocks.ACTIONS,
    **ratings.ACTIONS,
    **steward.ACTIONS,
}
FORMS: Mapping[str, Handler] = {**incidents.FORMS, **holds.FORMS, **ratings.FORMS}
SHORTCUTS: Mapping[str, Handler] = {**incidents.SHORTCUTS}
EVENTS: Mapping[str, Handler] = {**threads.EVENTS}
